# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from odoo import api, models

from odoo.addons.logistics_sync_base.money import round_amount

from ..core.rule_comparison import Billing


@dataclass
class Side:
    """What is invoiced of one shipment; a ``doubt`` says why that is not known."""

    total: Decimal = Decimal(0)
    currencies: set = field(default_factory=set)
    steps: int = 0
    doubt: str | None = None
    invoices: set = field(default_factory=set)

    def add(self, currency, amount):
        """Add an amount in ``currency``, rounded as invoices are; None is unknown."""
        self.steps += 1
        self.currencies.add(currency)
        if amount is None:
            self.doubt = self.doubt or "amount"
        else:
            self.total += round_amount(amount, currency)

    def include(self, other):
        """Add what is on another side to this one."""
        self.total += other.total
        self.currencies |= other.currencies
        self.steps += other.steps
        self.doubt = self.doubt or other.doubt

    def get_day(self):
        """When the last of the invoices was made out, None when not known."""
        days = [invoice.invoice_date for invoice in self.invoices]
        return max(days) if days and all(days) else None

    def take(self, entry):
        """Add what an entry of the ledger of invoiced quantities took."""
        bill = entry.account_move_line_id
        if not bill:
            self.doubt = "ledger"
            return
        billed = Decimal(str(bill._get_quantity_in(entry.uom_id)))
        taken = Decimal(str(entry.quantity))
        amount = Decimal(str(bill.price_total)) * taken / billed if billed else None
        self.add(bill.currency_id, amount)
        self.invoices.add(bill.move_id)
        if bill.move_id.state != "posted" or not bill.move_id.invoice_date:
            self.doubt = "draft"


def settle(rule, day, invoice):
    """(rule's Billing, the invoice's, doubt, currency, tolerance) of one shipment.

    ``rule`` and ``invoice`` are sides or None; ``day`` is the rule's, if known.
    """
    sides = [side for side in (rule, invoice) if side]
    currencies = set().union(*(side.currencies for side in sides))
    doubt = next((side.doubt for side in sides[::-1] if side.doubt), None)
    if not doubt and len(currencies) > 1:
        doubt = "currency"
    if not doubt and rule and invoice and not day:
        doubt = "time"
    currency = next(iter(currencies)) if len(currencies) == 1 else None
    tolerance = Decimal(0)
    if currency:
        # Orders and invoices are rounded a line.
        tolerance = Decimal(str(currency.rounding)) * max(one.steps for one in sides)
    ours = theirs = None
    if rule:
        ours = Billing(day, None if doubt else rule.total)
    if invoice:
        theirs = Billing(invoice.get_day(), None if doubt else invoice.total)
    return ours, theirs, doubt, currency, tolerance


class LogisticsShipment(models.Model):
    """What shipments bring and what was invoiced of them, in sets, only reading."""

    _inherit = "logistics.shipment"

    @api.private
    def _get_billable(self):
        """{shipment: Side} of the goods that a rule may invoice of each shipment.

        Returned goods are out, goods that were invoiced already are not.
        """
        owners = {line.id: line.shipment_id for line in self.line_ids}
        quantities = defaultdict(Decimal)
        goods = self._get_goods_lines()
        # Read for all lines at once; moves found line by line are read one by one.
        goods.move_ids.mapped("returned_move_ids")
        goods.move_ids.mapped("logistics_line_ids")
        for line in goods:
            for slot in line._get_move_slots()[0]:
                if slot.part in owners and slot.size:
                    quantities[owners[slot.part], line] += slot.size
        sides = defaultdict(Side)
        for (shipment, line), quantity in quantities.items():
            ordered = Decimal(str(line.product_uom_qty))
            amount = (
                Decimal(str(line.price_total)) * quantity / ordered if ordered else None
            )
            sides[shipment].add(line.currency_id, amount)
        return sides

    @api.private
    def _get_billed(self):
        """{shipment: Side} of what the ledger says was invoiced of each shipment."""
        lines = self.line_ids.move_id.sale_line_id
        active = self.env["logistics.invoiced.quantity"]._get_active(lines)
        sides = defaultdict(Side)
        for line in lines:
            for entry in active.get(line, ()):
                owners = entry.shipment_id
                owners = owners or entry.stock_move_id.logistics_line_ids.shipment_id
                for shipment in owners & self:
                    sides[shipment].take(entry)
                    if len(owners) > 1:
                        sides[shipment].doubt = "ledger"
            if line not in active and line.qty_invoiced:
                # Nobody kept the ledger when it was invoiced.
                for shipment in line.move_ids.logistics_line_ids.shipment_id & self:
                    sides[shipment].doubt = "ledger"
        return sides
