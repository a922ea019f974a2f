# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A partner that takes whatever it is told: a process of its own, so that its work is
not counted as ours.

Argument: seconds that it takes for each call. It tells the ids of what it got.
"""

import contextlib
import json
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ANSWER = b'{"number": "P-1", "status": "accepted", "note": "thank you"}'


class Handler(BaseHTTPRequestHandler):
    """Reads everything, says yes."""

    protocol_version = "HTTP/1.1"
    latency = 0.0
    ids = []

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.ids.append(self.headers["webhook-id"])
        time.sleep(self.latency)
        self._answer(ANSWER)

    def do_GET(self):
        self._answer(json.dumps(self.ids).encode())

    def _answer(self, body):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words):
        """Quiet."""


@contextlib.contextmanager
def running(latency=0.0):
    """The address of a partner that lives as long as the block."""
    words = [sys.executable, str(Path(__file__).resolve()), str(latency)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}/"
        finally:
            process.kill()


if __name__ == "__main__":
    Handler.latency = float(sys.argv[1])
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        print(server.server_port, flush=True)
        server.serve_forever()
