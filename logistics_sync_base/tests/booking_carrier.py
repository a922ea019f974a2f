# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A carrier that books, for tests: it can lose its answers after it has booked."""

import threading

from .partner_server import Reply


class BookingCarrier:
    """Routes of a PartnerServer: POST /bookings, GET /bookings?reference=.

    ``mode`` is what happens to the answer of a booking: ``fine``, ``silent`` (no
    answer before the caller gives up), ``hang_up``, ``broken`` (500) or ``garbage``.
    One that ``honours`` keys books once for each key.
    """

    def __init__(self, honours=False):
        self.mode = "fine"
        self.honours = honours
        self.enquiries_work = True
        self.enquiry = None
        self.keys = []
        self.bookings = []
        self.let_go = threading.Event()

    def routes(self):
        return {"/bookings": self.answer}

    def answer(self, request):
        if request.method == "GET":
            return self.tell(request.query.get("reference"))
        key = request.headers["idempotency-key"]
        self.keys.append(key)
        if not (self.honours and key in self.bookings):
            self.bookings.append(key)
        if self.mode == "silent":
            self.let_go.wait(30)
        if self.mode in ("silent", "hang_up"):
            return None
        if self.mode == "broken":
            return Reply({"detail": "lost my head"}, 500)
        if self.mode == "garbage":
            return Reply(b"<html>thank you</html>")
        return Reply(self.describe(key), 201)

    def describe(self, key):
        return {"id": f"B-{self.bookings.index(key) + 1}", "reference": key}

    def tell(self, reference):
        if not self.enquiries_work:
            return Reply({"detail": "later"}, 503)
        if self.enquiry:
            return self.enquiry
        found = [self.describe(key) for key in self.bookings if key == reference]
        return Reply({"bookings": found})
