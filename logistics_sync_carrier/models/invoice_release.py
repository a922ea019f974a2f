# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_amount, format_list

from .invoice_release_line import CONDITION_KINDS, GATE_KINDS

FINANCE_GROUP = "logistics_sync_base.group_logistics_finance"
OPERATIONS_GROUP = "logistics_sync_base.group_logistics_operations"
# A release in these states is judged again when something happens.
OPEN_STATES = ("waiting", "eligible", "to_approve", "failed", "nothing")


class LogisticsInvoiceRelease(models.Model):
    """Why a shipment is, or is not, invoiced."""

    _name = "logistics.invoice.release"
    _description = "Invoice Release"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "waiting_since, id"
    _rec_name = "shipment_id"
    # Deciders comment and finish activities without writing the record itself.
    _mail_post_access = "read"

    shipment_id = fields.Many2one(
        "logistics.shipment", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    sale_order_ids = fields.Many2many(related="shipment_id.sale_order_ids")
    picking_ids = fields.Many2many(related="shipment_id.picking_ids")
    sale_order_names = fields.Char(related="shipment_id.sale_order_names")
    shipment_status = fields.Selection(related="shipment_id.status")
    rule_id = fields.Many2one(
        "logistics.invoice.rule",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    rule_version = fields.Integer(readonly=True)
    rule_sentence = fields.Char(related="rule_id.sentence", string="What It Demands")
    rule_reason = fields.Char(string="Why This Rule", readonly=True)
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("eligible", "Ready to invoice"),
            ("to_approve", "To approve"),
            ("failed", "Failed"),
            ("invoiced", "Invoiced"),
            ("nothing", "Nothing to invoice"),
            ("cancelled", "Stopped"),
        ],
        required=True,
        readonly=True,
        default="waiting",
        index=True,
        group_expand=True,
    )
    waiting_for = fields.Selection(
        [("no_rule", "An invoicing rule"), *CONDITION_KINDS, *GATE_KINDS],
        readonly=True,
    )
    waiting_since = fields.Datetime(readonly=True)
    summary = fields.Char(compute="_compute_summary", string="In Words")
    line_ids = fields.One2many(
        "logistics.invoice.release.line",
        "release_id",
        readonly=True,
        string="Conditions",
    )
    amount = fields.Monetary(
        string="Amount at Stake",
        readonly=True,
        help="What the goods of this shipment bring, taxes included.",
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    invoice_ids = fields.Many2many(
        "account.move",
        "logistics_invoice_release_invoice_rel",
        "release_id",
        "invoice_id",
        string="Invoices",
        readonly=True,
        copy=False,
    )
    attempt_count = fields.Integer(string="Attempts", readonly=True)
    error = fields.Text(string="Problem", readonly=True)
    note = fields.Char(string="Remark", readonly=True)
    decision = fields.Selection(
        [("approved", "Approved"), ("refused", "Not to be invoiced")], readonly=True
    )
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_at = fields.Datetime(readonly=True)
    started_at = fields.Datetime(
        readonly=True, required=True, default=fields.Datetime.now
    )
    evaluated_at = fields.Datetime(string="Last Checked", readonly=True)
    eligible_at = fields.Datetime(string="Ready Since", readonly=True)
    invoiced_at = fields.Datetime(readonly=True)
    needs_evaluation = fields.Boolean(readonly=True)
    correlation_id = fields.Char(readonly=True, index="btree_not_null")

    _shipment_unique = models.UniqueIndex(
        "(shipment_id)", "This shipment has its invoice release already."
    )
    _stale_idx = models.Index("(id) WHERE needs_evaluation")

    @api.depends_context("lang", "tz")
    @api.depends("state", "line_ids.met", "rule_id", "error", "note", "invoice_ids")
    def _compute_summary(self):
        for release in self:
            release.summary = release._get_summary()

    def _get_summary(self):
        self.ensure_one()
        if self.state == "waiting":
            return self._get_waiting_sentence()
        if self.state == "invoiced":
            names = [invoice.display_name for invoice in self.sudo().invoice_ids]
            return self.env._("Invoiced: %s", ", ".join(names))
        texts = {
            "eligible": self.env._("Everything is there; the invoice is being made."),
            "to_approve": self.env._(
                "Everything is there; %s waits for approval.",
                format_amount(self.env, self.amount, self.currency_id),
            ),
            "failed": self.error,
            "nothing": self.note,
            "cancelled": self.note,
        }
        return texts[self.state]

    def _get_waiting_sentence(self):
        if not self.rule_id:
            return self.env._(
                "No invoicing rule fits this shipment. Add a rule, or invoice the "
                "order by hand."
            )
        groups = {}
        for line in self._get_blocking_lines():
            groups.setdefault(line.letter or line.id, []).append(line._get_wait())
        inner, outer = "or", "standard"
        if self.rule_id.operator == "any":
            inner, outer = outer, inner
        parts = [format_list(self.env, group, style=inner) for group in groups.values()]
        return self.env._("Waiting for %s", format_list(self.env, parts, style=outer))

    def _get_blocking_lines(self):
        """Missing conditions that matter: a letter with one met is enough for "all"."""
        gates = dict(GATE_KINDS)
        missing = self.line_ids.filtered(lambda line: not line.met)
        if self.waiting_for in gates:
            return missing.filtered(lambda line: line.kind in gates)
        if self.rule_id.operator == "all":
            met = set(self.line_ids.filtered("met").mapped("letter")) - {False}
            missing = missing.filtered(lambda line: line.letter not in met)
        return missing.filtered(lambda line: line.kind not in gates)

    # ------------------------------------------------------------- actions
    def _check_finance(self):
        if not self.env.user.has_group(FINANCE_GROUP):
            raise AccessError(self.env._("Only finance may decide about invoices."))
        self.check_access("read")

    def action_retry(self):
        """Judge again and, if all is there, invoice now.

        Taking up again what was refused, credited or cancelled is for finance.
        """
        if any(release.state == "cancelled" for release in self):
            self._check_finance()
        elif not self.env.user.has_groups(f"{FINANCE_GROUP},{OPERATIONS_GROUP}"):
            raise AccessError(self.env._("Your role may only look at releases."))
        self.check_access("read")
        self.sudo()._retry()
        return True

    def _retry(self):
        stopped = self.filtered(lambda release: release.state == "cancelled")
        stopped.write({"state": "waiting", "decision": False, "note": False})
        self._evaluate_for(self.shipment_id)
        self.filtered(lambda release: release.state == "eligible")._invoice_now()

    def action_view_invoices(self):
        self.ensure_one()
        return self.shipment_id._open_documents(
            self.env._("Invoices"), self.invoice_ids
        )
