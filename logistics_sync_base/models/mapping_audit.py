# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class LogisticsSyncMapping(models.Model):
    """Who approved, activated, retired or brought back which version."""

    _inherit = "logistics.sync.mapping"

    @api.private
    def _set_state(self, state, **vals):
        labels = dict(self._fields["state"]._description_selection(self.env))
        entries = self.env["logistics.sync.audit.entry"]
        for mapping in self:
            entries._note(
                "approval",
                labels[state],
                mapping,
                before={"state": labels[mapping.state]},
                after={"state": labels[state]},
            )
        return super()._set_state(state, **vals)
