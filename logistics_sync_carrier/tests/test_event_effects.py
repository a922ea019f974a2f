# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.tests import new_test_user, tagged

from .common import ShipmentCase


@tagged("post_install", "-at_install")
class TestEventEffects(ShipmentCase):
    def tell(self, milestone, at):
        return self.receive(self.scan(milestone, at=at, tracking_number="1Z-TOLD"))

    def get_effects(self, event):
        """[(what, which, before, after)] as a clerk reads them."""
        told = event.with_user(self.clerk)._get_effects()
        return [(e["text"], e["name"], e["before"], e["after"]) for e in told]

    def test_what_a_scan_did(self):
        """B5: moved from where to where, proof of what, and the invoice of it."""
        self.env["logistics.invoice.rule"].create(
            {
                "name": "When delivered",
                "action": "draft",
                "company_id": self.company.id,
                "condition_ids": [Command.create({"kind": "delivered"})],
            }
        )
        self.clerk = new_test_user(
            self.env, "effects", groups="logistics_sync_base.group_logistics_user"
        )
        shipment = self.ship(self.create_order(), tracking="1Z-TOLD")
        hidden = "(one you may not see)"
        first = self.tell("in_transit", "2026-11-20T10:00:00Z")
        self.assertEqual(
            self.get_effects(first),
            [("Moved", shipment.name, "", "In transit"), ("Order", hidden, "", "")],
        )
        last = self.tell("delivered", "2026-11-20T15:00:00Z")
        release = shipment.invoice_release_id
        release._invoice_now()
        moved = ("Moved", shipment.name, "In transit", "Delivered")
        proof = ("Proof for invoicing", release.display_name, "", "Delivered")
        self.assertEqual(
            self.get_effects(last),
            [moved, ("Order", hidden, "", ""), proof, ("Invoice", hidden, "", "")],
        )
        late = self.tell("picked_up", "2026-11-20T08:00:00Z")
        noted = ("Noted on the timeline of", shipment.name, "", "Picked up")
        self.assertEqual(self.get_effects(late)[0], noted)
        self.assertEqual(len(self.get_effects(late)), 2)
