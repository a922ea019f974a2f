# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

IN_FLIGHT = ("received", "validated", "transformed", "queued", "failed")
SUCCEEDED = ("processed", "acknowledged", "duplicate", "ignored")


class LogisticsSyncReplay(models.Model):
    """One replay: who wanted which messages processed again, why, what came of it.

    Nobody writes it directly: it is made by the dialog, the interface or the shell.
    """

    _name = "logistics.sync.replay"
    _description = "Replay"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    state = fields.Selection(
        [
            ("draft", "Planned"),
            ("to_approve", "Waiting for approval"),
            ("started", "Started"),
            ("refused", "Not approved"),
            ("cancelled", "Discarded"),
        ],
        required=True,
        default="draft",
        readonly=True,
        tracking=True,
        index=True,
    )
    source = fields.Selection(
        [
            ("form", "A person, from a list or form"),
            ("exception", "A person, answering a question"),
            ("event", "A person, from an event"),
            ("api", "A partner's system"),
            ("shell", "An administrator, from the shell"),
        ],
        required=True,
        readonly=True,
        default="form",
        string="How",
    )
    reason = fields.Text(required=True, readonly=True)
    criteria = fields.Text(readonly=True, string="Chosen Messages")
    stage = fields.Selection(
        [
            ("read", "Read the document again, then what follows"),
            ("follow", "Only what follows from its events"),
            ("deliver", "Only what others are to be sent because of it"),
        ],
        required=True,
        readonly=True,
        default="read",
        string="Begin With",
    )
    mapping = fields.Selection(
        [
            ("current", "The version used now"),
            ("original", "The version it was read with at first"),
        ],
        required=True,
        readonly=True,
        default="current",
    )
    include_done = fields.Boolean(readonly=True, string="Also What Succeeded")
    payload = fields.Binary(attachment=False, readonly=True, string="Edited Document")
    new_message_id = fields.Many2one(
        "logistics.sync.message", readonly=True, string="Edited Copy"
    )
    is_financial = fields.Boolean(
        readonly=True, string="About Money", help="It holds messages about money."
    )
    requested_by_id = fields.Many2one("res.users", required=True, readonly=True)
    requested_at = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )
    connector_id = fields.Many2one(
        "logistics.sync.connector",
        readonly=True,
        ondelete="set null",
        string="By the System",
        help="Whose token asked for it over the interface.",
    )
    credential_id = fields.Many2one(
        "logistics.sync.credential",
        readonly=True,
        ondelete="set null",
        string="By the Token",
    )
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_at = fields.Datetime(readonly=True, string="Decided")
    started_at = fields.Datetime(readonly=True, string="Started")
    line_ids = fields.One2many(
        "logistics.sync.replay.line", "replay_id", readonly=True, string="Each Message"
    )
    total_count = fields.Integer(readonly=True, string="Chosen")
    tried_count = fields.Integer(readonly=True, string="Tried in the Preview")
    replayed_count = fields.Integer(readonly=True, string="Replayed")
    done_count = fields.Integer(readonly=True, string="Done Already")
    busy_count = fields.Integer(readonly=True, string="Being Processed")
    open_count = fields.Integer(compute="_compute_progress", string="Still in Work")
    succeeded_count = fields.Integer(compute="_compute_progress", string="Succeeded")
    failed_count = fields.Integer(compute="_compute_progress", string="Failed Again")
    may_approve = fields.Boolean(compute="_compute_may_approve")
    needs_approval = fields.Boolean(compute="_compute_may_approve")
    plan_html = fields.Html(compute="_compute_plan_html", string="Plan")

    _started_index = models.Index("(company_id, started_at)")

    @api.depends("requested_at", "replayed_count")
    def _compute_display_name(self):
        for replay in self:
            replay.display_name = self.env._("Replay %s", replay.id or "")

    @api.depends_context("uid")
    @api.depends("state", "requested_by_id", "is_financial")
    def _compute_may_approve(self):
        for replay in self:
            replay.needs_approval = replay._needs_approval()
            replay.may_approve = (
                replay.state == "to_approve" and not replay._get_approval_problem()
            )

    def _compute_progress(self):
        counts = {replay.id: [0, 0, 0] for replay in self}
        for replay_id, state, count in self._count_states():
            place = 0 if state in IN_FLIGHT else 1 if state in SUCCEEDED else 2
            counts[replay_id][place] += count
        for replay in self:
            replay.open_count, replay.succeeded_count, replay.failed_count = counts.get(
                replay.id, (0, 0, 0)
            )

    def _count_states(self):
        """[(replay id, state of the messages now, how many)] of what was replayed."""
        if not self.ids:
            return []
        self.env["logistics.sync.message"].flush_model(["state"])
        return self.env.execute_query(
            SQL(
                """SELECT l.replay_id, m.state, count(*)
                     FROM logistics_sync_replay_line l
                     JOIN logistics_sync_replay r ON r.id = l.replay_id
                     -- Of an edited document the copy tells what came of it.
                     JOIN logistics_sync_message m
                       ON m.id = COALESCE(r.new_message_id, l.message_id)
                    WHERE l.replay_id IN %s AND l.result = 'replayed'
                 GROUP BY l.replay_id, m.state""",
                tuple(self.ids),
            )
        )

    def _compute_plan_html(self):
        labels = dict(
            self.env["logistics.sync.replay.line"]
            ._fields["plan"]
            ._description_selection(self.env)
        )
        for replay in self:
            groups = replay.line_ids._read_group(
                [("replay_id", "=", replay.id)], ["plan"], ["__count"]
            )
            replay.plan_html = self.env["ir.qweb"]._render(
                "logistics_sync_base.replay_plan",
                {
                    "rows": [(labels.get(plan), count) for plan, count in groups],
                    "replay": replay,
                },
            )

    def action_view_messages(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "logistics_sync_base.logistics_sync_message_action"
        )
        return dict(action, domain=[("replay_line_ids.replay_id", "=", self.id)])

    @api.autovacuum
    def _gc_drafts(self):
        """Plans nobody started are gone after a week."""
        old = self.search(
            [("state", "in", ("draft", "cancelled")), ("requested_at", "<", "-7d")],
            limit=1000,
        )
        count = len(old)
        old.unlink()
        return count, count == 1000
