# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Deliveries that are told to a partner by the user's click on Validate.

The click tells the partner through a computed field such as an administrator makes in
the settings, within the user's own transaction. Arguments: address of the partner; how
many deliveries are ready to be validated.
"""

import sys

import carrier
import odoo_process
import subscriber

COMPUTE = """
for record in self:
    record['x_told'] = record.state == 'done' and bool(
        record.env['logistics.sync.event']._publish('delivered', %r, record=record)
    )
"""
# The worker does not give up on the partner before the test says so.
SECONDS = 600


def main(url, count):
    """Fill the database; commit."""
    subscriber.main(url, 0)
    with odoo_process.environment() as env:
        env["ir.model.fields"].create(
            {
                "model_id": env["ir.model"]._get("stock.picking").id,
                "name": "x_told",
                "field_description": "Told",
                "ttype": "boolean",
                "store": True,
                "depends": "state",
                "compute": COMPUTE % carrier.event(1, len(carrier.MILESTONES) - 1),
            }
        )
        connector = env["logistics.sync.connector"].search(
            [("code", "=", subscriber.CODE)]
        )
        connector.write({"read_timeout": SECONDS})
        kind = env.ref("stock.picking_type_out")
        product = env["product.product"].create({"name": "Bolt", "type": "consu"})
        for _number in range(count):
            picking = env["stock.picking"].create(
                {
                    "picking_type_id": kind.id,
                    "move_ids": [
                        (0, 0, {"product_id": product.id, "product_uom_qty": 1})
                    ],
                }
            )
            picking.action_confirm()
            picking.action_assign()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
