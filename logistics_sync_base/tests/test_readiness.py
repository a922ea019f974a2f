# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import LogisticsSyncCase
from .mapping_case import RULES, SCAN

SERVICE = {
    "expression": "service",
    "transform": "code",
    "code_kind": "service",
    "is_code_strict": True,
}


@tagged("post_install", "-at_install")
class TestCodesAndReadiness(LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.make_user("clerk_of_codes", "user")
        cls.manager = cls.make_user("manager_of_codes", "manager")
        cls.mapping = cls.make_mapping(
            {target: rule for target, rule in RULES.items() if target != "milestone"}
            | {
                "event_type": {"constant": "shipped"},
                "service": SERVICE,
                "carrier": SERVICE | {"expression": "carrier", "code_kind": "carrier"},
            },
            canonical_schema="shipment_notice/1.0",
        )
        cls.env["logistics.sync.event.type"].search(
            [("code", "=", "shipped")]
        ) or cls.env["logistics.sync.event.type"].create(
            {"name": "Shipped", "code": "shipped"}
        )
        cls.set_plan("shipped", "record_only")
        cls.connector = cls.make_connector(mapping_id=cls.mapping.id)

    def receive(self, **values):
        message = self.ingest(self.connector, SCAN | values)
        self.drain()
        return message

    def answer(self, question, code):
        action = question.with_user(self.clerk).action_fix_code_map()
        wizard = self.env[action["res_model"]].with_user(self.clerk)
        wizard = wizard.browse(action["res_id"])
        self.assertEqual(wizard.kind, question.event_id.external_kind)
        with Form(wizard) as form:
            form.internal_text = code
        wizard.action_confirm()
        self.drain()

    def test_an_unmapped_service_is_mapped_and_processed_again(self):
        """A16: a service level nobody mapped asks a person; the answer reprocesses."""
        self.env["logistics.sync.code.map"].create(
            {
                "connector_id": self.connector.id,
                "kind": "carrier",
                "external_code": "np",
                "internal_code": "NPRC",
            }
        )
        first = self.receive(service="AM-1", carrier="np")
        second = self.receive(service="AM-1", carrier="np", parcel="TN-2")
        self.assertEqual(first.event_ids.state, "exception")
        self.assertEqual(second.event_ids.state, "exception")
        questions = self.get_exceptions("unknown_code", connector_id=self.connector.id)
        self.assertEqual(len(questions), 2)
        self.assertIn("service level “AM-1”", questions[0].name)
        self.answer(questions[0], "EXPRESS")
        self.assertEqual(first.event_ids.state, "done")
        self.assertEqual(second.event_ids.state, "done")
        self.assertEqual(first.event_ids.canonical["service"], "EXPRESS")
        row = self.connector.code_map_ids.filtered(lambda r: r.kind == "service")
        self.assertEqual((row.external_code, row.internal_code), ("AM-1", "EXPRESS"))

    def test_two_unknown_codes_are_asked_one_after_the_other(self):
        """A16: the second question comes when the first is answered."""
        message = self.receive(service="AM-1", carrier="np")
        for __ in range(2):
            question = self.get_exceptions(
                "unknown_code", connector_id=self.connector.id
            )
            self.assertEqual(len(question), 1)
            self.answer(question, f"OUR-{question.external_code}")
        self.assertEqual(message.event_ids.state, "done")
        self.assertEqual(message.event_ids.canonical["carrier"], "OUR-np")

    def test_the_same_code_of_another_kind_is_another_question(self):
        """A16: a warehouse 1 is not a carrier 1."""
        self.receive(service="1", carrier="1")
        question = self.get_exceptions("unknown_code", connector_id=self.connector.id)
        self.answer(question, "GROUND")
        again = self.get_exceptions("unknown_code", connector_id=self.connector.id)
        self.assertEqual(again.event_id.external_kind, "carrier")

    def test_an_answer_is_needed(self):
        """A16: without a code of ours nothing is mapped."""
        self.receive(service="AM-1", carrier="np")
        question = self.get_exceptions("unknown_code", connector_id=self.connector.id)
        with self.assertRaisesRegex(UserError, "AM-1"):
            self.answer(question, "  ")

    def test_every_kind_of_reference_has_its_label(self):
        """A16: references are records with labels a clerk reads."""
        names = self.env["logistics.sync.code.map"]._get_kind_names()
        for kind, label in (
            ("carrier", "Carrier"),
            ("service", "Service level"),
            ("charge", "Charge"),
            ("warehouse", "Warehouse"),
            ("cost_center", "Cost center"),
            ("tax", "Tax rule"),
            ("currency", "Currency"),
            ("reference", "Shipment identifier"),
        ):
            self.assertEqual(names[kind], label)

    # ---------------------------------------------------------- readiness
    def test_blockers_are_named_and_stop_the_go_live(self):
        """A18: unmapped carriers and services, a missing secret: all named at once."""
        draft = self.make_connector(mapping_id=self.mapping.id, state="draft")
        mine = draft.with_user(self.manager)
        self.assertEqual(mine.blocker_count, 3)
        for words in ("carrier", "service level", "secret"):
            self.assertIn(words, mine.readiness_html)
        with self.assertRaisesRegex(ValidationError, "cannot go live yet") as refusal:
            mine.action_go_live()
        self.assertIn("carrier", str(refusal.exception))
        with self.assertRaises(ValidationError):
            mine.write({"state": "live"})
        draft.code_map_ids = [
            Command.create({"kind": kind, "external_code": "a", "internal_code": "B"})
            for kind in ("carrier", "service")
        ]
        self.add_secret(draft)
        draft.invalidate_recordset()
        self.assertEqual(mine.blocker_count, 0)
        self.assertIn("no contract sample", mine.readiness_html)
        mine.action_go_live()
        self.assertEqual(draft.state, "live")

    def test_what_came_and_was_not_understood_blocks(self):
        """A18: a code that was seen in a trial run blocks until it is mapped."""
        self.env["logistics.sync.code.map"].create(
            [
                {
                    "connector_id": self.connector.id,
                    "kind": kind,
                    "external_code": "a",
                    "internal_code": "B",
                }
                for kind in ("carrier", "service")
            ]
        )
        self.add_secret(self.connector)
        self.receive(service="NEW", carrier="a")
        self.connector.state = "paused"
        mine = self.connector.with_user(self.manager)
        with self.assertRaisesRegex(ValidationError, "service level “NEW” came 1×"):
            mine.action_go_live()
        # While it is paused nothing is processed: the answer alone opens the way.
        question = self.get_exceptions("unknown_code", connector_id=self.connector.id)
        self.answer(question, "EXPRESS")
        self.connector.invalidate_recordset()
        mine.action_go_live()
        self.assertEqual(self.connector.state, "live")

    def test_an_archived_owner_and_a_retired_mapping(self):
        """A18: questions need an owner, documents an active mapping."""
        owner = self.make_user("leaves_soon", "manager")
        draft = self.make_connector(
            mapping_id=self.mapping.id, state="draft", owner_id=owner.id
        )
        owner.active = False
        self.mapping._set_state("retired")
        sentences = " ".join(text for __, text in draft._get_readiness())
        self.assertIn("archived", sentences)
        self.assertIn("is not active", sentences)

    def test_a_mapping_that_cannot_work_is_named(self):
        """A18: what cannot be compiled any more stops the go-live by its name."""
        draft = self.make_connector(mapping_id=self.mapping.id, state="draft")
        # Nobody can save this; a restored or migrated database may hold it.
        self.env.cr.execute(
            "UPDATE logistics_sync_mapping_rule SET expression = 'a['"
            " WHERE mapping_id = %s AND target = 'service'",
            [self.mapping.id],
        )
        self.env.invalidate_all()
        points = draft._get_readiness()
        self.assertIn(
            ("blocker", True),
            [(level, "cannot be used" in text) for level, text in points],
            points,
        )

    def test_a_broken_contract_blocks(self):
        """A18, C24: a sample that failed in the contract test is mended first."""
        draft = self.make_connector(mapping_id=self.mapping.id, state="draft")
        draft.contract_tested_at = "2026-11-20 12:00:00"
        draft.contract_test_ids = [
            Command.create({"name": "Front door", "result": "failed"})
        ]
        levels = {text: level for level, text in draft._get_readiness()}
        self.assertEqual(
            levels["A sample failed in the last contract test."], "blocker"
        )
