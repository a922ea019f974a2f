# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import http

from .partner_api import serve
from .routes import BASE, partner_route

REQUEST_LIMIT = 1024 * 1024


class ReplayController(http.Controller):
    """Replays that a partner's or an administrator's system asks for."""

    @partner_route(f"{BASE}/<string:connector_code>/replays", "POST")
    def ask(self, connector_code):
        """Replay messages of this connector, or tell what that would do."""
        return serve("_ask_replay", connector_code, body_limit=REQUEST_LIMIT)

    @partner_route(f"{BASE}/<string:connector_code>/replays/<string:replay_id>")
    def look(self, connector_code, replay_id):
        """What came of a replay so far."""
        return serve("_look_at_replay", connector_code, replay_id)
