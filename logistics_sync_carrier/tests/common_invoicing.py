# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta

from odoo import Command

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from .common_company import MainCompany

NOON = datetime(2026, 11, 20, 12, 0)


class InvoicingCase(MainCompany, AccountTestInvoicingCommon):
    """Orders that ship, carriers that tell, rules that invoice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.customer = cls.env["res.partner"].create(
            {"name": "Harbour Tools", "country_id": cls.env.ref("base.us").id}
        )
        cls.bolt = cls._create_goods("Bolt", 10)
        cls.nut = cls._create_goods("Nut", 5)
        cls.freight = cls.env["product.product"].create(
            {
                "name": "Freight",
                "type": "service",
                "invoice_policy": "order",
                "list_price": 20,
                "taxes_id": [Command.set(cls.tax_sale_a.ids)],
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
    def _create_goods(cls, name, price, **values):
        return cls.env["product.product"].create(
            dict(
                {
                    "name": name,
                    "type": "consu",
                    "invoice_policy": "delivery",
                    "list_price": price,
                    "taxes_id": [Command.set(cls.tax_sale_a.ids)],
                },
                **values,
            )
        )

    @classmethod
    def _rule(cls, *kinds, **values):
        return cls.env["logistics.invoice.rule"].create(
            dict(
                {
                    "name": "Rule",
                    "action": "post",
                    "company_id": cls.company.id,
                    "condition_ids": [
                        Command.create({"kind": kind, "sequence": index})
                        for index, kind in enumerate(kinds)
                    ],
                },
                **values,
            )
        )

    def _order(self, *lines, **values):
        order = self.env["sale.order"].create(
            dict(
                {
                    "partner_id": self.customer.id,
                    "order_line": [
                        Command.create(
                            line
                            if isinstance(line, dict)
                            else {"product_id": line[0].id, "product_uom_qty": line[1]}
                        )
                        for line in lines
                    ],
                },
                **values,
            )
        )
        order.action_confirm()
        return order

    def _ship(self, order, quantities=None):
        """Validate the open transfer for {product: quantity}, or for all of it."""
        picking = order.picking_ids.filtered(
            lambda transfer: transfer.state not in ("done", "cancel")
        )[:1]
        for move in picking.move_ids:
            wanted = move.product_uom_qty
            if quantities is not None:
                wanted = quantities.get(move.product_id, 0)
            move.quantity = wanted
            move.picked = bool(wanted)
        result = picking.with_context(
            skip_sms=True, skip_backorder=True
        ).button_validate()
        self.assertIs(result, True)
        return picking.logistics_shipment_ids

    def _return(self, shipment, quantity):
        """Goods of the first move come back, to be credited."""
        picking = shipment.picking_ids
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({"picking_id": picking.id})
        )
        wizard.product_return_moves.write({"quantity": quantity, "to_refund": True})
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        back.move_ids.write({"quantity": quantity, "picked": True})
        back.with_context(skip_sms=True, skip_backorder=True).button_validate()
        self.assertEqual(back.state, "done")
        return back

    def _tell(self, shipments, code, at=NOON, **values):
        """A carrier's fact on the timeline, judged as the handler does it."""
        kind = self.env["logistics.milestone.type"].search([("code", "=", code)])
        self.env["logistics.shipment.milestone"].sudo().create(
            [
                dict(
                    {
                        "shipment_id": shipment.id,
                        "company_id": shipment.company_id.id,
                        "type_id": kind.id,
                        "classifier": "actual",
                        "occurred_at": at,
                        "received_at": at + timedelta(minutes=1),
                        "processed_at": at + timedelta(minutes=1),
                    },
                    **values,
                )
                for shipment in shipments
            ]
        )
        shipments.sudo()._settle()
        return self.env["logistics.invoice.release"]._evaluate_for(shipments)

    def _sign(self, shipment, at=NOON, data=b"%PDF-1.4 signed"):
        """The proof of delivery arrives as a PDF."""
        attachment = self.env["ir.attachment"].create(
            {
                "name": "pod.pdf",
                "raw": data,
                "mimetype": "application/pdf",
                "res_model": shipment._name,
                "res_id": shipment.id,
            }
        )
        shipment.sudo().write(
            {
                "pod_attachment_ids": [Command.link(attachment.id)],
                "pod_signed_by": "J. Doe",
                "pod_at": at,
                "pod_received_at": at,
            }
        )
        return self.env["logistics.invoice.release"]._evaluate_for(shipment)

    def _run_cron(self, name="ir_cron_invoice_eligible"):
        """Run a cron; that of the invoices as often as its time slice makes it."""
        eligible = [("state", "=", "eligible")]
        left = None
        while True:
            before = left
            with self.enter_registry_test_mode():
                self.env.ref(f"logistics_sync_carrier.{name}").method_direct_trigger()
            self.env.invalidate_all()
            left = self.env["logistics.invoice.release"].sudo().search_count(eligible)
            if name != "ir_cron_invoice_eligible" or left in (0, before):
                return

    def _exceptions(self, code, record=None):
        domain = [("code_id.code", "=", code)]
        if record:
            domain += [("res_model", "=", record._name), ("res_id", "=", record.id)]
        return self.env["logistics.sync.exception"].sudo().search(domain)

    def _billed(self, invoices):
        """{product: signed quantity} on invoices."""
        result = {}
        for line in invoices.invoice_line_ids:
            if line.display_type == "product" and line.product_id:
                sign = -line.move_id.direction_sign
                quantity = result.get(line.product_id, 0) + sign * line.quantity
                result[line.product_id] = quantity
        return result
