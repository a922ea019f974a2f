# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..codec import cloud_events
from ..codec.json_document import JsonError
from ..exceptions import BusinessError


class LogisticsSyncMessage(models.Model):
    """What came around the document: kept, so that a replay opens it the same way."""

    _inherit = "logistics.sync.message"

    headers = fields.Json(
        readonly=True, help="Headers that belong to the document, by an allow-list."
    )
    schema_version = fields.Char(
        readonly=True,
        string="Document Version",
        help="As a header or the envelope told it.",
    )
    endpoint_version = fields.Char(readonly=True, string="Address Version")

    def _open_envelope(self, raw):
        """The document within the raw bytes; raises BusinessError for a bad envelope.

        Bytes that came without an envelope are the document.
        """
        self.ensure_one()
        media_type = (self.content_type or "").partition(";")[0].strip().lower()
        headers = self.headers or {}
        if not cloud_events.is_cloud_event(media_type, headers):
            return raw
        try:
            return cloud_events.open_events(media_type, headers, raw).body
        except (cloud_events.CloudEventError, JsonError) as error:
            raise BusinessError("unreadable", str(error)) from error
