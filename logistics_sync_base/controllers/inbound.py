# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import SUPERUSER_ID, http
from odoo.http import request

from ..core.refusal import Refusal
from ..models.connector import CODE_PATTERN
from .dispatcher import get_trace, respond
from .partner_api import get_arrival
from .routes import ROOT, partner_route, read_body

UNKNOWN_CONNECTOR_LIMIT = 64 * 1024


class InboundController(http.Controller):
    """The one door for what partners post to us."""

    @partner_route(
        f"{ROOT}/<string:version>/<string:connector_code>/events", "POST", auth="none"
    )
    def receive(self, version, connector_code):
        """Check, store, answer. 202 means: committed, and processed soon."""
        door = request.env(user=SUPERUSER_ID)["logistics.sync.inbound"]
        is_code = CODE_PATTERN.match(connector_code)
        connector = door._find_connector(connector_code if is_code else "")
        limit = connector.max_body_kib * 1024 if connector else UNKNOWN_CONNECTOR_LIMIT
        try:
            body = read_body(limit)
        except Refusal as refusal:
            return respond(refusal.to_answer(get_trace()))
        return respond(door._receive(connector, get_arrival(body, version)))
