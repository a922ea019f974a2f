# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .message_replay import IS_FINANCIAL

PREVIEW_LIMIT = 100
DONE_STATES = ("processed", "acknowledged", "duplicate", "ignored")
# Outbound messages that came of the chosen ones, and those chosen themselves.
DELIVERIES = """
    SELECT d.message_id FROM logistics_sync_delivery d
      JOIN logistics_sync_event e ON e.id = d.event_id
     WHERE e.message_id IN (%(chosen)s) AND d.message_id IS NOT NULL
     UNION
    SELECT o.id FROM logistics_sync_message o
     WHERE o.direction = 'out' AND o.origin_message_id IN (%(chosen)s)
     UNION
    SELECT o.id FROM logistics_sync_message o
     WHERE o.direction = 'out' AND o.id IN (%(chosen)s)"""


class LogisticsSyncReplay(models.Model):
    """From a selection to a plan, and from a plan to messages that are due."""

    _inherit = "logistics.sync.replay"

    # -------------------------------------------------------------------- plan
    @api.model
    @api.private
    def _request(self, domain, reason, company, **values):
        """Plan a replay of the messages of ``company`` that fit ``domain``.

        The messages are those the user may see. ``values`` are fields of the replay,
        such as ``stage``. Nothing is processed yet. Raises UserError when nothing
        fits, or more than may be replayed at once, and AccessError when the user may
        not replay what fits.
        """
        reason = self._check_reason(reason)
        messages = self.env["logistics.sync.message"]
        messages.check_access("read")
        chosen = messages._search([*domain, ("company_id", "=", company.id)])
        replay = self.sudo().create(
            {
                "reason": reason,
                "company_id": company.id,
                "requested_by_id": self.env.uid,
                **values,
            }
        )
        replay._collect(chosen.subselect(), self._is_clerk())
        self._check_group(replay.is_financial)
        if replay.payload:
            self._check_editor(replay)
        return replay

    def _check_editor(self, replay):
        """Correcting what a partner sent is more than trying it again."""
        if self._is_clerk():
            raise AccessError(
                self.env._(
                    "Only Operations, Finance or an integration administrator may "
                    "change a document."
                )
            )
        if len(replay.line_ids) != 1 or replay.stage != "read":
            raise UserError(self.env._("One message at a time can be edited."))

    def _collect(self, chosen, by_clerk):
        """Make a line for each chosen message, with what its state tells."""
        self.ensure_one()
        self.flush_recordset()
        self.env["logistics.sync.message"].flush_model(["state", "lease_token"])
        if self.stage == "deliver":
            chosen = SQL(DELIVERIES, chosen=chosen)
        ids = SQL("m.id IN (%s)", chosen)
        [(count,)] = self.env.execute_query(
            SQL("SELECT count(*) FROM logistics_sync_message m WHERE %s", ids)
        )
        if not count:
            raise UserError(self.env._("No message fits: nothing can be replayed."))
        self._check_count(self.company_id, count, by_clerk)
        self.env.cr.execute(
            SQL(
                """INSERT INTO logistics_sync_replay_line
                          (replay_id, company_id, message_id, is_financial, plan)
                   SELECT %(replay)s, m.company_id, m.id, %(financial)s,
                          CASE WHEN m.lease_token IS NOT NULL THEN 'busy'
                               WHEN m.state IN %(done)s AND NOT %(again)s THEN 'done'
                               WHEN m.direction = 'out' THEN 'send'
                               ELSE 'retry' END
                     FROM logistics_sync_message m WHERE %(ids)s ORDER BY m.id""",
                replay=self.id,
                financial=IS_FINANCIAL,
                done=DONE_STATES,
                again=self.include_done,
                ids=ids,
            )
        )
        self.invalidate_recordset(["line_ids"])
        self.write({"total_count": count, "is_financial": self._has_money()})

    def _has_money(self):
        return bool(
            self.env["logistics.sync.replay.line"].search_count(
                [
                    ("replay_id", "=", self.id),
                    ("is_financial", "=", True),
                    ("plan", "!=", "done"),
                ],
                limit=1,
            )
        )

    @api.private
    def _preview(self, limit=PREVIEW_LIMIT):
        """Try the first messages and take it all back; their lines say what happens."""
        self.ensure_one()
        lines = self.env["logistics.sync.replay.line"].search(
            [("replay_id", "=", self.id), ("plan", "in", ("retry", "send"))],
            limit=limit,
        )
        plans = lines.message_id._plan_replay(
            mapping=self.mapping,
            payload=base64.b64decode(self.payload) if self.payload else None,
            stage=self._get_message_stage(),
        )
        for line in lines:
            if plan := plans.get(line.message_id.id):
                line.write(plan)
        self.tried_count = len(plans)

    def _get_message_stage(self):
        return "follow" if self.stage == "follow" else None

    # ------------------------------------------------------------------- start
    def action_start(self):
        """Button: start what was planned, or ask for approval where it is needed."""
        self.ensure_one()
        self.check_access("read")
        if self.state != "draft":
            raise UserError(self.env._("This replay was decided about already."))
        if self.env.user != self.requested_by_id:
            raise AccessError(self.env._("Only who planned a replay may start it."))
        self.sudo()._start_or_ask()
        return True

    def action_cancel(self):
        """Button: discard a plan, or take back what waits for approval."""
        self.check_access("read")
        for replay in self:
            if replay.state not in ("draft", "to_approve"):
                raise UserError(self.env._("This replay was decided about already."))
            if self.env.user != replay.requested_by_id:
                raise AccessError(self.env._("Only who planned it may discard it."))
        self.sudo().write({"state": "cancelled"})
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        return True

    def _start_or_ask(self):
        self.ensure_one()
        if self._needs_approval():
            self._ask_for_approval()
        else:
            self._start()

    def _start(self):
        """Make the messages due, all in one statement, and note what was done."""
        self.ensure_one()
        self.lock_for_update()
        lines = self.env["logistics.sync.replay.line"].search(
            [("replay_id", "=", self.id), ("plan", "!=", "done")]
        )
        free = self._lock_free(lines.message_id)
        self._check_count(self.company_id, len(free))
        self._check_money_unchanged(free)
        note = self.env._(
            "Replay %(number)s: %(reason)s", number=self.id, reason=self.reason
        )
        copy = free.browse()
        if self.payload and free:
            copy = free._replay_edited(
                base64.b64decode(self.payload), note, self.mapping
            )
        else:
            free._requeue(note, self.mapping, self._get_message_stage())
        self._note_results(free)
        self.write(
            {
                "state": "started",
                "started_at": fields.Datetime.now(),
                "new_message_id": copy.id,
            }
        )

    def _lock_free(self, messages):
        """Those no worker holds and that are still to be done, locked."""
        if not messages:
            return messages
        messages.flush_recordset()
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM logistics_sync_message
                    WHERE id IN %(ids)s AND lease_token IS NULL
                      AND (%(again)s OR state NOT IN %(done)s)
                 ORDER BY id FOR NO KEY UPDATE SKIP LOCKED""",
                ids=messages._ids,
                again=self.include_done,
                done=DONE_STATES,
            )
        )
        return messages.browse([row_id for (row_id,) in rows])

    def _check_money_unchanged(self, messages):
        """What became known to be about money meanwhile is not passed by anybody."""
        if self.is_financial or not messages._filter_financial():
            return
        self._check_group(True)
        policy = self.env["logistics.sync.replay.policy"]._get_for(self.company_id)
        if policy.financial_approval != "none":
            raise UserError(
                self.env._(
                    "Some of these messages turned out to be about money meanwhile. "
                    "Plan the replay again."
                )
            )

    def _note_results(self, replayed):
        """Write which messages were replayed and why the others were not."""
        self.env.cr.execute(
            SQL(
                """UPDATE logistics_sync_replay_line l
                      SET result = CASE WHEN l.message_id = ANY(%(ids)s)
                                        THEN 'replayed'
                                        WHEN m.lease_token IS NOT NULL THEN 'busy'
                                        WHEN m.state IN %(done)s THEN 'done'
                                        ELSE 'busy' END
                     FROM logistics_sync_message m
                    WHERE m.id = l.message_id AND l.replay_id = %(replay)s""",
                ids=list(replayed._ids),
                done=DONE_STATES,
                replay=self.id,
            )
        )
        self.env["logistics.sync.replay.line"].invalidate_model(["result"])
        counts = dict(
            self.env["logistics.sync.replay.line"]._read_group(
                [("replay_id", "=", self.id)], ["result"], ["__count"]
            )
        )
        self.write(
            {f"{result}_count": count for result, count in counts.items() if result}
        )

    # --------------------------------------------------------------------- log
    @api.model
    @api.private
    def _log(self, messages, reason, source, new_message=None):
        """Keep on record what was replayed without a plan: from a question, a shell."""
        money = messages._filter_financial()
        for company, some in messages.grouped("company_id").items():
            now = fields.Datetime.now()
            replay = self.sudo().create(
                {
                    "reason": reason,
                    "source": source,
                    "company_id": company.id,
                    "requested_by_id": self.env.uid,
                    "state": "started",
                    "started_at": now,
                    "total_count": len(some),
                    "replayed_count": len(some),
                    "is_financial": bool(money & some),
                    "new_message_id": (new_message or messages.browse()).id,
                }
            )
            self.env["logistics.sync.replay.line"].sudo().create(
                [
                    {
                        "replay_id": replay.id,
                        "company_id": company.id,
                        "message_id": message.id,
                        "is_financial": message in money,
                        "plan": "retry",
                        "result": "replayed",
                    }
                    for message in some
                ]
            )
