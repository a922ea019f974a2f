# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class LogisticsSyncMappingPart(models.AbstractModel):
    """A row of a mapping: fixed as soon as the mapping left its draft."""

    _name = "logistics.sync.mapping.part"
    _description = "Part of a Mapping"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records.mapping_id._check_draft()
        records.mapping_id._note_editor()
        return records

    def write(self, vals):
        self.mapping_id._check_draft()
        self.mapping_id._note_editor()
        result = super().write(vals)
        if "mapping_id" in vals:
            # A row may come from elsewhere: the mapping it joins is a draft, too.
            self.mapping_id._check_draft()
            self.mapping_id._note_editor()
        return result

    def unlink(self):
        self.mapping_id._check_draft()
        self.mapping_id._note_editor()
        return super().unlink()
