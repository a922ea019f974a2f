# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import format_datetime

from ..core import checkpoints
from .checkpoint_rule import CHECKPOINT_KINDS

CHECKPOINT_STATES = [
    (checkpoints.DONE, "Done"),
    (checkpoints.DUE, "Expected"),
    (checkpoints.OVERDUE, "Late"),
    (checkpoints.BLOCKED, "Blocked"),
    (checkpoints.NOT_NEEDED, "Not needed"),
]


class LogisticsOrderCheckpoint(models.Model):
    """One step of one order on its way to a posted invoice."""

    _name = "logistics.order.checkpoint"
    _description = "Order Checkpoint"
    _order = "order_id desc, sequence, id"
    _rec_names_search = ["order_name"]
    _log_access = False

    order_id = fields.Many2one(
        "sale.order",
        string="Sales Order",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    # Copied, so that people without access to sales read which order it is.
    order_name = fields.Char(string="Order", readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    kind = fields.Selection(
        CHECKPOINT_KINDS, string="Checkpoint", required=True, readonly=True
    )
    sequence = fields.Integer(readonly=True)
    rule_id = fields.Many2one(
        "logistics.checkpoint.rule",
        string="Deadline",
        readonly=True,
        ondelete="set null",
    )
    state = fields.Selection(CHECKPOINT_STATES, required=True, readonly=True)
    blocked_by = fields.Selection(CHECKPOINT_KINDS, readonly=True)
    implied_by = fields.Selection(CHECKPOINT_KINDS, readonly=True)
    due_at = fields.Datetime(string="Due", readonly=True)
    actual_at = fields.Datetime(
        string="Happened", readonly=True, help="As told by who was there."
    )
    told_at = fields.Datetime(
        string="Heard", readonly=True, help="When the news reached Odoo."
    )
    lag_hours = fields.Float(
        string="Lag (hours)",
        compute="_compute_times",
        help="Between what happened and the news of it.",
    )
    late_hours = fields.Float(
        string="Late By (hours)",
        compute="_compute_times",
        help="How long after the due time it happened, or how late it is by now.",
    )
    connector_id = fields.Many2one(
        "logistics.sync.connector",
        string="Partner System",
        readonly=True,
        ondelete="set null",
        help="Who told it, or who is expected to.",
    )
    source = fields.Char(compute="_compute_source")
    owner_id = fields.Many2one(
        "res.users", string="Responsible", readonly=True, ondelete="set null"
    )
    summary = fields.Char(compute="_compute_summary", string="In Words")

    _order_kind_unique = models.UniqueIndex(
        "(order_id, kind)", "This order has this checkpoint already."
    )
    _open_idx = models.Index("(order_id) WHERE state NOT IN ('done', 'not_needed')")
    _overdue_idx = models.Index("(due_at) WHERE state = 'overdue'")

    @api.depends("kind", "order_name")
    def _compute_display_name(self):
        labels = self._get_labels()
        for checkpoint in self:
            checkpoint.display_name = (
                f"{labels.get(checkpoint.kind)} · {checkpoint.order_name}"
            )

    @api.depends("actual_at", "told_at", "due_at", "state")
    def _compute_times(self):
        now = fields.Datetime.now()
        for checkpoint in self:
            happened, told = checkpoint.actual_at, checkpoint.told_at
            checkpoint.lag_hours = self._hours_between(happened, told)
            until = happened if checkpoint.state == checkpoints.DONE else None
            if checkpoint.state == checkpoints.OVERDUE:
                until = now
            checkpoint.late_hours = self._hours_between(checkpoint.due_at, until)

    @api.model
    def _hours_between(self, start, end):
        """Hours from start to end; zero where one is unknown or comes too early."""
        if not start or not end:
            return 0.0
        return max((end - start).total_seconds() / 3600, 0.0)

    @api.depends("connector_id", "state")
    def _compute_source(self):
        for checkpoint in self:
            connector = checkpoint.sudo().connector_id
            own = checkpoint.state == checkpoints.DONE and not checkpoint.implied_by
            checkpoint.source = connector.name or ("Odoo" if own else False)

    @api.depends_context("lang", "tz")
    @api.depends("state", "blocked_by", "implied_by", "due_at", "actual_at")
    def _compute_summary(self):
        labels = self._get_labels()
        for checkpoint in self:
            checkpoint.summary = checkpoint._get_summary(labels)

    def _get_summary(self, labels):
        self.ensure_one()
        if self.state == checkpoints.DONE:
            if self.implied_by:
                return self.env._("Follows from: %s", labels[self.implied_by])
            return self.env._("Done") if self.late_hours <= 0 else self._say_late()
        if self.state == checkpoints.OVERDUE:
            return self._say_late()
        if self.state == checkpoints.BLOCKED:
            return self.env._("Blocked by %s", labels[self.blocked_by])
        if self.state == checkpoints.NOT_NEEDED:
            return self.env._("Not needed for this order")
        if not self.due_at:
            return self.env._("Expected")
        due = format_datetime(self.env, self.due_at, dt_format="d MMM HH:mm")
        return self.env._("Expected by %s", due)

    def _say_late(self):
        self.ensure_one()
        if self.state == checkpoints.DONE:
            return self.env._("Done %s late", self._get_lateness())
        return self.env._("%s late", self._get_lateness())

    def _get_lateness(self):
        """How late, as a person would say it."""
        self.ensure_one()
        minutes = round(self.late_hours * 60)
        if minutes < 90:
            return self.env._("%s minutes", minutes)
        if minutes < 48 * 60:
            return self.env._("%s hours", round(minutes / 60))
        return self.env._("%s days", round(minutes / 60 / 24))

    @api.model
    def _get_labels(self):
        return dict(self._fields["kind"]._description_selection(self.env))

    def action_open_order(self):
        self.ensure_one()
        return self.order_id._get_records_action(context={})
