# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from werkzeug.exceptions import HTTPException

from odoo.http import Dispatcher, request

from ..core import correlation, problem
from ..core.arrival import clean
from ..core.refusal import Answer, Refusal

ROUTE_TYPE = "logistics_sync"


class PartnerDispatcher(Dispatcher):
    """Serves partners' systems: nothing parses a body but us, and whatever goes
    wrong is told as ``application/problem+json``."""

    routing_type = ROUTE_TYPE

    @classmethod
    def is_compatible_with(cls, request):
        # Which content types are read is said by us, in our form.
        return True

    def dispatch(self, endpoint, args):
        """Call the controller with the arguments of the path and nothing else."""
        self.request.params = dict(args)
        return self.request.registry["ir.http"]._dispatch(endpoint)

    def handle_error(self, exc):
        """The answer to an exception that nobody expected, without its details."""
        status = getattr(exc, "code", None) if isinstance(exc, HTTPException) else 500
        if isinstance(exc, HTTPException) and status is None:
            return exc.get_response()
        if isinstance(exc, HTTPException) and 400 <= status < 500:
            refusal = Refusal(status, "bad_request", exc.name, "It cannot be served.")
        else:
            refusal = Refusal(
                500,
                "internal",
                "Something went wrong here",
                "The request was not taken in.",
                remedy="Send it again later under the same key. The operator finds "
                "the reason in the log.",
            )
        return respond(refusal.to_answer(get_trace()))


def get_trace():
    """The correlation id of the request that is being served."""
    return correlation.correlation_id(request.httprequest.headers)


def respond(answer: Answer):
    """The HTTP response of an answer."""
    failed = answer.status >= 400
    headers = {
        "Content-Type": problem.CONTENT_TYPE if failed else "application/json",
        "X-Correlation-ID": answer.document.get("correlation_id") or "",
        "Cache-Control": "no-store",
        **{name: clean(value) for name, value in answer.headers.items()},
    }
    return request.make_response(
        # Sorted, as a stored answer must come out the same again.
        json.dumps(answer.document, sort_keys=True),
        headers=list(headers.items()),
        status=answer.status,
    )
