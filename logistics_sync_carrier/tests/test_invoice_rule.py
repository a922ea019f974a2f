# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common_invoicing import NOON, InvoicingCase


@tagged("post_install", "-at_install")
class TestInvoiceRule(InvoicingCase):
    def test_dispatched(self):
        """G2, G10: the transfer is validated, the invoice is posted in the same run."""
        self._rule("dispatched")
        shipment = self._ship(self._order((self.bolt, 3)))
        self.assertEqual(shipment.invoice_release_id.state, "eligible")
        self._run_cron()
        invoice = shipment.invoice_ids
        self.assertEqual(invoice.state, "posted")
        self.assertEqual(self._billed(invoice), {self.bolt: 3})
        self.assertEqual(shipment.invoice_release_id.state, "invoiced")

    def test_dispatched_draft(self):
        """G2, G18: the action "draft" leaves the posting to a person."""
        self._rule("dispatched", action="draft")
        shipment = self._ship(self._order((self.bolt, 3)))
        self._run_cron()
        self.assertEqual(shipment.invoice_ids.state, "draft")

    def test_delivered(self):
        """G3: the dispatch makes no invoice, the delivery does."""
        self._rule("delivered")
        shipment = self._ship(self._order((self.bolt, 3)))
        self._tell(shipment, "picked_up")
        self._run_cron()
        self.assertFalse(shipment.invoice_ids)
        self.assertEqual(shipment.invoice_release_id.waiting_for, "delivered")
        self._tell(shipment, "delivered", NOON + timedelta(hours=4))
        self._run_cron()
        self.assertEqual(shipment.invoice_ids.state, "posted")

    def test_estimated_delivery_is_no_delivery(self):
        """G3: what a carrier expects makes no invoice."""
        self._rule("delivered")
        shipment = self._ship(self._order((self.bolt, 3)))
        self._tell(shipment, "delivered", classifier="estimated")
        self.assertEqual(shipment.invoice_release_id.state, "waiting")

    def test_proof_of_delivery(self):
        """G4, G9: delivered without proof waits for it since the delivery."""
        self._rule("proof_of_delivery")
        shipment = self._ship(self._order((self.bolt, 3)))
        self._tell(shipment, "delivered", NOON)
        release = shipment.invoice_release_id
        self.assertEqual(release.state, "waiting")
        self.assertEqual(release.waiting_for, "proof_of_delivery")
        self.assertEqual(release.waiting_since, NOON)
        summary = release.with_context(tz="UTC", lang="en_US").summary
        self.assertRegex(summary, r"^Waiting for proof of delivery since 20 Nov 12:00$")
        self._run_cron()
        self.assertFalse(shipment.invoice_ids)
        self._sign(shipment, NOON + timedelta(days=1))
        self._run_cron()
        self.assertEqual(release.state, "invoiced")

    def test_both_in_either_order(self):
        """G1: "proof and customs" invoices only after both, in either order."""
        self._rule("proof_of_delivery", "customs_cleared")
        first = self._ship(self._order((self.bolt, 1)))
        second = self._ship(self._order((self.bolt, 2)))
        self._sign(first)
        self._tell(second, "customs_cleared")
        self._run_cron()
        self.assertFalse((first | second).invoice_ids)
        self._tell(first, "customs_cleared")
        self._sign(second)
        self._run_cron()
        self.assertEqual(len(first.invoice_ids), 1)
        self.assertEqual(len(second.invoice_ids), 1)

    def test_alternatives(self):
        """G1: a group letter makes alternatives: delivered and (proof or customs)."""
        rule = self._rule("delivered", "proof_of_delivery", "customs_cleared")
        rule.condition_ids[1:].letter = "A"
        self.assertEqual(
            rule.sentence,
            "When delivered and (proof of delivery received or customs cleared): "
            "create and post the invoice.",
        )
        shipment = self._ship(self._order((self.bolt, 1)))
        self._tell(shipment, "delivered")
        self.assertEqual(shipment.invoice_release_id.state, "waiting")
        self._tell(shipment, "customs_cleared")
        self.assertEqual(shipment.invoice_release_id.state, "eligible")

    def test_version(self):
        """G9: a changed rule is a new version; who waits is judged anew."""
        rule = self._rule("delivered", "proof_of_delivery")
        self.assertEqual(rule.version, 1)
        shipment = self._ship(self._order((self.bolt, 1)))
        self._tell(shipment, "delivered")
        release = shipment.invoice_release_id
        self.assertEqual(release.rule_version, 1)
        rule.condition_ids[1].unlink()
        self.assertEqual(rule.version, 2)
        self._run_cron("ir_cron_invoice_reevaluate")
        self.assertEqual(release.rule_version, 2)
        self.assertEqual(release.state, "eligible")

    def test_rule_needs_a_condition(self):
        """G1: a rule without conditions would invoice everything; it is refused."""
        with self.assertRaises(ValidationError):
            self._rule()

    def test_which_rule_and_why(self):
        """G1, G9: the customer's rule wins and the release says why."""
        self._rule("dispatched", name="General", sequence=1)
        mine = self._rule(
            "proof_of_delivery", name="Mine", partner_ids=self.customer.ids
        )
        shipment = self._ship(self._order((self.bolt, 1)))
        release = self.env["logistics.invoice.release"]._evaluate_for(shipment)
        self.assertEqual(release.rule_id, mine)
        self.assertIn("the customer", release.rule_reason)

    def test_why_not_invoiced(self):
        """G9: the button lists met and missing conditions with their evidence."""
        self._rule("delivered", "proof_of_delivery")
        order = self._order((self.bolt, 1))
        shipment = self._ship(order)
        self._tell(shipment, "delivered")
        for document in (shipment, shipment.picking_ids, order):
            action = document.action_why_not_invoiced()
            self.assertEqual(action["res_id"], shipment.invoice_release_id.id)
        lines = {line.kind: line for line in shipment.invoice_release_id.line_ids}
        self.assertTrue(lines["delivered"].met)
        self.assertEqual(lines["delivered"].met_at, NOON)
        self.assertEqual(lines["delivered"].milestone_id, shipment.milestone_ids)
        self.assertFalse(lines["proof_of_delivery"].met)
        self.assertEqual(lines["proof_of_delivery"].since, NOON)
        self.assertTrue(lines["goods_issued"].met)

    def test_why_without_a_rule(self):
        """G9: without a rule the button says so instead of showing nothing."""
        shipment = self._ship(self._order((self.bolt, 1)))
        self.assertFalse(shipment.invoice_release_id)
        shipment.action_why_not_invoiced()
        self.assertEqual(shipment.invoice_release_id.waiting_for, "no_rule")
        self.assertIn("No invoicing rule", shipment.invoice_release_id.summary)

    def test_freight_validated(self):
        """G1: "proof and freight validated" waits for the freight event too."""
        self._rule("proof_of_delivery", "freight_validated")
        shipment = self._ship(self._order((self.bolt, 1)))
        self._sign(shipment)
        release = shipment.invoice_release_id
        self.assertEqual(release.waiting_for, "freight_validated")
        event = self._freight_event(shipment)
        outcomes = (
            self.env["logistics.sync.handler"].sudo()._run("evaluate_release", event)
        )
        self.assertEqual(outcomes[event.id].kind, "done")
        self.assertEqual(release.state, "eligible")
        line = release.line_ids.filtered(lambda line: line.kind == "freight_validated")
        self.assertEqual(line.event_id, event)
        self._run_cron()
        self.assertEqual(shipment.invoice_ids.correlation_id, "trace-7")

    def _freight_event(self, shipment):
        connector = (
            self.env["logistics.sync.connector"]
            .sudo()
            .create(
                {"name": "Audit", "code": "audit-test", "company_id": self.company.id}
            )
        )
        message, _fresh = (
            self.env["logistics.sync.message"]
            .sudo()
            ._ingest(connector, b"{}", "freight-1")
        )
        return (
            self.env["logistics.sync.event"]
            .sudo()
            .create(
                {
                    "message_id": message.id,
                    "connector_id": connector.id,
                    "company_id": self.company.id,
                    "event_type_id": self.env.ref(
                        "logistics_sync_base.event_type_freight_charge_posted"
                    ).id,
                    "content_key": "freight-1",
                    "classifier": "actual",
                    "occurred_at": NOON,
                    "received_at": NOON,
                    "correlation_id": "trace-7",
                    "res_model": shipment._name,
                    "res_id": shipment.id,
                }
            )
        )

    def test_taxes_complete(self):
        """G1: "taxes complete" accepts a fiscal position that takes the tax away."""
        self._rule("dispatched", "tax_validated")
        untaxed = {
            "product_id": self.bolt.id,
            "product_uom_qty": 1,
            "tax_ids": False,
        }
        shipment = self._ship(self._order(untaxed))
        self.assertEqual(shipment.invoice_release_id.waiting_for, "tax_validated")
        position = self.env["account.fiscal.position"].create({"name": "Export"})
        exempt = self.tax_sale_a.copy({"name": "Exempt", "amount": 0})
        exempt.write(
            {
                "fiscal_position_ids": position.ids,
                "original_tax_ids": self.tax_sale_a.ids,
            }
        )
        order = self._order((self.bolt, 1), fiscal_position_id=position.id)
        shipment = self._ship(order)
        self.assertEqual(shipment.invoice_release_id.state, "eligible")

    def test_company_without_taxes(self):
        """G1, G24: products without any tax are invoiced, unless taxes are demanded."""
        self.bolt.taxes_id = False
        rule = self._rule("dispatched")
        shipment = self._ship(self._order((self.bolt, 1)))
        self._run_cron()
        self.assertEqual(shipment.invoice_release_id.state, "invoiced")
        self.assertFalse(shipment.invoice_ids.invoice_line_ids.tax_ids)
        rule.write({"condition_ids": [Command.create({"kind": "tax_validated"})]})
        shipment = self._ship(self._order((self.bolt, 1)))
        release = shipment.invoice_release_id
        self.assertEqual(release.waiting_for, "tax_validated")
        check = release.line_ids.filtered(lambda line: line.kind == "tax_validated")
        self.assertIn("Bolt", check._get_missing_detail())

    def test_taxes_alone_demanded(self):
        """G1, G24: a rule that also waits for taxes refuses what has none at all."""
        self.bolt.taxes_id = False
        self._rule("dispatched", "tax_validated", operator="any")
        shipment = self._ship(self._order((self.bolt, 1)))
        self._run_cron()
        release = shipment.invoice_release_id
        self.assertEqual(release.state, "failed")
        self.assertRegex(release.error, "No tax on Bolt")

    def test_cancelled_shipment(self):
        """G9: a cancelled shipment is not invoiced."""
        self._rule("delivered")
        shipment = self._ship(self._order((self.bolt, 1)))
        self._tell(shipment, "cancelled")
        self.assertEqual(shipment.invoice_release_id.state, "cancelled")

    def test_consequence_skips_what_it_does_not_know(self):
        """A25: an event without shipment gets an answer too."""
        self._rule("delivered")
        shipment = self._ship(self._order((self.bolt, 1)))
        event = self._freight_event(shipment)
        event.write({"res_model": False, "res_id": False})
        outcomes = (
            self.env["logistics.sync.handler"].sudo()._run("evaluate_release", event)
        )
        self.assertEqual(outcomes[event.id].kind, "skipped")
