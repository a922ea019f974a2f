# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import http
from odoo.http import request

from ..core.arrival import Arrival
from ..core.refusal import Refusal
from ..models.connector import CODE_PATTERN
from .dispatcher import ROUTE_TYPE, get_trace, respond

ACKNOWLEDGEMENT_LIMIT = 1024 * 1024


def find_connector(code):
    """The connector that may be asked, or an empty record."""
    connectors = request.env["logistics.sync.connector"].sudo()
    if not CODE_PATTERN.match(code):
        return connectors
    return connectors.search([("code", "=", code), ("state", "!=", "draft")])


def get_arrival(body=b""):
    """The request as the models take it."""
    http_request = request.httprequest
    return Arrival(
        http_request.headers,
        body,
        "v1",
        get_trace(),
        http_request.method,
        http_request.path,
        http_request.remote_addr or "",
    )


class OutboxController(http.Controller):
    """Documents we owe to partners nobody can call."""

    @http.route(
        "/logistics_sync/v1/<string:connector_code>/outbox",
        type=ROUTE_TYPE,
        auth="public",
        methods=["GET"],
        csrf=False,
        save_session=False,
        readonly=False,
    )
    def fetch(self, connector_code):
        """Documents that wait; they come again until they are acknowledged."""
        arrival = get_arrival()
        try:
            answer = (
                request.env["logistics.sync.partner.api"]
                .sudo()
                ._fetch_outbox(
                    find_connector(connector_code), arrival, request.httprequest.args
                )
            )
        except Refusal as refusal:
            answer = refusal.to_answer(arrival.trace)
        return respond(answer)

    @http.route(
        "/logistics_sync/v1/<string:connector_code>/outbox/acks",
        type=ROUTE_TYPE,
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def acknowledge(self, connector_code):
        """The partner has these, or refuses them; saying it twice changes nothing."""
        request.httprequest.max_content_length = ACKNOWLEDGEMENT_LIMIT
        arrival = get_arrival(request.httprequest.get_data(cache=True))
        try:
            answer = (
                request.env["logistics.sync.partner.api"]
                .sudo()
                ._acknowledge_outbox(find_connector(connector_code), arrival)
            )
        except Refusal as refusal:
            answer = refusal.to_answer(arrival.trace)
        return respond(answer)
