# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..core import gate as core_gate
from ..core.breaker import Breaker, open_by_hand
from .gate import as_datetime

OUTAGE_CODES = ("partner_down", "unreachable", "folder_unreachable")


class LogisticsSyncConnector(models.Model):
    """When calls to a partner are stopped, who is told, and what follows their end."""

    _inherit = "logistics.sync.connector"

    gate_state = fields.Selection(
        related="gate_ids.state", string="Calls to the Partner"
    )
    gate_summary = fields.Char(compute="_compute_gate_summary", string="State of Calls")
    outage_count = fields.Integer(compute="_compute_gate_summary", string="Outages")

    @api.depends("gate_ids.state", "gate_ids.held_until")
    def _compute_gate_summary(self):
        counts = dict(
            self.env["logistics.sync.outage"]._read_group(
                [("connector_id", "in", self.ids)], ["connector_id"], ["__count"]
            )
        )
        for connector in self:
            connector.outage_count = counts.get(connector, 0)
            connector.gate_summary = connector._describe_gate()

    def _describe_gate(self):
        """The state of calls in one sentence, with times of the user's clock."""
        gate = self.gate_ids[:1]
        running = self.outage_ids.filtered(lambda outage: not outage.ended_at)[:1]
        if gate.state == "half_open":
            return self.env._("One call is on trial; the others wait for its outcome.")
        if gate.state == "open" and gate._is_by_hand():
            return self.env._(
                "Stopped by %(user)s since %(since)s, until somebody resumes them: "
                "%(reason)s",
                user=running.stopped_by_id.name or "?",
                since=self._format_moment(running.started_at),
                reason=running.reason or "",
            )
        if gate.state == "open":
            return self.env._(
                "Stopped since %(since)s: %(reason)s Next trial at %(until)s.",
                since=self._format_moment(running.started_at),
                reason=running.reason or "",
                until=self._format_moment(gate.open_until),
            )
        if gate.held_until and gate.held_until > fields.Datetime.now():
            limit = dict(gate._fields["hold_reason"]._description_selection(self.env))
            return self.env._(
                "Waiting for a limit (%(limit)s) until %(until)s.",
                limit=limit.get(gate.hold_reason, ""),
                until=self._format_moment(gate.held_until),
            )
        return self.env._("Nothing holds them back: no limit is reached.")

    def _format_moment(self, moment):
        if not moment:
            return "?"
        local = fields.Datetime.context_timestamp(self, moment)
        return f"{local:%Y-%m-%d %H:%M:%S %Z}"

    def _describe_wait(self, entry):
        """Why a message may not leave now, for whoever looks at it."""
        if entry.by_breaker:
            return self.env._(
                "%s is down: calls to it are stopped until it answers again.",
                self.name,
            )
        words = {
            "rate": self.env._("%s takes only so many calls a minute.", self.name),
            "hour": self.env._("%s has had its calls of this hour.", self.name),
            "day": self.env._("%s has had its calls of today.", self.name),
            "at_once": self.env._(
                "%s takes only so many calls at the same time.", self.name
            ),
            "asked": self.env._("%s asked us to wait (Retry-After).", self.name),
        }
        return words[entry.wait.reason]

    @api.private
    def _get_gate_users(self):
        """The connectors whose documents pass this connector's gate."""
        self.ensure_one()
        return self | self.edi_trading_partner_ids.filtered(
            lambda partner: partner._get_gate_connector() == self
        )

    # --------------------------------------------------------------- leave
    @api.private
    def _leave_gate(self, passage, health, reason, rest=None, throttled=False):
        """Tell the gate how a call ended, and people when that changes something."""
        self.ensure_one()
        gates = self.env["logistics.sync.gate"].sudo()
        seen = gates._read_snapshot(self, lock=True)
        gate = core_gate.leave(
            seen.gate,
            seen.rules,
            seen.now,
            passage.call,
            health,
            rest=rest,
            throttled=throttled,
            extra_calls=passage.meter.calls - 1,
        )
        gates._write_gate(self, gate)
        before, after = seen.gate.breaker.state, gate.breaker.state
        if before == "closed" and after == "open":
            self._begin_outage(reason, seen.now)
        elif before != "closed" and after == "closed":
            self._end_outage(self.env._("The trial call succeeded."), seen.now)

    # -------------------------------------------------------------- outage
    def _begin_outage(self, reason, now, by_user=False):
        self.env.cr.execute(
            SQL(
                """INSERT INTO logistics_sync_outage
                     (connector_id, company_id, started_at, reason, stopped_by_id)
                   VALUES (%s, %s, %s, %s, %s)
                   ON CONFLICT (connector_id) WHERE ended_at IS NULL
                   DO UPDATE SET reason = excluded.reason,
                                 stopped_by_id = excluded.stopped_by_id""",
                self.id,
                self.company_id.id,
                as_datetime(now),
                reason,
                self.env.uid if by_user else None,
            )
        )
        self._line_up()
        if by_user:
            return
        self.env["logistics.sync.exception"]._raise_for(
            "partner_down",
            self.env._(
                "%(connector)s is down: after %(count)s failures in a row calls to it "
                "are stopped. The last one: %(reason)s",
                connector=self.name,
                count=self.breaker_failures,
                reason=reason,
            ),
            connector=self,
        )

    def _end_outage(self, reason, now, by_user=False):
        """Calls go out again; what failed meanwhile follows in its old order."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """UPDATE logistics_sync_outage
                      SET ended_at = %s, end_reason = %s, resumed_by_id = %s
                    WHERE connector_id = %s AND ended_at IS NULL""",
                as_datetime(now),
                reason,
                self.env.uid if by_user else None,
                self.id,
            )
        )
        self._line_up()
        questions = self.env["logistics.sync.exception"].sudo()
        questions.search(
            [
                ("connector_id", "=", self.id),
                ("message_id", "=", False),
                ("state", "in", ("open", "in_progress")),
                ("code", "in", OUTAGE_CODES),
            ]
        )._resolve("automatic", reason)
        self.env["logistics.sync.message"]._dispatch_after_commit(["outbound"])

    def _line_up(self):
        """Put what failed back to its place: from now on only the gate decides when."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """UPDATE logistics_sync_message SET next_attempt_at = received_at
                    WHERE channel = 'outbound' AND state = 'failed'
                      AND connector_id IN %s AND lease_token IS NULL
                      AND next_attempt_at > received_at""",
                self._get_gate_users()._ids,
            )
        )
        self.env.invalidate_all()

    # ------------------------------------------------------------- by hand
    def action_stop_calls(self):
        return self._open_switch("stop", self.env._("Stop Calls to the Partner"))

    def action_resume_calls(self):
        return self._open_switch("resume", self.env._("Resume Calls to the Partner"))

    def _open_switch(self, way, title):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "logistics.sync.gate.switch",
            "view_mode": "form",
            "target": "new",
            "context": {"default_connector_id": self.id, "default_way": way},
        }

    @api.private
    def _switch_calls(self, way, reason):
        """Stop or resume all calls; the reason and who gave it stay on record."""
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group(
            "logistics_sync_base.group_logistics_operations"
        ):
            raise AccessError(
                self.env._("Only operations may stop or resume calls to a partner.")
            )
        if not (reason or "").strip():
            raise UserError(self.env._("Say why, for those who wonder later."))
        connector = self.sudo()
        gates = connector.env["logistics.sync.gate"]
        seen = gates._read_snapshot(connector, lock=True)
        if way == "stop":
            breaker = open_by_hand(seen.gate.breaker)
            body = self.env._("Calls to the partner were stopped: %s", reason)
        else:
            breaker = Breaker()
            body = self.env._("Calls to the partner were resumed: %s", reason)
        gates._write_gate(connector, replace(seen.gate, breaker=breaker))
        change = connector._begin_outage if way == "stop" else connector._end_outage
        change(reason, seen.now, by_user=True)
        connector.message_post(body=body)

    def action_view_outages(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "logistics_sync_base.logistics_sync_outage_action"
        )
        action["domain"] = [("connector_id", "=", self.id)]
        return action
