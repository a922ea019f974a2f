# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..exceptions import PermanentError
from .common import LogisticsSyncCase, delivery_event
from .simulated_handler import TROUBLE, SimulatedHandlerMixin


@tagged("post_install", "-at_install")
class TestReplay(SimulatedHandlerMixin, LogisticsSyncCase):
    def process(self, *references):
        message = self.ingest(
            self.connector, [delivery_event(name) for name in references]
        )
        self.drain()
        return message

    def test_twenty_dead_letters_are_replayed_at_once(self):
        """K7, K6: a selection of dead letters is replayed to done and counted."""
        names = [f"T-{number}" for number in range(20)]
        TROUBLE.update((name, PermanentError("never")) for name in names)
        messages = self.env["logistics.sync.message"]
        for name in names:
            messages |= self.ingest(self.connector, delivery_event(name))
        self.drain()
        self.assertEqual(set(messages.mapped("state")), {"dead"})
        TROUBLE.clear()
        operator = self.make_user("operations_two", "operations")
        self.confirm_replay(messages.with_user(operator).action_replay())
        self.drain()
        self.assertEqual(set(messages.mapped("state")), {"processed"})
        self.assertEqual(set(messages.mapped("replay_count")), {1})
        self.assertEqual(self.count_effects(*names), 20)
        self.assertFalse(self.get_exceptions("dead_letter"))

    def test_only_the_failed_part_of_a_batch_is_repeated(self):
        """K8: 2 of 10 failed; the replay leaves the 8 alone and does the 2."""
        names = [f"T-{number}" for number in range(10)]
        TROUBLE.update((name, UserError("no")) for name in names[4:6])
        message = self.process(*names)
        self.assertEqual((message.done_count, message.exception_count), (8, 2))
        done = message.event_ids.filtered(lambda event: event.state == "done")
        before = {event.id: (event.processed_at, event.steps) for event in done}
        TROUBLE.clear()
        message._replay("again")
        self.drain()
        self.assertEqual((message.done_count, message.exception_count), (10, 0))
        self.assertEqual(self.count_effects(*names), 10)
        for event in done:
            self.assertEqual((event.processed_at, event.steps), before[event.id])

    def test_replaying_what_is_done_changes_nothing(self):
        """K8: a replay of a processed message has no second effect."""
        message = self.process("T-1", "T-2")
        message._replay("again")
        self.drain()
        self.assertEqual(message.state, "processed")
        self.assertEqual(self.count_effects("T-1", "T-2"), 2)

    def test_replay_reads_the_bytes_that_were_stored(self):
        """K7: a replay works from the raw document, with the mapping of today."""
        connector = self.make_connector()
        message = self.ingest(connector, {"number": "T-9", "when": "2026-11-20T10:00Z"})
        self.drain()
        self.assertEqual(message.state, "exception")
        self.assertTrue(self.get_exceptions("no_mapping", message_id=message.id))
        connector.mapping_id = self.make_mapping(
            {
                "event_type": {"constant": "test_fact"},
                "milestone": {"constant": "delivered"},
                "references.tracking_number": "number",
                "occurred_at": {"expression": "when", "transform": "datetime"},
            }
        )
        message._replay("mapping is there now")
        self.drain()
        self.assertEqual(message.state, "processed")
        self.assertEqual(message.mapping_id, connector.mapping_id)
        self.assertFalse(self.get_exceptions(message_id=message.id))

    def test_a_message_in_work_cannot_be_replayed(self):
        """K7, B9: what a worker holds is not made due a second time."""
        message = self.process("T-1")
        message.lease_token = "worker"
        with self.assertRaisesRegex(UserError, "being processed"):
            message._replay("too early")

    def test_who_has_no_part_in_it_cannot_replay(self):
        """K7, M3: replaying is for those who work with messages."""
        message = self.process("T-1")
        for groups in ((), ("auditor",)):
            user = self.make_user(f"none_{'_'.join(groups)}", *groups)
            with self.assertRaises(AccessError):
                message.with_user(user).action_replay()

    def test_only_permitted_users_reprocess_an_event(self):
        """K7, M3: an event is reprocessed by those who work with events."""
        TROUBLE["T-1"] = UserError("no")
        event = self.process("T-1").event_ids
        for groups in ((), ("auditor",)):
            user = self.make_user(f"no_{'_'.join(groups) or 'group'}", *groups)
            with self.assertRaises(AccessError):
                event.with_user(user).action_reprocess()
        TROUBLE.clear()
        event.with_user(self.make_user("yes", "operations")).action_reprocess()
        self.drain()
        self.assertEqual(event.state, "done")

    def test_a_message_of_another_company_cannot_be_replayed(self):
        """K7, M3: the record rules hold for buttons too."""
        company = self.env["res.company"].create({"name": "Other Company"})
        stranger = self.make_user("stranger", "operations", companies=company)
        message = self.process("T-1")
        with self.assertRaises(AccessError):
            message.with_user(stranger).action_replay()
        self.assertFalse(message.replay_count)

    def test_a_plan_changed_meanwhile_repeats_and_skips_nothing(self):
        """K8, A25: what is done stays done when steps are added before it."""
        self.set_plan("test_fact", "test_effect", "test_silent")
        event = self.process("T-1").event_ids
        self.assertEqual(event.state, "dead")
        self.set_plan("test_fact", "test_look", "test_effect", "record_only")
        event._reprocess()
        self.drain()
        self.assertEqual(event.state, "done")
        self.assertEqual(
            [step["consequence"] for step in event.steps],
            ["test_effect", "test_silent", "test_look", "record_only"],
        )
        self.assertEqual(self.count_effects("T-1"), 1)

    def test_messages_are_chosen_by_time_for_a_replay(self):
        """K7: the list filters by time of receipt, state and connector."""
        messages = self.env["logistics.sync.message"]
        tree = etree.fromstring(messages.get_view(view_type="search")["arch"])
        self.assertTrue(tree.xpath("//filter[@date='received_at']"))
        self.assertTrue(tree.xpath("//filter[contains(@domain, 'dead')]"))
        arch = etree.fromstring(messages.get_view(view_type="list")["arch"])
        self.assertTrue(arch.xpath("//header/button[@name='action_replay']"))

    def test_an_ignored_event_stays_ignored(self):
        """J11, K8: what a person ignored is not done by a later replay."""
        TROUBLE["T-1"] = UserError("no")
        message = self.process("T-1", "T-2")
        self.get_exceptions("rejected_by_odoo")._ignore("Known by phone already")
        self.assertEqual(message.state, "processed")
        TROUBLE.clear()
        message._replay("again")
        self.drain()
        self.assertFalse(self.count_effects("T-1"))
