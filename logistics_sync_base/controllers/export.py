# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import http
from odoo.http import request

from .partner_api import serve
from .routes import BASE, partner_route


class ExportController(http.Controller):
    """What changed, for data warehouses that fetch."""

    @partner_route(f"{BASE}/<string:connector_code>/export/<string:dataset>")
    def export(self, connector_code, dataset):
        """Rows that changed since a mark; reading changes nothing."""
        return serve("_export", connector_code, dataset, request.httprequest.args)
