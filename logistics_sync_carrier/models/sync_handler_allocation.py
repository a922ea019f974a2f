# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dataclasses import replace
from decimal import Decimal

from odoo import api, models

from odoo.addons.logistics_sync_base.core.outcome import Outcome

from ..core.allocation import OpenLine, Shortage, Wanted, allocate
from .notice_plan import NoticePlan
from .shipment_matching import references_of

SHIPPABLE_STATES = ("confirmed", "waiting", "assigned", "partially_available", "done")


class LogisticsSyncHandler(models.AbstractModel):
    """Spread what notices announce over the open moves of their orders."""

    _inherit = "logistics.sync.handler"

    @api.model
    def _plan_notices(self, events, orders, extended=None):
        """{event id: NoticePlan or Outcome}; no goods are taken twice."""
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
                named = mine.filtered(
                    lambda move, d=delivery: move.picking_id.name == d
                )
                mine = named or mine
            plan = self._plan_notice(event, orders[event.id], mine, remaining)
            if extended and event.id in extended and isinstance(plan, NoticePlan):
                plan = replace(plan, shipment=extended[event.id])
            plans[event.id] = plan
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
            if product:
                quantity = self._get_quantity(item, product)
                loose[product] = loose.get(product, Decimal(0)) - quantity
                items.append(Wanted(product, quantity, item.get("line")))
        return items

    @api.model
    def _get_open_moves(self, orders):
        """Moves that can take announced goods: what was done by hand comes first."""
        moves = self.env["stock.move"].search(
            [
                ("sale_line_id.order_id", "in", orders.ids),
                ("state", "in", SHIPPABLE_STATES),
                ("picking_id", "!=", False),
                ("location_dest_id.usage", "=", "customer"),
            ],
            order="id",
        )
        return moves.sorted(lambda move: move.state != "done")

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
        by_hand = order.logistics_shipment_ids.filtered(
            lambda shipment: (
                shipment.origin == "picking"
                and not shipment.notice_event_id
                and product in shipment.line_ids.product_id
            )
        )
        if by_hand:
            return self._refuse_difference(event, by_hand[0])
        before = order.picking_ids.filtered(
            lambda picking: (
                picking.picking_type_id.code == "internal"
                and picking.state not in ("done", "cancel")
                and product in picking.move_ids.product_id
            )
        )
        if before:
            return Outcome.business(
                "picking_blocked",
                self.env._(
                    "%(connector)s says goods of order %(order)s left, but they are "
                    "not picked in Odoo. Complete transfer %(before)s first, then "
                    "retry.",
                    connector=event.connector_id.name,
                    order=order.name,
                    before=", ".join(before.mapped("name")),
                ),
                record=order,
            )
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
