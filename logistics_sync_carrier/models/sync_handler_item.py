# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict
from decimal import Decimal

from odoo import api, models

from odoo.addons.logistics_sync_base.exceptions import BusinessError

from .shipment_creation import as_decimal

# UN/ECE Recommendation 20 and X12 355 codes of Odoo's own units.
UNIT_CODES = {
    "EA": "uom.product_uom_unit",
    "C62": "uom.product_uom_unit",
    "H87": "uom.product_uom_unit",
    "PCE": "uom.product_uom_unit",
    "PC": "uom.product_uom_unit",
    "UN": "uom.product_uom_unit",
    "DZN": "uom.product_uom_dozen",
    "DZ": "uom.product_uom_dozen",
    "KGM": "uom.product_uom_kgm",
    "KG": "uom.product_uom_kgm",
    "GRM": "uom.product_uom_gram",
    "LBR": "uom.product_uom_lb",
    "LB": "uom.product_uom_lb",
    "MTR": "uom.product_uom_meter",
    "LTR": "uom.product_uom_litre",
}


class LogisticsSyncHandler(models.AbstractModel):
    """Read the items of notices: which product, how much of it, which lot."""

    _inherit = "logistics.sync.handler"

    @api.model
    def _get_items(self, event):
        """All items of a notice, those of its packages when it lists no others."""
        canonical = event.canonical
        return canonical.get("items") or [
            item
            for parcel in canonical.get("packages") or []
            for item in parcel.get("items") or []
        ]

    @api.model
    def _get_products(self, products):
        """{sku in lower case: product id} by internal reference or barcode."""
        found = {}
        for product in products:
            for code in (product.barcode, product.default_code):
                if code:
                    found[self._sku_key(code)] = product.id
        return found

    @api.model
    def _sku_key(self, sku):
        return (sku or "").strip().lower()

    @api.model
    def _get_quantity(self, item, product_id):
        """The quantity of an item in the unit of its product."""
        told = Decimal(item["quantity"])
        code = (item.get("uom") or "").strip()
        if not code:
            return told
        product = self.env["product.product"].browse(product_id)
        unit = self._find_unit(code, product)
        if unit == product.uom_id:
            return told
        return as_decimal(
            unit._compute_quantity(float(told), product.uom_id, round=False)
        )

    @api.model
    def _find_unit(self, code, product):
        """The unit a partner means; one that does not fit the product is a question."""
        named = (product.uom_id | product.uom_ids).filtered(
            lambda unit: unit.name.lower() == code.lower()
        )
        xmlid = UNIT_CODES.get(code.upper())
        unit = named[:1] or (xmlid and self.env.ref(xmlid, raise_if_not_found=False))
        if not unit or not unit._has_common_reference(product.uom_id):
            raise BusinessError(
                "unknown_unit",
                self.env._(
                    "A ship notice counts %(product)s in “%(unit)s”, which is none of "
                    "its units in Odoo (%(known)s).",
                    product=product.display_name,
                    unit=code,
                    known=", ".join((product.uom_id | product.uom_ids).mapped("name")),
                ),
            )
        return unit

    @api.model
    def _sum_items(self, items, products):
        """{product id: quantity}, or None when an item is of no such product."""
        totals = defaultdict(Decimal)
        for item in items:
            product = products.get(self._sku_key(item.get("sku")))
            if not product:
                return None
            totals[product] += self._get_quantity(item, product)
        return dict(totals)

    @api.model
    def _get_lots(self, event, products):
        """{product id: {lot name: quantity}} of the items that name a lot."""
        lots = defaultdict(lambda: defaultdict(Decimal))
        for item in self._get_items(event):
            product = products.get(self._sku_key(item.get("sku")))
            if item.get("lot") and product:
                lots[product][item["lot"]] += self._get_quantity(item, product)
        return lots

    @api.model
    def _describe_items(self, event):
        return ", ".join(
            f"{item.get('quantity')} × {item.get('sku')}"
            for item in self._get_items(event)
        ) or self.env._("nothing")
