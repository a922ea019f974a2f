# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class LogisticsManualEvidence(models.Model):
    """Who vouched for what, and who decided about it, is in the audit trail."""

    _inherit = "logistics.manual.evidence"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        for evidence in records:
            evidence._note_audit(
                self.env._("Vouched for by hand: %s", evidence.display_name),
                reason=evidence.reason,
            )
        return records

    def _decide(self, state):
        before = {evidence: evidence._tell_state() for evidence in self.sudo()}
        result = super()._decide(state)
        for evidence, told in before.items():
            evidence._note_audit(
                evidence.display_name,
                reason=evidence.difference or "",
                before=told,
                after=evidence._tell_state(),
            )
        return result

    def _tell_state(self):
        field = self._fields["state"]
        labels = dict(field._description_selection(self.env))
        return {field._description_string(self.env): labels[self.state]}

    def _note_audit(self, summary, **content):
        entries = self.env["logistics.sync.audit.entry"]
        entries._note("approval", summary, self, is_financial=True, **content)
