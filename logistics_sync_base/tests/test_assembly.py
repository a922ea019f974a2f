# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo import api, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..core.merging import merge
from ..core.outcome import Outcome
from .common import LogisticsSyncCase, delivery_event
from .simulated_handler import SimulatedHandlerMixin

PLACE = {
    "name": "Dock 4",
    "city": "Chicago",
    "state": None,
    "country": None,
    "postal_code": None,
}
ITEMS = [{"sku": "CHAIR", "quantity": "2", "uom": None, "line": None, "lot": None}]
# What the handler of the addon that exists in tests only was given, by reference.
GIVEN = {}


class MergedHandler(models.AbstractModel):
    _module = None
    _name = "logistics.sync.handler"
    _inherit = ["logistics.sync.handler"]

    @api.model
    def _consequence_test_look(self, events):
        for event in events:
            GIVEN.setdefault(event.reference, []).append(event.canonical)
        return {event.id: Outcome.done() for event in events}


@tagged("post_install", "-at_install")
class TestAssembly(SimulatedHandlerMixin, LogisticsSyncCase):
    """Header from system A ("booked"), details from system B, notes from C."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.extend_models(MergedHandler)
        cls.codes = ("freight_charge_posted", "rate_adjusted", "customs_cleared")
        cls.types = [
            cls.set_plan(code, "test_look", "test_effect") for code in cls.codes
        ]
        # Whether such facts are collected for a batch is another matter.
        for event_type in cls.types:
            event_type.mode = "near_real_time"
        cls.systems = [cls.make_connector(name=f"System {name}") for name in "ABC"]
        cls.rule = cls.env["logistics.sync.assembly.rule"].create(
            {
                "name": "Payable",
                "subject": "shipment",
                "wait_minutes": 60,
                "part_ids": [
                    Command.create(
                        {
                            "name": name,
                            "sequence": place,
                            "event_type_id": cls.types[place].id,
                            "connector_ids": [Command.link(cls.systems[place].id)],
                            "is_required": name != "Notes",
                        }
                    )
                    for place, name in enumerate(("Header", "Tax data", "Notes"))
                ],
            }
        )

    def setUp(self):
        super().setUp()
        GIVEN.clear()

    def send(self, place, number, drain=True, **values):
        """What system A (0), B (1) or C (2) contributes to a transaction."""
        document = delivery_event(None, event_type=self.codes[place])
        document["references"] = document["references"] | {"shipment": number}
        message = self.ingest(self.systems[place], document | values)
        if drain:
            self.drain()
        return message

    def get_assembly(self, number):
        return self.env["logistics.sync.assembly"].search(
            [("value", "=", number.casefold())]
        )

    def test_header_from_one_system_and_tax_data_from_another(self):
        """A23: the payable stays "awaiting B", then completes once, with all parts."""
        header = self.send(0, "PAY-1", items=ITEMS)
        self.assertEqual(header.waiting_for, "contribution")
        self.assertEqual(header.waiting_note, "Tax data (System B) for PAY-1")
        assembly = self.get_assembly("PAY-1")
        self.assertEqual(assembly.state, "awaiting")
        self.assertEqual(assembly.missing, "Tax data (System B)")
        self.assertFalse(GIVEN)
        tax = self.send(1, "pay-1", location=PLACE)
        self.assertEqual((header | tax).mapped("state"), ["processed"] * 2)
        self.assertEqual(assembly.state, "complete")
        self.assertFalse(assembly.missing)
        self.assertEqual(self.count_effects(), 1)
        (given_to_it,) = GIVEN["PAY-1"]
        self.assertEqual(given_to_it["location"], PLACE)
        self.assertEqual(given_to_it["items"], ITEMS)
        self.assertEqual(given_to_it["event_type"], self.codes[0])
        self.assertFalse(header.waiting_for)

    def test_the_other_way_round_and_together(self):
        """A23: whichever part comes first, and both in one set, it completes once."""
        tax = self.send(1, "PAY-2", location=PLACE)
        self.assertEqual(tax.waiting_note, "Header (System A) for PAY-2")
        header = self.send(0, "PAY-2")
        self.assertEqual((header | tax).mapped("state"), ["processed"] * 2)
        together = self.send(1, "PAY-3", drain=False, location=PLACE)
        together |= self.send(0, "PAY-3")
        self.assertEqual(together.mapped("state"), ["processed"] * 2)
        self.assertEqual(self.count_effects("PAY-2"), 1)
        self.assertEqual(self.count_effects("PAY-3"), 1)
        self.assertEqual(GIVEN["PAY-3"][0]["location"], PLACE)

    def test_repeated_and_late_parts(self):
        """A23: a part that is there already, or comes too late, has no effect."""
        self.send(0, "PAY-4")
        again = self.send(0, "PAY-4", reason="again", scope="shipment", items=[])
        optional = self.send(2, "PAY-4", location=PLACE)
        self.send(1, "PAY-4")
        self.assertEqual(GIVEN["PAY-4"][0]["location"], PLACE)
        late = self.send(1, "PAY-4", location=PLACE)
        other = self.send(1, "PAY-4", items=ITEMS)
        for message in again | optional | late | other:
            self.assertIn(message.state, ("processed", "duplicate"))
        self.assertEqual(self.count_effects("PAY-4"), 1)
        self.assertEqual(len(GIVEN["PAY-4"]), 1)

    def test_what_is_overdue_becomes_a_question_and_still_completes(self):
        """A23: a part that does not come is asked about; the latecomer completes it."""
        header = self.send(0, "PAY-5")
        assembly = self.get_assembly("PAY-5")
        self.trigger_cron("logistics_sync_base.ir_cron_sweep")
        self.assertFalse(self.get_exceptions("contribution_missing"))
        assembly.until = "2026-01-01"
        self.trigger_cron("logistics_sync_base.ir_cron_sweep")
        question = self.get_exceptions("contribution_missing")
        self.assertIn("PAY-5 still awaits Tax data (System B)", question.name)
        self.assertEqual(assembly.state, "overdue")
        self.assertEqual(header.waiting_for, "contribution")
        self.send(1, "PAY-5")
        self.assertEqual(header.state, "processed")
        self.assertEqual(question.state, "resolved")
        self.assertEqual(self.count_effects("PAY-5"), 1)

    def test_a_person_may_complete_it(self):
        """A23: "Complete With What Is There", where the main document is there."""
        self.send(1, "PAY-6")
        worker = self.make_user("assembly_worker", "finance")
        clerk = self.make_user("assembly_clerk", "user")
        assembly = self.get_assembly("PAY-6").with_user(worker)
        with self.assertRaisesRegex(UserError, "Header"):
            assembly.action_complete()
        header = self.send(0, "PAY-7")
        assembly = self.get_assembly("PAY-7")
        with self.assertRaises(AccessError):
            assembly.with_user(clerk).action_complete()
        assembly.with_user(worker).action_complete()
        self.drain()
        self.assertEqual(header.state, "processed")
        self.assertEqual(assembly.state, "forced")
        self.assertIn("Assembly Worker", str(header.history))
        late = self.send(1, "PAY-7")
        self.assertEqual(late.state, "processed")
        self.assertEqual(self.count_effects("PAY-7"), 1)

    def test_parts_that_contradict_each_other(self):
        """A23: nothing is merged over a contradiction; a person decides."""
        header = self.send(0, "PAY-8", items=ITEMS)
        wrong = [ITEMS[0] | {"quantity": "3"}]
        self.send(1, "PAY-8", items=wrong)
        self.assertEqual(header.state, "exception")
        question = self.get_exceptions("contribution_conflict")
        self.assertIn("Items 1, Quantity: 2 / 3", question.name)
        self.assertEqual(self.count_effects("PAY-8"), 0)
        self.get_assembly("PAY-8").action_complete()
        self.drain()
        self.assertEqual(header.state, "processed")
        self.assertEqual(GIVEN["PAY-8"][0]["items"], ITEMS)
        self.assertEqual(question.state, "resolved")

    def test_a_part_without_number(self):
        """A23: what cannot be put anywhere is asked about, never guessed."""
        message = self.send(0, None)
        self.assertEqual(message.state, "exception")
        question = self.get_exceptions("contribution_unplaced")
        self.assertIn("without its number (shipment)", question.name)

    def test_an_ignored_part_gives_way(self):
        """A23: what a person took out does not keep a corrected part from counting."""
        wrong = self.send(1, "PAY-9", items=ITEMS)
        wrong.event_ids._ignore("Sent by mistake")
        self.send(0, "PAY-9")
        self.assertEqual(self.get_assembly("PAY-9").state, "complete")
        corrected = self.send(1, "PAY-9", location=PLACE)
        self.assertEqual(corrected.state, "processed")
        self.assertEqual(self.count_effects("PAY-9"), 1)

    def test_a_rule_says_what_it_needs(self):
        """A23: two parts, the first required, and each recognizable."""
        with self.assertRaises(ValidationError):
            self.rule.part_ids[0].is_required = False
            self.rule.part_ids = [Command.delete(self.rule.part_ids[2].id)]
        with self.assertRaises(ValidationError):
            self.rule.part_ids = [
                Command.create(
                    {
                        "name": "Same again",
                        "event_type_id": self.types[0].id,
                        "connector_ids": [Command.link(self.systems[0].id)],
                    }
                )
            ]

    def test_nothing_waits_by_a_rule_that_is_gone(self):
        """A23: without its rule each document is processed by itself."""
        waiting = self.send(0, "PAY-10")
        self.assertEqual(waiting.waiting_for, "contribution")
        self.rule.unlink()
        self.drain()
        self.assertEqual(waiting.state, "processed")
        self.assertEqual(self.count_effects("PAY-10"), 1)

    def test_lines_are_merged_by_their_number(self):
        """A23: what one tells of a line joins what the other tells of it."""
        lead = {"lines": [{"line": "1", "sku": "A"}, {"line": "2", "sku": "B"}]}
        part = {"lines": [{"line": "2", "tax": "5"}, {"line": "3", "sku": "C"}]}
        self.assertEqual(
            merge(lead, part)["lines"],
            [
                {"line": "1", "sku": "A"},
                {"line": "2", "sku": "B", "tax": "5"},
                {"line": "3", "sku": "C"},
            ],
        )
        self.assertEqual(merge({"a": ["x"]}, {"a": ["y"]}), {"a": ["x"]})
        self.assertEqual(merge({"a": None}, {"a": {"b": 1}}), {"a": {"b": 1}})

    @settings(max_examples=60, derandomize=True, deadline=None)
    @given(
        *[
            st.dictionaries(
                st.sampled_from("abc"),
                st.none()
                | st.text(max_size=2)
                | st.dictionaries(st.sampled_from("xy"), st.text(max_size=2))
                | st.lists(
                    st.fixed_dictionaries(
                        {"line": st.sampled_from("12")},
                        optional={"q": st.text(max_size=1)},
                    ),
                    max_size=3,
                ),
            )
        ]
        * 2
    )
    def test_merging_again_changes_nothing(self, lead, part):
        """A23: idempotent, and what the lead tells is never overwritten."""
        merged = merge(lead, part)
        self.assertEqual(merge(merged, part), merged)
        for key, value in lead.items():
            if isinstance(value, str) and value:
                self.assertEqual(merged[key], value)
