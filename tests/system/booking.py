# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A carrier that books whatever it is sent, and tells what it has booked.

As a script it fills a database. Arguments: address; how many bookings are owed.
"""

import contextlib
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import carrier
import odoo_process


class BookingCarrier:
    """``bookings`` are the keys, one for each call; ``act`` runs before its answer."""

    def __init__(self, act):
        self.bookings = []
        self.enquiries = []
        desk = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                key = self.headers["Idempotency-Key"]
                desk.bookings.append(key)
                number = len(desk.bookings)
                act(number)
                self.say({"id": f"B-{number}", "reference": key})

            def do_GET(self):
                [key] = parse_qs(urlsplit(self.path).query)["reference"]
                desk.enquiries.append(key)
                found = [
                    {"id": f"B-{number}", "reference": key}
                    for number, booked in enumerate(desk.bookings, start=1)
                    if booked == key
                ]
                self.say({"bookings": found})

            def say(self, answer):
                body = json.dumps(answer).encode()
                # Whoever asked may have been killed.
                with contextlib.suppress(ConnectionError):
                    self.send_response(200)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)

            def log_message(self, *_words):
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_error):
        self.server.shutdown()
        self.server.server_close()


def main(url, count):
    """Create the connector, its subscription and what it is owed; commit."""
    with odoo_process.environment() as env:
        others = env["ir.cron"].search([("cron_name", "not like", "Logistics Sync")])
        others.active = False
        connector = env["logistics.sync.connector"].create(
            {
                "name": "System test carrier",
                "code": "system-booking",
                "transport": "rest",
                "base_url": url,
                "rest_send_path": "bookings",
                "rest_id_path": "id",
                "enquiry_path": "bookings?reference={key}",
                "enquiry_items_path": "bookings",
                "enquiry_key_path": "reference",
                "enquiry_number_path": "id",
                "allow_private_network": True,
                "allow_plain_http": True,
            }
        )
        connector.state = "live"
        env["logistics.sync.subscription"].create(
            {"name": "Bookings", "connector_id": connector.id, "costs_money": True}
        )
        for parcel in range(count):
            fact = carrier.event(parcel, len(carrier.MILESTONES) - 1)
            env["logistics.sync.event"]._publish("delivered", fact)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
