# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import csv
from pathlib import Path

from odoo.tests import tagged

from odoo.addons.logistics_sync_base.tests.access_matrix import (
    GROUPS,
    MATRIX,
    OPERATIONS,
    ROLES,
)
from odoo.addons.logistics_sync_base.tests.common import LogisticsSyncCase

TABLE = Path(__file__).parent / "data" / "access_matrix.csv"


@tagged("post_install", "-at_install")
class TestAccessMatrix(LogisticsSyncCase):
    """Every model of every addon; those of the base addon have a table of their own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            role: cls.make_user(f"matrix_{role}", *GROUPS[role]) for role in ROLES
        }
        with TABLE.open(encoding="utf-8", newline="") as table:
            cls.expected = {row.pop("model"): row for row in csv.DictReader(table)}

    def get_models(self):
        """Own models of the addons above the base, as the registry has them."""
        rows = self.env["ir.model.data"].search(
            [
                ("model", "=", "ir.model"),
                ("module", "=like", "logistics\\_sync\\_%"),
                ("module", "!=", "logistics_sync_base"),
            ]
        )
        names = self.env["ir.model"].browse(rows.mapped("res_id")).mapped("model")
        return {
            name
            for name in names
            if name.startswith("logistics.")
            and name not in MATRIX
            and not self.env[name]._abstract
        }

    def test_each_role_may_do_what_the_table_says(self):
        """M3: create, read, update, delete of 5 roles, and none, on every model."""
        found = {}
        for model in self.get_models():
            found[model] = {
                role: "".join(
                    letter
                    for letter, operation in OPERATIONS.items()
                    if self.env[model].with_user(user).has_access(operation)
                )
                for role, user in self.users.items()
            }
        self.maxDiff = None
        self.assertGreater(len(found), 15)
        self.assertEqual(found, self.expected)

    def test_auditors_write_nothing(self):
        """M3: in none of the tables; dialogs are no records."""
        for model, row in self.expected.items():
            if not self.env[model]._transient:
                self.assertIn(row["auditor"], ("", "R"), model)
                self.assertEqual(row["nobody"] in ("", "R"), True, model)
