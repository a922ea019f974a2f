# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .promotion_case import PromotionCase

KEYS = {"keys": [{"kty": "RSA", "kid": "%s", "n": "AQAB" * 100, "e": "AQAB"}]}


@tagged("post_install", "-at_install")
class TestSetupMeanwhile(PromotionCase):
    """What happens to a connector beside its versions."""

    def renew_keys(self, name):
        keys = json.dumps(KEYS) % name
        # As the door does it, with all rights.
        self.connector.sudo().webhook_jwks = keys

    def test_keys_that_a_partner_renews_are_no_change_of_ours(self):
        """M20 M21: fetched keys neither undo an approval nor come back with another."""
        self.env.company.logistics_approve_changes = "always"
        own = self.connector.with_user(self.author)
        self.connector.sudo().webhook_jwks_url = "https://test.nordlicht.example/keys"
        self.renew_keys("first")
        own.write({"priority": 3})
        self.renew_keys("second")
        own.with_user(self.second).action_approve_setup()
        self.assertEqual(self.connector.priority, 3)
        self.renew_keys("third")
        self.assertTrue(self.connector._is_setup_approved())
        own.action_roll_back()
        self.assertEqual(self.connector.priority, 7)
        self.assertIn("third", self.connector.webhook_jwks)

    def test_what_was_never_approved_can_be_asked_about_while_paused(self):
        """M20: whoever pauses a connector of before finds the way back to live."""
        self.env.company.logistics_approve_changes = "always"
        own = self.connector.with_user(self.author)
        own.action_pause()
        own.action_propose_setup()
        own.with_user(self.second).action_approve_setup()
        own.action_go_live()
        self.assertEqual(self.connector.state, "live")

    def test_codes_learnt_meanwhile_survive_a_way_back(self):
        """M21: a transport brought back does not forget what codes mean since then."""
        own = self.connector.with_user(self.author)
        own.write({"priority": 3})
        codes = self.env["logistics.sync.code.map"]
        learnt = codes.create(
            {
                "connector_id": self.connector.id,
                "external_code": "D9",
                "internal_code": "in_transit",
            }
        )
        own.action_roll_back()
        self.assertEqual(self.connector.priority, 7)
        self.assertTrue(learnt.exists())
        self.assertEqual(
            self.connector.code_map_ids.mapped("external_code"), ["D1", "D9"]
        )

    def test_codes_of_an_import_go_with_it(self):
        """M21: what a version brought goes when the one before counts again."""
        bundle = self.read_bundle(self.export())
        row = bundle["setup"]["codes"][0]
        new = row | {"external_code": "D9", "key": row["key"].replace("D1", "D9")}
        bundle["setup"]["codes"].append(new)
        promotion = self.bring(self.reseal(bundle))
        promotion.with_user(self.second).action_approve()
        self.assertEqual(len(self.connector.code_map_ids), 2)
        promotion.with_user(self.third).action_go_back()
        self.assertEqual(self.connector.code_map_ids.mapped("external_code"), ["D1"])

    def test_whom_it_works_as_is_approved_too(self):
        """M20: nobody alone lets a partner's documents act with other rights."""
        self.env.company.logistics_approve_changes = "always"
        worker = self.make_user("nordlicht_worker")
        self.connector.sudo().service_user_id = worker
        own = self.connector.with_user(self.author)
        own.service_user_id = False
        self.assertEqual(self.connector.service_user_id, worker)
        self.assertIn("Nordlicht Worker", self.connector.proposed_setup_html)
        own.with_user(self.second).action_approve_setup()
        self.assertFalse(self.connector.service_user_id)

    def test_what_is_in_use_stays_in_its_company(self):
        """M20: another company's orders are not reached by a change of one field."""
        other = self.env["res.company"].create({"name": "Acquired Trading"})
        self.author.company_ids |= other
        own = self.connector.with_user(self.author)
        with self.assertRaisesRegex(ValidationError, "stays in its company"):
            own.company_id = other
        self.assertEqual(self.connector.company_id, self.env.company)

    def test_who_exported_a_setup_does_not_approve_it(self):
        """M20: that somebody else uploads the file makes nobody a second person."""
        raw = self.get_raw(self.export(user=self.author))
        self.connector.priority = 3
        promotion = self.bring(raw, user=self.second)
        self.assertNotIn(self.author, promotion.activity_ids.user_id)
        self.assertFalse(promotion.with_user(self.author).can_approve)
        with self.assertRaisesRegex(AccessError, "yourself"):
            promotion.with_user(self.author).action_approve()
        promotion.with_user(self.third).action_approve()
        self.assertEqual(self.connector.priority, 7)

    def test_an_approval_for_tests_is_none_for_production(self):
        """M20: what a second person saw in a test system is seen again in production,
        also when a version of then is brought back."""
        self.env.company.logistics_approve_changes = "always"
        own = self.connector.with_user(self.author)
        own.write({"priority": 3})
        own.with_user(self.second).action_approve_setup()
        own.write({"state": "draft"})
        self.assertTrue(self.connector._is_setup_approved())
        own.write({"environment": "production"})
        self.assertFalse(self.connector._is_setup_approved())
        own.action_propose_setup()
        own.with_user(self.second).action_approve_setup()
        self.assertTrue(self.connector._is_setup_approved())
        self.connector.sudo().state = "live"
        own.write({"priority": 4})
        own.with_user(self.second).action_approve_setup()
        own.action_roll_back()
        self.assertEqual(self.connector.priority, 3)
        of_tests = self.connector._get_versions(("content", "!=", False)).filtered(
            lambda one: (
                one.content["place"]["environment"] == "test" and one.active_from
            )
        )
        self.assertTrue(of_tests)
        for version in of_tests.with_user(self.author):
            with self.assertRaisesRegex(UserError, "Nobody ever approved"):
                version.action_go_back()
