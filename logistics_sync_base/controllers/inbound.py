# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from werkzeug.exceptions import RequestEntityTooLarge

from odoo import SUPERUSER_ID, http
from odoo.http import request

from ..core.refusal import Refusal
from ..models.connector import CODE_PATTERN
from .dispatcher import ROUTE_TYPE, get_trace, respond
from .partner_api import get_arrival

UNKNOWN_CONNECTOR_LIMIT = 64 * 1024


class InboundController(http.Controller):
    """The one door for what partners post to us."""

    @http.route(
        "/logistics_sync/<string:version>/<string:connector_code>/events",
        type=ROUTE_TYPE,
        auth="none",
        # Without a user, Odoo would take the route for one that only reads.
        readonly=False,
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def receive(self, version, connector_code):
        """Check, store, answer. 202 means: committed, and processed soon."""
        door = request.env(user=SUPERUSER_ID)["logistics.sync.inbound"]
        is_code = CODE_PATTERN.match(connector_code)
        connector = door._find_connector(connector_code if is_code else "")
        try:
            body = self._read_body(connector)
        except Refusal as refusal:
            return respond(refusal.to_answer(get_trace()))
        return respond(door._receive(connector, get_arrival(body, version)))

    def _read_body(self, connector):
        """The raw bytes; what is larger than allowed is refused unread."""
        limit = connector.max_body_kib * 1024 if connector else UNKNOWN_CONNECTOR_LIMIT
        # One more than allowed: of a body in chunks, which tells no length, the
        # server would silently cut off what is beyond its limit.
        request.httprequest.max_content_length = limit + 1
        try:
            body = request.httprequest.get_data(cache=True)
        except RequestEntityTooLarge as error:
            raise self._get_too_large(limit) from error
        if len(body) > limit:
            raise self._get_too_large(limit)
        return body

    def _get_too_large(self, limit):
        return Refusal(
            413,
            "too_large",
            "Document too large",
            f"The largest document is {limit // 1024} KiB.",
            remedy="Send fewer events in one request.",
        )
