# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..codec.paths import ExpressionError, compile_path
from ..core import conditions


class LogisticsSyncSubscriptionCondition(models.Model):
    """One question that a fact must answer with yes to be told."""

    _name = "logistics.sync.subscription.condition"
    _description = "Condition of a Subscription"
    _order = "subscription_id, sequence, id"
    _rec_name = "path"

    subscription_id = fields.Many2one(
        "logistics.sync.subscription", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="subscription_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    path = fields.Char(
        string="Field",
        required=True,
        help="Of the canonical document, such as location.country or totals.total. "
        "What Odoo added is below enrichment, such as enrichment.customer.name.",
    )
    operator = fields.Selection(
        [
            ("equals", "is"),
            ("differs", "is something else than"),
            ("one_of", "is one of"),
            ("none_of", "is none of"),
            ("contains", "contains"),
            ("above", "is above"),
            ("below", "is below"),
            ("is_set", "is given"),
            ("is_not_set", "is not given"),
        ],
        required=True,
        default="equals",
    )
    value = fields.Char(help="Several values are separated by commas.")

    @api.constrains("path", "operator", "value")
    def _check_condition(self):
        for condition in self:
            try:
                compile_path(condition.path)
            except ExpressionError as error:
                raise ValidationError(str(error)) from error
            needs_value = condition.operator not in ("is_set", "is_not_set")
            if needs_value and not condition.value:
                raise ValidationError(
                    self.env._("Say which value “%s” is compared with.", condition.path)
                )

    def _hold(self, document):
        """Whether all conditions hold for a document; one that fails does not hold."""
        try:
            return all(
                conditions.holds(document, row.path, row.operator, row.value or "")
                for row in self
            )
        except ExpressionError:
            # A function on a value of the wrong type: not shown to be what is wanted.
            return False
