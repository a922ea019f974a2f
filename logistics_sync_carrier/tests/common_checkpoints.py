# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import Command, fields

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from .common import ShipmentCase
from .common_company import MainCompany


class CheckpointCase(MainCompany, ShipmentCase, AccountTestInvoicingCommon):
    """Orders that a 3PL has to confirm within four hours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lamp.invoice_policy = "delivery"
        cls.deadline = cls.env["logistics.checkpoint.rule"].create(
            {
                "kind": "warehouse_confirmed",
                "hours": 4,
                "start": "confirmation",
                "company_id": cls.company.id,
                "connector_id": cls.tpl.id,
            }
        )

    @classmethod
    def get_default_groups(cls):
        return (
            super().get_default_groups()
            | cls.quick_ref("sales_team.group_sale_manager")
            | cls.quick_ref("stock.group_stock_manager")
            | cls.quick_ref("logistics_sync_base.group_logistics_manager")
            | cls.quick_ref("logistics_sync_base.group_logistics_finance")
        )

    @classmethod
    def make_rule(cls, *kinds):
        return cls.env["logistics.invoice.rule"].create(
            {
                "name": "Rule",
                "action": "post",
                "company_id": cls.company.id,
                "condition_ids": [Command.create({"kind": kind}) for kind in kinds],
            }
        )

    def make_order(self, hours_ago=0):
        order = self.create_order()
        if hours_ago:
            order.date_order = fields.Datetime.now() - timedelta(hours=hours_ago)
        return order

    def look(self):
        """Let the scheduled job look at all orders under way."""
        with self.enter_registry_test_mode():
            self.env.ref(
                "logistics_sync_carrier.ir_cron_checkpoints"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def tell(self, *documents, connector=None):
        (event,) = self.receive(*documents, connector=connector)
        self.assertEqual(event.state, "done", event.error)
        return event

    def confirm_by_warehouse(self, order, happened, tracking=None, quantity=10):
        """The 3PL's ship notice, about what happened then, arriving now."""
        at = happened.strftime("%Y-%m-%dT%H:%M:%SZ")
        parcels = [self.parcel(tracking, ("LAMP-1", quantity))] if tracking else []
        notice = self.notice(
            ("LAMP-1", quantity),
            order=order.name,
            shipment=f"SN-{order.name}",
            packages=parcels,
            occurred_at={
                "utc": at,
                "offset_minutes": 0,
                "precision": "second",
                "offset_source": "payload",
            },
        )
        return self.tell(notice, connector=self.tpl)

    def get_step(self, order, kind):
        return order.logistics_checkpoint_ids.filtered(lambda s: s.kind == kind)

    def states(self, order):
        return {step.kind: step.state for step in order.logistics_checkpoint_ids}

    def get_questions(self, order):
        return self.env["logistics.sync.exception"].search(
            [
                ("res_model", "=", "logistics.order.checkpoint"),
                ("res_id", "in", order.logistics_checkpoint_ids.ids),
                ("state", "in", ("open", "in_progress")),
            ]
        )
