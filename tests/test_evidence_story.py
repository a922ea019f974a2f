# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A fourth bad day: the carrier is down and the bill cannot wait for its report."""

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.logistics_sync_base.tests.common import delivery_event
from odoo.addons.logistics_sync_base.tests.partner_server import PartnerServer, Reply

from .common import SuiteCase


@tagged("post_install", "-at_install")
class TestBusinessCannotWait(SuiteCase):
    def test_evidence_by_hand_until_the_carrier_is_back(self):
        """O13, G31, K4, B15: S13.11: circuit open; by hand; billed once."""
        self.make_rule("delivered")
        server = self.enterContext(PartnerServer({"/": Reply({}, 503)}))
        carrier = self.make_connector(
            outbound_url=f"{server.url}/",
            allow_private_network=True,
            allow_plain_http=True,
            sign_outbound=False,
            breaker_failures=2,
        )
        operator = self.make_user("story_supervisor", "operations")
        order = self.make_order()
        shipment = self.ship(order, "1ZWAIT")
        for number in range(2):
            self.ingest(carrier, {"ask": number}, direction="out")
        self.drain("outbound")
        self.assertEqual(carrier.gate_state, "open")
        self.invoice_eligible()
        self.assertFalse(order.invoice_ids)
        self.vouch(shipment, carrier, operator)
        self.invoice_eligible()
        self.assertEqual(order.invoice_ids.state, "posted")
        # The carrier is back and tells what happened, in its own words.
        moment = {
            **delivery_event("1")["occurred_at"],
            "utc": "2026-11-20T16:00:00Z",
        }
        report = self.ingest(
            carrier,
            delivery_event(
                "1ZWAIT",
                event_type="delivered",
                milestone="delivered",
                occurred_at=moment,
            ),
        )
        self.drain()
        self.invoice_eligible()
        self.assertEqual(report.state, "processed", report.event_ids.error)
        self.assertEqual(shipment.evidence_ids.state, "confirmed")
        told = shipment.milestone_ids.filtered(
            lambda one: one.type_id.code == "delivered"
        )
        self.assertEqual((len(told), len(order.invoice_ids)), (1, 1))

    def vouch(self, shipment, carrier, user):
        kinds = self.env["logistics.milestone.type"]
        file = (
            self.env["ir.attachment"]
            .with_user(user)
            .create({"name": "delivery-note.pdf", "raw": b"%PDF-1.4 signed"})
        )
        self.env["logistics.evidence.entry"].with_user(user).create(
            {
                "shipment_id": shipment.id,
                "connector_id": carrier.id,
                "type_id": kinds.search([("code", "=", "delivered")]).id,
                "occurred_at": "2026-11-20 15:00:00",
                "reason": "The customer confirmed on the phone and sent the note",
                "attachment_ids": [Command.set(file.ids)],
            }
        ).action_record()
