# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .promotion_case import PromotionCase


@tagged("post_install", "-at_install")
class TestPromotedOnboarding(PromotionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "The Other Side"})
        for person in (cls.author, cls.second, cls.third):
            person.company_ids += cls.other

    def test_a_certificate_counts_where_the_setup_was_carried_to(self):
        """D27, M19: tried in the test system, exported, imported: the same setup."""
        tried = self.connector._get_setup_digest()
        raw = self.get_raw(self.export())
        self.connector.code = "nordlicht-old"
        self.bring(raw, company=self.other).with_user(self.second).action_approve()
        carried = self.env["logistics.sync.connector"].search(
            [("code", "=", "nordlicht")]
        )
        self.assertNotEqual(carried.mapping_id, self.connector.mapping_id)
        self.assertEqual(carried._get_setup_digest(), tried)
        carried.priority = 8
        self.assertNotEqual(carried._get_setup_digest(), tried)
