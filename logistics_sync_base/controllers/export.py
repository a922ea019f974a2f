# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import http
from odoo.http import request

from ..core.refusal import Refusal
from .dispatcher import ROUTE_TYPE, respond
from .outbox import find_connector, get_arrival


class ExportController(http.Controller):
    """What changed, for data warehouses that fetch."""

    @http.route(
        "/logistics_sync/v1/<string:connector_code>/export/<string:dataset>",
        type=ROUTE_TYPE,
        auth="public",
        methods=["GET"],
        csrf=False,
        save_session=False,
        readonly=False,
    )
    def export(self, connector_code, dataset):
        """Rows that changed since a mark; reading changes nothing."""
        arrival = get_arrival()
        try:
            answer = (
                request.env["logistics.sync.partner.api"]
                .sudo()
                ._export(
                    find_connector(connector_code),
                    arrival,
                    dataset,
                    request.httprequest.args,
                )
            )
        except Refusal as refusal:
            answer = refusal.to_answer(arrival.trace)
        return respond(answer)
