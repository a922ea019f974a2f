# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..core.outcome import Outcome
from ..core.subjects import subject_values
from .common import LogisticsSyncCase, delivery_event
from .simulated_handler import TROUBLE, SimulatedHandlerMixin


@tagged("post_install", "-at_install")
class TestSequence(SimulatedHandlerMixin, LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.types = {
            code: cls.set_plan(code, "test_effect")
            for code in ("picked_up", "shipped", "delivered", "order_changed")
        }
        cls.rule = cls.make_rule()
        cls.warehouse = cls.make_connector(kind="wms")

    @classmethod
    def make_rule(cls, *prerequisites, **values):
        needed = [cls.types[code].id for code in prerequisites or ("shipped",)]
        return cls.env["logistics.sync.sequence.rule"].create(
            {
                "event_type_id": cls.types["delivered"].id,
                "prerequisite_ids": [Command.set(needed)],
                "wait_minutes": 30,
            }
            | values
        )

    def tell(self, code, number, connector=None, drain=True, **values):
        event = delivery_event(number, event_type=code, **values)
        message = self.ingest(connector or self.connector, event)
        if drain:
            self.drain()
        return message

    def pass_time(self, message):
        """The waiting time of a message passes; the sweeper looks each minute."""
        message.wait_ids.write({"since": "2026-01-01", "until": "2026-01-02"})
        self.trigger_cron("logistics_sync_base.ir_cron_sweep")
        self.drain()

    def test_delivered_waits_for_shipped_and_goes_on_when_it_comes(self):
        """B11: "waiting for shipped"; processed by itself when shipped is told."""
        delivered = self.tell("delivered", "1Z1")
        self.assertEqual(delivered.state, "transformed")
        self.assertEqual(delivered.waiting_for, "prerequisite")
        self.assertEqual(delivered.waiting_note, "Shipped of 1Z1")
        self.assertEqual(delivered.event_ids.state, "waiting")
        self.assertFalse(delivered.next_attempt_at)
        self.assertEqual(self.count_effects("1Z1"), 0)
        shipped = self.tell("shipped", "1z1 ", self.warehouse)
        self.assertEqual(shipped.state, "processed")
        self.assertEqual(delivered.state, "processed")
        self.assertFalse(delivered.waiting_for)
        self.assertEqual(delivered.wait_ids.state, "came")
        self.assertEqual(self.count_effects("1Z1"), 1)
        self.assertFalse(self.get_exceptions(connector_id=self.connector.id))
        notes = [step.get("note") for step in delivered.history]
        self.assertIn("What it waited for came", notes)

    def test_in_the_right_order_nothing_waits(self):
        """B11: what came before is known, also when the event comes much later."""
        self.tell("shipped", "1Z2")
        delivered = self.tell("delivered", "1Z2")
        self.assertEqual(delivered.state, "processed")
        self.assertFalse(delivered.wait_ids)

    def test_both_in_one_set_in_the_wrong_order(self):
        """B11: what comes together is put in order without waiting."""
        delivered = self.tell("delivered", "1Z3", drain=False)
        shipped = self.tell("shipped", "1Z3", drain=False)
        self.drain()
        self.assertEqual((delivered | shipped).mapped("state"), ["processed"] * 2)
        self.assertFalse(delivered.wait_ids)

    def test_what_does_not_come_in_time_becomes_a_question(self):
        """B11: not within the wait: an exception, which the latecomer still solves."""
        delivered = self.tell("delivered", "1Z4")
        self.trigger_cron("logistics_sync_base.ir_cron_sweep")
        self.drain()
        self.assertEqual(delivered.state, "transformed", "waits for its time")
        self.pass_time(delivered)
        self.assertEqual(delivered.state, "exception")
        self.assertFalse(delivered.waiting_for)
        question = self.get_exceptions("prerequisite_missing")
        self.assertIn("“Shipped” did not come within 30 minutes", question.name)
        self.assertEqual(self.count_effects("1Z4"), 0)
        self.tell("shipped", "1Z4")
        self.assertEqual(delivered.state, "processed")
        self.assertEqual(self.count_effects("1Z4"), 2)
        self.assertEqual(question.state, "resolved")

    def test_what_does_not_come_in_time_may_be_done_without(self):
        """B11: not within the wait: processed, where the rule says so."""
        self.rule.on_timeout = "process"
        delivered = self.tell("delivered", "1Z5")
        self.pass_time(delivered)
        self.assertEqual(delivered.state, "processed")
        self.assertEqual(delivered.wait_ids.state, "processed")
        self.assertEqual(self.count_effects("1Z5"), 1)
        self.assertFalse(self.get_exceptions("prerequisite_missing"))

    def test_any_or_all_of_several(self):
        """B11: a rule may ask for one of several events or for each of them."""
        self.rule.write(
            {
                "prerequisite_ids": [
                    Command.set([self.types[c].id for c in ("shipped", "picked_up")])
                ],
            }
        )
        any_of = self.tell("delivered", "1Z6")
        self.assertIn(" or ", any_of.waiting_note)
        self.tell("picked_up", "1Z6")
        self.assertEqual(any_of.state, "processed")
        self.rule.match = "all"
        all_of = self.tell("delivered", "1Z7")
        self.assertIn(" and ", all_of.waiting_note)
        self.tell("picked_up", "1Z7")
        self.assertEqual(all_of.waiting_note, "Shipped of 1Z7")
        self.tell("shipped", "1Z7")
        self.assertEqual(all_of.state, "processed")

    def test_only_what_was_applied_and_really_happened_counts(self):
        """B11: a failed or estimated prerequisite is none; estimates wait for none."""
        TROUBLE["1Z8"] = Outcome.business("unmatched", "No such shipment")
        self.tell("shipped", "1Z8")
        TROUBLE.clear()
        self.tell("shipped", "1Z8", classifier="estimated")
        delivered = self.tell("delivered", "1Z8")
        self.assertEqual(delivered.waiting_for, "prerequisite")
        estimate = self.tell("delivered", "1Z9", classifier="estimated")
        self.assertEqual(estimate.state, "processed")

    def test_without_a_rule_late_scans_are_processed_as_they_come(self):
        """B11: the rules we ship are not in use: ordinary tracking never stalls."""
        self.rule.active = False
        shipped_with_us = self.env.ref("logistics_sync_base.sequence_rule_delivered")
        self.assertFalse(shipped_with_us.active)
        delivered = self.tell("delivered", "1ZA")
        self.assertEqual(delivered.state, "processed")
        self.assertFalse(self.env["logistics.sync.known.fact"].search([]))

    def test_what_happened_before_there_was_a_rule_counts(self):
        """B11: a new rule does not hold up what was told long ago."""
        self.rule.active = False
        self.tell("shipped", "1ZB")
        self.rule.active = True
        delivered = self.tell("delivered", "1ZB")
        self.assertEqual(delivered.state, "processed")

    def test_a_rule_taken_out_of_use_lets_what_waits_go_on(self):
        """B11: nothing waits for ever by a rule that is gone."""
        waiting = self.tell("delivered", "1ZC"), self.tell("delivered", "1ZD")
        self.rule.active = False
        self.drain()
        self.assertEqual([m.state for m in waiting], ["processed"] * 2)

    def test_a_person_may_let_it_go_on(self):
        """B11: "Process Without Waiting", for those who may work messages."""
        delivered = self.tell("delivered", "1ZE")
        clerk = self.make_user("wait_clerk", "user")
        with self.assertRaises(AccessError):
            delivered.wait_ids.with_user(clerk).action_waive()
        worker = self.make_user("wait_worker", "operations")
        delivered.wait_ids.with_user(worker).action_waive()
        self.drain()
        self.assertEqual(delivered.state, "processed")
        self.assertEqual(delivered.wait_ids.state, "waived")
        self.assertIn("Wait Worker", str(delivered.history))

    def test_only_the_waiting_event_of_a_message_waits(self):
        """B11: of a file with several rows the others are applied at once."""
        document = [
            delivery_event("1ZF", event_type="delivered"),
            delivery_event("1ZG", event_type="shipped"),
            delivery_event("1ZG", event_type="delivered"),
        ]
        message = self.ingest(self.connector, document)
        self.drain()
        states = message.event_ids.sorted("position").mapped("state")
        self.assertEqual(states, ["waiting", "done", "done"])
        self.assertEqual(message.waiting_note, "Shipped of 1ZF")
        self.tell("shipped", "1ZF")
        self.assertEqual(message.state, "processed")
        self.assertEqual(self.count_effects("1ZG"), 2)
        self.assertEqual(self.count_effects("1ZF"), 2)

    def test_one_by_one_within_a_message_that_has_a_failing_event(self):
        """B11: the prerequisite comes later in the same message, event by event."""
        TROUBLE["1ZX"] = ValueError("breaks the set")
        document = [
            delivery_event("1ZX", event_type="picked_up"),
            delivery_event("1ZH", event_type="delivered"),
            delivery_event("1ZH", event_type="shipped"),
        ]
        message = self.ingest(self.connector, document)
        self.drain()
        states = message.event_ids.sorted("position").mapped("state")
        self.assertEqual(states, ["dead", "done", "done"])
        self.assertEqual(self.count_effects("1ZH"), 2)

    def test_what_odoo_tells_counts_as_well(self):
        """B11: a prerequisite that Odoo itself publishes wakes what waits."""
        delivered = self.tell("delivered", "1ZJ")
        self.env["logistics.sync.event"]._publish(
            "shipped", delivery_event("1ZJ", event_type="shipped")
        )
        self.drain()
        self.assertEqual(delivered.state, "processed")

    def test_a_set_that_odoo_tells_counts_as_well(self):
        """B11, B13: told of many documents at once, it wakes who waits for each."""
        waiting = [self.tell("delivered", number) for number in ("1ZK", "1ZL")]
        subscriber = self.make_connector()
        self.env["logistics.sync.subscription"].create(
            {"name": "Everything", "connector_id": subscriber.id}
        )
        shipped = [
            (delivery_event(number, event_type="shipped"), self.warehouse, None)
            for number in ("1ZK", "1ZL")
        ]
        told = self.env["logistics.sync.event"]._publish_set("shipped", shipped)
        self.assertEqual(told.mapped("state"), ["done", "done"])
        self.drain()
        self.assertEqual([one.state for one in waiting], ["processed"] * 2)

    def test_a_bill_waits_for_its_purchase_order(self):
        """B11: by the purchase order the bill refers to."""
        self.assertEqual(
            subject_values(
                {"schema": "supplier_invoice/1.0", "purchase_order": "PO 7"},
                "purchase_order",
            ),
            ["po 7"],
        )
        self.assertEqual(
            subject_values(
                {"schema": "purchase_order/1.0", "number": "PO  7", "references": {}},
                "purchase_order",
            ),
            ["po 7"],
        )
        self.assertEqual(
            subject_values(
                {
                    "schema": "shipment_notice/1.0",
                    "orders": [{"number": "A"}, "B"],
                    "packages": [{"tracking_number": "T"}],
                    "references": {"order": "a"},
                },
                "order",
            ),
            ["a", "b"],
        )
        self.assertEqual(subject_values({"references": None}, "order"), [])

    def test_a_rule_names_something_else_to_wait_for(self):
        """B11: an event cannot wait for itself or for nothing."""
        for wrong in ([], [self.types["delivered"].id]):
            with self.assertRaises(ValidationError):
                self.make_rule().prerequisite_ids = [Command.set(wrong)]

    def test_facts_of_the_past_wait_for_nothing(self):
        """B11, B25: what is missing in a load of history will not come any more."""
        run = self.env["logistics.sync.backfill"].create(
            {
                "name": "History",
                "connector_id": self.connector.id,
                "reason": "We moved from another system",
            }
        )
        past = self.ingest(
            self.connector,
            delivery_event("1ZL", event_type="delivered"),
            backfill_id=run.id,
        )
        self.drain("batch")
        self.assertEqual(past.state, "processed")
        self.assertFalse(past.wait_ids)

    def test_the_wait_counts_from_the_first_time(self):
        """B11: replays and other prerequisites do not prolong the wait."""
        delivered = self.tell("delivered", "1ZK")
        since = fields.Datetime.to_datetime("2026-11-20 10:00:00")
        delivered.wait_ids.since = since
        delivered._replay("Tried by hand")
        self.drain()
        self.assertEqual(delivered.wait_ids.since, since)
