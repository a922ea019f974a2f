# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

# What these mean comes with the mappings of a partner's messages, not with its lists.
NOT_LISTED = ("milestone", "reason", "reference", "document")


class LogisticsSyncReferenceList(models.Model):
    """One kind of master data a partner has codes for, to be known before go-live."""

    _name = "logistics.sync.reference.list"
    _inherit = ["logistics.sync.reference.insert", "logistics.sync.named.by.choice"]
    _description = "List of Partner References"
    _order = "connector_id, kind"
    _rec_name = "kind"

    connector_id = fields.Many2one(
        "logistics.sync.connector",
        string="Partner System",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="connector_id.company_id", store=True)
    kind = fields.Selection("_selection_kind", string="Codes For", required=True)
    reference_ids = fields.One2many("logistics.sync.reference", "list_id")
    fed_at = fields.Datetime(
        string="Last Fed", readonly=True, help="When codes were last read into it."
    )
    reference_count = fields.Integer(compute="_compute_counts", string="Codes")
    open_count = fields.Integer(compute="_compute_counts", string="To Decide")

    _kind_unique = models.UniqueIndex(
        "(connector_id, kind)", "The connector has this list already."
    )

    @api.model
    def _selection_kind(self):
        names = self.env["logistics.sync.code.map"]._get_kind_names()
        return [(kind, name) for kind, name in names.items() if kind not in NOT_LISTED]

    @api.depends("reference_ids.state")
    def _compute_counts(self):
        counts = {}
        for group, state, count in self.env["logistics.sync.reference"]._read_group(
            [("list_id", "in", self.ids)], ["list_id", "state"], ["__count"]
        ):
            counts[group.id, state] = count
        for group in self:
            group.open_count = counts.get((group.id, "open"), 0)
            group.reference_count = sum(
                count for (key, __), count in counts.items() if key == group.id
            )

    def action_open(self):
        """The codes of this list, those to decide first."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "logistics_sync_base.logistics_sync_reference_action"
        )
        action["domain"] = [("list_id", "=", self.id)]
        return action
