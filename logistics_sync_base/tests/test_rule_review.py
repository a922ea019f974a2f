# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..core.financial import is_financial
from .common import LogisticsSyncCase


@tagged("post_install", "-at_install")
class TestRuleReview(LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.author = cls.make_user("rule_author", "manager", "finance")
        cls.finance = cls.make_user("rule_reviewer", "finance")
        cls.entries = cls.env["logistics.sync.audit.entry"]
        cls.reviews = cls.env["logistics.sync.rule.review"]

    def make_draft(self, **rule):
        mapping = self.env["logistics.sync.mapping"].with_user(self.author)
        values = {"target": "taxes[].rate", "expression": "vat"} | rule
        return mapping.create(
            {"name": "Invoices", "rule_ids": [Command.create(values)]}
        )

    def get_review(self, record):
        return self.reviews.search(
            [("res_model", "=", record._name), ("res_id", "=", record.id)], limit=1
        )

    def test_which_fields_touch_money(self):
        """M25: tax, freight, customer references and posting are financial."""
        for field in (
            "taxes[].rate",
            "lines[].unit_price",
            "charges[].amount",
            "references.customer_order",
            "references.purchase_order",
            "bank_account.iban",
            "currency",
            "bill_to.name",
        ):
            self.assertTrue(is_financial(field), field)
        for field in (
            "milestone",
            "occurred_at",
            "carrier",
            "integrate",
            "ship_to.name",
        ):
            self.assertFalse(is_financial(field), field)
        for kind in ("tax", "charge", "cost_center", "currency", "reference"):
            self.assertTrue(is_financial("", kind), kind)
        self.assertFalse(is_financial("", "milestone"))

    def test_a_changed_tax_mapping_is_logged_and_flagged(self):
        """M25: old and new value are on record, flagged as financial."""
        mapping = self.make_draft()
        mapping.rule_ids.expression = "tax_rate"
        entry = self.entries.search([("stage", "=", "change")], limit=1)
        self.assertTrue(entry.is_financial)
        self.assertEqual(entry.user_id, self.author)
        self.assertEqual((entry.res_model, entry.res_id), (mapping._name, mapping.id))
        self.assertEqual(entry.content["before"], {"Read From": "vat"})
        self.assertEqual(entry.content["after"], {"Read From": "tax_rate"})
        mapping.rule_ids.unlink()
        entry = self.entries.search([("stage", "=", "change")], limit=1)
        self.assertEqual(entry.content["before"]["Read From"], "tax_rate")

    def test_another_rule_is_logged_without_a_flag(self):
        """M25: what does not touch money is on record, but asks nobody."""
        mapping = self.make_draft(target="milestone")
        entry = self.entries.search([("stage", "=", "change")], limit=1)
        self.assertFalse(entry.is_financial)
        self.assertFalse(self.get_review(mapping))
        # A rule that stops to be about money was about money.
        mapping.rule_ids.target = "totals.tax"
        self.assertTrue(self.get_review(mapping))

    def test_nothing_changed_is_nothing_on_record(self):
        """M25: saving a rule as it was leaves no entry."""
        mapping = self.make_draft()
        before = self.entries.search_count([])
        mapping.rule_ids.expression = "vat"
        self.assertEqual(self.entries.search_count([]), before)

    def test_a_changed_tax_code_is_logged_and_reviewed(self):
        """M25: a code list of taxes counts at once, so that it is reviewed."""
        code = self.env["logistics.sync.code.map"].with_user(self.author)
        code = code.create(
            {
                "code_list": "test",
                "kind": "tax",
                "external_code": "S",
                "internal_code": "20",
            }
        )
        code.internal_code = "10"
        review = self.get_review(code)
        self.assertEqual((review.state, review.change_count), ("open", 2))
        self.assertIn("20", review.changes_html)

    def test_somebody_else_of_finance_reviews(self):
        """M25: neither the author nor who is not of finance; the decision is kept."""
        mapping = self.make_draft()
        review = self.get_review(mapping)
        self.assertEqual(review.author_ids, self.author)
        with self.assertRaises(UserError):
            review.with_user(self.author).action_agree()
        manager = self.make_user("rule_manager", "manager")
        with self.assertRaises(AccessError):
            review.with_user(manager).action_agree()
        mine = review.with_user(self.finance)
        with self.assertRaises(UserError):
            mine.action_object()
        with self.assertRaises(UserError):
            mine.state = "agreed"
        mine.note = "Twenty percent, not ten"
        mine.action_object()
        self.assertEqual(
            (review.state, review.reviewed_by_id), ("objected", self.finance)
        )
        entry = self.entries.search([("stage", "=", "approval")], limit=1)
        self.assertEqual((entry.user_id, entry.is_financial), (self.finance, True))
        self.assertEqual(entry.content["reason"], "Twenty percent, not ten")
        with self.assertRaises(UserError):
            mine.action_agree()
        # What is changed afterwards is looked at anew.
        mapping.rule_ids.expression = "rate"
        self.assertEqual(self.get_review(mapping).state, "open")
        self.assertNotEqual(self.get_review(mapping), review)
