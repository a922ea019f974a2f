# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A partner that is told: a web server, and the connector that posts to it.

As a script it fills a database. Arguments: address; how many facts are owed.
"""

import contextlib
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import carrier
import odoo_process

CODE = "system-subscriber"


class Subscriber:
    """Keeps (id, body) of what it got; ``act`` runs before each answer.

    What ``act`` gives is the status of the answer, 204 when it gives none.
    """

    def __init__(self, act=None):
        self.received = []
        self.act = act or (lambda number: None)
        subscriber = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                carrier.Webhook(carrier.SECRET).verify(body, self.headers)
                subscriber.received.append((self.headers["webhook-id"], body))
                status = subscriber.act(len(subscriber.received)) or 204
                # Whoever asked may have been killed.
                with contextlib.suppress(ConnectionError):
                    self.send_response(status)
                    self.end_headers()

            def log_message(self, *_words):
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_error):
        self.server.shutdown()
        self.server.server_close()

    @property
    def ids(self):
        """The ids of what it got, in their order."""
        return [message_id for message_id, __ in self.received]

    @property
    def parcels(self):
        """The tracking numbers of what it got, in their order."""
        return [
            json.loads(body)["references"]["tracking_number"]
            for __, body in self.received
        ]


def main(url, count):
    """Create the connector and what it is owed, about a delivery of ours; commit."""
    with odoo_process.environment() as env:
        others = env["ir.cron"].search([("cron_name", "not like", "Logistics Sync")])
        others.active = False
        connector = env["logistics.sync.connector"].create(
            {
                "name": "System test subscriber",
                "code": CODE,
                "outbound_url": url,
                "allow_private_network": True,
                "allow_plain_http": True,
            }
        )
        secret = env["logistics.sync.credential"].create({"connector_id": connector.id})
        secret._set_secret(carrier.SECRET)
        connector.state = "live"
        env["logistics.sync.subscription"].create(
            {"name": "Everything", "connector_id": connector.id}
        )
        picking = env["stock.picking"].create(
            {"picking_type_id": env["stock.picking.type"].search([], limit=1).id}
        )
        for parcel in range(count):
            fact = carrier.event(parcel, len(carrier.MILESTONES) - 1)
            env["logistics.sync.event"]._publish("delivered", fact, record=picking)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
