# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is wrong with an order, in words; translated where they are shown."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

# By the names of fields in the canonical order.
LABELS = {
    "sku": _lt("SKU"),
    "gtin": _lt("barcode (GTIN)"),
    "buyer_sku": _lt("buyer's product number"),
    "uom": _lt("unit"),
    "quantity": _lt("quantity"),
    "unit_price": _lt("unit price"),
    "amount": _lt("amount"),
    "taxes": _lt("tax"),
    "customer": _lt("customer"),
    "bill_to": _lt("bill-to party"),
    "ship_to": _lt("ship-to"),
    "warehouse": _lt("warehouse"),
    "carrier": _lt("carrier"),
    "service": _lt("service"),
    "currency": _lt("currency"),
    "incoterm": _lt("Incoterm"),
    "lines": _lt("lines"),
    "allowances": _lt("charge"),
    "totals": _lt("total"),
    "code": _lt("code"),
    "partner_code": _lt("our number"),
    "tax_id": _lt("tax number"),
    "gln": _lt("GLN"),
    "name": _lt("name"),
    "country": _lt("country"),
    "state": _lt("state"),
    "street": _lt("street"),
    "city": _lt("city"),
    "description": _lt("description"),
}

# {code of a fault: (what is wrong, what to do about it)}, to be filled with its value,
# what was expected and the name of the connector.
WORDS = {
    "unknown": (
        _lt("“%(value)s” is not known in Odoo."),
        _lt("Add it in Odoo, or ask %(connector)s for a correct one."),
    ),
    "ambiguous": (
        _lt("“%(value)s” fits several: %(expected)s."),
        _lt("Make the code unique in Odoo, or say which one is meant."),
    ),
    "contradiction": (
        _lt("the numbers told name different records: %(expected)s."),
        _lt("Correct the number that is wrong, or ask the partner."),
    ),
    "missing": (
        _lt("it is not told."),
        _lt("Ask %(connector)s to send it, or add it in the mapping."),
    ),
    "archived": (
        _lt("“%(expected)s” is archived."),
        _lt("Restore it in Odoo, or tell the partner."),
    ),
    "not_sold": (
        _lt("“%(expected)s” cannot be sold."),
        _lt("Tick “Sales” on the product, or tell the partner."),
    ),
    "no_lines": (
        _lt("there are none."),
        _lt("Ask %(connector)s what is ordered."),
    ),
    "not_positive": (
        _lt("“%(value)s” is not a number above zero."),
        _lt("Ask %(connector)s how much is ordered."),
    ),
    "negative": (
        _lt("%(value)s is below zero."),
        _lt("Ask %(connector)s for the price."),
    ),
    "unit": (
        _lt("“%(value)s” is no unit of %(expected)s."),
        _lt(
            "Map it on the page Codes of %(connector)s, or restore the unit.",
        ),
    ),
    "other_customer": (
        _lt("%(value)s is not %(expected)s, who orders here."),
        _lt("Correct the customer on the connector or in the codes."),
    ),
    "not_served": (
        _lt("%(expected)s does not deliver to %(value)s."),
        _lt("Add the country to the delivery method, or ask for another."),
    ),
    "currency": (
        _lt("%(value)s, but our price list is in %(expected)s."),
        _lt("Give the customer a price list in %(value)s."),
    ),
    "price": (
        _lt("%(value)s, but our price is %(expected)s."),
        _lt(
            "Correct the price list, or raise the price tolerance of the "
            "connector, or ask %(connector)s to correct the order.",
        ),
    ),
    "amount": (
        _lt("%(value)s, but price times quantity is %(expected)s."),
        _lt("Ask %(connector)s which of them holds."),
    ),
    "total": (
        _lt("%(value)s, but the lines add up to %(expected)s."),
        _lt("Ask %(connector)s which of them holds."),
    ),
    "tax": (
        _lt("%(value)s, but we would bill %(expected)s."),
        _lt("Correct the taxes of the product or the fiscal position."),
    ),
}
