# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Shipments as they come to be: sales orders whose transfers are done."""

from odoo.fields import Command

BATCH = 250


def ship(env, numbers):
    """One order, transfer, shipment and parcel for each tracking number."""
    env = env(
        context=dict(
            env.context, tracking_disable=True, mail_create_nolog=True, skip_sms=True
        )
    )
    product = env["product.product"].create(
        {"name": "Benchmark goods", "type": "consu", "list_price": 10.0}
    )
    partner = env["res.partner"].create({"name": "Benchmark customer"})
    for start in range(0, len(numbers), BATCH):
        _ship_batch(env, product, partner, numbers[start : start + BATCH])
        env.cr.commit()


def _ship_batch(env, product, partner, numbers):
    orders = env["sale.order"].create(
        [
            {
                "partner_id": partner.id,
                "order_line": [
                    Command.create({"product_id": product.id, "product_uom_qty": 2})
                ],
            }
            for _number in numbers
        ]
    )
    orders.action_confirm()
    for order, number in zip(orders, numbers, strict=True):
        order.picking_ids.carrier_tracking_ref = number
    moves = orders.picking_ids.move_ids
    for move in moves:
        move.quantity = move.product_uom_qty
    moves.picked = True
    done = orders.picking_ids.button_validate()
    assert done is True, done


def check(env, workload):
    """The parcels' shipments are where the workload ends, and so are their orders."""
    packages = env["logistics.shipment.package"].search(
        [("tracking_number", "in", list(workload.final_milestone))]
    )
    assert len(packages) == len(workload.final_milestone), len(packages)
    statuses = {
        kind.code: kind.status for kind in env["logistics.milestone.type"].search([])
    }
    for package in packages:
        wanted = workload.final_milestone[package.tracking_number]
        shipment = package.shipment_id
        found = shipment.milestone_type_id.code or None
        assert found == wanted, (package.tracking_number, found, wanted)
        status = statuses[wanted] if wanted else "planned"
        assert shipment.status == status, (shipment.status, status)
        assert package.milestone_type_id == shipment.milestone_type_id
        if status == "delivered":
            assert shipment.delivered_at
            assert shipment.sale_order_ids.logistics_status == "delivered"
    told = env["logistics.shipment.milestone"].search_count(
        [("shipment_id", "in", packages.shipment_id.ids)]
    )
    assert told == workload.facts, (told, workload.facts)
