# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import http
from odoo.http import request

from .partner_api import serve_all
from .routes import BASE, partner_route


class StatusController(http.Controller):
    """How far the documents of whoever asks are."""

    @partner_route(f"{BASE}/status")
    def status(self):
        """By correlation id, message id or the partner's own number."""
        return serve_all("_tell_status", request.httprequest.args)
