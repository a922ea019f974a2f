# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_invoicing import InvoicingCase


@tagged("post_install", "-at_install")
class TestAuditedRules(InvoicingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.author, cls.other = (
            cls.env["res.users"]
            .sudo()
            .create(
                {
                    "name": name,
                    "login": name,
                    "company_id": cls.company.id,
                    "company_ids": [Command.set(cls.company.ids)],
                    "group_ids": [
                        Command.set(
                            [
                                cls.env.ref("base.group_user").id,
                                cls.env.ref(
                                    "logistics_sync_base.group_logistics_finance"
                                ).id,
                            ]
                        )
                    ],
                }
            )
            for name in ("rule-author", "rule-reviewer")
        )
        cls.entries = cls.env["logistics.sync.audit.entry"].sudo()

    def find_entries(self, record, stage):
        return self.entries.search(
            [
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("stage", "=", stage),
            ]
        )

    def test_a_changed_invoicing_rule_is_flagged_and_reviewed(self):
        """M25: what decides about posting has old, new and a second person."""
        rule = self._rule("dispatched", approval_threshold=500)
        rule.with_user(self.author).write({"approval_threshold": 50000})
        [entry] = self.find_entries(rule, "change")[:1]
        self.assertTrue(entry.is_financial)
        self.assertEqual(entry.user_id, self.author)
        self.assertEqual(
            entry.content["before"], {"Ask for Approval Above": "500.00 USD"}
        )
        self.assertEqual(
            entry.content["after"], {"Ask for Approval Above": "50000.00 USD"}
        )
        rule.condition_ids.with_user(self.author).unlink()
        self.assertIn("deleted", self.find_entries(rule, "change")[:1].summary)
        review = (
            self.env["logistics.sync.rule.review"]
            .sudo()
            .search([("res_model", "=", rule._name), ("res_id", "=", rule.id)])
        )
        self.assertEqual(len(review), 1)
        with self.assertRaisesRegex(UserError, "yourself"):
            review.with_user(self.author).action_agree()
        review.with_user(self.other).action_agree()
        self.assertEqual(review.state, "agreed")

    def test_how_orders_are_taken_is_flagged(self):
        """M25: a partner whose orders suddenly confirm themselves is on record."""
        connector = (
            self.env["logistics.sync.connector"]
            .sudo()
            .create(
                {
                    "name": "Shop",
                    "code": "audited-shop",
                    "environment": "test",
                    "owner_id": self.author.id,
                    "company_id": self.company.id,
                }
            )
        )
        self.assertFalse(self.find_entries(connector, "change"))
        connector.order_intake = "confirm"
        [entry] = self.find_entries(connector, "change")
        self.assertTrue(entry.is_financial)
        self.assertIn("Make and confirm an order", entry.content["after"].values())
        connector.name = "Other name"
        self.assertEqual(len(self.find_entries(connector, "change")), 1)

    def test_an_approved_invoice_is_in_the_trail(self):
        """M23, M34: who allowed which amount by which version of which rule."""
        self._rule("dispatched", action="approve", name="Large orders")
        shipment = self._ship(self._order((self.bolt, 2)))
        release = shipment.invoice_release_id
        release.with_user(self.other).action_approve()
        [entry] = self.find_entries(release, "approval")
        self.assertEqual((entry.user_id, entry.is_financial), (self.other, True))
        self.assertEqual(entry.content["before"]["State"], "To approve")
        self.assertEqual(entry.content["after"]["Decision"], "Approved")
        self.assertIn("Large orders", entry.summary)

    def test_refused_and_taken_up_again(self):
        """M23, M34: a refusal, and who went back on it, are two entries."""
        self._rule("dispatched", action="approve")
        shipment = self._ship(self._order((self.bolt, 2)))
        release = shipment.invoice_release_id
        release.with_user(self.other).action_refuse()
        release.with_user(self.author).action_retry()
        entries = self.find_entries(release, "approval")
        self.assertEqual(entries.mapped("user_id"), self.author | self.other)
        self.assertEqual(entries[0].content["before"]["Decision"], "Not to be invoiced")
