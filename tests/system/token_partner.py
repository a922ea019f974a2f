# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A partner that lends tokens, and the connector that needs one for each call.

As a script it owes the partner documents. Arguments: address; how many documents.
"""

import contextlib
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import odoo_process

CODE = "token-partner"


class TokenPartner:
    """Counts what it is asked for; ``be_slow`` runs before it lends a token."""

    def __init__(self, be_slow):
        self.be_slow = be_slow
        self.lent = []
        self.valid = set()
        self.taken = []
        self.refused = 0
        self.lock = threading.Lock()
        partner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                token = self.headers.get("Authorization", "").removeprefix("Bearer ")
                status, answer = (
                    partner.lend()
                    if self.path == "/token"
                    else partner.take(token, body)
                )
                text = json.dumps(answer).encode()
                with contextlib.suppress(ConnectionError):
                    self.send_response(status)
                    self.send_header("Content-Length", str(len(text)))
                    self.end_headers()
                    self.wfile.write(text)

            def log_message(self, *_words):
                """Quiet."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 100

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_error):
        self.server.shutdown()
        self.server.server_close()

    def lend(self):
        """A token of an hour."""
        self.be_slow()
        with self.lock:
            token = f"token-number-{len(self.lent):04}"
            self.lent.append(token)
            self.valid.add(token)
        return 200, {"access_token": token, "expires_in": 3600}

    def take(self, token, body):
        """Take a document of whoever has a token that is still good."""
        with self.lock:
            if token not in self.valid:
                self.refused += 1
                return 401, {"error": "invalid_token"}
            self.taken.append(body)
        return 200, {}


def main(url, count):
    """Owe so many documents; the connector is made the first time."""
    with odoo_process.environment() as env:
        connectors = env["logistics.sync.connector"]
        connector = connectors.search([("code", "=", CODE)]) or make_connector(env, url)
        known = env["logistics.sync.message"].search_count([])
        for number in range(known, known + count):
            env["logistics.sync.message"]._ingest(
                connector, b'{"order": %d}' % number, f"k{number}", direction="out"
            )


def make_connector(env, url):
    """Live, with what it needs to ask for a token."""
    connector = env["logistics.sync.connector"].create(
        {
            "name": "Partner with tokens",
            "code": CODE,
            "transport": "rest",
            "base_url": url,
            "rest_send_path": "orders",
            "rest_auth": "oauth2",
            "oauth_token_url": f"{url}/token",
            "oauth_client": "shipper-77",
            "allow_private_network": True,
            "allow_plain_http": True,
        }
    )
    credential = env["logistics.sync.credential"].create(
        {"connector_id": connector.id, "kind": "client_secret"}
    )
    credential._set_typed_secret("client-secret-of-a-test")
    connector.state = "live"
    return connector


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
