# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from werkzeug.exceptions import RequestEntityTooLarge, abort

from odoo import models
from odoo.http import request

from ..core import correlation, problem

BODY_ATTRIBUTE = "logistics_sync_body"
UNKNOWN_CONNECTOR_LIMIT = 64 * 1024


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _auth_method_logistics_sync(cls):
        """Keep the raw bytes before anything parses them; who sent them is checked
        by the controller, which answers in the form partners expect.

        What is larger than the connector allows is refused here, unread: later
        somebody would look for form fields in it.
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
            abort(cls._logistics_sync_refuse_size(limit))
        setattr(request, BODY_ATTRIBUTE, body)

    @classmethod
    def _logistics_sync_refuse_size(cls, limit):
        trace = correlation.correlation_id(request.httprequest.headers)
        document = problem.problem(
            413,
            "Document too large",
            f"The largest document is {limit // 1024} KiB.",
            remedy="Send fewer events in one request.",
            correlation_id=trace,
        )
        headers = {"Content-Type": problem.CONTENT_TYPE, "X-Correlation-ID": trace}
        return request.make_json_response(document, headers=headers, status=413)
