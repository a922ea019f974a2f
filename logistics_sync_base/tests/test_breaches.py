# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..core.outcome import Outcome
from ..exceptions import TransientError
from .common import EVENT_TYPE, LogisticsSyncCase, delivery_event
from .simulated_handler import TROUBLE, SimulatedHandlerMixin

CHECK = "logistics_sync_base.ir_cron_breaches"


@tagged("post_install", "-at_install")
class TestBreaches(SimulatedHandlerMixin, LogisticsSyncCase):
    """The flow of these facts allows 15 minutes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_plan(EVENT_TYPE, "test_effect")

    def send(self, number, minutes, connector=None):
        message = self.ingest(connector or self.connector, delivery_event(number))
        self.grow_old(message, minutes)
        return message

    def grow_old(self, message, minutes):
        at = fields.Datetime.now() - timedelta(minutes=minutes)
        message.received_at = at
        message.event_ids.received_at = at

    def check(self):
        self.trigger_cron(CHECK)
        return self.env["logistics.sync.breach"].search([("state", "=", "open")])

    def find_flagged(self):
        return self.env["logistics.sync.message"].search([("is_late", "=", True)])

    def test_a_message_that_waits_16_minutes(self):
        """B14: SLA 15 minutes: flagged and listed after 16, not after 14."""
        late, early = self.send("1Z1", 16), self.send("1Z2", 14)
        breach = self.check()
        self.assertEqual(breach.message_id, late)
        self.assertEqual(breach.event_type_id, self.event_type)
        self.assertEqual(breach.late_minutes, 1)
        self.assertEqual(breach.owner_id, self.owner)
        self.assertTrue(late.is_late)
        self.assertFalse(early.is_late)
        self.assertEqual(self.find_flagged(), late)
        self.assertEqual(self.check(), breach, "told once")

    def test_done_at_last(self):
        """B14: the flag is gone once it is done; the list remembers how late it was."""
        message = self.send("1Z1", 20)
        breach = self.check()
        self.drain()
        self.assertFalse(self.check())
        self.assertEqual(breach.state, "cleared")
        self.assertTrue(breach.cleared_at)
        self.assertFalse(message.is_late)
        self.assertFalse(self.find_flagged())

    def test_a_fact_that_waits_or_fails(self):
        """B14: what was read and is not applied is late like what was not read."""
        TROUBLE["1Z1"] = TransientError("The service is not there")
        TROUBLE["1Z2"] = Outcome.business("unknown_code", "What is it?")
        messages = [self.send(number, 1) for number in ("1Z1", "1Z2", "1Z3")]
        self.drain()
        for message in messages:
            self.grow_old(message, 16)
        breaches = self.check()
        self.assertEqual(
            breaches.event_id, messages[0].event_ids | messages[1].event_ids
        )
        self.assertEqual(breaches.mapped("late_minutes"), [1, 1])

    def test_another_time_is_agreed_with_one_partner(self):
        """B14, B12: the SLA of a flow with one connector goes before the flow's."""
        patient, hasty = self.make_connector(), self.make_connector()
        for connector, minutes in ((patient, 60), (hasty, 5)):
            connector.flow_override_ids = [
                (
                    0,
                    0,
                    {"event_type_id": self.event_type.id, "sla_minutes": minutes},
                )
            ]
        self.send("1Z1", 16, patient)
        late = self.send("1Z2", 6, hasty)
        self.assertEqual(self.check().message_id, late)

    def test_what_nobody_can_read_is_of_no_flow(self):
        """B14: an unknown flow is not taken for one that is late."""
        message = self.ingest(self.connector, b"{not json")
        self.grow_old(message, 1000)
        self.assertFalse(self.check())
        self.assertFalse(message.is_late)

    def test_read_in_time_after_being_watched(self):
        """B14: a document that was looked into early leaves nothing behind."""
        self.connector.flow_override_ids = [
            (0, 0, {"event_type_id": self.event_type.id, "sla_minutes": 60})
        ]
        message = self.send("1Z1", 30)
        self.assertFalse(self.check())
        self.assertEqual(message.breach_ids.state, "watched")
        self.drain()
        self.check()
        self.assertFalse(message.breach_ids)
