# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2

from odoo import models
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..core.outcome import Outcome
from .common import LogisticsSyncCase, delivery_event
from .simulated_handler import TROUBLE, SimulatedHandlerMixin


class DocumentExtension(models.Model):
    _module = None
    _name = "res.partner.industry"
    _inherit = ["res.partner.industry", "logistics.sync.mixin"]


@tagged("post_install", "-at_install")
class TestExternalReferences(LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connector = cls.make_connector()
        cls.partners = cls.env["res.partner"].create([{"name": "A"}, {"name": "B"}])

    def link(self, record, external_id, kind="order", connector=None):
        return self.env["logistics.sync.external.ref"].create(
            {
                "connector_id": (connector or self.connector).id,
                "kind": kind,
                "external_id": external_id,
                "res_model": record._name,
                "res_id": record.id,
            }
        )

    def assert_refused(self, *arguments, **values):
        with (
            self.assertRaises(psycopg2.errors.UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.link(*arguments, **values)

    def test_one_external_id_is_one_record(self):
        """A15: the same (connector, kind, id) a second time is refused."""
        self.link(self.partners[0], "PO-1")
        self.assert_refused(self.partners[1], "PO-1")

    def test_one_record_has_one_id_of_a_kind(self):
        """A15: the same record a second time under another id is refused."""
        self.link(self.partners[0], "PO-1")
        self.assert_refused(self.partners[0], "PO-2")

    def test_kinds_and_partners_are_apart(self):
        """A15: another kind, or another partner, may use the same id."""
        self.link(self.partners[0], "1")
        self.link(self.partners[1], "1", kind="invoice")
        self.link(self.partners[1], "1", connector=self.make_connector())

    def test_every_kind_of_record_can_be_registered(self):
        """A15: orders, shipments, invoices, audit cases, vendors and payments."""
        kinds = dict(self.env["logistics.sync.external.ref"]._fields["kind"].selection)
        self.assertLessEqual(
            {"order", "shipment", "invoice", "audit_case", "vendor", "payment"},
            set(kinds),
        )

    def test_a_search_by_external_id_opens_the_record(self):
        """A15: the number a partner gives leads to the record."""
        self.link(self.partners[0], "PO-77")
        clerk = self.make_user("clerk_refs", "user")
        refs = self.env["logistics.sync.external.ref"].with_user(clerk)
        [(ref_id, __)] = refs.name_search("PO-77")
        action = refs.browse(ref_id).action_open_record()
        self.assertEqual(
            (action["res_model"], action["res_id"]),
            ("res.partner", self.partners[0].id),
        )

    def test_a_record_that_is_gone_is_told(self):
        """A15: a reference to a deleted record says so."""
        ref = self.link(self.partners[0], "PO-78")
        self.partners[0].unlink()
        self.assertFalse(ref.document_name)
        with self.assertRaisesRegex(UserError, "does not exist any more"):
            ref.action_open_record()

    def test_many_are_found_in_one_query(self):
        """A15: a set of external ids is looked up at once."""
        for partner, number in zip(self.partners, ("PO-1", "PO-2"), strict=True):
            self.link(partner, number)
        refs = self.env["logistics.sync.external.ref"]
        self.env.flush_all()
        refs.invalidate_model()
        with self.assertQueryCount(1):
            found = refs._find(self.connector, "order", ["PO-1", "PO-2", "PO-3"])
        self.assertEqual(set(found), {"PO-1", "PO-2"})


@tagged("post_install", "-at_install")
class TestSyncState(SimulatedHandlerMixin, LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(
            cls.registry["logistics.sync.mixin"]._inherit_children.discard,
            "res.partner.industry",
        )
        cls.extend_models(DocumentExtension)
        cls.document = cls.env["res.partner.industry"].create({"name": "Order 1"})

    def tell(self, reference, outcome):
        TROUBLE[reference] = outcome
        message = self.ingest(self.connector, delivery_event(reference))
        self.drain()
        self.document.invalidate_recordset()
        return message

    def test_without_messages_there_is_no_badge(self):
        """B3: a document nobody spoke about shows nothing."""
        self.assertEqual(self.document.sync_state, "none")
        self.assertEqual(self.document.sync_message_count, 0)

    def test_applied_messages_are_in_step(self):
        """B3: all applied: green, with the number of messages."""
        self.tell("T-1", Outcome.done(self.document))
        self.tell("T-2", Outcome.done(self.document))
        self.assertEqual(self.document.sync_state, "ok")
        self.assertEqual(self.document.sync_message_count, 2)

    def test_a_waiting_message_is_in_progress(self):
        """B3: something waits: in progress."""
        self.tell("T-1", Outcome.done(self.document))
        self.tell("T-2", Outcome.waiting("later", "Later", self.document))
        self.assertEqual(self.document.sync_state, "pending")

    def test_a_failed_message_is_red_and_the_button_leads_to_it(self):
        """B3: red badge; the buttons open the document's messages and questions."""
        good = self.tell("T-1", Outcome.done(self.document))
        bad = self.tell("T-2", Outcome.business("unreadable", "No", self.document))
        self.assertEqual(self.document.sync_state, "problem")
        self.assertEqual(self.document.sync_exception_count, 1)
        action = self.document.action_view_sync_messages()
        self.assertEqual(
            self.env[action["res_model"]].search(action["domain"]), bad | good
        )
        action = self.document.action_view_sync_exceptions()
        question = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(question.message_id, bad)

    def test_a_solved_problem_is_green_again(self):
        """B3, J20: once the question is answered and done, the badge is green."""
        self.tell("T-1", Outcome.business("unreadable", "No", self.document))
        TROUBLE["T-1"] = Outcome.done(self.document)
        self.get_exceptions("unreadable").action_retry()
        self.drain()
        self.document.invalidate_recordset()
        self.assertEqual(self.document.sync_state, "ok")

    def test_many_documents_cost_three_queries(self):
        """B3: the badge of a list does not ask for each row."""
        documents = self.env["res.partner.industry"].create(
            [{"name": f"Order {number}"} for number in range(50)]
        )
        self.env.flush_all()
        with self.assertQueryCount(3):
            documents.mapped("sync_state")
