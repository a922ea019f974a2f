# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import EVENT_TYPE, delivery_event
from .partner_server import Reply
from .test_system_states import UNKNOWN
from .test_webhooks_out import PATH, WebhookCase


@tagged("post_install", "-at_install")
class TestCoalescing(WebhookCase):
    """A portal that only wants to know how things are."""

    def setUp(self):
        super().setUp()
        self.record = self.env["res.partner"].create({"name": "What it is about"})
        self.subscription = self.subscribe(
            types=self.env["logistics.sync.event.type"], coalesce_facts="type"
        )

    def change(self, *numbers, record=None):
        """Facts about one record, one after the other."""
        for number in numbers:
            self.publish(number, record=record or self.record)

    def get_told(self):
        return [
            request.json()["references"]["tracking_number"]
            for request in self.deliver()
        ]

    def test_only_the_newest_state_is_sent(self):
        """B24: older ones end as ignored, superseded by the newest."""
        self.change("first", "second", "third")
        self.change("other", record=self.record.copy())
        self.assertEqual(self.get_told(), ["third", "other"])
        first, second, third, other = self.get_owed()
        self.assertEqual(
            [m.state for m in (first, second, third, other)],
            ["ignored", "ignored", "processed", "processed"],
        )
        self.assertIn("third", json.dumps(first.history))
        self.assertEqual(first.delivery_ids.superseded_by_id, third.delivery_ids)
        self.assertEqual(first.delivery_ids.state, "ignored")
        self.assertFalse(first.attempt_ids)

    def test_news_without_a_time_supersede_no_timed_ones(self):
        """B24: nobody knows which of the two is newer, so both are sent."""
        self.change("first")
        for number in ("second", "third"):
            self.env["logistics.sync.event"]._publish(
                EVENT_TYPE,
                delivery_event(number, occurred_at=UNKNOWN),
                record=self.record,
            )
        self.change("fourth")
        self.assertEqual(self.get_told(), ["third", "fourth"])

    def test_whatever_waits_for_its_next_try_is_superseded(self):
        """B24: the portal was down: it gets the newest, and never an older one."""
        self.answer({"detail": "down"}, status=503)
        self.change("first")
        self.deliver()
        self.change("second")
        self.answer()
        self.partner.requests.clear()
        # Nothing overtakes what is tried again, so that the order is kept.
        self.assertEqual(self.get_told(), [])
        self.make_due(self.get_owed()[0])
        self.assertEqual(self.get_told(), ["second"])
        self.assertEqual(self.get_owed().mapped("state"), ["ignored", "processed"])

    def test_what_a_person_replays_is_sent(self):
        """B24, K8: a person's word counts more than a newer state."""
        self.change("first")
        self.deliver()
        self.change("second")
        self.get_owed()[0]._replay("They lost the first one")
        self.assertEqual(self.get_told(), ["first", "first", "second"])

    def test_kinds_are_kept_apart_or_not(self):
        """B24: the newest of each kind, or of all that is known of the thing."""
        self.set_plan("shipped", "record_only")
        for mode, count in (("type", 2), ("subject", 1)):
            with self.subTest(mode=mode):
                self.subscription.coalesce_facts = mode
                self.partner.requests.clear()
                self.change(f"{mode} 1")
                document = {
                    **self.get_owed()[-1].delivery_ids.event_id.canonical,
                    "event_type": "delivered",
                }
                self.env["logistics.sync.event"]._publish(
                    "delivered", document, record=self.record
                )
                self.assertEqual(len(self.get_told()), count)

    def test_money_is_told_one_by_one(self):
        """B24, D22: financial facts are never left out; nor what costs money."""
        self.event_type.category = "financial"
        self.change("first", "second")
        self.assertEqual(self.get_told(), ["first", "second"])
        with self.assertRaisesRegex(ValidationError, "costs money"):
            self.subscription.costs_money = True

    def test_by_default_every_fact_is_told(self):
        """C4: nobody loses facts without having asked for it."""
        self.subscription.coalesce_facts = "none"
        self.change("first", "second")
        self.assertEqual(self.get_told(), ["first", "second"])

    def test_collected_facts(self):
        """B24, C30: a message of collected facts holds the newest of each thing."""
        self.subscription.batch_size = 4
        self.partner.routes[PATH] = Reply()
        self.change("first", "second", "third")
        self.change("other", record=self.record.copy())
        self.subscription.action_flush()
        [request] = self.deliver()
        told = [fact["references"]["tracking_number"] for fact in request.json()]
        self.assertEqual(told, ["third", "other"])
        states = self.subscription.delivery_ids.sorted("id").mapped("state")
        self.assertEqual(states, ["ignored", "ignored", "delivered", "delivered"])
