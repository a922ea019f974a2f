# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import SQL

from ..connector import ENVIRONMENTS

STEPS = [
    ("template", "Choose what kind of partner it is"),
    ("address", "Say how the partner is reached"),
    ("secrets", "Exchange keys and passwords"),
    ("connection", "Test the connection"),
    ("owners", "Name who answers for it"),
    ("reading", "Say how its documents and codes are read"),
    ("samples", "Collect sample documents"),
    ("contract", "Test the samples"),
    ("trial", "Try it with the partner's test system"),
    ("approval", "Have a second person approve it"),
]
BEFORE_TRIAL = [code for code, __ in STEPS[:8]]
BEFORE_APPROVAL = [code for code, __ in STEPS[:9]]
OPEN_STATES = ("preparing", "trial", "waiting")
MANAGER = "logistics_sync_base.group_logistics_manager"
# What people enter; everything else is the work of the buttons.
ENTERED = frozenset(
    (
        *("name", "template_id", "partner_id", "company_id", "responsible_id"),
        *("connector_id", "certificate", "remark"),
    )
)
# What is proven is proven of these.
SETTLED = frozenset(("template_id", "company_id", "connector_id"))


class LogisticsSyncOnboarding(models.Model):
    """A partner on its way from a template to active; can be left and taken up again.

    A step is done when the records prove it, never because somebody ticked a box.
    """

    _name = "logistics.sync.onboarding"
    _description = "Onboarding of a Partner"
    _inherit = ["mail.thread", "logistics.sync.decided.fields"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(string="Name of the Partner", required=True)
    template_id = fields.Many2one(
        "logistics.sync.connector.template",
        string="Kind of Partner",
        check_company=True,
        ondelete="restrict",
    )
    template_description = fields.Text(related="template_id.description")
    guidance = fields.Text(related="template_id.guidance")
    partner_id = fields.Many2one("res.partner", string="Contact")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    responsible_id = fields.Many2one(
        "res.users",
        string="Led By",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    connector_id = fields.Many2one(
        "logistics.sync.connector",
        check_company=True,
        ondelete="cascade",
        index="btree_not_null",
        copy=False,
    )
    environment = fields.Selection(ENVIRONMENTS, compute="_compute_environment")
    state = fields.Selection(
        [
            ("preparing", "In preparation"),
            ("trial", "On trial"),
            ("waiting", "Waiting for approval"),
            ("done", "Active"),
            ("cancelled", "Given up"),
        ],
        required=True,
        readonly=True,
        default="preparing",
        copy=False,
        tracking=True,
    )
    step_ids = fields.One2many(
        "logistics.sync.onboarding.step", "onboarding_id", readonly=True, copy=False
    )
    progress = fields.Float(compute="_compute_progress")
    next_step = fields.Char(compute="_compute_progress")
    next_missing = fields.Char(compute="_compute_progress", string="What Is Missing")
    worker_ids = fields.Many2many(
        "res.users",
        string="Worked On By",
        readonly=True,
        copy=False,
        help="None of these can approve it.",
    )
    can_approve = fields.Boolean(compute="_compute_can_approve")
    started_at = fields.Datetime(readonly=True, copy=False, default=fields.Datetime.now)
    finished_at = fields.Datetime(readonly=True, copy=False)
    duration_hours = fields.Float(
        string="Took (hours)",
        compute="_compute_duration_hours",
        store=True,
        aggregator="avg",
        help="From the first step to active by the clock, nights and waiting included.",
    )
    remark = fields.Text(help="For whoever takes it up next, or who sends it back.")

    # Two onboardings of one connector would prove two different things.
    _open_unique = models.UniqueIndex(
        "(connector_id) WHERE state NOT IN ('done', 'cancelled')",
        "This connector is being onboarded already.",
    )

    # -------------------------------------------------------------- computed
    @api.depends("connector_id.environment")
    def _compute_environment(self):
        here = self.env["logistics.sync.environment"]._get_environment()
        for onboarding in self:
            onboarding.environment = onboarding.connector_id.environment or here

    @api.depends("step_ids.done_at", "state", "connector_id")
    def _compute_progress(self):
        labels = dict(self.step_ids._fields["code"]._description_selection(self.env))
        for onboarding in self:
            steps = onboarding.step_ids
            missing = [step for step in steps if not step.is_done]
            onboarding.progress = (
                100.0 * (len(steps) - len(missing)) / len(steps) if steps else 0
            )
            onboarding.next_step = labels[missing[0].code] if missing else False
            onboarding.next_missing = missing[0].missing if missing else False

    @api.depends("state", "worker_ids")
    @api.depends_context("uid")
    def _compute_can_approve(self):
        manager = self.env.user.has_group(MANAGER)
        for onboarding in self:
            onboarding.can_approve = (
                manager
                and onboarding.state == "waiting"
                and self.env.user not in onboarding.sudo().worker_ids
            )

    @api.depends("started_at", "finished_at")
    def _compute_duration_hours(self):
        for onboarding in self:
            start, end = onboarding.started_at, onboarding.finished_at
            onboarding.duration_hours = (
                (end - start).total_seconds() / 3600 if start and end else 0
            )

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec == "duration_hours:avg":
            # What is not active yet took no time that could be told.
            hours = self._field_to_sql(self._table, "duration_hours", query)
            return SQL("AVG(NULLIF(%s, 0))", hours)
        return super()._read_group_select(aggregate_spec, query)

    # ------------------------------------------------------- what is entered
    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_entered(vals)
        onboardings = super().create(vals_list)
        for onboarding in onboardings.sudo():
            onboarding.write(
                {
                    "worker_ids": [Command.link(self.env.uid)],
                    "step_ids": [Command.create({"code": code}) for code, __ in STEPS],
                }
            )
        onboardings._refresh()
        return onboardings

    def write(self, vals):
        self._check_entered(vals)
        self._check_settled(vals)
        result = super().write(vals)
        if not self.env.su:
            # Who says what is missing has not worked on it.
            if set(vals) & ENTERED - {"remark"}:
                self._note_worker()
            self._refresh()
        return result

    def _check_entered(self, vals):
        allowed = {name for name in vals if name in ENTERED or name.startswith("mess")}
        if not self.env.su and set(vals) - allowed:
            raise UserError(
                self.env._("How far an onboarding is follows from what was done.")
            )

    def _check_settled(self, vals):
        """What was proven of one partner proves nothing of another one."""
        changes = SETTLED & set(vals)
        if self.env.su or not changes:
            return
        for onboarding in self.filtered("connector_id"):
            if any(onboarding[name].id != (vals[name] or False) for name in changes):
                raise UserError(
                    self.env._(
                        "“%s” was begun already. Give it up and begin anew to connect "
                        "another kind of partner, or for another company.",
                        onboarding.name,
                    )
                )

    def _note_worker(self):
        """Whoever had a hand in it cannot be the second person."""
        for onboarding in self.sudo():
            if self.env.user in onboarding.worker_ids:
                continue
            onboarding.worker_ids = [Command.link(self.env.uid)]
            # Who approves at this very moment read the list before: PostgreSQL lets
            # only one of two that change a row have it their way.
            self.env.cr.execute(
                SQL(
                    "UPDATE logistics_sync_onboarding SET write_uid = %s WHERE id = %s",
                    self.env.uid,
                    onboarding.id,
                )
            )

    def _check_manager(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("Only an integration administrator connects partners.")
            )
        self.check_access("write")

    # -------------------------------------------------------------- buttons
    def action_cancel(self):
        """Button: give it up; the connector stays as it is, and is not active."""
        self._check_manager()
        for onboarding in self:
            if onboarding.state not in OPEN_STATES:
                raise UserError(self.env._("It is finished already."))
            if onboarding.connector_id.state == "live":
                onboarding.connector_id.action_pause()
        self.sudo().state = "cancelled"
        return True

    def action_open_connector(self):
        """Button: everything about the connector."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "logistics.sync.connector",
            "res_id": self.connector_id.id,
            "view_mode": "form",
        }
