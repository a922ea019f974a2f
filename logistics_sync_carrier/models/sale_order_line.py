# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal

from odoo import models

from ..core import ledger


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _ships_goods(self):
        """Whether stock moves say what was delivered."""
        self.ensure_one()
        return (
            self.qty_delivered_method == "stock_move"
            and not self.display_type
            and not self.is_downpayment
        )

    def _to_decimal(self, quantity):
        """A quantity in the unit of this line, without binary dust."""
        self.ensure_one()
        if not self.product_uom_id:
            return Decimal(str(quantity))
        return Decimal(str(self.product_uom_id.round(quantity)))

    def _get_invoice_claims(self):
        """What every invoice line bills of this line, net of credits, oldest first.

        Drafts count, as they do in the invoiced quantity of the order.
        """
        self.ensure_one()
        lines = []
        for line in self.invoice_lines.sorted("id"):
            invoice = line.move_id
            if invoice.state == "cancel" or line.display_type != "product":
                continue
            quantity = self._to_decimal(line._get_quantity_in(self.product_uom_id))
            if invoice.move_type == "out_refund":
                quantity = -quantity
            elif invoice.move_type != "out_invoice":
                continue
            origin = invoice.reversed_entry_id.id or None
            lines.append((line.id, quantity, invoice.id, origin))
        parts = self.env.context.get("logistics_invoice_parts", {}).get(self.id, ())
        return [
            ledger.Claim(key, quantity, tuple(parts))
            for key, quantity in ledger.net_claims(lines).items()
        ]

    def _get_move_slots(self):
        """What the moves of this line offer to invoice: slots, {move id: quantity}."""
        self.ensure_one()
        outgoing, _incoming = self._get_outgoing_incoming_moves()
        slots, capacity = [], {}
        done = outgoing.filtered(lambda move: move.state == "done")
        for move in done.sorted(lambda move: (move.date, move.id)):
            kept = move._get_quantity_in_sale_unit() - move._get_returned_in_sale_unit()
            rest = capacity[move.id] = max(self._to_decimal(kept), Decimal(0))
            for part in move.logistics_line_ids.sorted("id"):
                quantity = move.product_uom._compute_quantity(
                    part.quantity, self.product_uom_id, rounding_method="HALF-UP"
                )
                size = min(self._to_decimal(quantity), rest)
                slots.append(ledger.Slot(move.id, part.id, size))
                rest -= size
            slots.append(ledger.Slot(move.id, None, rest))
        return slots, capacity

    def _get_amount_for(self, quantity):
        """What ``quantity`` of this line costs, taxes included, in order currency."""
        self.ensure_one()
        if self.product_uom_qty:
            unit_price = self.price_reduce_taxinc
        else:
            unit_price = self.price_unit * (1 - self.discount / 100)
        return float(quantity) * unit_price

    def _lacks_taxes(self, strict=False):
        """No tax, although the product has one that no fiscal position takes away.

        :param strict: a product without any tax is incomplete as well
        """
        self.ensure_one()
        if self.tax_ids or self.display_type or self.is_downpayment:
            return False
        if self.product_id.type == "combo":
            return False
        taxes = self.product_id.taxes_id._filter_taxes_by_company(self.company_id)
        if not taxes:
            return strict
        position = self.order_id.fiscal_position_id
        return not position or bool(position.map_tax(taxes))

    def _get_quota(self):
        """The quantity an invoice of shipments takes of this line, or None."""
        self.ensure_one()
        quota = self.env.context.get("logistics_invoice_quota") or {}
        if self.product_id.type != "combo":
            return quota.get(self.id)
        # A combo is a heading on the invoice: as many as its items make.
        ratios = [
            quota[item.id] / item.product_uom_qty
            for item in self.linked_line_ids
            if item.id in quota and item.product_uom_qty
        ]
        return max(ratios) * self.product_uom_qty if ratios else None

    def _prepare_invoice_line(self, **optional_values):
        values = super()._prepare_invoice_line(**optional_values)
        quantity = None if self.display_type else self._get_quota()
        if quantity is None:
            return values
        values["quantity"] = quantity
        if self.product_id.type == "combo":
            values["name"] = f"{self.product_id.name} x {quantity:g}"
        return values
