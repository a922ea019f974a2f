# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields, models

from ..edi.verdict import Verdict

# These carry what they expect in their own envelope.
EDI_FORMATS = ("x12", "edifact")


class LogisticsSyncMessage(models.Model):
    """Acknowledgements of what is no EDI: expected, received, rejected, overdue."""

    _inherit = "logistics.sync.message"

    def _get_expected_answer(self):
        """(``receipt``, ``acceptance`` or None; hours until it is overdue)"""
        self.ensure_one()
        if self.format in EDI_FORMATS:
            return None, 0
        kind, hours = self.subscription_id._get_agreed_answer(
            self.connector_id, self._get_document_line()
        )
        return (kind, hours) if kind and kind != "none" else (None, 0)

    def _get_document_line(self):
        """The connector's line this document was written by, or an empty record."""
        lines = self.connector_id.sudo().document_ids.filtered(
            lambda line: line.direction == "out" and line.mapping_id == self.mapping_id
        )
        if not lines:
            return lines
        codes = set(self.delivery_ids.event_id.event_type_id.mapped("code"))
        own = lines.filtered(lambda line: line.document_type in codes)
        return (own or lines.filtered(lambda line: not line.document_type))[:1]

    def _close_delivered(self):
        """Handed over is not yet answered: the clock starts now."""
        kind, hours = self._get_expected_answer()
        if kind and not self.acknowledgement_state:
            self.acknowledgement_state = "awaiting"
        result = super()._close_delivered()
        if kind and self.acknowledgement_state == "awaiting":
            self.acknowledgement_due = fields.Datetime.now() + timedelta(hours=hours)
        return result

    def _take_told_answer(self, status, details, answer):
        """Take up what an acknowledgement says; ``answer`` is the message it came by.

        ``status`` is that of ``acknowledgement/1.0``. That a document has arrived
        settles only what was not to be accepted as well.
        """
        self.ensure_one()
        if status != "received":
            self._take_verdict(Verdict(status, details, ()), answer)
        elif self._get_expected_answer()[0] == "acceptance":
            self._set_state(self.state, note=self.env._("The partner has received it"))
        else:
            self._take_verdict(Verdict("accepted", details, ()), answer)

    def _get_edi_label(self):
        if self.edi_group or self.edi_interchange:
            return super()._get_edi_label()
        name = self.delivery_ids.event_id[:1].display_name or self.file_name
        return name or self.public_id[:8]
