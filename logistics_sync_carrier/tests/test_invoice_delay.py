# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.tests import tagged

from .common_checkpoints import CheckpointCase


@tagged("post_install", "-at_install")
class TestInvoiceDelay(CheckpointCase):
    def get_sums(self):
        """{missing condition: (shipments, money)}"""
        rows = self.env["logistics.invoice.delay"]._read_group(
            [("company_id", "=", self.company.id)],
            ["kind"],
            ["__count", "amount:sum"],
        )
        return {kind: (count, amount) for kind, count, amount in rows}

    def ship_lamps(self, quantity, tracking):
        order = self.create_order((self.lamp, quantity))
        shipment = self.ship(order, tracking)
        self.env["logistics.invoice.release"]._evaluate_for(
            shipment, create_missing=True
        )
        return shipment

    def test_money_by_missing_milestone(self):
        """L10: grouped by the missing condition, with the sum of what is not billed."""
        self.make_rule("delivered", "proof_of_delivery")
        self.ship_lamps(2, "L-1")
        self.ship_lamps(4, "L-2")
        self.assertEqual(
            self.get_sums(),
            {"delivered": (2, 345.0), "proof_of_delivery": (2, 345.0)},
        )
        self.tell(self.scan("delivered", tracking_number="L-2"))
        self.assertEqual(
            self.get_sums(),
            {"delivered": (1, 115.0), "proof_of_delivery": (2, 345.0)},
        )
        rows = self.env["logistics.invoice.delay"].search([("kind", "=", "delivered")])
        self.assertEqual(rows.release_id.state, "waiting")
        self.assertEqual(rows.partner_id, self.customer)
        self.assertEqual(rows.action_open_release()["res_id"], rows.release_id.id)
        proof = {"signed_by": "Reader", "document": None}
        self.tell(
            self.scan("pod_received", tracking_number="L-2", proof_of_delivery=proof)
        )
        self.assertEqual(
            self.get_sums(),
            {"delivered": (1, 115.0), "proof_of_delivery": (1, 115.0)},
        )

    def test_a_met_alternative_is_not_missing(self):
        """L10: of two conditions of which one is enough, a met one frees the other."""
        rule = self.make_rule("dispatched")
        rule.condition_ids = [
            Command.clear(),
            Command.create({"kind": "delivered", "letter": "A"}),
            Command.create({"kind": "proof_of_delivery", "letter": "A"}),
            Command.create({"kind": "customs_cleared"}),
        ]
        self.ship_lamps(1, "L-3")
        self.assertEqual(len(self.get_sums()), 3)
        self.tell(self.scan("delivered", tracking_number="L-3"))
        self.assertEqual(list(self.get_sums()), ["customs_cleared"])

    def test_no_rule_is_a_reason_too(self):
        """L10: what no rule covers waits for a rule."""
        self.ship_lamps(1, "L-4")
        self.assertEqual(self.get_sums(), {"no_rule": (1, 57.5)})

    def test_the_list_opens_grouped(self):
        """L10: the menu shows it grouped by the missing condition."""
        action = self.env.ref("logistics_sync_carrier.logistics_invoice_delay_action")
        self.assertIn("search_default_group_kind", action.context)
        view = self.env["logistics.invoice.delay"].get_view(view_type="list")
        self.assertIn('sum="Not invoiced yet"', view["arch"])
