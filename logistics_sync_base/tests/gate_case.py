# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A subscriber behind its gate, and the time that has to pass there."""

from .test_webhooks_out import WebhookCase


class GateCase(WebhookCase):
    def setUp(self):
        super().setUp()
        self.subscribe()
        # Tries that are due at once: what is tested here is the gate.
        self.subscriber.retry_policy_id = self.env[
            "logistics.sync.retry.policy"
        ].create(
            {"name": "Soon", "spacing": "listed", "delays": "1", "max_attempts": 9}
        )

    @property
    def gate(self):
        return self.subscriber.gate_ids

    def tell_many(self, count, begin=0):
        """Owe the subscriber so many facts; returns the messages."""
        for number in range(begin, begin + count):
            self.publish(f"1Z{number:04d}")
        return self.get_owed()[-count:]

    def get_parcels(self):
        """Numbers of the facts the partner was told, in its order."""
        return [
            request.json()["references"]["tracking_number"]
            for request in self.partner.requests
        ]

    def let_pass(self, seconds):
        """Let time pass for this gate: all it remembers becomes so much older."""
        self.env.cr.execute(
            """UPDATE logistics_sync_gate SET
                 open_until = open_until - %(past)s::interval,
                 probe_until = probe_until - %(past)s::interval,
                 held_until = held_until - %(past)s::interval,
                 held_since = held_since - %(past)s::interval,
                 closed_until = closed_until - %(past)s::interval,
                 usage = usage || jsonb_build_object(
                   'at', (usage->>'at')::float8 - %(seconds)s,
                   'hour', (usage->>'hour')::float8 - %(hours)s,
                   'day', (usage->>'day')::float8 - %(hours)s)
               WHERE connector_id = %(connector)s""",
            {
                "past": f"{seconds} seconds",
                "seconds": seconds,
                "hours": seconds // 3600 * 3600,
                "connector": self.subscriber.id,
            },
        )
        for table, columns in (
            ("logistics_sync_outage", ("started_at", "ended_at")),
            ("logistics_sync_message", ("received_at", "next_attempt_at")),
        ):
            changes = ", ".join(
                f"{name} = {name} - %(past)s::interval" for name in columns
            )
            self.env.cr.execute(
                f"UPDATE {table} SET {changes} WHERE connector_id = %(connector)s",
                {"past": f"{seconds} seconds", "connector": self.subscriber.id},
            )
        self.env.invalidate_all()
