# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..core.urgency import Scope

PRIORITIES = {"first": 0, "early": 4}


class LogisticsSyncPriorityRule(models.Model):
    """Some documents go first for a while: a closing, a payment run, a season.

    A rule is a window of time and what it is about. It begins and ends by itself;
    nobody has to remember to switch it off. Who made or changed it and what it did is
    kept with it.
    """

    _name = "logistics.sync.priority.rule"
    _description = "Temporary Priority"
    _inherit = ["mail.thread"]
    _order = "date_start desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        help="Only documents of this company.",
    )
    date_start = fields.Datetime(
        string="From", required=True, default=fields.Datetime.now, tracking=True
    )
    date_end = fields.Datetime(
        string="Until",
        required=True,
        default=lambda self: fields.Datetime.now() + timedelta(days=1),
        tracking=True,
        help="From then on everything goes in its usual order again, by itself.",
    )
    urgency = fields.Selection(
        [("first", "First of all"), ("early", "Early")],
        string="Place in Line",
        required=True,
        default="first",
        tracking=True,
        help="First of all: before everything else. Early: before the usual work, "
        "after what is first of all.",
    )
    connector_ids = fields.Many2many(
        "logistics.sync.connector",
        string="From or To",
        check_company=True,
        help="Empty: whatever partner it is.",
    )
    event_type_ids = fields.Many2many(
        "logistics.sync.event.type",
        string="About",
        help="Empty: whatever the document tells.",
    )
    amount_from = fields.Monetary(
        tracking=True,
        help="Zero: whatever the amount. Documents that tell no amount are left alone "
        "when one is given here.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    due_by = fields.Date(
        string="Due Until",
        tracking=True,
        help="Documents that have to be paid by this day. Empty: whenever.",
    )
    state = fields.Selection(
        [("planned", "Planned"), ("active", "In force"), ("over", "Over")],
        compute="_compute_state",
        search="_search_state",
        string="Status",
    )
    moved_count = fields.Integer(string="Put Forward", readonly=True)
    is_closed = fields.Boolean(readonly=True, copy=False)
    # All waiting messages up to this number were looked at.
    examined_id = fields.Integer(readonly=True, copy=False)

    _window = models.Constraint(
        "CHECK(date_end > date_start)", "The end must come after the beginning."
    )
    _amount_positive = models.Constraint(
        "CHECK(amount_from >= 0)", "The amount must not be below zero."
    )
    _open_index = models.Index("(date_start) WHERE is_closed IS NOT TRUE")

    @api.depends("date_start", "date_end", "is_closed")
    def _compute_state(self):
        now = fields.Datetime.now()
        for rule in self:
            if rule.is_closed or (rule.date_end and rule.date_end <= now):
                rule.state = "over"
            elif rule.date_start and rule.date_start > now:
                rule.state = "planned"
            else:
                rule.state = "active"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        over = Domain("is_closed", "=", True) | Domain("date_end", "<=", now)
        planned = ~over & Domain("date_start", ">", now)
        found = {"over": over, "planned": planned, "active": ~over & ~planned}
        return Domain.OR(found[state] for state in value if state in found)

    @api.constrains("date_end")
    def _check_end(self):
        for rule in self.filtered(lambda rule: not rule.is_closed):
            if rule.date_end <= fields.Datetime.now():
                raise ValidationError(
                    self.env._(
                        "“%s” would be over already. Choose a later end.", rule.name
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self._forget_windows()
        return rules

    def write(self, vals):
        changed = vals.keys() - {"moved_count", "examined_id"}
        if changed:
            # What was looked at by other questions has to be looked at again.
            vals = {"examined_id": 0, **vals}
            self._forget_windows()
        return super().write(vals)

    def unlink(self):
        self._forget_windows()
        return super().unlink()

    def copy_data(self, default=None):
        """A copy is for the next time: it begins now, unless told otherwise."""
        now = fields.Datetime.now()
        window = {"date_start": now, "date_end": now + timedelta(days=1)}
        return super().copy_data({**window, "moved_count": 0, **(default or {})})

    def action_end(self):
        """Button: let everything go in its usual order again, now."""
        self.check_access("write")
        self._close(self.env._("Ended by %s", self.env.user.name))

    def action_view_messages(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Put forward by %s", self.name),
            "res_model": "logistics.sync.message",
            "view_mode": "list,form",
            "domain": [("priority_rule_id", "=", self.id)],
        }

    # ------------------------------------------------------------- windows
    def _forget_windows(self):
        self.env.registry.clear_cache()
        self.env.cr.postcommit.add(self.env.registry.clear_cache)

    @api.model
    @tools.ormcache()
    def _get_windows(self):
        """((rule id, begin, end), ...) of all that are not closed, read once."""
        rules = self.sudo().search([("is_closed", "=", False)])
        return tuple((rule.id, rule.date_start, rule.date_end) for rule in rules)

    @api.model
    def _get_in_force(self):
        """The rules that hold at this moment; costs no query where there is none."""
        now = fields.Datetime.now()
        return self.sudo().browse(
            rule_id for rule_id, begin, end in self._get_windows() if begin <= now < end
        )

    def _get_scope(self):
        self.ensure_one()
        return Scope(
            kinds=frozenset(self.event_type_ids.mapped("code")),
            least=Decimal(str(self.amount_from)) if self.amount_from else None,
            due_by=self.due_by or None,
        )
