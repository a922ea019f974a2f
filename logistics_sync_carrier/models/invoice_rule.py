# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_list

from ..core.release import Condition, Scope, choose


class LogisticsInvoiceRule(models.Model):
    """When a shipment may be invoiced, and what happens then."""

    _name = "logistics.invoice.rule"
    _description = "Invoicing Rule"
    _inherit = ["mail.thread"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    version = fields.Integer(
        default=1,
        readonly=True,
        copy=False,
        help="Goes up whenever the rule changes. Every release keeps the version "
        "it was judged by.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    partner_ids = fields.Many2many(
        "res.partner",
        string="Customers",
        check_company=True,
        help="A company stands for all its addresses. Empty: every customer.",
    )
    category_ids = fields.Many2many(
        "res.partner.category",
        string="Customer Tags",
        help="Empty: customers with any tag or none.",
    )
    country_ids = fields.Many2many(
        "res.country",
        string="Delivery Countries",
        help="The country the goods are delivered to. Empty: every country.",
    )
    carrier_ids = fields.Many2many(
        "delivery.carrier",
        string="Delivery Methods",
        check_company=True,
        help="Empty: every delivery method.",
    )
    operator = fields.Selection(
        [
            ("all", "All of these conditions"),
            ("any", "One of these conditions"),
        ],
        string="Invoice When Met",
        required=True,
        default="all",
        tracking=True,
    )
    condition_ids = fields.One2many(
        "logistics.invoice.rule.condition", "rule_id", copy=True
    )
    partial_policy = fields.Selection(
        [
            ("partial", "Invoice every shipment by itself"),
            ("complete", "Wait until the order is complete, then one invoice"),
        ],
        string="Partial Shipments",
        required=True,
        default="partial",
        tracking=True,
    )
    service_policy = fields.Selection(
        [
            ("first", "With the first shipment"),
            ("last", "With the last shipment"),
            ("never", "Not by this rule"),
        ],
        string="Services and Fees",
        required=True,
        default="first",
        tracking=True,
        help="When order lines that are not shipped, such as delivery fees or "
        "services, are invoiced. Deductions always wait for the last shipment.",
    )
    action = fields.Selection(
        [
            ("draft", "Create a draft invoice"),
            ("post", "Create and post the invoice"),
            ("approve", "Ask for approval, then create and post"),
        ],
        required=True,
        default="draft",
        tracking=True,
    )
    approval_threshold = fields.Monetary(
        string="Ask for Approval Above",
        tracking=True,
        help="Invoices above this amount, taxes included, wait for approval. "
        "Zero: no limit.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        string="Currency of the Limit",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    approver_id = fields.Many2one(
        "res.users",
        check_company=True,
        help="Gets the activity. Empty: somebody of the finance group.",
    )
    journal_id = fields.Many2one(
        "account.journal",
        check_company=True,
        domain="[('type', '=', 'sale')]",
        help="Empty: the journal Odoo picks.",
    )
    require_taxes = fields.Boolean(
        string="Refuse Lines without Tax",
        default=True,
        help="An order line without the tax of its product becomes an exception for "
        "finance, unless the customer's fiscal position says that no tax is due. "
        "Products without any tax pass, unless the rule waits for complete taxes.",
    )
    sentence = fields.Char(compute="_compute_sentence", string="In Words")
    release_count = fields.Integer(compute="_compute_release_count")

    _threshold_positive = models.Constraint(
        "CHECK(approval_threshold >= 0)", "The approval limit cannot be negative."
    )

    @api.constrains("active", "condition_ids")
    def _check_conditions(self):
        for rule in self:
            if rule.active and not rule.condition_ids:
                raise ValidationError(
                    self.env._(
                        "Rule “%s” has no condition yet; say when to invoice.",
                        rule.name,
                    )
                )

    @api.depends("operator", "condition_ids.kind", "condition_ids.letter", "action")
    def _compute_sentence(self):
        for rule in self:
            rule.sentence = rule._get_sentence()

    def _get_sentence(self):
        self.ensure_one()
        inner, outer = (
            (self.env._(" or "), self.env._(" and "))
            if self.operator == "all"
            else (self.env._(" and "), self.env._(" or "))
        )
        groups = {}
        for condition in self.condition_ids:
            key = condition.letter or condition
            groups.setdefault(key, []).append(condition._get_label())
        parts = [
            f"({inner.join(group)})"
            if len(group) > 1 and len(groups) > 1
            else inner.join(group)
            for group in groups.values()
        ]
        if not parts:
            return False
        return self.env._(
            "When %(conditions)s: %(action)s.",
            conditions=outer.join(parts),
            action=dict(self._fields["action"]._description_selection(self.env))[
                self.action
            ].lower(),
        )

    def _compute_release_count(self):
        counts = dict(
            self.env["logistics.invoice.release"]._read_group(
                [("rule_id", "in", self.ids)], ["rule_id"], ["__count"]
            )
        )
        for rule in self:
            rule.release_count = counts.get(rule, 0)

    @api.model
    def _versioned_fields(self):
        """A change of these makes a new version."""
        return {
            "operator",
            "partial_policy",
            "service_policy",
            "action",
            "currency_id",
            "approval_threshold",
            "require_taxes",
            "partner_ids",
            "category_ids",
            "country_ids",
            "carrier_ids",
            "condition_ids",
        }

    def write(self, vals):
        result = super().write(vals)
        # The conditions count for themselves, see invoice_rule_condition.py.
        if (self._versioned_fields() - {"condition_ids"}) & vals.keys():
            self._bump_version()
        return result

    def _bump_version(self):
        for rule in self.sudo():
            rule.version += 1
        self._reevaluate_later()

    def _reevaluate_later(self):
        """Shipments that wait are judged by what the rule says now."""
        self.env["logistics.invoice.release"].sudo()._mark_stale(self.company_id)

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._reevaluate_later()
        return rules

    def action_view_releases(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "logistics_sync_carrier.logistics_invoice_release_action"
        )
        return dict(action, domain=[("rule_id", "=", self.id)], context={})

    # ----------------------------------------------------------- selecting
    def _as_scope(self):
        self.ensure_one()
        return Scope(
            key=self.id,
            sequence=self.sequence,
            partners=frozenset(self.partner_ids.ids),
            categories=frozenset(self.category_ids.ids),
            countries=frozenset(self.country_ids.ids),
            carriers=frozenset(self.carrier_ids.ids),
        )

    def _as_conditions(self):
        self.ensure_one()
        return [
            Condition(condition.id, condition.kind, condition.letter or None)
            for condition in self.condition_ids
        ]

    @api.model
    def _get_by_shipment(self, shipments):
        """{shipment: (rule, why this rule)}; shipments without a rule are absent."""
        rules = self.sudo().search([("company_id", "in", shipments.company_id.ids)])
        scopes = {}
        for rule in rules:
            scopes.setdefault(rule.company_id, []).append(rule._as_scope())
        result = {}
        if not rules:
            return result
        # One query for all customers and addresses instead of one a shipment.
        shipments.sale_order_ids.mapped("partner_shipping_id.country_id")
        shipments.sale_order_ids.mapped("partner_id.commercial_partner_id.category_id")
        for shipment in shipments:
            chosen = choose(
                scopes.get(shipment.company_id, ()), shipment._get_invoice_target()
            )
            if chosen:
                scope, reasons = chosen
                result[shipment] = (
                    self.sudo().browse(scope.key),
                    self._explain(scope, reasons, len(scopes[shipment.company_id])),
                )
        return result

    def _explain(self, scope, reasons, total):
        labels = {
            "customer": self.env._("the customer"),
            "category": self.env._("the customer's tag"),
            "country": self.env._("the delivery country"),
            "carrier": self.env._("the delivery method"),
        }
        if not reasons:
            return self.env._(
                "It is the general rule of the company. Rules compared: %s.", total
            )
        return self.env._(
            "It fits %(reasons)s most closely. Rules compared: %(total)s.",
            reasons=format_list(self.env, [labels[reason] for reason in reasons]),
            total=total,
        )
