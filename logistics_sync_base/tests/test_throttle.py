# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How often a partner is called, against a real partner server."""

import time

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .gate_case import GateCase
from .partner_server import Reply


@tagged("post_install", "-at_install")
class TestLimits(GateCase):
    def test_ten_a_minute(self):
        """K11, K26: the 31st of 50 messages waits 180 s, which is told as our own."""
        self.subscriber.call_rate = 10
        messages = self.tell_many(50)
        start = time.monotonic()
        for turn in range(50):
            self.deliver()
            self.assertEqual(len(self.partner.requests), turn + 1)
            self.let_pass(6)
        self.assertEqual(set(messages.mapped("state")), {"processed"})
        self.assertEqual(set(messages.mapped("attempt_count")), {1})
        self.assertEqual(
            self.get_parcels(), [f"1Z{number:04d}" for number in range(50)]
        )
        waited = messages[30]
        # What this test itself took comes on top of the time it let pass.
        more = time.monotonic() - start + 2
        self.assertAlmostEqual(waited.limit_seconds, 180, delta=more)
        self.assertLess(waited.partner_seconds, 2)
        self.assertRegex(
            waited.timing_summary, r"waited for rate limit (1[789]|20)\d s"
        )
        self.assertIn("partner latency", waited.timing_summary)
        self.assertAlmostEqual(messages[-1].limit_seconds, 294, delta=more)

    def test_who_waits_says_so(self):
        """K11: it is given back without a try, with the reason it waits for."""
        self.subscriber.call_rate = 1
        first, second, third = self.tell_many(3)
        self.deliver()
        self.assertEqual(first.state, "processed")
        for waiting in second | third:
            self.assertEqual(waiting.state, "queued")
            self.assertEqual(waiting.attempt_count, 0)
            self.assertEqual(waiting.waiting_for, "rate_limit")
            self.assertIn("calls a minute", waiting.waiting_note)
            self.assertFalse(waiting.lease_token)
        self.assertIn("Waiting for a limit", self.subscriber.gate_summary)
        self.let_pass(60)
        self.deliver()
        self.assertEqual(second.state, "processed")
        self.assertFalse(second.waiting_for)

    def test_others_are_not_held_up(self):
        """K11: one partner's limit holds up no other partner's documents."""
        self.subscriber.call_rate = 1
        other = self.make_connector()
        self.listen(other)
        self.add_secret(other)
        self.subscribe(other)
        self.tell_many(5)
        self.deliver()
        self.assertEqual(
            set(self.get_owed(other).mapped("state")),
            {"processed"},
        )

    def test_a_burst(self):
        """K11: as many at once as the partner takes."""
        self.subscriber.write({"call_rate": 1, "call_burst": 3})
        self.tell_many(5)
        self.deliver()
        self.assertEqual(len(self.partner.requests), 3)

    def test_quotas(self):
        """K11: calls of an hour and of a day; a raised quota counts at once."""
        self.subscriber.calls_per_hour = 2
        messages = self.tell_many(4)
        self.deliver()
        self.assertEqual(len(self.partner.requests), 2)
        self.assertIn("calls of this hour", messages[-1].waiting_note)
        self.subscriber.calls_per_hour = 3
        self.deliver()
        self.assertEqual(len(self.partner.requests), 3)
        self.let_pass(3600)
        self.deliver()
        self.assertEqual(len(self.partner.requests), 4)

    def test_calls_at_the_same_time(self):
        """K11, N4: places taken by other workers count; a lost worker's do not."""
        self.subscriber.calls_at_once = 1
        first, second = self.tell_many(2)
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            messages = self.env(cr=cr)["logistics.sync.message"]
            [claimed], token = messages._claim("outbound", 1)
            self.assertEqual(claimed, first.id)
            passage = messages.browse(claimed)._enter_gate(token)
            self.assertTrue(passage)
        self.deliver()
        self.assertFalse(self.partner.requests)
        self.assertEqual(second.waiting_for, "rate_limit")
        self.let_pass(300)
        first.lease_until = fields.Datetime.now()
        with mute_logger("odoo.addons.logistics_sync_base.models.message_lease"):
            self.deliver()
        self.assertEqual(len(self.partner.requests), 2)

    def test_the_partner_says_when(self):
        """K11: 429 with Retry-After stops all calls until then, not one message."""
        self.answer({"detail": "slow down"}, 429, {"Retry-After": "300"})
        first, second = self.tell_many(2)
        start = time.monotonic()
        self.deliver()
        self.assertEqual(len(self.partner.requests), 1)
        self.assertEqual((first.state, first.attempt_count), ("failed", 1))
        self.assertEqual((second.state, second.attempt_count), ("queued", 0))
        self.assertIn("asked us to wait", second.waiting_note)
        self.answer()
        self.let_pass(200)
        self.deliver()
        self.assertEqual(len(self.partner.requests), 1)
        self.let_pass(101)
        self.deliver()
        self.assertEqual(second.state, "processed")
        more = time.monotonic() - start + 2
        self.assertAlmostEqual(second.limit_seconds, 300, delta=more)

    def test_a_slow_partner_is_told_apart(self):
        """K26: what the partner takes is its own, also when we waited before."""

        def take_time(_request):
            time.sleep(0.3)
            return Reply()

        self.partner.routes["/hooks/odoo"] = take_time
        self.subscriber.call_rate = 1
        start = time.monotonic()
        messages = self.tell_many(2)
        self.deliver()
        self.let_pass(60)
        self.deliver()
        # What this test itself took comes on top of the time it let pass.
        more = time.monotonic() - start + 1
        for message in messages:
            self.assertGreaterEqual(message.partner_seconds, 0.3)
            self.assertLess(message.own_seconds, more)
            attempt = message.attempt_ids
            parts = attempt.own_ms + attempt.network_ms + attempt.partner_ms
            self.assertEqual(parts, attempt.duration_ms)
        self.assertAlmostEqual(messages[1].limit_seconds, 60, delta=more)
        # The same by partner, as the pivot shows it.
        [(connector, limited, partner, tries)] = self.env[
            "logistics.sync.latency"
        ]._read_group(
            [("connector_id", "=", self.subscriber.id)],
            ["connector_id"],
            ["limit_seconds:avg", "partner_seconds:avg", "count:sum"],
        )
        self.assertEqual((connector, tries), (self.subscriber, 2))
        self.assertAlmostEqual(limited, 30, delta=more)
        self.assertGreaterEqual(partner, 0.3)

    def test_an_outage_is_told_apart(self):
        """K26, K21: time in which calls were stopped is neither ours nor a limit's."""
        self.subscriber.breaker_failures = 1
        self.answer({}, status=503)
        __, waiting = self.tell_many(2)
        self.deliver()
        self.answer()
        self.let_pass(120)
        self.deliver()
        self.assertEqual(waiting.state, "processed")
        self.assertAlmostEqual(waiting.breaker_seconds, 120, delta=2)
        self.assertEqual(waiting.limit_seconds, 0)
        self.assertLess(waiting.queue_seconds, 3)

    def test_without_limits_nothing_is_kept(self):
        """K11: a partner without limits costs its messages nothing."""
        messages = self.tell_many(3)
        self.deliver()
        self.assertEqual(len(self.partner.requests), 3)
        self.assertEqual(messages.mapped("limit_seconds"), [0, 0, 0])
        self.assertFalse(self.gate.usage)
