# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from .message_inbound import FINAL_EVENT_STATES

STAGES = [
    ("ingestion", "Taken in"),
    ("transformation", "Read"),
    ("orchestration", "Applied"),
    ("delivery", "Passed on"),
]
DELIVERED = ("processed", "acknowledged", "ignored", "duplicate")
STUCK = ("dead", "exception")
# Where a replay begins so that it repeats a stage and none before it.
REPLAY_STAGE = {
    "transformation": "read",
    "orchestration": "follow",
    "delivery": "deliver",
}


class LogisticsSyncMessage(models.Model):
    """The four stages of a message, each of which can be restarted by itself.

    Taken in: its bytes are stored. Read: its facts are stored as events. Applied: what
    follows from them is done. Passed on: those who are to hear of it have it. Each is
    kept in the database before the next one begins.
    """

    _inherit = "logistics.sync.message"

    stages_html = fields.Html(compute="_compute_stages", string="Stages")
    failed_stage = fields.Selection(
        STAGES, compute="_compute_stages", string="Stuck At"
    )

    @api.depends("state", "event_ids.state", "is_promised")
    def _compute_stages(self):
        passed_on = self._count_passed_on()
        labels = dict(self._fields["failed_stage"]._description_selection(self.env))
        for message in self:
            stages = message._get_stages(passed_on.get(message.id, {}))
            message.failed_stage = next(
                (name for name, state in stages.items() if state == "failed"), False
            )
            message.stages_html = self.env["ir.qweb"]._render(
                "logistics_sync_base.message_stages",
                {"stages": [(labels[name], state) for name, state in stages.items()]},
            )

    def _get_stages(self, passed_on):
        """{stage: done, failed, open or none} in their order."""
        self.ensure_one()
        if self.direction == "out":
            delivery = _sum_up({self.state: 1}, DELIVERED, STUCK)
            if self.is_promised:
                return {"transformation": delivery, "delivery": "none"}
            return {"transformation": "done", "delivery": delivery}
        events = {}
        for event in self.event_ids:
            events[event.state] = events.get(event.state, 0) + 1
        orchestration = _sum_up(events, FINAL_EVENT_STATES, STUCK)
        if events or self.state in DELIVERED:
            transformation = "done"
        else:
            transformation = "failed" if self.state in STUCK else "open"
        if any(e.fault_code and e.state == "exception" for e in self.event_ids):
            transformation = "failed"
        return {
            "ingestion": "done",
            "transformation": transformation,
            "orchestration": orchestration,
            "delivery": _sum_up(passed_on, DELIVERED, STUCK),
        }

    def _count_passed_on(self):
        """{message id: {state: how many}} of what others are sent because of these."""
        if not self.ids:
            return {}
        found = {}
        for message_id, state, count in self.env.execute_query(
            SQL(
                """SELECT came, state, count(*) FROM (
                     SELECT e.message_id AS came, m.id, m.state
                       FROM logistics_sync_event e
                       JOIN logistics_sync_delivery d ON d.event_id = e.id
                       JOIN logistics_sync_message m ON m.id = d.message_id
                      WHERE e.message_id IN %(ids)s
                      UNION
                     SELECT m.origin_message_id, m.id, m.state
                       FROM logistics_sync_message m
                      WHERE m.origin_message_id IN %(ids)s AND m.direction = 'out'
                   ) AS told GROUP BY came, state""",
                ids=tuple(self.ids),
            )
        ):
            found.setdefault(message_id, {})[state] = count
        return found

    def action_restart_stage(self):
        """Button: repeat the stage it is stuck at, and none before it."""
        self.ensure_one()
        return self._open_replay(stage=REPLAY_STAGE.get(self.failed_stage, "read"))


def _sum_up(counts, good, bad):
    if not counts:
        return "none"
    if any(counts.get(state) for state in bad):
        return "failed"
    return "done" if all(state in good for state in counts) else "open"
