# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo.tests import tagged

from .test_rule_comparison import NOON, ComparisonCase


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
