# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from .invoice_rule_condition import CONDITION_KINDS

# Prerequisites no rule can waive.
GATE_KINDS = [
    ("goods_issued", "Goods left the warehouse"),
    ("order_complete", "Whole order ready to invoice"),
    ("evidence_settled", "Manual evidence not disputed"),
]


class LogisticsInvoiceReleaseLine(models.Model):
    """One condition of a release: met when and by what, or missing since when."""

    _name = "logistics.invoice.release.line"
    _inherit = "logistics.sync.named.by.choice"
    _description = "Invoice Release Condition"
    _order = "release_id, sequence, id"
    _rec_name = "kind"
    _log_access = False

    release_id = fields.Many2one(
        "logistics.invoice.release",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="release_id.company_id", store=True)
    sequence = fields.Integer(readonly=True)
    kind = fields.Selection(
        CONDITION_KINDS + GATE_KINDS, string="Condition", required=True, readonly=True
    )
    letter = fields.Char(string="Group", readonly=True)
    met = fields.Boolean(readonly=True)
    met_at = fields.Datetime(
        string="Met On", readonly=True, help="Empty when nobody told the time."
    )
    since = fields.Datetime(string="Missing Since", readonly=True)
    milestone_id = fields.Many2one(
        "logistics.shipment.milestone", readonly=True, ondelete="set null"
    )
    event_id = fields.Many2one(
        "logistics.sync.event", string="Proven By", readonly=True, ondelete="set null"
    )
    note = fields.Char(compute="_compute_note", string="Remark")

    def _read_check(self, names):
        """The values of these fields, as they would be written."""
        self.ensure_one()
        return {
            name: self[name].id if name.endswith("_id") else self[name]
            for name in names
        }

    @api.depends("kind", "met")
    def _compute_note(self):
        for line in self:
            line.note = False if line.met else line._get_missing_detail()

    def _get_missing_detail(self):
        """What exactly is missing, where the condition alone does not say it."""
        self.ensure_one()
        shipment = self.release_id.shipment_id.sudo()
        if self.kind == "goods_issued":
            moves = shipment.line_ids.move_id
            pending = moves.filtered(lambda move: move.state not in ("done", "cancel"))
            if not moves:
                return self.env._("No goods are linked to the shipment.")
            return self.env._(
                "To validate: %s", ", ".join(pending.picking_id.mapped("name"))
            )
        if self.kind == "order_complete":
            names = shipment.sale_order_ids.mapped("name")
            return self.env._("Rest of %s", ", ".join(names))
        if self.kind == "evidence_settled":
            disputed = shipment._get_disputed_evidence()
            return ", ".join(disputed.mapped("display_name")) or False
        if self.kind == "tax_validated":
            lines = shipment._get_goods_lines()
            names = lines.filtered(
                lambda line: line._lacks_taxes(strict=True)
            ).product_id
            return self.env._("No tax: %s", ", ".join(names.mapped("display_name")))
        return False

    def _get_wait(self):
        self.ensure_one()
        return self.env._(
            "%(condition)s since %(time)s",
            condition=self._get_missing_label(),
            time=format_datetime(self.env, self.since, dt_format="d MMM HH:mm"),
        )

    def _get_missing_label(self):
        self.ensure_one()
        labels = {
            "dispatched": self.env._("dispatch"),
            "delivered": self.env._("delivery"),
            "proof_of_delivery": self.env._("proof of delivery"),
            "export_cleared": self.env._("export clearance"),
            "customs_cleared": self.env._("customs clearance"),
            "freight_validated": self.env._("validated freight charges"),
            "tax_validated": self.env._("taxes on all lines"),
            "goods_issued": self.env._("the transfer to be validated"),
            "order_complete": self.env._("the rest of the order"),
            "evidence_settled": self.env._("a decision about manual evidence"),
        }
        return labels[self.kind]

    def action_open_event(self):
        self.ensure_one()
        if not self.event_id:
            raise UserError(self.env._("No message of a partner is behind this."))
        return self.event_id._get_records_action(context={})
