# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dataclasses import replace
from datetime import UTC

from odoo import SUPERUSER_ID, api, models
from odoo.tools import SQL

from .. import wake_up
from ..call_meter import Meter, Passage
from ..conflicts import CONFLICTS, expected_conflicts
from ..core import gate as core_gate
from ..core.breaker import judge
from .message_lease import CONFLICT_RETRIES

# What a column of the log of tries can hold: 24 days.
LONGEST_MS = 2**31 - 1


class LogisticsSyncMessage(models.Model):
    """What leaves passes the gate of its partner, or waits there without cost."""

    _inherit = "logistics.sync.message"

    @api.model
    def _get_claim_conditions(self, channel):
        """Messages behind a closed gate stay where they are."""
        conditions = super()._get_claim_conditions(channel)
        if channel != "outbound":
            return conditions
        return [
            *conditions,
            SQL(
                """NOT EXISTS (
                     SELECT FROM logistics_sync_gate g
                      WHERE g.connector_id = CASE
                              WHEN c.operation_mode = 'alternate'
                              THEN c.alternate_connector_id
                              WHEN c.edi_gateway_id IS NOT NULL
                               AND COALESCE(c.outbound_transport, CASE
                                     WHEN c.outbound_folder_url > '' THEN 'folder'
                                     ELSE c.transport END) = 'gateway'
                              THEN c.edi_gateway_id ELSE c.id END
                        AND g.closed_until > statement_timestamp() AT TIME ZONE 'UTC')
                """
            ),
        ]

    # --------------------------------------------------------------- enter
    def _enter_gate(self, token):
        """A Passage for one claimed message, or None when it was given back.

        What was reserved is committed, so that all other workers see it at once.
        """
        self.ensure_one()
        connector = self.connector_id._get_gate_connector().sudo()
        due = self._get_due_since()
        for attempt in range(1, CONFLICT_RETRIES + 1):
            try:
                with expected_conflicts():
                    passage = self._ask_gate(connector, due, token)
                    self.env.cr.commit()  # pylint: disable=invalid-commit
                return passage
            except CONFLICTS:
                self.env.cr.rollback()
                self._pause(attempt)
        self._release(self.ids, token)
        return None

    def _get_due_since(self):
        """Since when nothing but ourselves kept it from leaving, in seconds."""
        due = self.next_attempt_at or self.received_at
        if self.attempt_count > 1:
            due = max([due, *self.attempt_ids[:1].mapped("started_at")])
        return due.replace(tzinfo=UTC).timestamp()

    def _ask_gate(self, connector, due, token):
        gates = self.env["logistics.sync.gate"].sudo()
        seen = gates._read_snapshot(connector)
        if seen.is_plain:
            limited = core_gate.get_limited(seen.gate.hold, due, seen.now)
            entry = core_gate.Entry(limited=limited)
        else:
            seen = gates._read_snapshot(connector, lock=True)
            gate, entry = self._reserve(seen, due, token)
            gates._write_gate(connector, gate)
        if entry.wait:
            self._wait_at_gate(connector, token, entry, seen.now)
            return None
        return Passage(
            connector,
            self._get_call_name(token),
            entry.is_probe,
            bool(seen.gate.breaker.failures),
            seen.rules.limits.are_set,
            self._measure_waiting(connector, seen, due, entry.limited),
            Meter(),
        )

    def _get_call_name(self, token):
        return f"{self.id}:{token}"

    def _reserve(self, seen, due, token):
        """(the gate after it, Entry), with a place for the call when it may go."""
        call, now, rules = self._get_call_name(token), seen.now, seen.rules
        places = self._find_calls(seen.gate.slots) if rules.limits.at_once else {}
        full = len(places) >= rules.limits.at_once > 0
        gate, entry = core_gate.enter(
            seen.gate,
            rules,
            now,
            call,
            due=due,
            free_at=min(places.values()) if full else None,
        )
        slots = dict.fromkeys(places, "")
        if rules.limits.at_once and not entry.wait:
            slots[call] = ""
        return replace(gate, slots=slots), entry

    def _find_calls(self, slots):
        """{call in flight: until when at the latest}; lost workers' are not in it."""
        if not slots:
            return {}
        rows = self.env.execute_query(
            SQL(
                """SELECT id || ':' || lease_token,
                          extract(epoch FROM lease_until)::float8
                     FROM logistics_sync_message
                    WHERE id IN %s AND lease_token IS NOT NULL
                      AND lease_until > clock_timestamp() AT TIME ZONE 'UTC'""",
                tuple(int(call.partition(":")[0]) for call in slots),
            )
        )
        return {call: until for call, until in rows if call in slots}

    def _measure_waiting(self, connector, seen, due, limited):
        """Milliseconds it waited for limits, for the breaker and for a worker."""
        total = max(0.0, seen.now - due)
        stopped = 0.0
        if (seen.last_outage_end or 0.0) > due:
            outages = self.env["logistics.sync.outage"].sudo()
            stopped = min(total, outages._get_overlap(connector, due, seen.now))
        limited = min(limited, total - stopped)
        return {
            "limit_ms": _as_ms(limited),
            "breaker_ms": _as_ms(stopped),
            "queue_ms": _as_ms(total - stopped - limited),
        }

    # ---------------------------------------------------------------- wait
    def _wait_at_gate(self, connector, token, entry, now):
        """Give back all of this claim that would go the same way; it cost no try."""
        reason = "breaker" if entry.by_breaker else "rate_limit"
        users = connector._get_gate_users()._ids
        self.env.cr.execute(
            SQL(
                """UPDATE logistics_sync_message
                      SET lease_token = NULL, lease_until = NULL,
                          attempt_count = attempt_count - 1
                    WHERE channel = 'outbound' AND next_attempt_at IS NOT NULL
                      AND connector_id IN %s AND lease_token = %s""",
                users,
                token,
            )
        )
        self._mark_waiting(users, reason, connector._describe_wait(entry))
        self._wake_after(entry.wait.until - now)

    @api.model
    def _mark_waiting(self, connector_ids, reason, note):
        """Say on all that is due and not taken up what it waits for."""
        self.env.cr.execute(
            SQL(
                """UPDATE logistics_sync_message
                      SET waiting_for = %(reason)s, waiting_note = %(note)s
                    WHERE id IN (
                          SELECT id FROM logistics_sync_message
                           WHERE channel = 'outbound' AND connector_id IN %(users)s
                             AND next_attempt_at
                                 <= statement_timestamp() AT TIME ZONE 'UTC'
                             AND lease_token IS NULL AND waiting_for IS NULL
                             FOR NO KEY UPDATE SKIP LOCKED)""",
                users=connector_ids,
                reason=reason,
                note=note,
            )
        )
        self.invalidate_model(["waiting_for", "waiting_note", "attempt_count"])

    @api.model
    def _cron_sweep(self):
        """Also mark what came while a gate was closed and nobody ever took up."""
        closed = self.env.execute_query(
            SQL(
                """SELECT connector_id FROM logistics_sync_gate
                    WHERE closed_until > statement_timestamp() AT TIME ZONE 'UTC'"""
            )
        )
        gates = self.env["logistics.sync.gate"].sudo()
        for connector in (
            self.env["logistics.sync.connector"]
            .sudo()
            .browse([row_id for (row_id,) in closed])
        ):
            entry = core_gate.look(gates._read_snapshot(connector).gate)
            self._mark_waiting(
                connector._get_gate_users()._ids,
                "breaker" if entry.by_breaker else "rate_limit",
                connector._describe_wait(entry),
            )
        return super()._cron_sweep()

    @api.model
    def _wake_after(self, seconds):
        """Have a worker look when a gate opens; what is later the sweeper finds."""
        if seconds > wake_up.LONGEST:
            return
        registry, name = self.env.registry, self._name

        def wake():
            with registry.cursor() as cr:
                api.Environment(cr, SUPERUSER_ID, {})[name]._dispatch(["outbound"])

        key = (registry.db_name, "gate")
        self.env.cr.postcommit.add(lambda: wake_up.wake_later(key, seconds, wake))

    # --------------------------------------------------------------- leave
    def _leave_gate(self, delivery):
        """Tell the gate how the call ended; part of storing its result."""
        passage = delivery.passage
        if not passage:
            return
        connector = passage.connector.with_env(self.env).sudo()
        health = judge(delivery.status, delivery.kind, passage.meter.began)
        throttled = delivery.status == 429
        if not (
            passage.is_limited
            or passage.is_probe
            or health == "failed"
            or (throttled and delivery.retry_after)
            or (health == "alive" and passage.had_failures)
        ):
            return
        connector._leave_gate(
            passage,
            health,
            delivery.text or "",
            rest=delivery.retry_after,
            throttled=throttled,
        )

    def _settle_delivery(self, delivery, started_at, duration_ms):
        """A trial call that fails costs its message no try: the partner is down."""
        passage = delivery.passage
        if not (passage and passage.is_probe and delivery.kind == "transient"):
            return super()._settle_delivery(delivery, started_at, duration_ms)
        self._log_delivery(delivery, started_at, duration_ms)
        self._set_state(
            self.state,
            note=delivery.text,
            error=delivery.text,
            attempt_count=self.attempt_count - 1,
            lease_until=False,
            lease_token=False,
            waiting_for="breaker",
            waiting_note=self.env._(
                "The trial call failed; it is tried again when the partner is back."
            ),
        )
        return None


def _as_ms(seconds):
    """Milliseconds as they can be stored: who waited for months still has to leave."""
    return min(round(seconds * 1000), LONGEST_MS)
