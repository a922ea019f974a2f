# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from .test_rule_comparison import NOON, ComparisonCase


@tagged("post_install", "-at_install")
class TestServices(ComparisonCase):
    """Services and fees of orders that went in one shipment."""

    def compare_one(self, **values):
        self.rule.write(values)
        return self.compare().line_ids

    def test_fees_count_where_the_order_has_one_shipment(self):
        """L37: a rule that leaves fees out is not the same as an invoice with them."""
        self.bill(self.ship((self.bolt, 2), (self.freight, 1)))
        line = self.compare_one()
        self.assertTrue(line.with_fees)
        self.assertEqual((line.result, line.rule_amount), ("same", 46))
        line = self.compare_one(service_policy="never")
        self.assertEqual((line.result, line.amount_difference), ("amount", -23))

    def test_a_fee_nobody_invoiced_is_a_difference(self):
        """L37: the fee came later than its invoice; the rule would have billed it."""
        shipment = self.ship()
        self.bill(shipment)
        shipment.sale_order_ids.order_line = [
            Command.create({"product_id": self.freight.id, "product_uom_qty": 1})
        ]
        line = self.compare_one()
        self.assertEqual((line.result, line.amount_difference), ("amount", 23))

    def test_services_by_what_was_done_cannot_be_told(self):
        """L37: how much was done by that day is not known, and not guessed."""
        self.freight.invoice_policy = "delivery"
        shipment = self.ship((self.bolt, 2), (self.freight, 1))
        shipment.sale_order_ids.order_line[1].qty_delivered = 1
        self.bill(shipment)
        line = self.compare_one()
        self.assertEqual((line.result, line.doubt), ("unknown", "amount"))

    def test_fees_of_several_shipments_are_left_out(self):
        """L37: no invoice says which of two shipments its fee belongs to."""
        order = self._order((self.bolt, 3), (self.freight, 1))
        for quantities in ({self.bolt: 1}, None):
            shipment = self._ship(order, quantities)
            self.leave(shipment)
            self._tell(shipment, "delivered", at=NOON)
            self.bill(shipment)
        lines = self.compare_one(service_policy="never")
        self.assertEqual(set(lines.mapped("result")), {"same"})
        self.assertFalse(any(lines.mapped("with_fees")))


@tagged("post_install", "-at_install")
class TestWhenItWasTold(ComparisonCase):
    """Since when a rule could have known what it asks for."""

    def test_who_was_told_late_invoices_late(self):
        """L37: a rule cannot invoice before the partner reported."""
        shipment = self.ship(delivered=None)
        told = NOON + timedelta(days=2)
        self._tell(shipment, "delivered", at=NOON, received_at=told)
        self.bill(shipment, told.date())
        self.assertEqual(self.results(self.compare()), {shipment: "same"})

    def test_who_repeats_it_tells_nothing_new(self):
        """L37: told again on a later day, a rule would have invoiced on the first."""
        shipment = self.ship()
        self._tell(shipment, "delivered", received_at=NOON + timedelta(days=4))
        self.bill(shipment)
        self.assertEqual(self.results(self.compare()), {shipment: "same"})

    def test_a_proof_counts_from_when_it_came(self):
        """L37: signed on one day, sent three days later: not invoiced before."""
        self.rule.condition_ids.kind = "proof_of_delivery"
        shipment = self.ship()
        self._sign(shipment, at=NOON)
        came = NOON + timedelta(days=3)
        shipment.sudo().pod_received_at = came
        self.bill(shipment, came.date())
        self.assertEqual(self.results(self.compare()), {shipment: "same"})

    def test_goods_are_dispatched_when_they_leave_our_warehouse(self):
        """L37: the rule counts from the transfer, not from a scan told days later."""
        self.rule.condition_ids.kind = "dispatched"
        shipment = self.ship(delivered=None)
        left = shipment.issued_at
        scanned = left + timedelta(days=1)
        told = left + timedelta(days=4)
        self._tell(shipment, "in_transit", at=scanned, received_at=told)
        self.bill(shipment, left.date())
        self.assertEqual(self.results(self.compare()), {shipment: "same"})

    def test_loaded_history_counts_from_when_it_happened(self):
        """L37, O22: the scans of an acquired company were not told when loaded."""
        connector = self.env["logistics.sync.connector"].create(
            {
                "name": "Carrier Z",
                "code": "carrier-z",
                "environment": "test",
                "owner_id": self.env.uid,
                "company_id": self.company.id,
            }
        )
        load = self.env["logistics.sync.backfill"].create(
            {
                "name": "Old scans",
                "connector_id": connector.id,
                "reason": "Taken over",
            }
        )
        messages = self.env["logistics.sync.message"].sudo()
        message, __ = messages._ingest(connector, b"{}", "old-1")
        message.backfill_id = load
        kinds = self.env["logistics.sync.event.type"]
        event = (
            self.env["logistics.sync.event"]
            .sudo()
            .create(
                {
                    "message_id": message.id,
                    "connector_id": connector.id,
                    "company_id": self.company.id,
                    "event_type_id": kinds.search([("code", "=", "delivered")]).id,
                    "content_key": "old-1",
                    "canonical": {"milestone": "delivered"},
                }
            )
        )
        shipment = self.ship(delivered=None)
        late = NOON + timedelta(days=9)
        self._tell(shipment, "delivered", at=NOON, received_at=late, event_id=event.id)
        self.bill(shipment)
        self.assertEqual(self.results(self.compare()), {shipment: "same"})
