# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .document_names import name_to_show
from .exception_team import TEAMS

OPEN_STATES = ("open", "in_progress")


class LogisticsSyncException(models.Model):
    """One open question for a person."""

    _name = "logistics.sync.exception"
    _description = "Exception"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "severity desc, sla_deadline, id desc"

    name = fields.Char(string="Question", required=True, readonly=True)
    code_id = fields.Many2one(
        "logistics.sync.exception.code",
        string="Kind",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    code = fields.Char(related="code_id.code")
    hint = fields.Text(related="code_id.hint")
    severity = fields.Selection(related="code_id.severity", store=True)
    layer = fields.Selection(related="code_id.layer", store=True)
    team = fields.Selection(
        TEAMS, required=True, readonly=True, default="operations", tracking=True
    )
    state = fields.Selection(
        [
            ("open", "Open"),
            ("in_progress", "In progress"),
            ("resolved", "Resolved"),
            ("ignored", "Ignored"),
        ],
        required=True,
        readonly=True,
        default="open",
        tracking=True,
        group_expand=True,
        index=True,
    )
    owner_id = fields.Many2one(
        "res.users", string="Assigned to", readonly=True, tracking=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    connector_id = fields.Many2one(
        "logistics.sync.connector", readonly=True, ondelete="set null", index=True
    )
    message_id = fields.Many2one(
        "logistics.sync.message", readonly=True, ondelete="set null", index=True
    )
    event_id = fields.Many2one(
        "logistics.sync.event", readonly=True, ondelete="set null", index=True
    )
    correlation_id = fields.Char(readonly=True, index=True)
    res_model = fields.Char(string="Document Model", readonly=True)
    res_id = fields.Many2oneReference(
        string="Document Id", model_field="res_model", readonly=True
    )
    document_name = fields.Char(
        compute="_compute_document_name", string="Related Document"
    )
    external_code = fields.Char(
        readonly=True, string="Partner Code", help="The code nobody mapped yet."
    )
    amount = fields.Monetary(string="Amount at Stake", readonly=True)
    is_amount_known = fields.Boolean(readonly=True)
    currency_id = fields.Many2one(
        "res.currency", readonly=True, default=lambda self: self.env.company.currency_id
    )
    occurrences = fields.Integer(default=1, readonly=True, string="Times Seen")
    last_seen_at = fields.Datetime(readonly=True, default=fields.Datetime.now)
    sla_deadline = fields.Datetime(string="Due", readonly=True, index=True)
    sla_state = fields.Selection(
        [
            ("ok", "In time"),
            ("soon", "Due soon"),
            ("late", "Overdue"),
            ("done", "Done"),
        ],
        compute="_compute_sla_state",
        string="SLA",
    )
    sla_remaining = fields.Char(compute="_compute_sla_state", string="Time Left")
    resolution = fields.Selection(
        [
            ("fixed", "Fixed and processed"),
            ("remapped", "Code mapped"),
            ("linked", "Linked to a document"),
            ("replayed", "Replayed"),
            ("ignored", "Ignored with a reason"),
            ("automatic", "Solved by itself"),
        ],
        readonly=True,
        tracking=True,
    )
    resolution_reason = fields.Text(readonly=True, tracking=True)
    resolved_by_id = fields.Many2one("res.users", readonly=True, tracking=True)
    resolved_at = fields.Datetime(readonly=True)
    dedup_key = fields.Char(readonly=True, required=True)

    # One open question per subject and kind: more of the same bumps the counter.
    _open_unique = models.UniqueIndex(
        "(dedup_key) WHERE state IN ('open', 'in_progress')",
        "This question is open already.",
    )

    @api.depends_context("uid")
    @api.depends("res_model", "res_id")
    def _compute_document_name(self):
        for exception in self:
            exception.document_name = name_to_show(exception._get_document())

    @api.depends("sla_deadline", "state")
    def _compute_sla_state(self):
        now = fields.Datetime.now()
        for exception in self:
            if exception.state not in OPEN_STATES or not exception.sla_deadline:
                exception.sla_state = "done"
                exception.sla_remaining = False
                continue
            left = exception.sla_deadline - now
            hours = abs(left) / timedelta(hours=1)
            if left < timedelta():
                exception.sla_state = "late"
                exception.sla_remaining = self.env._("%.1f h overdue", hours)
            else:
                soon = left < timedelta(hours=exception.code_id.sla_hours / 4)
                exception.sla_state = "soon" if soon else "ok"
                exception.sla_remaining = self.env._("%.1f h left", hours)

    def _get_document(self):
        self.ensure_one()
        if not self.res_model or self.res_model not in self.env or not self.res_id:
            return None
        return self.env[self.res_model].browse(self.res_id).exists() or None

    # ------------------------------------------------------------ raising
    def _wants_reminder(self):
        """Whether a new question goes on its owner's list of activities."""
        self.ensure_one()
        return self.code_id.alert

    def _alert_owner(self):
        """Put the question on its owner's list of activities."""
        # Without an e-mail each: a partner's bad night makes hundreds of questions.
        quiet = self.with_context(mail_activity_quick_update=True)
        for exception in quiet.filtered("owner_id"):
            exception.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=exception.sla_deadline.date(),
                summary=exception.code_id.name,
                user_id=exception.owner_id.id,
            )

    def _bump(self, sentence):
        for exception in self:
            exception.write(
                {
                    "occurrences": exception.occurrences + 1,
                    "last_seen_at": fields.Datetime.now(),
                    "name": sentence,
                }
            )

    # ---------------------------------------------------------- resolving
    @api.private
    def _resolve(self, resolution, reason=None):
        """Close open questions; who, when and how stay on record."""
        still_open = self.filtered(lambda exception: exception.state in OPEN_STATES)
        still_open.write(
            {
                "state": "ignored" if resolution == "ignored" else "resolved",
                "resolution": resolution,
                "resolution_reason": reason,
                "resolved_by_id": self.env.uid,
                "resolved_at": fields.Datetime.now(),
            }
        )
        still_open.activity_ids.unlink()
        return still_open

    @api.model
    @api.private
    def _resolve_for(self, events, resolution="automatic"):
        """Close what was asked about events that are now done."""
        return self._resolve_where([("event_id", "in", events.ids)], resolution)

    @api.model
    @api.private
    def _resolve_for_messages(self, messages, resolution="replayed"):
        """Close what was asked about messages as a whole that could now be read."""
        return self._resolve_where(
            [("message_id", "in", messages.ids), ("event_id", "=", False)], resolution
        )

    def _resolve_where(self, domain, resolution):
        found = self.sudo().search([*domain, ("state", "in", OPEN_STATES)])
        return found._resolve(resolution)

    def _check_open(self):
        closed = self.filtered(lambda exception: exception.state not in OPEN_STATES)
        if closed:
            raise UserError(self.env._("“%s” is closed already.", closed[0].name))
