# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What tests across addons share: a company that ships, and partners that tell."""

import csv
import io

from odoo import Command

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.logistics_sync_base.tests.common import (
    LogisticsSyncCommon,
    delivery_event,
)
from odoo.addons.logistics_sync_carrier.tests.common_company import MainCompany


class SuiteCommon(MainCompany, LogisticsSyncCommon):
    """Mixed into a case of AccountTestInvoicingCommon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.env["res.partner"].create(
            {"name": "Brightwater Clinics", "country_id": cls.env.ref("base.us").id}
        )
        cls.valve = cls.env["product.product"].create(
            {
                "name": "Valve",
                "default_code": "VALVE-9",
                "is_storable": True,
                "invoice_policy": "delivery",
                "list_price": 30,
                "taxes_id": [Command.set(cls.tax_sale_a.ids)],
            }
        )
        warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.env.company.id)], limit=1
        )
        cls.env["stock.quant"]._update_available_quantity(
            cls.valve, warehouse.lot_stock_id, 10_000
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
    def make_rule(cls, *kinds, **values):
        return cls.env["logistics.invoice.rule"].create(
            {
                "name": "Invoice on " + ", ".join(kinds),
                "action": "post",
                "company_id": cls.env.company.id,
                "condition_ids": [Command.create({"kind": kind}) for kind in kinds],
            }
            | values
        )

    @classmethod
    def make_order(cls, quantity=10, **values):
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "order_line": [
                    Command.create(
                        {"product_id": cls.valve.id, "product_uom_qty": quantity}
                    )
                ],
            }
            | values
        )
        order.action_confirm()
        return order

    @classmethod
    def ship(cls, order, tracking_number):
        """Validate the delivery in Odoo; returns its shipment."""
        picking = order.picking_ids.filtered(lambda p: p.state != "done")
        picking.carrier_tracking_ref = tracking_number
        picking.move_ids.picked = True
        picking.with_context(skip_sms=True, skip_backorder=True).button_validate()
        return picking.logistics_shipment_ids

    @classmethod
    def make_milestone_file_connector(cls, **values):
        """A 3PL that sends its milestones as CSV files: one event a row."""
        mapping = cls.make_mapping(
            {
                "references.tracking_number": "tracking",
                "milestone": {
                    "expression": "status",
                    "transform": "code",
                    "options": '{"kind": "milestone"}',
                },
                "occurred_at": {"expression": "moment", "transform": "datetime"},
            },
            columns=[{"name": name} for name in ("tracking", "status", "moment")],
            format="csv",
        )
        connector = cls.make_connector(format="csv", mapping_id=mapping.id, **values)
        for code, meaning in (("DLV", "delivered"), ("TRN", "in_transit")):
            cls.env["logistics.sync.code.map"].create(
                {
                    "connector_id": connector.id,
                    "kind": "milestone",
                    "external_code": code,
                    "internal_code": meaning,
                }
            )
        return connector

    @staticmethod
    def write_csv(rows):
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        writer.writerow(["tracking", "status", "moment"])
        writer.writerows(rows)
        return buffer.getvalue().encode()

    def invoice_eligible(self):
        """Run the invoicing cron until it has nothing left, as the scheduler does."""
        releases = self.env["logistics.invoice.release"]
        while True:
            self.trigger_cron("logistics_sync_carrier.ir_cron_invoice_eligible")
            self.env.invalidate_all()
            if not releases.search_count([("state", "=", "eligible")], limit=1):
                return


class SuiteCase(SuiteCommon, AccountTestInvoicingCommon):
    """Tests in one transaction, over all addons."""


class DeliveryStory(SuiteCase):
    """An order of one parcel, its carrier, and a system that is told by files."""

    def setUp(self):
        super().setUp()
        self.outbox = self.make_folder()
        self.make_rule("delivered")
        self.order = self.make_order()
        self.shipment = self.ship(self.order, "1Z999")
        self.carrier = self.make_connector()

    def make_subscriber(self, event_type, documents=(), **values):
        """A connector that is told of one event type through ``outbox``."""
        connector = self.make_connector(
            outbound_folder_url=f"file://{self.outbox}", document_ids=documents
        )
        types = self.env["logistics.sync.event.type"]
        self.env["logistics.sync.subscription"].create(
            {
                "name": f"About {event_type}",
                "connector_id": connector.id,
                "event_type_ids": types.search([("code", "=", event_type)]).ids,
            }
            | values
        )
        return connector

    def deliver(self, **values):
        """The carrier tells of the delivery; everything that follows happens."""
        document = delivery_event("1Z999", event_type="delivered")
        message = self.ingest(self.carrier, document, **values)
        self.drain()
        self.assertEqual(message.event_ids.state, "done", message.event_ids.error)
        self.invoice_eligible()
        self.drain("financial")
        self.drain("outbound")
        self.env.invalidate_all()
        return message
