# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import Form, tagged

from ..core.outcome import Outcome
from .common import LogisticsSyncCase, delivery_event
from .simulated_handler import TROUBLE, SimulatedHandlerMixin


@tagged("post_install", "-at_install")
class TestConsequences(SimulatedHandlerMixin, LogisticsSyncCase):
    def process(self, *references, **values):
        message = self.ingest(
            self.connector, [delivery_event(name, **values) for name in references]
        )
        self.drain()
        return message.event_ids.sorted("position")

    def test_every_consequence_runs_in_order_and_is_logged(self):
        """A25: an event produces each configured step, in order, in its log."""
        event = self.process("T-1")
        self.assertEqual(
            [step["consequence"] for step in event.steps], ["test_look", "test_effect"]
        )
        self.assertEqual([step["result"] for step in event.steps], ["done"] * 2)
        self.assertEqual(self.count_effects("T-1"), 1)

    def test_the_order_is_data(self):
        """A25: another sequence in the event type is another order of steps."""
        effect = self.event_type.consequence_ids.filtered(
            lambda consequence: consequence.code == "test_effect"
        )
        effect.sequence = 1
        event = self.process("T-1")
        self.assertEqual(
            [step["consequence"] for step in event.steps], ["test_effect", "test_look"]
        )

    def test_the_form_lists_owner_and_ordered_consequences(self):
        """A25: what follows an event is chosen in the event type's form."""
        with Form(self.event_type) as form, form.consequence_ids.new() as line:
            line.code = "record_only"
            line.sequence = 90
        self.assertEqual(
            self.event_type.consequence_ids.sorted("sequence").mapped("code"),
            ["test_look", "test_effect", "record_only"],
        )
        self.assertEqual(self.event_type.owner_id, self.owner)

    def test_a_consequence_switched_off_does_not_run(self):
        """A25: an inactive step is left out."""
        self.event_type.consequence_ids.filtered(
            lambda consequence: consequence.code == "test_effect"
        ).active = False
        event = self.process("T-1")
        self.assertEqual([step["consequence"] for step in event.steps], ["test_look"])
        self.assertFalse(self.count_effects("T-1"))

    def test_a_halted_event_does_not_hold_the_others_of_its_set(self):
        """A25, J8: the sets go on step by step without the one that halted."""
        TROUBLE["T-2"] = Outcome.waiting("no_shipment", "No shipment yet")
        events = self.process("T-1", "T-2", "T-3")
        self.assertEqual(events.mapped("state"), ["done", "waiting", "done"])
        self.assertEqual(events[1].next_step, 1)

    def test_the_record_behind_the_event_is_kept(self):
        """A25, J1: what a step made is the document of the event."""
        event = self.process("T-1")
        self.assertEqual(event.res_model, "res.partner")
        self.assertEqual(event.document_name, "T-1")
        self.assertEqual(event.action_open_document()["res_id"], event.res_id)

    def test_a_step_that_answers_nothing_is_a_failure(self):
        """J6, A25: a handler that forgets an event does not pass as success."""
        self.set_plan("test_fact", "test_silent")
        event = self.process("T-1")
        self.assertEqual(event.state, "dead")
        self.assertTrue(self.get_exceptions("dead_letter", event_id=event.id))

    def test_a_step_of_a_missing_app_is_a_failure(self):
        """J6, A25: a step nobody implements does not pass as success."""
        self.set_plan("test_fact", "test_absent")
        event = self.process("T-1")
        self.assertEqual(event.state, "dead")
        self.assertIn("test_absent", event.error)

    def test_events_are_completed_before_the_first_step(self):
        """A22: the enrichment hook runs for all events before any consequence."""
        events = self.process("T-1", "T-2")
        for event in events:
            self.assertEqual(event.enrichment["company"], self.env.company.name)
            self.assertIn(self.env.company.name, event.enrichment_text)

    def test_enrichment_leaves_the_canonical_document_alone(self):
        """A22, A1: what Odoo adds stands beside what the partner said."""
        event = self.process("T-1")
        self.assertEqual(event.canonical, delivery_event("T-1"))

    def test_an_event_of_an_unknown_type_is_asked_about(self):
        """J6: an event nobody set up does not pass as if it were applied."""
        event = self.process("T-1", event_type="never_heard_of")
        self.assertEqual(event.state, "exception")
        question = self.get_exceptions("invalid_field", event_id=event.id)
        self.assertIn("never_heard_of", question.name)

    def test_two_connectors_share_one_handler(self):
        """A24: the same step serves the facts of any connector."""
        other = self.make_connector()
        self.ingest(other, delivery_event("T-2"))
        self.process("T-1")
        self.assertEqual(self.count_effects("T-1", "T-2"), 2)
