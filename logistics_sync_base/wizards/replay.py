# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64

from odoo import api, fields, models
from odoo.exceptions import UserError


class LogisticsSyncReplayWizard(models.TransientModel):
    """Which messages are to be replayed, how and why."""

    _name = "logistics.sync.replay.wizard"
    _description = "Replay Messages"

    chosen_ids = fields.Json()
    chosen_count = fields.Integer(compute="_compute_count", string="Chosen Messages")
    match_count = fields.Integer(compute="_compute_count", string="Messages That Fit")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    connector_id = fields.Many2one("logistics.sync.connector")
    wanted = fields.Selection(
        [
            ("dead", "Dead letters"),
            ("stuck", "Dead letters and those that need a decision"),
            ("undone", "All that are not done"),
            ("any", "Any"),
        ],
        default="dead",
        required=True,
        string="Which",
    )
    direction = fields.Selection([("in", "Received"), ("out", "Sent")])
    received_from = fields.Datetime()
    received_to = fields.Datetime(string="Received Before")
    file_name = fields.Char(
        string="File Name Contains", help="Messages that came in such a file."
    )
    problem = fields.Char(string="Problem Contains")
    event_type_id = fields.Many2one("logistics.sync.event.type", string="Kind of Event")
    stage = fields.Selection(
        selection=lambda self: self._get_choices("stage"),
        default="read",
        required=True,
        string="Begin With",
    )
    mapping = fields.Selection(
        selection=lambda self: self._get_choices("mapping"),
        default="current",
        required=True,
    )
    include_done = fields.Boolean(
        string="Also What Succeeded",
        help="Read received documents once more, and send again what was delivered. "
        "What is done of a document is not done again.",
    )
    payload_text = fields.Text(string="Document")
    reason = fields.Text()

    @api.model
    def _get_choices(self, name):
        replays = self.env["logistics.sync.replay"]
        return replays._fields[name]._description_selection(self.env)

    @api.depends(
        "chosen_ids",
        "company_id",
        "connector_id",
        "wanted",
        "direction",
        "received_from",
        "received_to",
        "file_name",
        "problem",
        "event_type_id",
    )
    def _compute_count(self):
        for wizard in self:
            wizard.chosen_count = len(wizard.chosen_ids or [])
            domain = [
                *wizard._get_domain(),
                ("company_id", "=", wizard._get_company().id),
            ]
            wizard.match_count = self.env["logistics.sync.message"].search_count(domain)

    # --------------------------------------------------------------- selection
    def _get_company(self):
        """The one company whose messages were chosen."""
        if not self.chosen_ids:
            return self.company_id
        companies = self._get_chosen().company_id
        return companies if len(companies) == 1 else self.company_id

    def _get_chosen(self):
        return self.env["logistics.sync.message"].browse(self.chosen_ids or [])

    def _get_domain(self):
        """What was chosen in a list, else what fits all that was filled in."""
        self.ensure_one()
        if self.chosen_ids:
            return [("id", "in", self.chosen_ids)]
        states = {
            "dead": [("state", "=", "dead")],
            "stuck": [("state", "in", ("dead", "exception"))],
            "undone": [("state", "in", ("dead", "exception", "failed", "transformed"))],
            "any": [],
        }
        terms = [
            ("connector_id", "=", self.connector_id.id),
            ("direction", "=", self.direction),
            ("received_at", ">=", self.received_from),
            ("received_at", "<", self.received_to),
            ("file_name", "ilike", self.file_name),
            ("event_ids.event_type_id", "=", self.event_type_id.id),
        ]
        if self.problem:
            # Of a document with many facts, the problem is told by the fact it is of.
            told = [("error", "ilike", self.problem)]
            told.append(("event_ids.error", "ilike", self.problem))
            terms = [*terms, "|", *told]
        return states[self.wanted] + [
            term for term in terms if len(term) == 1 or term[2]
        ]

    def _get_criteria(self):
        """The selection as words that stay on record."""
        if self.chosen_ids:
            return self.env._("%s messages chosen in a list", len(self.chosen_ids))
        names = (
            "wanted",
            "connector_id",
            "direction",
            "received_from",
            "received_to",
            "file_name",
            "problem",
            "event_type_id",
        )
        found = []
        for name in names:
            field = self._fields[name]
            if value := self[name]:
                if field.type == "selection":
                    value = dict(field._description_selection(self.env))[value]
                elif field.relational:
                    value = value.display_name
                label = field._description_string(self.env)
                found.append(f"{label}: {value}")
        return "; ".join(found)

    # ----------------------------------------------------------------- buttons
    def action_preview(self):
        """Button: show what would happen; nothing is done yet."""
        replay = self._plan()
        replay.sudo()._preview()
        return self._open(replay)

    def action_start(self):
        """Button: replay at once, or ask for approval where it is needed."""
        replay = self._plan()
        replay.action_start()
        return self._open(replay)

    def _plan(self):
        self.ensure_one()
        if self.chosen_ids and len(self._get_chosen().company_id) > 1:
            raise UserError(
                self.env._(
                    "Choose messages of one company: each replay belongs to one."
                )
            )
        values = {}
        if self.payload_text:
            values["payload"] = base64.b64encode(self.payload_text.encode())
        return self.env["logistics.sync.replay"]._request(
            self._get_domain(),
            self.reason,
            self._get_company(),
            criteria=self._get_criteria(),
            stage=self.stage,
            mapping=self.mapping,
            include_done=self.include_done,
            **values,
        )

    def _open(self, replay):
        return {
            "type": "ir.actions.act_window",
            "name": replay.display_name,
            "res_model": replay._name,
            "res_id": replay.id,
            "view_mode": "form",
        }
