# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import api, models

from .protected_record import LOOK


class LogisticsSyncMessage(models.Model):
    _name = "logistics.sync.message"
    _inherit = ["logistics.sync.message", "logistics.sync.protected.record"]

    @api.model
    def _get_protected_fields(self):
        return ("body", "answer")

    @api.depends_context("uid", LOOK)
    def _compute_body_text(self):
        return super()._compute_body_text()

    def _get_masking_layout(self):
        return self._get_reading_layout()

    def _get_shown_bytes(self):
        """Masked as a whole: a part of a document cannot be told what it is."""
        raw = super()._get_shown_bytes()
        masked = self._mask_document(raw, self.format)
        if masked is raw:
            return raw
        return _indent(masked.decode("utf-8", "replace")).encode()


class IrBinary(models.AbstractModel):
    """A download is a way of looking, too."""

    _inherit = "ir.binary"

    def _record_to_stream(self, record, field_name):
        stream = super()._record_to_stream(record, field_name)
        if record._name == "logistics.sync.message" and field_name == "body":
            stream.data = record._get_masked_file()
            stream.size = len(stream.data)
            if record._is_shown_masked():
                stream.etag = False
        return stream


class LogisticsSyncEvent(models.Model):
    _name = "logistics.sync.event"
    _inherit = ["logistics.sync.event", "logistics.sync.protected.record"]

    @api.model
    def _get_protected_fields(self):
        return ("canonical", "source", "enrichment")

    @api.depends_context("uid", LOOK)
    def _compute_texts(self):
        render = self.env["logistics.sync.mapping"]._render_json
        for event in self:
            event.canonical_text = render(event._mask_for_user(event.canonical))
            event.source_text = render(event._mask_for_user(event.source))
            event.enrichment_text = render(event._mask_for_user(event.enrichment))

    @api.depends_context("uid", LOOK)
    def _compute_canonical_html(self):
        render = self.env["logistics.sync.document"]._render_document
        for event in self:
            event.canonical_html = render(event._mask_for_user(event.canonical))


class LogisticsSyncDocument(models.Model):
    _name = "logistics.sync.document"
    _inherit = ["logistics.sync.document", "logistics.sync.protected.record"]

    @api.model
    def _get_protected_fields(self):
        return ("canonical",)

    @api.depends_context("uid", LOOK)
    def _compute_canonical_texts(self):
        render = self.env["logistics.sync.mapping"]._render_json
        for document in self:
            shown = document._mask_for_user(document.canonical)
            document.canonical_text = render(shown)
            document.canonical_html = self._render_document(shown)


def _indent(text):
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except ValueError:
        return text
