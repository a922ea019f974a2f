# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.tests import tagged

from odoo.addons.logistics_sync_base.codec import schema

from .common_invoicing import InvoicingCase

WITHIN_MOMENTS = """status_snapshot invoice_eligible customer_invoice_posted booked
    booking_cancelled pickup_scheduled arrived_pickup pickup_failed departed_origin
    arrived_facility departed_facility interline_transfer departed_country
    arrived_country customs_in_progress customs_refused delivery_scheduled eta_updated
    arrived_destination out_for_delivery available_for_pickup partially_delivered
    delivered_exception on_hold damaged refused undeliverable lost return_initiated
    returned cancelled info""".split()


@tagged("post_install", "-at_install")
class TestInvoiceEligible(InvoicingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.flow = cls.env.ref("logistics_sync_carrier.event_type_invoice_eligible")
        cls.billing = (
            cls.env["logistics.sync.connector"]
            .sudo()
            .create(
                {
                    "name": "Billing",
                    "code": "billing-eligible",
                    "environment": "test",
                    "owner_id": cls.env.ref("base.user_admin").id,
                }
            )
        )
        cls.billing.state = "live"

    def subscribe(self, flow=None):
        return (
            self.env["logistics.sync.subscription"]
            .sudo()
            .create(
                {
                    "name": "What may be billed",
                    "connector_id": self.billing.id,
                    "event_type_ids": [Command.set((flow or self.flow).ids)],
                }
            )
        )

    def get_told(self):
        return self.env["logistics.sync.event"].search(
            [("event_type_id", "=", self.flow.id)]
        )

    def test_the_flows_that_are_shipped(self):
        """B13: trigger eligibility and milestones within moments, code by code."""
        types = self.env["logistics.sync.event.type"]
        shipped = types.browse(
            self.env["ir.model.data"]
            .search(
                [("module", "=", "logistics_sync_carrier"), ("model", "=", types._name)]
            )
            .mapped("res_id")
        )
        self.assertEqual(
            {flow.code: flow.mode for flow in shipped},
            dict.fromkeys(WITHIN_MOMENTS, "near_real_time"),
        )

    def test_who_bills_learns_that_it_may(self):
        """B13, A25: told when the last condition is met, before there is an invoice."""
        self.subscribe()
        self._rule("delivered", name="When delivered")
        order = self._order((self.bolt, 3))
        shipment = self._ship(order)
        self.assertFalse(self.get_told())
        self._tell(shipment, "delivered")
        event = self.get_told()
        self.assertEqual(event.state, "done", event.error)
        self.assertEqual((event.res_model, event.res_id), (shipment._name, shipment.id))
        told = event.canonical
        self.assertFalse(schema.checker("shipment/1.0").check(told))
        self.assertEqual(told["number"], shipment.name)
        self.assertEqual(told["orders"], [order.name])
        self.assertEqual(told["status"], "delivered")
        release = shipment.invoice_release_id
        self.assertEqual(event.occurred_at, release.eligible_at)
        self.assertEqual(
            told["extensions"]["invoicing"],
            {
                "rule": "When delivered",
                "rule_version": str(release.rule_version),
                "amount": f"{release.amount:.2f}",
                "currency": release.currency_id.name,
                "needs_approval": False,
            },
        )
        self.assertEqual(event.delivery_ids.connector_id, self.billing)
        self.assertFalse(shipment.invoice_ids)
        self._run_cron()
        self.assertEqual(shipment.invoice_ids.state, "posted")

    def test_what_needs_approval_after_all_is_news(self):
        """B13, M34: told as free to invoice, dearer when it is: told again."""
        self.subscribe()
        limits = self.env["logistics.sync.approval.limit"]
        limits.create({"kind": "invoice", "amount": 100, "company_id": self.company.id})
        self._rule("delivered")
        shipment = self._ship(self._order((self.bolt, 3)))
        self._tell(shipment, "delivered")
        shipment.sale_order_ids.order_line.price_unit = 1000
        shipment.invoice_release_id._invoice_now()
        told = [event.canonical["extensions"]["invoicing"] for event in self.get_told()]
        self.assertEqual(
            {(one["amount"], one["needs_approval"]) for one in told},
            {("34.50", False), ("3450.00", True)},
        )

    def test_judged_again_is_no_news(self):
        """B13, B6: what is ready stays ready; it is told once."""
        self.subscribe()
        rule = self._rule("delivered", action="approve")
        shipment = self._ship(self._order((self.bolt, 3)))
        self._tell(shipment, "delivered")
        event = self.get_told()
        self.assertTrue(event.canonical["extensions"]["invoicing"]["needs_approval"])
        release = shipment.invoice_release_id
        for state in ("to_approve", "waiting"):
            release.sudo().state = state
            release._evaluate_for(shipment)
            self.assertEqual(release.state, "to_approve")
            self.assertEqual(self.get_told(), event)
        self.assertEqual(release.rule_id, rule)

    def test_where_nobody_listens_nothing_is_written(self):
        """B13: no event and no query where nobody subscribed to it."""
        self.subscribe(
            self.env.ref("logistics_sync_carrier.event_type_customer_invoice_posted")
        )
        self._rule("delivered")
        shipment = self._ship(self._order((self.bolt, 3)))
        self._tell(shipment, "delivered")
        release = shipment.invoice_release_id
        self.assertEqual(release.state, "eligible")
        self.assertFalse(self.get_told())
        with self.assertQueryCount(0):
            release._tell_ready()

    def test_many_are_told_at_once(self):
        """B13: five ready shipments cost no statement more than two."""
        self.subscribe()
        self._rule("delivered", action="approve")
        shipments = self.env["logistics.shipment"].union(
            *(self._ship(self._order((self.bolt, 3))) for __ in range(7))
        )
        self._tell(shipments, "delivered")
        releases = shipments.invoice_release_ids
        self.assertEqual(len(self.get_told()), 7)
        self.assertEqual(len(self.get_told().delivery_ids), 7)
        counts = []
        for part in (releases[:2], releases[2:]):
            part.sudo().amount = 99
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            part._tell_ready()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(len(self.get_told()), 14)
        self.assertEqual(*counts)

    def test_many_are_judged_at_once(self):
        """K18, G4: a new rule writes the checklists of seven with one statement."""
        shipments = self.env["logistics.shipment"].union(
            *(self._ship(self._order((self.bolt, 3))) for __ in range(9))
        )
        releases = self.env["logistics.invoice.release"]
        releases._evaluate_for(shipments, create_missing=True)
        rule = self._rule("delivered")
        counts = []
        for part in (shipments[:2], shipments[2:]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            judged = releases._evaluate_for(part)
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
            for release in judged:
                kinds = release.line_ids.mapped("kind")
                self.assertEqual(release.rule_id, rule)
                self.assertEqual(kinds, ["delivered", "goods_issued"])
        few, many = counts
        self.assertLess(many - few, 5)
