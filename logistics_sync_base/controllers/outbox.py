# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import http
from odoo.http import request

from .dispatcher import ROUTE_TYPE
from .partner_api import serve

ACKNOWLEDGEMENT_LIMIT = 1024 * 1024


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
        return serve("_fetch_outbox", connector_code, request.httprequest.args)

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
        body = request.httprequest.get_data(cache=True)
        return serve("_acknowledge_outbox", connector_code, body=body)
