# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import http
from odoo.http import request

from .dispatcher import ROUTE_TYPE
from .partner_api import serve

REQUEST_LIMIT = 1024 * 1024


class ReplayController(http.Controller):
    """Replays that a partner's or an administrator's system asks for."""

    @http.route(
        "/logistics_sync/v1/<string:connector_code>/replays",
        type=ROUTE_TYPE,
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def ask(self, connector_code):
        """Replay messages of this connector, or tell what that would do."""
        request.httprequest.max_content_length = REQUEST_LIMIT
        body = request.httprequest.get_data(cache=True)
        return serve("_ask_replay", connector_code, body=body)

    @http.route(
        "/logistics_sync/v1/<string:connector_code>/replays/<string:replay_id>",
        type=ROUTE_TYPE,
        auth="public",
        methods=["GET"],
        csrf=False,
        save_session=False,
        readonly=False,
    )
    def look(self, connector_code, replay_id):
        """What came of a replay so far."""
        return serve("_look_at_replay", connector_code, replay_id)
