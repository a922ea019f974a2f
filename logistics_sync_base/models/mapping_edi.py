# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..edi import definition


class LogisticsSyncMapping(models.Model):
    """Mappings of EDI documents start from, or end in, the names of a definition."""

    _inherit = "logistics.sync.mapping"

    format = fields.Selection(
        selection_add=[("x12", "EDI X12"), ("edifact", "EDIFACT")],
        ondelete={"x12": "set default", "edifact": "set default"},
    )
    edi_document = fields.Selection(
        "_selection_edi_document",
        string="EDI Document",
        help="Which document of the standard is written.",
    )

    @api.model
    def _selection_edi_document(self):
        found = [("856", "856 Ship notice")]
        for name in (*definition.names("x12_"), *definition.names("edifact_")):
            rules = definition.load(name)
            found.append((rules.code, f"{rules.code} {rules.name}"))
        return sorted(found)

    @api.constrains("state", "format", "direction", "edi_document")
    def _check_edi_document(self):
        for mapping in self:
            if (
                mapping.state != "draft"
                and mapping.direction == "out"
                and mapping.format in ("x12", "edifact")
                and not mapping.edi_document
            ):
                raise ValidationError(
                    self.env._(
                        "Choose which EDI document “%s” writes.", mapping.display_name
                    )
                )

    def _try_outward(self, sample):
        trial = self.with_context(logistics_sync_trial=True)
        return super(LogisticsSyncMapping, trial)._try_outward(sample)

    @api.depends("edi_document")
    def _compute_preview_html(self):
        return super()._compute_preview_html()
