# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from psycopg2 import IntegrityError

from odoo import models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..codec.contracts import canonical_examples
from .common import LogisticsSyncCase, delivery_event


class DocumentExtension(models.Model):
    """What an addon of accounting would do with what was accepted."""

    _module = None
    _name = "logistics.sync.document"
    _inherit = ["logistics.sync.document"]

    def _accept(self):
        result = super()._accept()
        if "OS-90017" in self.mapped("number"):
            raise UserError(self.env._("No journal"))
        self.write({"decision_reason": "Booked"})
        return result


def supplier_invoice(number="OS-90017", **values):
    invoice = canonical_examples("supplier_invoice/1.0")["invoice"]
    return invoice | {"number": number} | values


class StagingCase(LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connector = cls.make_connector(code="ap-one", channel="operational")
        cls.clerk = cls.make_user("staging_clerk", "user")
        cls.finance = cls.make_user("staging_finance", "finance")
        cls.env.ref("base.GBP").active = True
        cls.env.ref("base.USD").active = True

    def stage(self, invoice, connector=None):
        message = self.ingest(connector or self.connector, invoice)
        self.drain()
        self.assertEqual(message.state, "processed", message.history)
        return self.env["logistics.sync.document"].search(
            [("message_id", "=", message.id)]
        )

    def get_questions(self, document):
        return self.get_exceptions("document_findings", res_id=document.id)


@tagged("post_install", "-at_install")
class TestStagingAddon(StagingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.extend_models(DocumentExtension)

    def test_an_addon_follows_the_acceptance(self):
        """A6: a domain addon extends the acceptance; its error takes it back."""
        document = self.stage(supplier_invoice())
        with self.assertRaisesRegex(UserError, "No journal"), self.env.cr.savepoint():
            document.with_user(self.finance).action_accept()
        document.invalidate_recordset()
        self.assertEqual(document.state, "validated")
        fine = self.stage(supplier_invoice("OS-2"))
        fine.with_user(self.finance).action_accept()
        self.assertEqual((fine.state, fine.decision_reason), ("accepted", "Booked"))


@tagged("post_install", "-at_install")
class TestStaging(StagingCase):
    def test_an_invoice_waits_for_a_person(self):
        """A6: an inbound supplier invoice becomes a staged document with its origin."""
        document = self.stage(supplier_invoice())
        self.assertEqual(document.state, "validated")
        self.assertEqual(
            (document.kind, document.number, document.partner_name, document.total),
            ("supplier_invoice", "OS-90017", "Oak & Steel Mills Ltd.", 4688.34),
        )
        self.assertEqual(document.currency_id.name, "GBP")
        self.assertEqual(str(document.date_due), "2027-01-15")
        self.assertEqual(document.canonical, supplier_invoice())
        self.assertEqual(document.event_id.message_id, document.message_id)
        self.assertEqual(document.event_id._get_document(), document)
        self.assertEqual(document.correlation_id, document.message_id.correlation_id)
        self.assertIn("ready to accept", str(document.event_id.steps_html))

    def test_every_kind_of_invoice_is_staged(self):
        """A6: customer, supplier and freight invoices, credit notes among them."""
        for name in ("customer_invoice", "supplier_invoice", "freight_invoice"):
            for example in canonical_examples(f"{name}/1.0").values():
                document = self.stage(example)
                self.assertEqual(document.kind, name)
                self.assertEqual(document.document_type, example["kind"])
                self.assertEqual(document.state, "validated", document.findings)

    def test_it_can_be_read_without_json(self):
        """A6: the form shows parties, lines and totals as text, and is safe."""
        document = self.stage(supplier_invoice(notes="<script>alert(1)</script>"))
        shown = str(document.canonical_html)
        for text in ("Oak &amp; Steel Mills Ltd.", "STL-LEG", "4688.34", "Mill Lane 3"):
            self.assertIn(text, shown)
        self.assertNotIn("<script>", shown)
        self.assertIn("STL-LEG", str(document.event_id.canonical_html))

    def test_findings_are_named_by_field_and_asked_about(self):
        """A6: no currency and wrong totals: named, one question for finance."""
        invoice = supplier_invoice(currency=None)
        invoice["totals"]["net"] = "3900.00"
        document = self.stage(invoice)
        self.assertEqual(document.state, "staged")
        fields = {finding["field"] for finding in document.findings}
        self.assertEqual(fields, {"currency", "totals.net", "totals.total"})
        self.assertIn("totals.net", str(document.findings_html))
        question = self.get_questions(document)
        self.assertEqual(question.team, "finance")
        self.assertIn("currency", question.name)
        self.assertEqual(question._get_document(), document)
        with self.assertRaisesRegex(UserError, "currency"):
            document.with_user(self.finance).action_accept()
        self.assertEqual(document.state, "staged")

    def test_an_inactive_currency_is_a_finding_until_it_is_active(self):
        """A6: checked again from the question, once the reason is gone."""
        currency = self.env.ref("base.GBP")
        currency.active = False
        document = self.stage(supplier_invoice())
        self.assertEqual(document.findings[0]["code"], "unknown_currency")
        currency.active = True
        question = self.get_questions(document)
        question.with_user(self.finance).action_retry()
        self.assertEqual(document.state, "validated")
        self.assertEqual(question.state, "resolved")

    def test_the_same_number_again_is_a_finding(self):
        """A6: another date, another connector: the number of the partner counts."""
        first = self.stage(supplier_invoice())
        other = self.make_connector(channel="operational")
        second = self.stage(supplier_invoice(invoice_date="2026-12-17"), other)
        third = self.stage(
            supplier_invoice(" os-90017", supplier={"code": "V-999", "name": "Else"})
        )
        self.assertEqual(
            (first.state, second.state, third.state),
            ("validated", "staged", "validated"),
        )
        self.assertEqual(second.findings[0]["field"], "number")
        self.assertIn("OS-90017", second.findings[0]["message"])
        first.with_user(self.finance)._reject("Cancelled by the supplier")
        second.with_user(self.clerk).action_validate()
        self.assertEqual(second.state, "validated")

    def test_the_same_number_twice_in_one_set(self):
        """A6, K18: of two that are judged at once the first holds, the second not."""
        other = self.make_connector(channel="operational")
        self.ingest(self.connector, supplier_invoice())
        self.ingest(other, supplier_invoice(invoice_date="2026-12-17"))
        self.drain()
        first, second = self.env["logistics.sync.document"].search([], order="id")
        self.assertEqual((first.state, second.state), ("validated", "staged"))
        self.assertFalse(self.get_questions(first))
        self.assertIn("OS-90017", self.get_questions(second).name)

    def test_many_are_staged_with_as_many_statements_as_few(self):
        """K18, A6: no statement for each document, nor for each question about one."""
        self.env.ref("base.GBP").active = False

        def count(numbers):
            for number in numbers:
                self.ingest(self.connector, supplier_invoice(number))
            with self.enter_registry_test_mode(), self.registry.cursor() as cr:
                start = cr.sql_log_count
                self.env(cr=cr)["logistics.sync.message"]._drain("operational")
                return cr.sql_log_count - start

        count(["OS-WARM"])
        few = count([f"OS-FEW-{number}" for number in range(3)])
        many = count([f"OS-MANY-{number}" for number in range(40)])
        self.assertEqual(len(self.get_exceptions("document_findings")), 44)
        self.assertLess(many - few, 10)

    def test_a_number_with_other_content_is_a_contradiction(self):
        """A6, B9: the same invoice with another total is asked about, not staged."""
        self.stage(supplier_invoice())
        changed = supplier_invoice(notes="Now with other notes")
        again = self.ingest(self.connector, changed)
        self.drain()
        self.assertFalse(again.event_ids)
        self.assertEqual(again.duplicate_count, 1)
        question = self.get_exceptions("conflicting_duplicate")
        self.assertEqual(question.message_id, again)
        self.assertIn("OS-90017", question.name)
        same = self.ingest(self.connector, supplier_invoice())
        self.drain()
        self.assertEqual(same.duplicate_count, 1)
        self.assertEqual(len(self.get_exceptions("conflicting_duplicate")), 1)

    def test_finance_accepts(self):
        """A6: accepted once, with who and when; nothing else in base follows."""
        document = self.stage(supplier_invoice())
        document.with_user(self.finance).action_accept()
        self.assertEqual(document.state, "accepted")
        self.assertEqual(document.decided_by_id, self.finance)
        self.assertTrue(document.decided_at)
        with self.assertRaisesRegex(UserError, "decided already"):
            document.with_user(self.finance).action_accept()

    def test_a_clerk_and_an_administrator_do_not_decide(self):
        """A6: only finance accepts or rejects."""
        document = self.stage(supplier_invoice())
        for user in (self.clerk, self.make_user("staging_manager", "manager")):
            with self.assertRaises(AccessError):
                document.with_user(user).action_accept()
            with self.assertRaises(AccessError):
                document.with_user(user).action_reject()
        self.assertEqual(document.state, "validated")

    def test_rejecting_takes_a_reason(self):
        """A6: rejected with a reason, by the wizard, and the question is closed."""
        document = self.stage(supplier_invoice(currency=None))
        question = self.get_questions(document)
        action = document.with_user(self.finance).action_reject()
        wizard = self.env[action["res_model"]].with_user(self.finance)
        wizard = wizard.browse(action["res_id"])
        with self.assertRaisesRegex(UserError, "why"):
            wizard.action_confirm()
        wizard.reason = "No currency"
        wizard.action_confirm()
        self.assertEqual(document.state, "rejected")
        self.assertEqual(document.decision_reason, "No currency")
        self.assertEqual(document.decided_by_id, self.finance)
        self.assertEqual(question.state, "resolved")

    def test_what_was_sent_is_evidence(self):
        """A6: neither number nor content can be changed or removed."""
        document = self.stage(supplier_invoice())
        for values in ({"number": "X"}, {"canonical": {}}, {"total": 1}):
            with self.assertRaisesRegex(ValidationError, "kept as it came"):
                document.write(values)
        with self.assertRaisesRegex(UserError, "kept"):
            document.unlink()

    def test_the_database_accepts_a_number_once(self):
        """A6: whatever two people do at once, one number is accepted once."""
        first = self.stage(supplier_invoice())
        other = self.make_connector(channel="operational")
        second = self.stage(supplier_invoice(invoice_date="2026-12-17"), other)
        first.with_user(self.finance).action_accept()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                second._decide("accepted")
                second.flush_recordset()

    def test_processed_again_there_is_still_one_document(self):
        """B6: the step may run twice; the document is there once."""
        document = self.stage(supplier_invoice())
        handler = self.env["logistics.sync.handler"]
        outcome = handler._consequence_stage_document(document.event_id)
        self.assertEqual(outcome[document.event_id.id].res_id, document.id)
        self.assertEqual(
            self.env["logistics.sync.document"].search_count(
                [("event_id", "=", document.event_id.id)]
            ),
            1,
        )

    def test_what_is_no_invoice_is_not_staged(self):
        """A6: the step on another kind of event asks a person."""
        self.set_plan("test_fact", "stage_document")
        message = self.ingest(self.connector, delivery_event("1Z-900"))
        self.drain()
        self.assertEqual(message.event_ids.state, "exception")
        self.assertTrue(self.get_exceptions("unsupported_document"))

    def test_another_company_does_not_see_it(self):
        """A6: the documents of a company are seen there only."""
        document = self.stage(supplier_invoice())
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.make_user("staging_stranger", "finance", companies=company)
        found = self.env["logistics.sync.document"].with_user(stranger).search([])
        self.assertNotIn(document, found)
        with self.assertRaises(AccessError):
            document.with_user(stranger).action_accept()
