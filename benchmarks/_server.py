# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One Odoo server as a process of its own, and one client that posts to it."""

import contextlib
import http.client
import os
import socket
import subprocess
import time

import _stage

PATIENCE = 120


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# No cron and no job runs: processing meanwhile would be counted as taking in.
TAKING_IN = ("--load=base,rpc,web", "--max-cron-threads=0")
# As Odoo comes, with its own scheduler; and with the runner of queue_job beside it.
EMBEDDED = ("--load=base,rpc,web", "--max-cron-threads=2")
RUNNER = ()


@contextlib.contextmanager
def running(words=TAKING_IN):
    """The port of a threaded server on the benchmark's database."""
    port = _free_port()
    words = [
        os.environ["LOGISTICS_SYNC_PYTHON"],
        os.environ["LOGISTICS_SYNC_ODOO"],
        *_stage.WORDS,
        *words,
        "--workers=0",
        f"--http-port={port}",
        "--http-interface=127.0.0.1",
        f"--db-filter=^{_stage.DATABASE}$",
        "--log-level=warn",
    ]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as process:
        try:
            _wait(port, process)
            yield port
        finally:
            # Not by its leave: it may be in the middle of work that nobody awaits.
            process.kill()
            process.wait(PATIENCE)


def _wait(port, process):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError):
            status, _body = Client(port).send("/logistics_sync/v1/health", b"", {})
            if status in (200, 405):
                return
        time.sleep(0.2)
    raise RuntimeError("the server did not start")


class Client:
    """Posts over one connection, which it opens again when the server closes it."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def send(self, path, body, headers):
        """(status, body) of the answer to one POST."""
        try:
            return self._send(path, body, headers)
        except (http.client.RemoteDisconnected, ConnectionResetError):
            self.connection.close()
            return self._send(path, body, headers)

    def _send(self, path, body, headers):
        self.connection.request("POST", path, body, headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read()
