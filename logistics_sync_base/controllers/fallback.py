# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from odoo import http
from odoo.http import request

from ..core.refusal import Refusal
from .dispatcher import ROUTE_TYPE, get_trace, respond

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class FallbackController(http.Controller):
    """Below our address, even what is not there is answered in the same form."""

    @http.route(
        ["/logistics_sync", "/logistics_sync/<path:rest>"],
        type=ROUTE_TYPE,
        auth="none",
        csrf=False,
        save_session=False,
    )
    def nothing_here(self, rest=""):
        """404, or 405 where another method would be served."""
        allowed = self._find_methods()
        if allowed:
            refusal = Refusal(
                405,
                "method_not_allowed",
                "Method not allowed",
                f"This address does not take {request.httprequest.method[:10]}.",
                remedy=f"Use {' or '.join(allowed)}.",
                headers={"Allow": ", ".join(allowed)},
            )
        else:
            refusal = Refusal(
                404,
                "unknown_address",
                "Unknown address",
                "There is nothing at this address.",
                remedy="Post to /logistics_sync/v1/<connector>/events.",
            )
        return respond(refusal.to_answer(get_trace()))

    def _find_methods(self):
        """Methods that a route of its own serves at this address."""
        routes = request.env["ir.http"].routing_map()
        adapter = routes.bind_to_environ(request.httprequest.environ)
        found = []
        for method in METHODS:
            try:
                rule, __ = adapter.match(method=method, return_rule=True)
            except (RequestRedirect, HTTPException):
                continue
            if rule.endpoint.func.__name__ != self.nothing_here.__name__:
                found.append(method)
        return found
