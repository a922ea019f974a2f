# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal

from odoo import api, fields, models, tools
from odoo.fields import Domain

from ..money import convert


class LogisticsSyncExceptionRoute(models.Model):
    """Sends some questions to another team or person than their kind says.

    The first rule that fits decides. An empty condition fits everything. An amount
    that nobody told is neither small nor large: the rule says what becomes of it.
    """

    _name = "logistics.sync.exception.route"
    _inherit = ["logistics.sync.cached.record"]
    _description = "Exception Routing"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty for all companies.")
    code_ids = fields.Many2many(
        "logistics.sync.exception.code",
        "logistics_sync_route_code_rel",
        string="Kinds",
        help="Empty for all kinds of questions.",
    )
    partner_ids = fields.Many2many(
        "res.partner",
        "logistics_sync_route_partner_rel",
        string="Customers",
        help="Questions about documents of these customers. Empty for all.",
    )
    connector_ids = fields.Many2many(
        "logistics.sync.connector",
        "logistics_sync_route_connector_rel",
        string="Partner Systems",
        check_company=True,
        help="Questions about what these partners send. Empty for all.",
    )
    amount_from = fields.Monetary(help="Zero: whatever is at stake.")
    takes_unknown_amount = fields.Boolean(
        string="Also Without a Known Amount",
        help="Questions of which nobody knows yet what is at stake go this way, too.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    team_id = fields.Many2one(
        "logistics.sync.team", required=True, check_company=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", string="Person", help="Empty: whoever of the team is on duty."
    )

    _amount_positive = models.Constraint(
        "CHECK(amount_from >= 0)", "The amount must not be below zero."
    )

    @api.model
    @tools.ormcache()
    def _get_ids(self):
        return tuple(self.sudo().search(Domain.TRUE).ids)

    @api.model
    @api.private
    def _find(self, values):
        """The first rule that fits the values of a new question, or none."""
        for route in self.sudo().browse(self._get_ids()):
            if route._fits(values):
                return route
        return self.browse()

    def _fits(self, values):
        self.ensure_one()
        customer = self.env["res.partner"].browse(values.get("customer_id") or ())
        return (
            self.company_id.id in (False, values["company_id"])
            and (not self.code_ids or values["code_id"] in self.code_ids.ids)
            and (
                not self.connector_ids
                or values.get("connector_id") in self.connector_ids.ids
            )
            and (
                not self.partner_ids
                or bool((customer | customer.commercial_partner_id) & self.partner_ids)
            )
            and self._fits_amount(values)
        )

    def _fits_amount(self, values):
        if not self.amount_from:
            return True
        if not values["is_amount_known"]:
            return self.takes_unknown_amount
        stake = convert(
            Decimal(str(values["amount"])),
            self.env["res.currency"].browse(values["currency_id"]),
            self.currency_id,
            self.env["res.company"].browse(values["company_id"]),
            fields.Date.context_today(self),
        )
        return stake >= Decimal(str(self.amount_from))
