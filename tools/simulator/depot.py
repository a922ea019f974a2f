# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Depot West Fulfilment, the 3PL: files of shipped order lines."""

import csv
import io

from .plan import Action, Plan
from .rendering import local

ZONE = "America/Los_Angeles"
HEADER = (
    "shipment;order;line_sku;shipped_qty;unit;carrier;tracking;weight_kg;shipped_at"
)


def render(action: Action, plan: Plan) -> bytes:
    """The bytes of one file."""
    out = io.StringIO()
    out.write(HEADER + "\r\n")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for row in action.content["rows"]:
        if "raw" in row:
            out.write(row["raw"] + "\r\n")
            continue
        at = local(plan.moment(row["minute"]), ZONE)
        writer.writerow(
            [
                row["shipment"],
                plan.orders.get(row["order"], row["order"]),
                row["sku"],
                row["quantity"],
                "EA",
                row["carrier"],
                row["tracking"],
                "2.500",
                at.strftime("%m/%d/%Y %H:%M"),
            ]
        )
    return out.getvalue().encode("utf-8")
