# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64

from odoo import Command
from odoo.tests import tagged

from .common import ShipmentCase

PDF = b"%PDF-1.4 signed by the consignee"


@tagged("post_install", "-at_install")
class TestInvoiceEvents(ShipmentCase):
    """From what a partner tells to the customer's invoice."""

    def rule(self, *kinds):
        return self.env["logistics.invoice.rule"].create(
            {
                "name": "On " + " and ".join(kinds),
                "action": "post",
                "company_id": self.company.id,
                "condition_ids": [Command.create({"kind": kind}) for kind in kinds],
            }
        )

    def run_invoicing(self):
        cron = self.env.ref("logistics_sync_carrier.ir_cron_invoice_eligible")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def proof(self):
        return {
            "signed_by": "J. Doe",
            "document": {
                "name": "pod.pdf",
                "mimetype": "application/pdf",
                "data": base64.b64encode(PDF).decode(),
            },
        }

    def test_shipped_by_the_warehouse(self):
        """G2, G10, A25: the 3PL ships, the invoice is posted in the same cycle."""
        self.rule("dispatched")
        order = self.create_order()
        notice = self.notice(("LAMP-1", 6), order=order.name, shipment="NORTH-1")
        event = self.receive(notice, connector=self.tpl)
        self.assertEqual(event.state, "done", event.error)
        steps = {step["consequence"]: step["result"] for step in event.steps}
        self.assertEqual(steps["evaluate_release"], "done")
        self.run_invoicing()
        invoice = order.invoice_ids
        self.assertEqual(invoice.state, "posted")
        self.assertEqual(invoice.invoice_line_ids.quantity, 6)
        self.assertEqual(invoice.correlation_id, event.correlation_id)

    def test_delivered_after_the_dispatch(self):
        """G3, G10: the dispatch makes no invoice, the delivered event does, once."""
        self.rule("delivered")
        order = self.create_order()
        shipment = self.ship(order, tracking="1Z-300")
        self.receive(self.scan("picked_up", tracking_number="1Z-300"))
        self.run_invoicing()
        self.assertFalse(order.invoice_ids)
        self.assertEqual(shipment.invoice_release_id.waiting_for, "delivered")
        delivered = self.scan(
            "delivered", at="2026-11-20T15:00:00Z", tracking_number="1Z-300"
        )
        self.receive(delivered)
        self.receive(delivered)
        self.run_invoicing()
        self.assertEqual(len(order.invoice_ids), 1)
        line = shipment.invoice_release_id.line_ids.filtered(
            lambda line: line.kind == "delivered"
        )
        self.assertEqual(line.event_id.event_type_id.code, "delivered")

    def test_proof_completes_the_delivery(self):
        """G4, F3: delivered without proof waits; the proof makes the invoice."""
        self.rule("proof_of_delivery")
        order = self.create_order()
        shipment = self.ship(order, tracking="1Z-400")
        self.receive(self.scan("delivered", tracking_number="1Z-400"))
        self.run_invoicing()
        release = shipment.invoice_release_id
        self.assertEqual(release.waiting_for, "proof_of_delivery")
        self.assertFalse(order.invoice_ids)
        self.receive(
            self.scan(
                "pod_received",
                at="2026-11-20T16:00:00Z",
                tracking_number="1Z-400",
                proof_of_delivery=self.proof(),
            )
        )
        self.run_invoicing()
        self.assertEqual(release.state, "invoiced")
        files = order.invoice_ids.message_ids.attachment_ids
        self.assertEqual(files.mapped("raw"), [PDF])
        self.assertEqual(shipment.pod_attachment_ids.mapped("raw"), [PDF])

    def test_delivered_again_with_its_proof(self):
        """F3, G4: the same delivery told again with its proof brings the invoice."""
        self.rule("proof_of_delivery")
        order = self.create_order()
        shipment = self.ship(order, tracking="1Z-450")
        delivered = self.scan("delivered", tracking_number="1Z-450")
        self.receive(delivered)
        release = shipment.invoice_release_id
        self.assertEqual(release.waiting_for, "proof_of_delivery")
        self.assertFalse(shipment.pod_at)
        [event] = self.receive(dict(delivered, proof_of_delivery=self.proof()))
        self.assertEqual(event.state, "done", event.error)
        self.assertEqual(shipment.pod_attachment_ids.raw, PDF)
        self.assertEqual(shipment.sudo().pod_signed_by, "J. Doe")
        self.assertEqual(shipment.pod_at, event.occurred_at)
        self.assertEqual(release.state, "eligible")
        check = release.line_ids.filtered(lambda line: line.kind == "proof_of_delivery")
        self.assertEqual((check.met, check.met_at), (True, event.occurred_at))
        self.run_invoicing()
        self.assertEqual(order.invoice_ids.message_ids.attachment_ids.raw, PDF)
        self.assertEqual(len(self.receive(dict(delivered))), 0, "known already")
        self.assertEqual(len(order.invoice_ids), 1)

    def test_nobody_is_told_of_automatic_invoices(self):
        """F14, G10: a salesperson gets no notice that an invoice was assigned."""
        seller = self.env["res.users"].create(
            {
                "name": "Sela",
                "login": "sela",
                "email": "sela@example.com",
                "notification_type": "inbox",
                "group_ids": [
                    Command.link(self.env.ref("sales_team.group_sale_salesman").id)
                ],
            }
        )
        self.rule("dispatched")
        order = self.create_order(user_id=seller.id)
        told = [("res_partner_id", "=", seller.partner_id.id)]
        notices = self.env["mail.notification"].search(told)
        mails = self.env["mail.mail"].search([])
        self.ship(order, tracking="1Z-460")
        self.run_invoicing()
        self.assertEqual(order.invoice_ids.invoice_user_id, seller)
        self.assertEqual(self.env["mail.notification"].search(told), notices)
        self.assertEqual(self.env["mail.mail"].search([]), mails)

    def test_proof_comes_with_the_next_message(self):
        """F3: a proof that comes after the invoice still reaches its chatter."""
        self.rule("delivered")
        order = self.create_order()
        self.ship(order, tracking="1Z-500")
        self.receive(self.scan("delivered", tracking_number="1Z-500"))
        self.run_invoicing()
        self.assertFalse(order.invoice_ids.message_ids.attachment_ids)
        self.receive(
            self.scan(
                "pod_received",
                at="2026-11-20T16:00:00Z",
                tracking_number="1Z-500",
                proof_of_delivery=self.proof(),
            )
        )
        self.assertEqual(order.invoice_ids.message_ids.attachment_ids.raw, PDF)
