# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""When shipments are invoiced: one rule for everybody, four for those who differ."""

from ..catalogue import APPROVAL_THRESHOLD


def make(env, basics) -> None:
    """Create the invoicing rules."""
    germany = env["res.country"].search([("code", "=", "DE")])
    for sequence, (name, conditions, action, more) in enumerate(
        (
            ("Everybody: when shipped", ["dispatched"], "post", {}),
            (
                "Tagged customers: when delivered",
                ["delivered"],
                "post",
                {"category_ids": [(6, 0, basics.tags["delivery"].ids)]},
            ),
            (
                "Germany: when delivered",
                ["delivered"],
                "post",
                {"country_ids": [(6, 0, germany.ids)]},
            ),
            (
                "Wholesale: when shipped, large amounts with approval",
                ["dispatched"],
                "post",
                {
                    "category_ids": [(6, 0, basics.tags["wholesale"].ids)],
                    "approval_threshold": APPROVAL_THRESHOLD,
                    "approver_id": basics.users["finance"].id,
                },
            ),
            (
                "Grand Pacific Hotels: draft after proof of delivery",
                ["delivered", "proof_of_delivery"],
                "draft",
                {"partner_ids": [(6, 0, basics.customers["hotel"].ids)]},
            ),
        ),
        start=1,
    ):
        env["logistics.invoice.rule"].create(
            {
                "name": name,
                "sequence": 10 * sequence,
                "action": action,
                "condition_ids": [(0, 0, {"kind": kind}) for kind in conditions],
                **more,
            }
        )
