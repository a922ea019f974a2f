# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import float_repr

from .shipment_creation import as_decimal

CUSTOMER_DOCUMENTS = {"out_invoice": "invoice", "out_refund": "credit_note"}


class AccountMove(models.Model):
    """Customer invoices as canonical objects: customer_invoice/1.0."""

    _inherit = "account.move"

    def _get_canonical_invoice(self):
        """This customer invoice or credit note; amounts are texts, never negative.

        Amounts are in the invoice's currency with its number of decimals.
        """
        self.ensure_one()
        orders = self.invoice_line_ids.sale_line_ids.order_id
        rounding = self._get_cash_rounding()
        return {
            "schema": "customer_invoice/1.0",
            "event_type": "customer_invoice_posted",
            "number": self.name,
            "kind": CUSTOMER_DOCUMENTS[self.move_type],
            "invoice_date": _date(self.invoice_date),
            "due_date": _date(self.invoice_date_due),
            "delivery_date": _date(self.delivery_date),
            "currency": self.currency_id.name,
            "seller": self._prepare_party(self.company_id.partner_id),
            "customer": self._prepare_party(self.commercial_partner_id),
            "ship_to": self._prepare_party(self.partner_shipping_id)
            if self.partner_shipping_id
            else None,
            "payment_terms": self.invoice_payment_term_id.name or None,
            "incoterm": (self.invoice_incoterm_id.code or "")[:3] or None,
            "original_invoice": self.reversed_entry_id.name or None,
            "references": self._prepare_references(orders),
            "lines": [
                self._prepare_canonical_line(number, line)
                for number, line in enumerate(self._get_billed_lines(), start=1)
            ],
            "taxes": [
                self._describe_tax(
                    line.tax_line_id, self.direction_sign * line.amount_currency
                )
                for line in self.line_ids.filtered("tax_line_id").sorted("id")
            ],
            "allowances": self._describe_rounding(rounding),
            "totals": {
                "lines": self._amount(self.amount_untaxed - rounding),
                "allowances": self._amount(max(-rounding, 0)),
                "charges": self._amount(max(rounding, 0)),
                "net": self._amount(self.amount_untaxed),
                "tax": self._amount(self.amount_tax),
                "total": self._amount(self.amount_total),
            },
        }

    def _get_cash_rounding(self):
        """What rounding to coins adds to the net amount.

        Rounding that Odoo books with a tax is part of that tax already.
        """
        lines = self.line_ids.filtered(
            lambda line: line.display_type == "rounding" and not line.tax_line_id
        )
        return self.direction_sign * sum(lines.mapped("amount_currency"))

    def _describe_rounding(self, rounding):
        if self.currency_id.is_zero(rounding):
            return []
        return [
            {
                "kind": "charge" if rounding > 0 else "allowance",
                "description": self.invoice_cash_rounding_id.name or None,
                "amount": self._amount(abs(rounding)),
            }
        ]

    def _get_billed_lines(self):
        return self.invoice_line_ids.filtered(
            lambda line: line.display_type == "product"
        )

    def _prepare_references(self, orders):
        """Only what is one: two orders on an invoice are named by its lines."""
        shipments = self.sudo().shipment_ids
        packages = shipments.package_ids.filtered("tracking_number")
        found = {
            "order": orders.name if len(orders) == 1 else None,
            "customer_order": self.ref
            or (orders.client_order_ref if len(orders) == 1 else None),
            "shipment": shipments.name if len(shipments) == 1 else None,
            "tracking_number": packages.tracking_number if len(packages) == 1 else None,
        }
        return {name: value or None for name, value in found.items()}

    def _prepare_party(self, partner):
        address = {
            "street": partner.street,
            "street2": partner.street2,
            "city": partner.city,
            "state": partner.state_id.code,
            "country": partner.country_id.code,
            "postal_code": partner.zip,
        }
        return {
            "code": partner.ref or str(partner.id),
            "name": partner.name or partner.parent_id.name or None,
            "tax_id": partner.vat or None,
            "email": partner.email or None,
            "address": {name: value or None for name, value in address.items()},
        }

    def _prepare_canonical_line(self, number, line):
        orders = line.sale_line_ids.order_id
        return {
            "line": str(number),
            "sku": line.product_id.default_code or line.product_id.barcode or None,
            "description": (line.name or line.product_id.name or "")[:1000] or None,
            "quantity": _plain(line.quantity),
            "uom": line.product_uom_id.name or None,
            "unit_price": _plain(line.price_unit),
            "discount_percent": _plain(line.discount) if line.discount else None,
            "amount": self._amount(line.price_subtotal),
            "taxes": [
                self._describe_tax(tax, amount)
                for tax, amount in self._get_line_taxes(line)
            ],
            "order": orders.name if len(orders) == 1 else None,
        }

    def _get_line_taxes(self, line):
        """[(tax, its amount)] of a line with one tax; of several only the sum is known.

        Those are told once for the whole invoice.
        """
        if len(line.tax_ids.flatten_taxes_hierarchy()) != 1:
            return []
        return [(line.tax_ids, line.price_total - line.price_subtotal)]

    def _describe_tax(self, tax, amount):
        is_percent = tax.amount_type == "percent"
        return {
            "name": tax.name,
            "rate": _plain(tax.amount) if is_percent else None,
            "amount": self._amount(amount),
        }

    def _amount(self, value):
        currency = self.currency_id
        return float_repr(currency.round(value) or 0.0, currency.decimal_places)


def _plain(value):
    """A number as text, without an exponent and without zeros at the end."""
    return f"{as_decimal(value).normalize():f}"


def _date(value):
    return value.isoformat() if value else None
