# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

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
        """M20 M21: fetched keys neither undo an approval nor come back by a way back."""
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
