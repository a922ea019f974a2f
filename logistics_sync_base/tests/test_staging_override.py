# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_staging import StagingCase, supplier_invoice


@tagged("post_install", "-at_install")
class TestStagingOverride(StagingCase):
    def override(self, document):
        question = self.get_questions(document)
        question.with_user(self.clerk)._request_override(
            "The supplier corrects it next time"
        )
        question.with_user(self.finance)._decide_override(
            True, "Agreed with purchasing"
        )
        return question

    def test_a_document_with_findings_goes_on_as_it_came(self):
        """J12, J20: two people answer for it; it is accepted, both stay on record."""
        invoice = supplier_invoice()
        invoice["totals"]["net"] = "3900.00"
        document = self.stage(invoice)
        question = self.override(document)
        self.assertEqual(document.state, "accepted")
        self.assertEqual(document.decided_by_id, self.finance)
        self.assertEqual(question.resolution, "overridden")

    def test_a_number_is_taken_over_once_whoever_approves(self):
        """J12: an override is no way to pay an invoice twice."""
        self.stage(supplier_invoice())
        other = self.make_connector(channel="operational")
        twin = self.stage(supplier_invoice(invoice_date="2026-12-17"), other)
        self.assertTrue(self.get_questions(twin))
        with self.assertRaisesRegex(UserError, "has sent the number"):
            self.override(twin)
