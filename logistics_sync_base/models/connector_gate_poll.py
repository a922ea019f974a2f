# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import uuid

from odoo import models
from odoo.exceptions import UserError

from ..call_meter import CONTEXT_KEY, Meter, Passage
from ..conflicts import CONFLICTS, expected_conflicts
from ..core import gate as core_gate
from ..core.breaker import judge
from ..exceptions import TransientError


class LogisticsSyncConnector(models.Model):
    """Fetching from a partner passes the same gate as sending to it."""

    _inherit = "logistics.sync.connector"

    def _poll(self):
        """Fetch, unless calls to the partner are stopped or have reached a limit."""
        self.ensure_one()
        passage = self._enter_gate_to_poll()
        if not passage:
            return 0
        connector = self.with_context(**{CONTEXT_KEY: passage.meter})
        try:
            with passage.meter.cover():
                stored = super(LogisticsSyncConnector, connector)._poll()
        # Whatever it was says nothing of the partner; a trial call gives its turn back.
        except Exception:
            self.env.cr.rollback()
            self._leave_gate_of_poll(passage, "unknown", "")
            raise
        self.sudo()._note_poll(passage.meter)
        error = passage.meter.error
        health = _judge_poll(error)
        self._leave_gate_of_poll(passage, health, str(error or ""))
        return stored

    def _report_unreachable(self, error):
        meter = self.env.context.get(CONTEXT_KEY)
        if meter is not None:
            meter.error = error
        return super()._report_unreachable(error)

    def _enter_gate_to_poll(self):
        """A Passage, or None; what was reserved is committed."""
        gates = self.env["logistics.sync.gate"].sudo()
        seen = gates._read_snapshot(self)
        call = f"poll:{uuid.uuid4().hex}"
        failures = bool(seen.gate.breaker.failures)
        if seen.is_plain:
            return Passage(self, call, had_failures=failures, meter=Meter())
        try:
            with expected_conflicts():
                seen = gates._read_snapshot(self, lock=True)
                gate, entry = core_gate.enter(
                    seen.gate, seen.rules, seen.now, call, due=seen.now
                )
                gates._write_gate(self, gate)
                self.env["ir.cron"]._commit_progress()
        except CONFLICTS:
            # Others are at the gate; the next minute is early enough.
            self.env.cr.rollback()
            return None
        if entry.wait:
            return None
        limited = seen.rules.limits.are_set
        return Passage(self, call, entry.is_probe, failures, limited, {}, Meter())

    def _leave_gate_of_poll(self, passage, health, reason):
        call_error = passage.meter.error
        throttled = _get_status(call_error) == 429
        rest = getattr(call_error, "retry_after", None)
        if not (
            passage.is_limited
            or passage.is_probe
            or health == "failed"
            or (throttled and rest)
            or (health == "alive" and passage.had_failures)
        ):
            return
        self.sudo()._leave_gate(passage, health, reason, rest=rest, throttled=throttled)
        self.env["ir.cron"]._commit_progress()

    def action_poll_now(self):
        self.ensure_one()
        if self.gate_ids.state != "closed":
            raise UserError(
                self.env._(
                    "Calls to %(connector)s are stopped. %(state)s Resume them first, "
                    "or test the connection.",
                    connector=self.name,
                    state=self.gate_summary,
                )
            )
        return super().action_poll_now()


def _get_status(error):
    call = getattr(error, "call", None)
    return call.status if call else None


def _judge_poll(error):
    """What the end of a poll says of the partner's health."""
    if error is None:
        return "alive"
    status = _get_status(error)
    is_transient = isinstance(error, TransientError | OSError)
    return judge(status, "transient" if is_transient else "business")
