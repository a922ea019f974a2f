# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from werkzeug.exceptions import RequestEntityTooLarge

from odoo import models
from odoo.http import request

BODY_ATTRIBUTE = "logistics_sync_body"
UNKNOWN_CONNECTOR_LIMIT = 64 * 1024


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _auth_method_logistics_sync(cls):
        """Keep the raw bytes before anything parses them; who sent them is checked
        by the controller, which answers in the form partners expect.

        The body is ``None`` when it is larger than the connector allows; then it was
        not read.
        """
        cls._auth_method_public()
        http_request = request.httprequest
        path = http_request.path.split("/")
        connector = (
            request.env["logistics.sync.connector"]
            .sudo()
            .search([("code", "=", path[3] if len(path) > 3 else "")])
        )
        limit = connector.max_body_kib * 1024 if connector else UNKNOWN_CONNECTOR_LIMIT
        http_request.max_content_length = limit
        try:
            body = http_request.get_data(cache=True)
        except RequestEntityTooLarge:
            body = None
        setattr(request, BODY_ATTRIBUTE, body)
