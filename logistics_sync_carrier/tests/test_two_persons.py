# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common_invoicing import InvoicingCase

FINANCE = "logistics_sync_base.group_logistics_finance"


class TwoPersonsCase(InvoicingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.author, cls.second = (
            new_test_user(
                cls.env,
                login,
                groups=FINANCE,
                company_ids=[cls.company.id],
                company_id=cls.company.id,
            )
            for login in ("rule-author", "rule-second")
        )

    def make_limit(self, amount, **values):
        return self.env["logistics.sync.approval.limit"].create(
            {"kind": "invoice", "amount": amount, "company_id": self.company.id}
            | values
        )


@tagged("post_install", "-at_install")
class TestRuleApproval(TwoPersonsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sudo().logistics_approve_changes = "always"
        cls.rule = cls._rule("delivered").sudo()
        cls.rule._get_proposed().with_user(cls.second).action_approve()

    def test_a_new_rule_waits_for_a_second_person(self):
        """M20: a rule made by one person invoices nothing before another agreed."""
        rule = self._rule("dispatched").with_user(self.author)
        self.assertFalse(rule.active)
        self.assertTrue(rule.proposed_setup_id)
        with self.assertRaisesRegex(AccessError, "yourself"):
            rule.with_user(self.env.user).action_approve_setup()
        rule.with_user(self.second).action_approve_setup()
        self.assertTrue(rule.active)

    def test_a_change_is_inactive_until_approved(self):
        """M20: conditions and action stay as they were; the log tells who decided."""
        rule = self.rule.with_user(self.author)
        version = rule.version
        rule.write(
            {
                "action": "draft",
                "condition_ids": [Command.create({"kind": "proof_of_delivery"})],
            }
        )
        self.assertEqual((rule.action, rule.version), ("post", version))
        self.assertEqual(rule.condition_ids.mapped("kind"), ["delivered"])
        with self.assertRaisesRegex(UserError, "form of their rule"):
            rule.condition_ids.kind = "dispatched"
        rule.with_user(self.second).action_approve_setup()
        self.assertEqual(rule.action, "draft")
        self.assertEqual(
            set(rule.condition_ids.mapped("kind")), {"delivered", "proof_of_delivery"}
        )
        entry = (
            self.env["logistics.sync.audit.entry"]
            .sudo()
            .search(
                [("res_model", "=", rule._name), ("stage", "=", "approval")], limit=1
            )
        )
        self.assertEqual(entry.user_id, self.second)

    def test_stopping_waits_for_nobody(self):
        """M20: a rule that does harm is stopped at once."""
        self.rule.with_user(self.author).active = False
        self.assertFalse(self.rule.active)

    def test_roll_back(self):
        """M21: one click, and the rule before counts; releases tell its version."""
        rule = self.rule.with_user(self.author)
        rule.write(
            {
                "action": "draft",
                "condition_ids": [
                    Command.clear(),
                    Command.create({"kind": "dispatched"}),
                ],
            }
        )
        rule.with_user(self.second).action_approve_setup()
        faulty = self._ship(self._order((self.bolt, 2)))
        self.assertEqual(faulty.invoice_release_id.state, "eligible")
        told = faulty.invoice_release_id.rule_version
        rule.action_roll_back()
        self.assertEqual(rule.condition_ids.mapped("kind"), ["delivered"])
        self.assertEqual(rule.action, "post")
        shipment = self._ship(self._order((self.bolt, 2)))
        self.assertEqual(shipment.invoice_release_id.state, "waiting")
        self.assertGreater(shipment.invoice_release_id.rule_version, told)


@tagged("post_install", "-at_install")
class TestMaterialInvoices(TwoPersonsCase):
    def ship(self, quantity, **values):
        self._rule("dispatched")
        return self._ship(self._order((self.bolt, quantity), **values))

    def test_at_the_limit_a_second_person_is_asked(self):
        """M34: at the limit and above nothing is posted alone, below it is."""
        self.make_limit(115)
        material = self.ship(10)
        below = self._ship(self._order((self.bolt, 9)))
        self._run_cron()
        self.assertEqual(below.invoice_ids.state, "posted")
        release = material.invoice_release_id
        self.assertEqual(release.state, "to_approve")
        self.assertFalse(material.invoice_ids)
        with self.assertRaisesRegex(AccessError, "had a part in it"):
            release.with_user(self.env.user).action_approve()
        release.with_user(self.second).action_approve()
        self.assertEqual(material.invoice_ids.state, "posted")
        self.assertEqual(release.decided_by_id, self.second)

    def test_without_a_limit_nobody_is_asked(self):
        """M34: the limit is configured by company."""
        other = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        self.env["logistics.sync.approval.limit"].sudo().create(
            {"kind": "invoice", "amount": 1, "company_id": other.id}
        )
        shipment = self.ship(10)
        self._run_cron()
        self.assertEqual(shipment.invoice_ids.state, "posted")

    def test_other_currencies_are_converted(self):
        """M34: by the rate of the day; without any rate it counts as above."""
        limits = self.env["logistics.sync.approval.limit"]
        euro = self.setup_other_currency("EUR", rates=[("1900-01-01", 2.0)])
        self.make_limit(100)

        def is_material(amount, currency):
            return limits._is_material("invoice", self.company, amount, currency)

        self.assertFalse(is_material(199, euro))
        self.assertTrue(is_material(200, euro))
        self.assertTrue(is_material(-100, self.company.currency_id))
        unrated = self.env["res.currency"].sudo().create({"name": "QQX", "symbol": "Q"})
        self.assertTrue(is_material(1, unrated))
        self.assertTrue(is_material(None, euro))
        self.assertFalse(limits._is_material("exception", self.company, 10**9, euro))
        self.make_limit(10, currency_id=euro.id)
        self.assertTrue(is_material(10, euro))

    def test_a_question_above_the_limit_needs_two(self):
        """M34: also what is no question of finance is not waved through alone."""
        self.make_limit(500, kind="exception")
        code = (
            self.env["logistics.sync.exception.code"]
            .sudo()
            .search([("financial", "=", False), ("allow_ignore", "=", True)], limit=1)
        )
        questions = self.env["logistics.sync.exception"].sudo()
        for amount, asks in ((499, False), (500, True)):
            shipment = self._ship(self._order((self.bolt, 1)))
            question = questions._raise_for(
                code.code, "A question", record=shipment, amount=amount
            )
            self.assertEqual(question.needs_approval, asks)
        partner = self.env["res.partner"].create({"name": "Worth nobody knows what"})
        unknown = questions._raise_for(
            code.code, "A question", record=partner, company=self.company
        )
        self.assertTrue(unknown.needs_approval, "an amount nobody knows is not small")
        nothing = questions._raise_for(
            code.code, "Another", record=partner.copy(), company=self.company, amount=0
        )
        self.assertFalse(nothing.needs_approval)
        carrier = (
            self.env["logistics.sync.connector"]
            .sudo()
            .create({"name": "Away", "code": "away", "owner_id": self.env.uid})
        )
        technical = questions._raise_for("unreachable", "Away", connector=carrier)
        self.assertFalse(technical.needs_approval)

    def grow(self, shipment, price):
        shipment.sale_order_ids.order_line.price_unit = price

    def test_what_grows_above_the_limit_is_asked_about(self):
        """M34: judged below it, dearer when it is invoiced: not posted alone."""
        self.make_limit(1000)
        shipment = self.ship(5)
        release = shipment.invoice_release_id
        self.assertEqual(release.state, "eligible")
        self.grow(shipment, 1000)
        self._run_cron()
        self.assertEqual((release.state, release.amount), ("to_approve", 5750))
        self.assertFalse(shipment.invoice_ids)

    def test_a_retry_is_no_way_around_the_limit(self):
        """M34, G24: failed below the limit, mended to an amount above it."""
        self.make_limit(1000)
        self._rule("dispatched")
        order = self._order((self.bolt, 5))
        order.order_line.tax_ids = False
        shipment = self._ship(order)
        self._run_cron()
        release = shipment.invoice_release_id
        self.assertEqual(release.state, "failed")
        self.grow(shipment, 1000)
        order.order_line.tax_ids = self.tax_sale_a
        release.action_retry()
        self.assertEqual(release.state, "to_approve")
        self.assertFalse(shipment.invoice_ids)

    def test_an_approval_is_for_the_amount_approved(self):
        """M34: what was agreed to and grew is asked about anew, in words."""
        self.make_limit(100)
        self._rule("dispatched")
        order = self._order((self.bolt, 10))
        order.order_line.tax_ids = False
        shipment = self._ship(order)
        release = shipment.invoice_release_id
        release.with_user(self.second).action_approve()
        self.assertEqual((release.state, release.decision), ("failed", "approved"))
        self.grow(shipment, 1000)
        order.order_line.tax_ids = self.tax_sale_a
        release.action_retry()
        self.assertEqual((release.state, release.decision), ("to_approve", False))
        said = " ".join(str(one.body) for one in release.message_ids)
        self.assertIn("more by now", said)
        release.with_user(self.second).action_approve()
        self.assertEqual(release.state, "invoiced", release.error)

    def test_nothing_to_invoice_needs_nobody(self):
        """M34: goods somebody billed by hand are no invoice of unknown amount."""
        self.make_limit(1000)
        order = self._order((self.bolt, 5))
        shipment = self._ship(order)
        order._create_invoices()
        self._rule("dispatched")
        releases = self.env["logistics.invoice.release"]
        release = releases._evaluate_for(shipment, create_missing=True)
        self.assertEqual(release.state, "eligible")
        self._run_cron()
        self.assertEqual(release.state, "nothing")

    def test_who_made_the_rule_is_not_the_second_person(self):
        """M34: also where rules need no second person themselves."""
        self.make_limit(1)
        self._rule("dispatched", active=False).with_user(self.author).copy(
            {"active": True}
        )
        release = self._ship(self._order((self.bolt, 5))).invoice_release_id
        with self.assertRaisesRegex(AccessError, "had a part in it"):
            release.with_user(self.author).action_approve()

    def test_a_changed_limit_is_reviewed(self):
        """M34 M20: who raises a limit is looked at by finance."""
        limit = self.make_limit(100)
        self.env["logistics.sync.rule.review"].sudo().search([]).unlink()
        limit.with_user(self.env.user).amount = 10**6
        review = (
            self.env["logistics.sync.rule.review"]
            .sudo()
            .search([("res_model", "=", limit._name), ("res_id", "=", limit.id)])
        )
        self.assertEqual(review.author_ids, self.env.user)
