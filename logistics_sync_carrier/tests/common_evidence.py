# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command

from .common import ShipmentCase

AT = "2026-11-20 15:00:00"
SOON = "2026-11-20T16:30:00Z"
LATE = "2026-11-22T08:00:00Z"


class EvidenceCase(ShipmentCase):
    """A shipment whose carrier is down, and people who vouch for its delivery."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operator = cls.make_person("evidence_operator", "operations")
        cls.finance = cls.make_person("evidence_finance", "finance")
        cls.env["logistics.invoice.rule"].create(
            {
                "name": "When delivered",
                "action": "post",
                "company_id": cls.company.id,
                "condition_ids": [Command.create({"kind": "delivered"})],
            }
        )
        cls.order = cls.create_order()
        cls.shipment = cls.ship(cls.order, tracking="1Z-HAND")
        cls.delivered = cls.env["logistics.milestone.type"].search(
            [("code", "=", "delivered")]
        )

    @classmethod
    def make_person(cls, login, role):
        return cls.env["res.users"].create(
            {
                "name": login,
                "login": login,
                "group_ids": [
                    Command.set(
                        cls.env.ref(f"logistics_sync_base.group_logistics_{role}").ids
                    )
                ],
            }
        )

    def stop(self):
        self.carrier.with_user(self.operator)._switch_calls("stop", "It is down")

    def fill_in(self, user=None, **values):
        user = user or self.operator
        file = (
            self.env["ir.attachment"]
            .with_user(user)
            .create({"name": "note.pdf", "raw": b"%PDF-1.4 signed by hand"})
        )
        return (
            self.env["logistics.evidence.entry"]
            .with_user(user)
            .create(
                {
                    "shipment_id": self.shipment.id,
                    "connector_id": self.carrier.id,
                    "type_id": self.delivered.id,
                    "occurred_at": AT,
                    "signed_by": "J. Doe",
                    "reason": "Delivery note seen; the carrier is down",
                    "attachment_ids": [Command.set(file.ids)],
                }
                | values
            )
        )

    def record(self, **values):
        self.stop()
        self.fill_in(**values).action_record()
        return self.shipment.evidence_ids

    def run_invoicing(self):
        cron = self.env.ref("logistics_sync_carrier.ir_cron_invoice_eligible")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def tell(self, milestone="delivered", at=SOON, **values):
        return self.receive(
            self.scan(milestone, at=at, tracking_number="1Z-HAND", **values)
        )

    def get_delivered(self):
        return self.shipment.milestone_ids.filtered(
            lambda one: one.type_id == self.delivered
        )
