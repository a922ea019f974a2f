# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The forty orders, confirmed; some of them left before the day begins."""

from datetime import timedelta

from ..catalogue import UNTAXED
from ..orders import ORDERS


def make(env, basics) -> dict[str, str]:
    """Create the orders; returns {key: order number}."""
    records = env["sale.order"].create(
        [_prepare(order, basics) for order in ORDERS.values()]
    )
    records.action_confirm()
    records.date_order = env.cr.now() - timedelta(days=1)
    by_key = dict(zip(ORDERS, records, strict=True))
    for key, record in by_key.items():
        if ORDERS[key].shipped:
            _ship(record.picking_ids, ORDERS[key].parcel)
    return {key: record.name for key, record in by_key.items()}


def _prepare(order, basics):
    return {
        "partner_id": basics.customers[order.customer].id,
        "warehouse_id": basics.warehouses[order.warehouse].id,
        "carrier_id": basics.carriers[order.carrier].id,
        "client_order_ref": f"PO-{order.key}",
        "order_line": [
            (0, 0, _prepare_line(basics.products[sku], quantity))
            for sku, quantity in order.lines
        ],
    }


def _prepare_line(product, quantity):
    values = {"product_id": product.id, "product_uom_qty": quantity}
    if product.default_code in UNTAXED:
        values["tax_ids"] = [(5,)]
    return values


def _ship(pickings, parcel):
    """What somebody in the warehouse did yesterday: label printed, parcel gone."""
    if parcel:
        pickings.carrier_tracking_ref = parcel
    for move in pickings.move_ids:
        move.quantity = move.product_uom_qty
        move.picked = True
    done = pickings.with_context(skip_sms=True, skip_backorder=True).button_validate()
    if done is not True or set(pickings.mapped("state")) != {"done"}:
        raise RuntimeError(f"{pickings.mapped('name')} could not be shipped: {done}")
