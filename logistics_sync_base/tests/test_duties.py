# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import LogisticsSyncCase


@tagged("post_install", "-at_install")
class TestDuties(LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.conflict = cls.env.ref(
            "logistics_sync_base.duty_conflict_operations_finance"
        )
        cls.finance = cls.env.ref("logistics_sync_base.group_logistics_finance")
        cls.operations = cls.env.ref("logistics_sync_base.group_logistics_operations")

    def test_shipping_and_billing_are_kept_apart_in_production(self):
        """M4: refused there however the second role comes, also by the group."""
        self.env["logistics.sync.environment"]._declare("production")
        with self.assertRaisesRegex(ValidationError, "release the money"):
            self.make_user("both", "operations", "finance")
        # An administrator of integration has the role of operations, too.
        with self.assertRaisesRegex(ValidationError, "release the money"):
            self.make_user("both_too", "manager", "finance")
        user = self.make_user("one", "operations")
        with self.assertRaisesRegex(ValidationError, "release the money"):
            self.finance.user_ids = [Command.link(user.id)]
        with self.assertRaisesRegex(ValidationError, "release the money"):
            self.operations.implied_ids = [Command.link(self.finance.id)]

    def test_elsewhere_it_is_flagged(self):
        """M4: in a test database one person may be both; form and list say so."""
        user = self.make_user("both", "operations", "finance")
        self.assertIn("release the money", user.logistics_duty_conflicts)
        self.assertIn(user, self.conflict.user_ids)
        single = self.make_user("single", "finance")
        self.assertFalse(single.logistics_duty_conflicts)
        self.assertNotIn(single, self.conflict.user_ids)

    def test_an_auditor_does_no_work(self):
        """M3, M4: read only stays read only, in every environment."""
        with self.assertRaisesRegex(ValidationError, "audits"):
            self.make_user("auditing_clerk", "user", "auditor")

    def test_the_list_is_for_those_who_watch_and_set_by_the_system(self):
        """M4: administrators and auditors read the report; neither changes it."""
        for role in ("manager", "auditor"):
            user = self.make_user(f"duty_{role}", role)
            seen = self.conflict.with_user(user)
            self.assertTrue(seen.reason)
            self.assertFalse(seen.has_access("write"))
        self.conflict.refused_in = "everywhere"
        with self.assertRaisesRegex(ValidationError, "release the money"):
            self.make_user("both", "operations", "finance")
