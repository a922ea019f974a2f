# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import http
from odoo.http import request

from .dispatcher import ROUTE_TYPE
from .partner_api import serve


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
        return serve("_export", connector_code, dataset, request.httprequest.args)
