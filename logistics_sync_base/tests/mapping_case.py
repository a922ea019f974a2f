# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Two administrators and a mapping they pass between them."""

from odoo.fields import Command

from .common import EVENT_TYPE, LogisticsSyncCase

TIME = {"expression": "at", "transform": "datetime"}
RULES = {
    "event_type": {"constant": EVENT_TYPE},
    "milestone": {"constant": "delivered"},
    "occurred_at": TIME,
    "references.tracking_number": {"expression": "parcel", "is_required": True},
}
SCAN = {"parcel": "TN-1", "number": "TN-1", "at": "2026-11-20T17:05:00Z"}


class VersionCase(LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.author = cls.make_user("author", "manager")
        cls.second = cls.make_user("second_person", "manager")
        cls.clerk = cls.make_user("mapping_clerk", "operations")

    def make_draft(self, user=None, **values):
        return (
            self.env["logistics.sync.mapping"]
            .with_user(user or self.author)
            .create(
                {
                    "name": "Parcel scans",
                    "rule_ids": [
                        Command.create({"target": target} | rule)
                        for target, rule in RULES.items()
                    ],
                }
                | values
            )
        )

    def release(self, mapping):
        mapping.with_user(self.second).action_approve()
        mapping.with_user(self.author).action_activate()
        return mapping

    def make_next(self, mapping, **rules):
        """Version 2, with other expressions for some fields."""
        action = mapping.with_user(self.author).action_new_version()
        fresh = mapping.browse(action["res_id"])
        for target, expression in rules.items():
            name = target.replace("__", ".")
            fresh.rule_ids.filtered(
                lambda r, n=name: r.target == n
            ).expression = expression
        return fresh
