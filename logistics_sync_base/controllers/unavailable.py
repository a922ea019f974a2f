# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The answer below our address while the database cannot be reached.

Odoo would say 404: without a database it knows no address of ours. A partner that is
told so gives up and throws its document away; being told 503 it comes again.
"""

import functools

from odoo import http

from ..core.refusal import Refusal
from .dispatcher import get_trace, respond

OUR_ADDRESS = "/logistics_sync/"
RETRY_SECONDS = 10


def answer_without_database():
    """503 for our addresses; installed when the addon is loaded into a server."""
    serve_nodb = http.Request._serve_nodb

    @functools.wraps(serve_nodb)
    def serve(self):
        if not self.httprequest.path.startswith(OUR_ADDRESS):
            return serve_nodb(self)
        refusal = Refusal(
            503,
            "unavailable",
            "Not available now",
            "The database cannot be reached. Nothing was taken in.",
            remedy="Send it again later under the same key.",
            headers={"Retry-After": str(RETRY_SECONDS)},
        )
        return respond(refusal.to_answer(get_trace()))

    http.Request._serve_nodb = serve
