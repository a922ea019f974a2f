# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common_invoicing import InvoicingCase


@tagged("post_install", "-at_install")
class TestInvoiceRelease(InvoicingCase):
    """What happens to a release that is ready."""

    def _invoice_one_without_tax(self, count, place):
        """Ship and invoice so many orders, of which one has no tax: (shipments, it)."""
        self._rule("dispatched")
        orders = []
        for index in range(count):
            line = {"product_id": self.bolt.id, "product_uom_qty": 2}
            if index == place:
                line["tax_ids"] = False
            orders.append(self._order(line))
        shipments = self.env["logistics.shipment"].union(
            *(self._ship(order) for order in orders)
        )
        self._run_cron()
        return shipments, orders[place]

    def test_one_failure_of_ten(self):
        """G24, J1: of ten ready releases the fourth fails: 9 invoices, 1 exception."""
        shipments, order = self._invoice_one_without_tax(10, 3)
        self.assertEqual(len(shipments.invoice_ids), 9)
        self.assertEqual(set(shipments.invoice_ids.mapped("state")), {"posted"})
        failed = shipments.filtered(lambda ship: not ship.invoice_ids)
        release = failed.invoice_release_id
        self.assertEqual(failed.sale_order_ids, order)
        self.assertEqual(release.state, "failed")
        self.assertFalse(order.invoice_ids, "nothing half-made is left")
        question = self._exceptions("invoice_failed", release)
        self.assertEqual(question.team, "finance")
        self.assertEqual(question.amount, 20)
        self.assertRegex(question.name, "could not be invoiced: No tax on Bolt")
        for document in (failed, order):
            self.assertEqual(document.sync_state, "problem")

    def test_retry_from_the_exception(self):
        """G24, J1: mended and retried from the exception, it is invoiced and closed."""
        _shipments, order = self._invoice_one_without_tax(2, 1)
        release = order.logistics_shipment_ids.invoice_release_id
        question = self._exceptions("invoice_failed", release)
        question.action_retry()
        self.assertEqual(release.state, "failed")
        self.assertEqual(release.attempt_count, 2)
        self.assertEqual(question.occurrences, 2)
        self.assertEqual(question.state, "open")
        order.order_line.tax_ids = self.tax_sale_a
        question.action_retry()
        self.assertEqual(release.state, "invoiced")
        self.assertEqual(question.state, "resolved")
        self.assertEqual(self._billed(order.invoice_ids), {self.bolt: 2})

    def test_locked_period(self):
        """G24: a sale lock date of today is a clear failure, not a lost invoice."""
        self._rule("dispatched")
        shipment = self._ship(self._order((self.bolt, 2)))
        self.company.sale_lock_date = fields.Date.today()
        self._run_cron()
        self.assertEqual(shipment.invoice_release_id.state, "failed")
        self.assertFalse(shipment.invoice_ids)

    def test_moved_accounting_date(self):
        """G24: a lock date that moves the booking in silence is told to finance."""
        self._rule("dispatched", action="draft")
        shipment = self._ship(self._order((self.bolt, 2)))
        self._run_cron()
        today = fields.Date.today()
        self.company.fiscalyear_lock_date = today - timedelta(days=1)
        invoice = shipment.invoice_ids
        invoice.invoice_date = today - timedelta(days=20)
        invoice.action_post()
        self.assertEqual(invoice.date, today)
        self.assertEqual(len(self._exceptions("invoice_date_moved", invoice)), 1)

    def test_approval(self):
        """G18: above the limit it waits for approval; approving posts and is logged."""
        self._rule("dispatched", approval_threshold=100)
        small = self._ship(self._order((self.bolt, 5)))
        large = self._ship(self._order((self.bolt, 50)))
        self._run_cron()
        self.assertEqual(small.invoice_ids.state, "posted")
        release = large.invoice_release_id
        self.assertEqual(release.state, "to_approve")
        self.assertFalse(large.invoice_ids)
        self.assertEqual(len(release.activity_ids), 1)
        clerk = new_test_user(
            self.env,
            "release-clerk",
            groups="logistics_sync_base.group_logistics_operations",
            company_id=self.company.id,
        )
        with self.assertRaises(AccessError):
            release.with_user(clerk).action_approve()
        boss = new_test_user(
            self.env,
            "release-finance",
            groups="logistics_sync_base.group_logistics_finance",
            company_id=self.company.id,
        )
        release.with_user(boss).action_approve()
        self.assertEqual(large.invoice_ids.state, "posted")
        self.assertEqual(release.decided_by_id, boss)
        self.assertFalse(release.activity_ids)
        self.assertIn("Approved by", release.message_ids[0].body)
        self.assertEqual(release.message_ids[0].author_id, boss.partner_id)

    def test_limit_counts_the_whole_invoice(self):
        """G18, G13: fees and the other shipments of a whole order count too."""
        self._rule("dispatched", approval_threshold=100, partial_policy="complete")
        order = self._order((self.bolt, 8))
        first = self._ship(order, {self.bolt: 4})
        second = self._ship(order)
        self.assertEqual(second.invoice_release_id.state, "eligible")
        order = self._order((self.bolt, 7), (self.freight, 1))
        shipment = self._ship(order)
        self.assertEqual(shipment.invoice_release_id.state, "to_approve")
        order = self._order((self.bolt, 10))
        first = self._ship(order, {self.bolt: 5})
        second = self._ship(order)
        self._run_cron()
        self.assertEqual(second.invoice_release_id.state, "to_approve")
        second.invoice_release_id.action_approve()
        self.assertEqual(self._billed(first.invoice_ids), {self.bolt: 10})
        releases = (first | second).invoice_release_ids
        self.assertEqual(set(releases.mapped("state")), {"invoiced"})
        self.assertFalse(releases.activity_ids)

    def test_clerk_checks_again(self):
        """G24: operations may check again; what finance stopped is finance's."""
        self._rule("dispatched")
        shipment = self._ship(self._order((self.bolt, 1)))
        release = shipment.invoice_release_id
        clerk = new_test_user(
            self.env,
            "retry-clerk",
            groups="logistics_sync_base.group_logistics_operations",
            company_id=self.company.id,
        )
        release.action_refuse()
        with self.assertRaises(AccessError):
            release.with_user(clerk).action_retry()
        release.action_retry()
        self.assertEqual(release.state, "invoiced")
        release.sudo().state = "failed"
        release.with_user(clerk).action_retry()
        self.assertEqual(release.state, "nothing")

    def test_always_approve(self):
        """G18: the action "approve" asks whatever the amount."""
        self._rule("dispatched", action="approve")
        shipment = self._ship(self._order((self.bolt, 1)))
        self.assertEqual(shipment.invoice_release_id.state, "to_approve")

    def test_refused(self):
        """G18: what finance refuses is not invoiced by later events."""
        self._rule("dispatched", action="approve")
        shipment = self._ship(self._order((self.bolt, 1)))
        release = shipment.invoice_release_id
        release.action_refuse()
        self._tell(shipment, "delivered")
        self._run_cron()
        self.assertEqual(release.state, "cancelled")
        self.assertFalse(shipment.invoice_ids)
        release.action_retry()
        self.assertEqual(release.state, "to_approve")

    def test_threshold_in_another_currency(self):
        """G18: the limit is compared in its own currency."""
        euro = self.setup_other_currency("EUR", rates=[("1900-01-01", 2.0)])
        self._rule("dispatched", approval_threshold=150, currency_id=euro.id)
        shipment = self._ship(self._order((self.bolt, 7)))
        self.assertEqual(shipment.invoice_release_id.state, "to_approve")
        shipment = self._ship(self._order((self.bolt, 6)))
        self.assertEqual(shipment.invoice_release_id.state, "eligible")

    def test_proof_in_the_invoice_chatter(self):
        """F3: a proof with PDF is on the shipment and in the invoice's chatter."""
        self._rule("proof_of_delivery")
        shipment = self._ship(self._order((self.bolt, 1)))
        self._sign(shipment)
        self._run_cron()
        files = shipment.invoice_ids.message_ids.attachment_ids
        self.assertEqual(files.mapped("name"), ["pod.pdf"])
        self.assertEqual(files.raw, b"%PDF-1.4 signed")
        self.assertEqual(files.res_model, "account.move")

    def test_proof_after_the_invoice(self):
        """F3: a proof that comes after the invoice is added once."""
        self._rule("dispatched")
        shipment = self._ship(self._order((self.bolt, 1)))
        self._run_cron()
        invoice = shipment.invoice_ids
        self.assertFalse(invoice.message_ids.attachment_ids)
        self._sign(shipment)
        self.assertEqual(len(invoice.message_ids.attachment_ids), 1)
        self._sign(shipment)
        self.assertEqual(len(invoice.message_ids.attachment_ids), 1)

    def test_timeline_and_badge(self):
        """B3: the invoice shows the milestones and the questions of its shipments."""
        self._rule("dispatched", action="draft")
        shipment = self._ship(self._order((self.bolt, 1)))
        self._tell(shipment, "picked_up")
        self._run_cron()
        invoice = shipment.invoice_ids
        self.assertEqual(invoice.shipment_milestone_ids, shipment.milestone_ids)
        self.assertEqual(invoice.sync_state, "none")
        self.env["logistics.sync.exception"].sudo()._raise_for(
            "unknown_tracking", "Look here", record=shipment
        )
        invoice.invalidate_recordset()
        self.assertEqual(invoice.sync_state, "problem")
        self.assertEqual(invoice.sync_exception_count, 1)

    def test_second_worker(self):
        """B9: who comes second on the same release ends as duplicate, not failed."""
        self._rule("dispatched")
        shipment = self._ship(self._order((self.bolt, 1)))
        release = shipment.invoice_release_id.sudo()
        self.assertEqual(release._invoice_now()[release], "invoiced")
        self.assertEqual(release._invoice_now()[release], "duplicate")
        self.assertFalse(self._exceptions("invoice_failed", release))
        self.assertEqual(len(shipment.invoice_ids), 1)

    def test_backstop(self):
        """G10: a fact no event told is found by the backstop."""
        self._rule("delivered")
        shipment = self._ship(self._order((self.bolt, 1)))
        release = shipment.invoice_release_id.sudo()
        shipment.sudo().delivered_at = fields.Datetime.now()
        release.evaluated_at = fields.Datetime.now() - timedelta(hours=2)
        self._run_cron("ir_cron_invoice_reevaluate")
        self.assertEqual(release.state, "eligible")

    def test_ready_wakes_the_cron(self):
        """G10: a release that becomes ready wakes the invoicing at once."""
        cron = self.env.ref("logistics_sync_carrier.ir_cron_invoice_eligible")
        triggers = self.env["ir.cron.trigger"].sudo()
        triggers.search([("cron_id", "=", cron.id)]).unlink()
        self._rule("delivered")
        shipment = self._ship(self._order((self.bolt, 1)))
        self.assertFalse(triggers.search([("cron_id", "=", cron.id)]))
        self._tell(shipment, "delivered")
        self.assertTrue(triggers.search([("cron_id", "=", cron.id)]))

    def test_journal_and_origin(self):
        """G18: the rule may name the journal; the invoice says why it was made."""
        journal = self.company_data["default_journal_sale"].copy({"code": "LOGI"})
        rule = self._rule("dispatched", journal_id=journal.id, name="On dispatch")
        shipment = self._ship(self._order((self.bolt, 1)))
        self._run_cron()
        invoice = shipment.invoice_ids
        self.assertEqual(invoice.journal_id, journal)
        bodies = " ".join(invoice.message_ids.mapped("body"))
        self.assertIn(rule.name, bodies)
        self.assertIn(shipment.name, bodies)

    def test_company_separation(self):
        """N4: releases, rules and the ledger of another company stay hidden."""
        self._rule("dispatched")
        shipment = self._ship(self._order((self.bolt, 1)))
        self._run_cron()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        user = self.env["res.users"].create(
            {
                "name": "Elsewhere clerk",
                "login": "elsewhere-clerk",
                "company_ids": other.ids,
                "company_id": other.id,
                "group_ids": [
                    Command.set(
                        self.env.ref("logistics_sync_base.group_logistics_finance").ids
                    )
                ],
            }
        )
        for model in (
            "logistics.invoice.release",
            "logistics.invoice.release.line",
            "logistics.invoice.rule",
            "logistics.invoice.rule.condition",
            "logistics.invoiced.quantity",
        ):
            self.assertTrue(self.env[model].sudo().search_count([]))
            self.assertFalse(self.env[model].with_user(user).search_count([]), model)
        with self.assertRaises(AccessError):
            shipment.invoice_release_id.with_user(user).read(["state"])
