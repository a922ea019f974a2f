# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .exception import OPEN_STATES


class LogisticsSyncExceptionLimit(models.Model):
    """How many questions of a kind, or how old ones, are too many: its owner is told.

    Told once, and again only after it was back within the limit.
    """

    _name = "logistics.sync.exception.limit"
    _inherit = ["mail.thread", "mail.activity.mixin", "logistics.sync.cached.record"]
    _description = "Exception Limit"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    code_ids = fields.Many2many(
        "logistics.sync.exception.code",
        "logistics_sync_exception_limit_code_rel",
        string="Kinds",
        help="Counted together. Empty: all kinds.",
    )
    team_id = fields.Many2one(
        "logistics.sync.team", check_company=True, help="Empty: of any team."
    )
    most_open = fields.Integer(default=10, help="Zero: however many there are.")
    most_hours = fields.Float(
        string="Oldest (hours)", help="Zero: however old the oldest one is."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Tell",
        required=True,
        default=lambda self: self.env.user,
    )
    open_count = fields.Integer(compute="_compute_measures", string="Open Now")
    oldest_hours = fields.Float(compute="_compute_measures", string="Oldest Now")
    alerted_at = fields.Datetime(string="Told on", readonly=True, copy=False)

    _limits_positive = models.Constraint(
        "CHECK(most_open >= 0 AND most_hours >= 0)",
        "A limit must not be below zero.",
    )

    @api.model
    def _get_cached_fields(self):
        return ("active", "code_ids", "most_open")

    @api.depends("code_ids.name", "team_id.name")
    def _compute_name(self):
        for limit in self:
            kinds = ", ".join(limit.code_ids.mapped("name"))
            parts = [kinds or self.env._("All kinds"), limit.team_id.name]
            limit.name = ", ".join(filter(None, parts))

    @api.constrains("most_open", "most_hours")
    def _check_limit(self):
        for limit in self:
            if not limit.most_open and not limit.most_hours:
                raise ValidationError(
                    self.env._("Say how many or how old questions are too many.")
                )

    def _get_domain(self):
        self.ensure_one()
        domain = Domain("company_id", "=", self.company_id.id)
        domain &= Domain("state", "in", OPEN_STATES)
        if self.code_ids:
            domain &= Domain("code_id", "in", self.code_ids.ids)
        if self.team_id:
            domain &= Domain("team_id", "=", self.team_id.id)
        return domain

    def _compute_measures(self):
        now = fields.Datetime.now()
        questions = self.env["logistics.sync.exception"].sudo()
        for limit in self:
            [(count, oldest)] = questions._read_group(
                limit._get_domain(), [], ["__count", "create_date:min"]
            )
            limit.open_count = count
            limit.oldest_hours = (now - oldest) / timedelta(hours=1) if oldest else 0

    def _is_exceeded(self):
        self.ensure_one()
        many = self.most_open and self.open_count > self.most_open
        return bool(many or (self.most_hours and self.oldest_hours > self.most_hours))

    def action_view_exceptions(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "logistics_sync_base.logistics_sync_exception_action"
        )
        return action | {"domain": list(self._get_domain()), "context": {}}

    # ---------------------------------------------------------------- cron
    @api.model
    def _cron_check(self):
        """Tell who is to be told of limits that are exceeded since the last look."""
        for limit in self.sudo().search(Domain.TRUE):
            exceeded = limit._is_exceeded()
            if exceeded and not limit.alerted_at:
                limit._alert()
            elif not exceeded and limit.alerted_at:
                limit.alerted_at = False
                limit.activity_ids.unlink()
                limit.message_post(body=self.env._("Back within the limit."))

    def _alert(self):
        self.ensure_one()
        self.alerted_at = fields.Datetime.now()
        words = self.env._(
            "%(count)s questions are open (limit %(most)s), the oldest for "
            "%(hours).1f hours (limit %(oldest).1f). Look for one cause behind them.",
            count=self.open_count,
            most=self.most_open or self.env._("none"),
            hours=self.oldest_hours,
            oldest=self.most_hours,
        )
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=fields.Date.context_today(self),
            summary=self.env._("Too many exceptions: %s", self.name),
            note=words,
            user_id=self.user_id.id,
        )
