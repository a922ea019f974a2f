# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import http
from odoo.http import request

from ..core.refusal import Refusal
from .dispatcher import ROUTE_TYPE, respond
from .partner_api import get_arrival


class StatusController(http.Controller):
    """How far the documents of whoever asks are."""

    @http.route(
        "/logistics_sync/v1/status",
        type=ROUTE_TYPE,
        auth="public",
        methods=["GET"],
        csrf=False,
        save_session=False,
        readonly=False,
    )
    def status(self):
        """By correlation id, message id or the partner's own number."""
        arrival = get_arrival()
        api = request.env["logistics.sync.partner.api"].sudo()
        try:
            answer = api._tell_status(arrival, request.httprequest.args)
        except Refusal as refusal:
            answer = refusal.to_answer(arrival.trace)
        return respond(answer)
