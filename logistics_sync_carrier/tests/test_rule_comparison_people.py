# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .test_rule_comparison import DAY, TODAY, ComparisonCase

COMPARISON = "logistics.invoice.rule.comparison"
GROUP = "logistics_sync_base.group_logistics_"


@tagged("post_install", "-at_install")
class TestWhoCompares(ComparisonCase):
    def test_a_proposed_change_is_compared(self):
        """L37, O22: what waits for the second person is tried, and they see how well.

        The rule in force stays as it is; a later change makes the figure outdated.
        """
        shipment = self.ship(delivered=None)
        self.bill(shipment, DAY - timedelta(days=2))
        self.rule.active = True
        with self.assertRaisesRegex(UserError, "in use"):
            self.rule.action_compare()
        self.company.sudo().logistics_approve_changes = "always"
        people = [
            new_test_user(
                self.env,
                login,
                groups=f"{GROUP}finance",
                company_ids=[self.company.id],
                company_id=self.company.id,
            )
            for login in ("shadow-author", "shadow-second")
        ]
        rule = self.rule.with_user(people[0])
        rule.condition_ids = [
            Command.clear(),
            Command.create({"kind": "dispatched"}),
        ]
        self.assertTrue(rule.proposed_setup_id)
        self.assertIn("not compared", rule.comparison_summary)
        action = rule.action_compare()
        dialog = self.env[action["res_model"]].with_user(people[0])
        shown = dialog.with_context(**action["context"]).create({}).action_compare()
        comparison = self.env[COMPARISON].with_user(people[1]).browse(shown["res_id"])
        self.assertEqual(comparison.match_percentage, 100)
        self.assertIn("shipped", comparison.rule_sentence)
        self.assertEqual(rule.condition_ids.kind, "delivered")
        second = rule.with_user(people[1])
        second.invalidate_recordset()
        self.assertIn("100", second.comparison_summary)
        self.assertFalse(comparison.is_outdated)
        rule.condition_ids = [Command.create({"kind": "proof_of_delivery"})]
        self.env.invalidate_all()
        self.assertTrue(comparison.is_outdated)
        self.assertIn("changed", second.comparison_summary)
        second.action_approve_setup()
        with self.assertRaisesRegex(UserError, "in use"):
            second._compare(TODAY, TODAY)

    def test_comparisons_are_not_written_by_hand(self):
        """L37, M1, M3: finance makes them by the button, others read, nobody edits."""
        self.ship()
        comparison = self.compare()
        other = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        for role, company, reads in (
            ("finance", self.company, True),
            ("manager", self.company, True),
            ("auditor", self.company, True),
            ("user", self.company, False),
            ("finance", other, False),
        ):
            user = new_test_user(
                self.env,
                f"compares-{role}-{company.id}",
                groups=f"{GROUP}{role}",
                company_ids=[company.id],
                company_id=company.id,
            )
            mine = comparison.with_user(user)
            found = mine.search([("id", "=", comparison.id)]) if reads else mine
            for record in (found, comparison.line_ids.with_user(user)):
                with self.subTest(role, model=record._name):
                    self.assertEqual(record.has_access("read"), reads)
                    self.assertEqual(bool(reads and record.read()), reads)
                    for operation in ("create", "write", "unlink"):
                        self.assertFalse(record.has_access(operation))
            if role != "finance" or company == other:
                with self.assertRaises(AccessError):
                    self.rule.with_user(user)._compare(TODAY, TODAY)

    def test_the_period_is_checked(self):
        """L37: a period the wrong way round is refused, with the day."""
        dialog = self.env["logistics.compare.rule"].create(
            {"rule_id": self.rule.id, "date_from": TODAY, "date_to": date(2020, 1, 1)}
        )
        with self.assertRaisesRegex(UserError, str(TODAY)):
            dialog.action_compare()
        self.ship()
        past = self.rule._compare(date(2020, 1, 1), date(2020, 2, 1))
        self.assertFalse(past.line_ids)
