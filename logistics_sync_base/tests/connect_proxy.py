# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A company's way out: a forward proxy that knows CONNECT and nothing else."""

import base64
import contextlib
import select
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CHUNK = 65536


class ConnectProxy:
    """Connects whoever has the right login; ``names`` is its own name service.

    ``asked`` are the host:port it was asked for, ``carried`` all bytes it saw.
    """

    def __init__(self, names=None, login=None):
        self.names = names or {}
        self.login = login
        self.asked = []
        self.carried = bytearray()
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            def do_CONNECT(self):
                proxy._connect(self)

            def log_message(self, *_words):
                """Quiet."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_words):
                """Clients that hang up are part of the tests."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def _connect(self, handler):
        self.asked.append(handler.path)
        if self.login:
            expected = base64.b64encode(self.login.encode()).decode()
            if handler.headers.get("Proxy-Authorization") != f"Basic {expected}":
                handler.send_error(407)
                return
        host, __, port = handler.path.rpartition(":")
        if host not in self.names:
            handler.send_error(403)
            return
        with socket.create_connection((self.names[host], int(port))) as partner:
            handler.send_response(200)
            handler.end_headers()
            with contextlib.suppress(OSError):
                self._carry(handler.connection, partner)
        handler.close_connection = True

    def _carry(self, client, partner):
        """Pass bytes in both directions until one side hangs up."""
        others = {client: partner, partner: client}
        while True:
            ready, __, __ = select.select(list(others), [], [], 10)
            for sock in ready:
                data = sock.recv(CHUNK)
                if not data:
                    return
                self.carried += data
                others[sock].sendall(data)
            if not ready:
                return
