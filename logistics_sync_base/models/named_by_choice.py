# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class LogisticsSyncNamedByChoice(models.AbstractModel):
    """Mixed into models whose ``_rec_name`` is a choice: they are called by its label.

    Odoo itself calls such a record by the stored key, which is no word of a person.
    """

    _name = "logistics.sync.named.by.choice"
    _description = "Record Named by a Choice"

    @api.depends(lambda self: (self._rec_name,) if self._rec_name else ())
    @api.depends_context("lang")
    def _compute_display_name(self):
        if not self._rec_name:
            return
        labels = dict(self._fields[self._rec_name]._description_selection(self.env))
        for record in self:
            key = record[self._rec_name]
            record.display_name = labels.get(key, key or "")
