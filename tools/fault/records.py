# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the database holds before the run: connectors, parcels, orders, who is told.

Run as a program on the database; argument: a JSON object with ``folder``, ``ports``
of the partner's endpoints, ``parcels`` and ``orders``.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests/system"))

import carrier
import odoo_process

FILES, HOOK, API, GONE = "fault-files", "hook", "api", "gone"
# Who is told which milestones; nobody ever listens at the third address.
TOLD = {
    HOOK: ("delivered",),
    API: ("out_for_delivery",),
    GONE: ("delivery_attempted",),
}
# As in life, but a second is a minute.
PATIENT = {
    "name": "Patient, in seconds",
    "max_attempts": 40,
    "base_delay_seconds": 1,
    "max_delay_seconds": 3,
}
IMPATIENT = PATIENT | {"name": "Impatient", "max_attempts": 2}


def make(env, task):
    """Create everything."""
    # Odoo's own housekeeping would only take time from what is tested here.
    others = env["ir.cron"].search([("cron_name", "not like", "Logistics Sync")])
    others.active = False
    policies = env["logistics.sync.retry.policy"]
    patient, impatient = policies.create([PATIENT, IMPATIENT])
    _make_sources(env, task["folder"], patient)
    hook, api = task["ports"]
    _make_subscribers(env, hook, api, patient, impatient)
    _make_parcels(env, task["parcels"], task["orders"])


def _make_connector(env, code, policy, **values):
    connector = env["logistics.sync.connector"].create(
        {
            "name": f"Partner {code}",
            "code": code,
            "retry_policy_id": policy.id,
            "allow_private_network": True,
            "allow_plain_http": True,
            "connect_timeout": 2,
            "read_timeout": 2,
            "breaker_failures": 3,
            "breaker_cool_down": 2,
            **values,
        }
    )
    secret = env["logistics.sync.credential"].create({"connector_id": connector.id})
    secret._set_secret(carrier.SECRET)
    connector.state = "live"
    return connector


def _make_sources(env, folder, policy):
    _make_connector(env, carrier.CONNECTOR, policy)
    _make_connector(
        env,
        FILES,
        policy,
        transport="folder",
        folder_url=folder,
        folder_pattern="*.json",
    )


def _make_subscribers(env, hook, api, patient, impatient):
    places = {
        HOOK: (patient, {"outbound_url": f"http://127.0.0.1:{hook}/"}),
        API: (
            patient,
            {
                "outbound_transport": "rest",
                "base_url": f"http://127.0.0.1:{api}",
                "rest_send_path": "facts",
                "rest_id_path": "number",
            },
        ),
        # Port 9 is where packets are thrown away; nothing listens there.
        # Its calls are never stopped, so that its documents end as dead letters.
        GONE: (
            impatient,
            {"outbound_url": "http://127.0.0.1:9/", "breaker_failures": 0},
        ),
    }
    for code, (policy, values) in places.items():
        connector = _make_connector(env, code, policy, **values)
        types = env["logistics.sync.event.type"].search([("code", "in", TOLD[code])])
        assert len(types) == len(TOLD[code])
        env["logistics.sync.subscription"].create(
            {
                "name": f"News for {code}",
                "connector_id": connector.id,
                "event_type_ids": types.ids,
            }
        )


def _make_parcels(env, count, orders):
    """Shipments; the first ones of each half belong to orders that get invoiced."""
    middle = count // 2
    first = orders // 2
    ordered = [*range(first), *range(middle, middle + orders - first)]
    _make_orders(env, [carrier.tracking_number(parcel) for parcel in ordered])
    bare = [parcel for parcel in range(count) if parcel not in set(ordered)]
    shipments = env["logistics.shipment"].create([{} for _parcel in bare])
    env["logistics.shipment.package"].create(
        [
            {
                "shipment_id": shipment.id,
                "tracking_number": carrier.tracking_number(parcel),
            }
            for parcel, shipment in zip(bare, shipments, strict=True)
        ]
    )


def _make_orders(env, numbers):
    """Orders that have left and wait for their delivery to be invoiced."""
    env["logistics.invoice.rule"].create(
        {
            "name": "On delivery",
            "action": "post",
            "condition_ids": [(0, 0, {"kind": "delivered"})],
        }
    )
    product = env["product.product"].create(
        {"name": "Crate", "type": "consu", "list_price": 10, "taxes_id": False}
    )
    partner = env["res.partner"].create({"name": "Quay 9"})
    line = {"product_id": product.id, "product_uom_qty": 2}
    orders = env["sale.order"].create(
        [
            {"partner_id": partner.id, "order_line": [(0, 0, line)]}
            for _number in numbers
        ]
    )
    orders.action_confirm()
    for order, number in zip(orders, numbers, strict=True):
        order.picking_ids.carrier_tracking_ref = number
    for move in orders.picking_ids.move_ids:
        move.write({"quantity": 2, "picked": True})
    quiet = orders.picking_ids.with_context(skip_sms=True, skip_backorder=True)
    assert quiet.button_validate() is True


if __name__ == "__main__":
    with odoo_process.environment() as environment:
        make(environment, json.loads(sys.argv[1]))
