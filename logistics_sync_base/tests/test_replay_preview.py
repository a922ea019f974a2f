# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..core.outcome import Outcome
from ..exceptions import BusinessError, PermanentError
from .common import delivery_event
from .replay_case import ReplayCase
from .simulated_handler import TROUBLE


@tagged("post_install", "-at_install")
class TestReplayPreview(ReplayCase):
    def plan(self, messages, **values):
        replay = self.preview(self.ask(self.operator, messages, **values))
        self.assertEqual(replay.state, "draft")
        return replay.line_ids

    def test_nothing_of_a_preview_stays(self):
        """K9: handlers are run for real and everything is taken back."""
        message = self.bury("P-1")
        questions = len(self.get_exceptions(message_id=message.id))
        line = self.plan(message)
        self.assertEqual(line.plan, "apply")
        self.assertIn("Have an effect", line.details["events"][0]["text"])
        self.env.invalidate_all()
        self.assertEqual(
            (message.state, message.replay_count, message.event_ids.state),
            ("dead", 0, "dead"),
        )
        self.assertFalse(message.next_attempt_at)
        self.assertFalse(self.count_effects("P-1"))
        self.assertEqual(len(self.get_exceptions(message_id=message.id)), questions)

    def test_what_will_be_refused_says_why(self):
        """K9: a question that will come up again is shown before, with its words."""
        message = self.bury("P-1")
        for trouble, plan in (
            (BusinessError("unreadable", "Which order?"), "refuse"),
            (Outcome.business("unreadable", "Which order?"), "refuse"),
            (PermanentError("Which order?"), "fail"),
            (ValueError("Which order?"), "fail"),
        ):
            TROUBLE["P-1"] = trouble
            line = self.plan(message)
            self.assertEqual(line.plan, plan)
            self.assertIn("Which order?", line.details["events"][0]["text"])

    def test_a_new_mapping_shows_what_it_changes(self):
        """K9, A20: current and original version are compared field by field."""
        rules = {
            "event_type": {"constant": "test_fact"},
            "milestone": {"constant": "delivered"},
            "references.tracking_number": "number",
            "references.order": "order",
            "occurred_at": {"expression": "when", "transform": "datetime"},
        }
        connector = self.make_connector(mapping_id=self.make_mapping(rules).id)
        TROUBLE["P-1"] = PermanentError("never")
        document = {"number": "P-1", "order": "A", "po": "B", "when": "2026-11-20T10Z"}
        document["when"] = "2026-11-20T10:00:00Z"
        message = self.ingest(connector, document)
        self.drain()
        self.assertEqual(message.state, "dead")
        TROUBLE.clear()
        connector.mapping_id = self.make_mapping({**rules, "references.order": "po"})
        changes = self.plan(message).details["events"][0]["changes"]
        self.assertIn(["references.order", "A", "B"], changes)
        line = self.plan(message, mapping="original")
        self.assertEqual(line.details["events"][0]["changes"], [])
        self.assertIn("references.order", str(self.plan(message).details_html))

    def test_a_document_that_stays_unreadable_is_told(self):
        """K9: what cannot be read will not be readable by trying again."""
        message = self.ingest(self.connector, b"{")
        self.drain()
        line = self.plan(message)
        self.assertEqual(line.plan, "refuse")
        self.assertIn("cannot be read", line.sentence)

    def test_a_handler_that_commits_does_not_make_it_real(self):
        """K9: a preview stays one even where somebody wants to commit."""
        message = self.bury("P-1")
        self.set_plan("test_fact", "test_effect", "test_commit")
        with self.enter_registry_test_mode():
            plans = message._plan_replay()
        self.assertEqual(plans[message.id]["plan"], "fail")
        self.assertIn("commits nothing", str(plans[message.id]["details"]))
        self.assertFalse(self.count_effects("P-1"))

    # ----------------------------------------------------------------- edited
    def edit(self, user, message, document, **values):
        action = message.with_user(user).action_replay_edited()
        wizard = self.env["logistics.sync.replay.wizard"].browse(action["res_id"])
        wizard = wizard.with_user(user)
        wizard.write(
            {"payload_text": document, "reason": "The year was wrong", **values}
        )
        return wizard

    def test_an_edited_document_is_a_new_message(self):
        """K9, K7: the copy names its cause and is applied; the original is kept."""
        TROUBLE["P-1"] = UserError("no")
        message = self.process("P-1", "P-2")
        raw, digest = message._get_body_bytes(), message.body_sha256
        edited = json.dumps([delivery_event("P-9"), delivery_event("P-2")])
        replay = self.preview(self.edit(self.operator, message, edited))
        line = replay.line_ids
        self.assertTrue(line.details["document"])
        self.assertEqual(
            [event["plan"] for event in line.details["events"]], ["apply", "done"]
        )
        self.assertIn(
            ["references.tracking_number", "P-1", "P-9"],
            line.details["events"][0]["changes"],
        )
        replay.with_user(self.operator).action_start()
        copy = replay.new_message_id
        self.drain()
        self.assertEqual((copy.state, copy.origin_message_id), ("processed", message))
        self.assertTrue(copy.is_edited)
        self.assertEqual(copy.correlation_id, message.correlation_id)
        self.assertEqual(
            (message._get_body_bytes(), message.body_sha256), (raw, digest)
        )
        self.assertEqual(self.count_effects("P-1", "P-2", "P-9"), 2)
        events = message.event_ids.sorted("position")
        self.assertEqual(events.mapped("state"), ["ignored", "done"])
        self.assertFalse(self.get_exceptions(message_id=message.id))

    def test_a_fact_that_is_only_corrected_is_applied_once(self):
        """K9, K8: an edit that leaves the identity of a fact replaces it."""
        message = self.bury("P-1")
        edited = json.dumps(delivery_event("P-1", scope="leg"))
        replay = self.start(self.edit(self.operator, message, edited))
        self.drain()
        self.assertEqual(replay.new_message_id.state, "processed")
        self.assertEqual(replay.new_message_id.done_count, 1)
        self.assertEqual(message.state, "ignored")
        self.assertEqual(self.count_effects("P-1"), 1)

    def test_what_is_done_is_not_done_again_by_an_edit(self):
        """K8: a known fact in an edited copy is a duplicate."""
        message = self.process("P-1")
        copy = message._replay(
            "Only the layout differs",
            payload=json.dumps([delivery_event("P-1")]) + "\n",
        )
        self.drain()
        self.assertEqual(copy.state, "duplicate")
        self.assertEqual(self.count_effects("P-1"), 1)

    def test_editing_needs_more_than_a_clerk(self):
        """K9: a clerk tries again, but does not change what a partner sent."""
        message = self.bury("P-1")
        wizard = self.edit(self.clerk, message, "[]")
        with self.assertRaises(AccessError):
            wizard.action_start()

    def test_the_same_edit_is_not_made_twice(self):
        """K9: neither an unchanged document nor the same change counts as an edit."""
        message = self.bury("P-1")
        with self.assertRaisesRegex(UserError, "not changed"):
            message._replay("Nothing new", payload=message._get_body_bytes())
        edited = json.dumps(delivery_event("P-7"))
        message._replay("Another number", payload=edited)
        with self.assertRaisesRegex(UserError, "replayed before"):
            message._replay("Another number", payload=edited)

    def test_what_we_send_is_not_edited(self):
        """K9: an outbound document is made from records; those are corrected."""
        message = self.ingest(self.connector, delivery_event("P-1"), direction="out")
        with self.assertRaisesRegex(UserError, "our own documents"):
            message.action_replay_edited()
