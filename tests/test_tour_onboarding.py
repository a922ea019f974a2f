# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .common_tour import TourCase


@tagged("post_install", "-at_install", "logistics_tour")
class TestTourOnboarding(TourCase):
    """Two administrators bring a partner from a template to active, by clicks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls.make_person("first_administrator", "manager")
        cls.second = cls.make_person("second_administrator", "manager")

    def click(self, tour, person):
        self.start_tour("/odoo", tour, login=person.login)
        self.env.invalidate_all()

    def test_a_partner_is_brought_from_a_template_to_active(self):
        """D27, N12: template, secret, owners, samples, trial, and two people."""
        self.click("logistics_sync_onboarding_prepare", self.first)
        connector = self.env["logistics.sync.connector"].search(
            [("code", "=", "spree-parcel")]
        )
        onboarding = connector.onboarding_ids
        self.assertEqual((onboarding.state, connector.state), ("trial", "live"))
        self.drain()
        self.assertEqual(onboarding.trial_passed, 3)
        self.click("logistics_sync_onboarding_ask", self.first)
        self.assertEqual((onboarding.state, connector.state), ("waiting", "paused"))
        self.click("logistics_sync_onboarding_approve", self.second)
        self.assertEqual((onboarding.state, connector.state), ("done", "live"))
        self.assertEqual(onboarding.approved_by_id, self.second)
        self.assertEqual(connector.technical_owner_id, self.second)
        self.assertTrue(onboarding.finished_at)
        self.assertTrue(all(step.done_at for step in onboarding.step_ids))
