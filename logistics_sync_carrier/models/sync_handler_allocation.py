# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict
from decimal import Decimal

from odoo import api, models

from odoo.addons.logistics_sync_base.core.outcome import Outcome

from ..core.allocation import OpenLine, Shortage, Wanted, allocate
from .notice_plan import NoticePlan
from .shipment_matching import references_of

OPEN_STATES = ("confirmed", "waiting", "assigned", "partially_available")


class LogisticsSyncHandler(models.AbstractModel):
    """Spread what notices announce over the open moves of their orders."""

    _inherit = "logistics.sync.handler"

    @api.model
    def _plan_notices(self, events, orders):
        """{event id: NoticePlan or Outcome}; a batch never takes the same goods twice."""
        everything = self.env["sale.order"].union(
            *(orders[event.id] for event in events)
        )
        moves = self._get_open_moves(everything)
        remaining = moves._get_unplanned_quantities()
        plans = {}
        for event in events:
            mine = moves.filtered(
                lambda move, event=event: move.sale_line_id.order_id in orders[event.id]
            )
            if delivery := references_of(event).get("delivery"):
                named = mine.filtered(lambda move, d=delivery: move.picking_id.name == d)
                mine = named or mine
            plans[event.id] = self._plan_notice(event, orders[event.id], mine, remaining)
        return plans

    @api.model
    def _plan_notice(self, event, order, moves, remaining):
        """Spread the items of one notice over moves, package by package."""
        products = self._get_products(order.order_line.product_id)
        lines = [
            OpenLine(move.id, move.product_id.id, str(move.sale_line_id.id))
            for move in moves
        ]
        parcels = [*(event.canonical.get("packages") or []), None]
        loose = self._sum_items(self._get_items(event), products)
        if loose is None:
            return self._refuse_product(event, order, products)
        left, parts = dict(remaining), []
        for parcel in parcels:
            items = self._get_wanted(parcel, loose, products)
            taken = allocate(items, lines, left)
            if isinstance(taken, Shortage):
                return self._refuse_quantity(event, order, taken)
            parts.append((parcel, taken))
        remaining.update(left)
        return NoticePlan(event, order, parts, self._get_lots(event, products))

    @api.model
    def _get_wanted(self, parcel, loose, products):
        """Items of one parcel, taken out of ``loose``; at last what is in no parcel."""
        if parcel is None:
            return [
                Wanted(product, quantity)
                for product, quantity in loose.items()
                if quantity > 0
            ]
        items = []
        for item in parcel.get("items") or []:
            product = products.get(self._sku_key(item.get("sku")))
            quantity = Decimal(item["quantity"])
            if product:
                loose[product] = loose.get(product, Decimal(0)) - quantity
                items.append(Wanted(product, quantity, item.get("line")))
        return items

    @api.model
    def _get_open_moves(self, orders):
        return self.env["stock.move"].search(
            [
                ("sale_line_id.order_id", "in", orders.ids),
                ("state", "in", OPEN_STATES),
                ("picking_id", "!=", False),
                ("location_dest_id.usage", "=", "customer"),
            ],
            order="id",
        )

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
    def _sum_items(self, items, products):
        """{product id: quantity}, or None when an item is of no such product."""
        totals = defaultdict(Decimal)
        for item in items:
            product = products.get(self._sku_key(item.get("sku")))
            if not product:
                return None
            totals[product] += Decimal(item["quantity"])
        return dict(totals)

    @api.model
    def _get_lots(self, event, products):
        """{product id: {lot name: quantity}} of the items that name a lot."""
        lots = defaultdict(lambda: defaultdict(Decimal))
        for item in self._get_items(event):
            product = products.get(self._sku_key(item.get("sku")))
            if item.get("lot") and product:
                lots[product][item["lot"]] += Decimal(item["quantity"])
        return lots

    @api.model
    def _describe_items(self, event):
        return ", ".join(
            f"{item.get('quantity')} × {item.get('sku')}"
            for item in self._get_items(event)
        ) or self.env._("nothing")

    @api.model
    def _refuse_product(self, event, order, products):
        sku = next(
            item.get("sku")
            for item in self._get_items(event)
            if self._sku_key(item.get("sku")) not in products
        )
        return Outcome.business(
            "unknown_product",
            self.env._(
                "%(connector)s says it shipped “%(sku)s” for order %(order)s, but no "
                "product of that order has this reference or barcode.",
                connector=event.connector_id.name,
                sku=sku,
                order=order.name,
            ),
            record=order,
        )

    @api.model
    def _refuse_quantity(self, event, order, shortage):
        product = self.env["product.product"].browse(shortage.product)
        return Outcome.business(
            "quantity_exceeds_order",
            self.env._(
                "%(connector)s says it shipped %(wanted)s × %(product)s for order "
                "%(order)s, but only %(open)s are still to be delivered.",
                connector=event.connector_id.name,
                wanted=f"{shortage.wanted.normalize():f}",
                product=product.display_name,
                order=order.name,
                open=f"{shortage.open.normalize():f}",
            ),
            record=order,
        )
