# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import http
from odoo.http import request

from .partner_api import serve
from .routes import BASE, partner_route

ACKNOWLEDGEMENT_LIMIT = 1024 * 1024


class OutboxController(http.Controller):
    """Documents we owe to partners nobody can call."""

    @partner_route(f"{BASE}/<string:connector_code>/outbox")
    def fetch(self, connector_code):
        """Documents that wait; they come again until they are acknowledged."""
        return serve("_fetch_outbox", connector_code, request.httprequest.args)

    @partner_route(f"{BASE}/<string:connector_code>/outbox/acks", "POST")
    def acknowledge(self, connector_code):
        """The partner has these, or refuses them; saying it twice changes nothing."""
        return serve(
            "_acknowledge_outbox", connector_code, body_limit=ACKNOWLEDGEMENT_LIMIT
        )
