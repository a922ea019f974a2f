# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncAssemblyPart(models.Model):
    """One part of a transaction: which event of which systems it is."""

    _name = "logistics.sync.assembly.part"
    _inherit = ["logistics.sync.cached.record"]
    _description = "Part of a Transaction"
    _order = "sequence, id"
    _check_company_auto = True

    rule_id = fields.Many2one(
        "logistics.sync.assembly.rule", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="rule_id.company_id", store=True)
    name = fields.Char(string="Part", required=True)
    sequence = fields.Integer(default=10)
    event_type_id = fields.Many2one(
        "logistics.sync.event.type",
        string="Comes As",
        required=True,
        ondelete="restrict",
    )
    connector_ids = fields.Many2many(
        "logistics.sync.connector",
        "logistics_sync_assembly_part_connector_rel",
        string="From",
        required=True,
        check_company=True,
    )
    is_required = fields.Boolean(
        string="Wait for It",
        default=True,
        help="Otherwise it is taken in when it is there in time.",
    )

    def _describe(self):
        """Such as "Tax data (Tax Engine)"; several are joined."""
        return ", ".join(
            f"{part.name} ({', '.join(part.sudo().connector_ids.mapped('name'))})"
            for part in self.sorted()
        )
