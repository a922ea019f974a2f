# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
import os
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..core.setup_bundle import get_digest
from .common import TOKEN
from .promotion_case import CANARY, PromotionCase


@tagged("post_install", "-at_install")
class TestPromotion(PromotionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Acquired Trading"})
        for user in (cls.author, cls.second, cls.third):
            user.company_ids |= cls.other

    def test_the_file_holds_the_whole_setup_and_no_secret(self):
        """M19 D27: settings, approved mappings, codes, policies; not one secret."""
        promotion = self.export()
        raw = self.get_raw(promotion).decode()
        secrets = [CANARY, CANARY.removeprefix("whsec_"), TOKEN]
        for credential in self.connector.credential_ids.sudo():
            secrets += [credential.secret_encrypted, credential.token_hash]
        for secret in filter(None, secrets):
            self.assertNotIn(secret, raw)
        bundle = json.loads(raw)
        setup = bundle["setup"]
        self.assertEqual(setup["connector"]["timezone"], "Europe/Berlin")
        self.assertEqual(setup["codes"][0]["external_code"], "D1")
        self.assertEqual(setup["documents"][0]["mapping_id"]["name"], "Nordlicht scans")
        self.assertEqual(len(setup["mappings"][0]["sample_ids"]), 1)
        for part in ("retries", "flows", "subscriptions", "data_classes"):
            self.assertEqual(len(setup[part]), 1, part)
        self.assertIn("TN-1", setup["samples"][0]["expected"])
        self.assertNotIn("addresses", setup)
        self.assertEqual(bundle["environment"], "test")
        self.assertEqual(promotion.exported_by, "author")
        with self.assertRaises(AccessError):
            self.export(user=self.clerk)

    def test_what_reads_like_a_secret_stays_here(self):
        """M19 N14: a key typed into a setting stops the export and names the place."""
        self.mapping._set_state("draft")
        self.mapping.rule_ids[0].default_value = "Authorization: Bearer 0123456789abcd"
        self.mapping._set_state("active")
        with self.assertRaisesRegex(UserError, "default_value"):
            self.export()

    def test_only_approved_mappings_leave(self):
        """M19 M20: a draft is not promoted."""
        self.mapping._set_state("draft")
        with self.assertRaisesRegex(UserError, "not approved"):
            self.export()

    def test_a_new_connector_comes_as_a_draft_after_approval(self):
        """M19 D27: nothing before a second person; then prepared, not live."""
        raw = self.get_raw(self.export())
        self.connector.code = "nordlicht-old"
        wizard = self.upload(raw, company=self.other)
        wizard.action_preview()
        self.assertFalse(wizard.is_refused, wizard.plan_html)
        self.assertIn("new here", wizard.told)
        self.assertIn("Nordlicht scans", wizard.plan_html)
        for shown in ("Europe/Berlin", "delivered", "parcel", "D1"):
            self.assertIn(shown, wizard.plan_html)
        # What each connector has, such as the limits of time, is no news.
        self.assertNotIn("Adapter Version", wizard.plan_html)
        promotion = self.bring(raw, company=self.other)
        connectors = self.env["logistics.sync.connector"]
        known = [("code", "=", "nordlicht")]
        self.assertFalse(connectors.search_count(known))
        self.assertTrue(promotion.activity_ids)
        with self.assertRaisesRegex(AccessError, "yourself"):
            promotion.with_user(self.author).action_approve()
        promotion.with_user(self.second).action_approve()
        connector = connectors.search(known)
        self.assertEqual(connector.company_id, self.other)
        self.assertEqual(
            (connector.state, connector.environment, connector.priority),
            ("draft", "test", 7),
        )
        self.assertEqual(len(connector.sample_ids), 1)
        self.assertEqual(
            connector.sample_ids.expected, self.connector.sample_ids.expected
        )
        self.assertFalse(connector.outbound_url)
        self.assertFalse(connector.credential_ids)
        mapping = connector.mapping_id
        self.assertEqual((mapping.company_id, mapping.state), (self.other, "active"))
        self.assertEqual(mapping.approved_by_id, self.second)
        self.assertNotEqual(mapping, self.mapping)
        self.assertEqual(self.mapping.state, "active")
        self.assertEqual(self.connector.mapping_id, self.mapping)
        self.assertEqual(promotion.state, "applied")
        self.assertEqual(promotion.version_id.number, 1)
        seen = promotion.with_user(self.auditor)
        self.assertIn("Nordlicht", seen.name)
        self.assertEqual(seen.approved_by_id, self.second)

    def test_twice_changes_nothing(self):
        """M19: what is here already is told to be so, and not asked about."""
        raw = self.get_raw(self.export())
        wizard = self.upload(raw)
        wizard.action_preview()
        self.assertTrue(wizard.is_unchanged, wizard.plan_html)
        before = self.connector._get_setup()
        promotion = self.bring(raw)
        self.assertEqual(promotion.state, "unchanged")
        self.assertEqual(self.connector._get_setup(), before)
        with self.assertRaisesRegex(UserError, "already"):
            promotion.with_user(self.second).action_approve()

    def test_an_update_is_a_version_and_one_click_goes_back(self):
        """M19 M21: the same connector, changed as a whole, and back at once."""
        raw = self.get_raw(self.export())
        newer = self.make_next(self.mapping, references__tracking_number="number")
        newer.sample_ids.unlink()
        self.release(newer)
        self.connector.write({"priority": 3, "timezone": "UTC"})
        self.connector.code_map_ids.internal_code = "in_transit"
        self.connector.document_ids.unlink()
        before = self.connector._get_setup()
        wizard = self.upload(raw)
        wizard.action_preview()
        self.assertIn("in_transit", wizard.plan_html)
        promotion = self.bring(raw)
        self.assertEqual(self.connector._get_setup(), before)
        promotion.with_user(self.second).action_approve()
        self.assertEqual(
            (self.connector.priority, self.connector.timezone), (7, "Europe/Berlin")
        )
        self.assertEqual(self.connector.code_map_ids.internal_code, "delivered")
        self.assertEqual(self.connector.mapping_id, self.mapping)
        self.assertEqual((self.mapping.state, newer.state), ("active", "retired"))
        self.assertEqual(self.connector.state, "live")
        self.assertEqual(self.connector.setup_number, 2)
        self.assertEqual(self.bring(raw).state, "unchanged")

        promotion.with_user(self.third).action_go_back()
        self.assertEqual(self.connector._get_setup(), before)
        self.assertEqual((self.mapping.state, newer.state), ("retired", "active"))
        self.assertEqual(promotion.state, "back")
        self.assertEqual(self.connector.setup_number, 3)
        noted = self.env["logistics.sync.audit.entry"].search(
            [("res_model", "=", self.connector._name), ("stage", "=", "approval")]
        )
        self.assertIn("brought back", noted[0].summary)

    def test_refusals_name_what_is_unknown(self):
        """M19: unknown references, choices and fields are listed before anything."""
        bundle = self.read_bundle(self.export())
        setup = bundle["setup"]
        setup["connector"] |= {
            "retry_policy_id": "Nobody's policy",
            "format": "morse",
            "warp_factor": 9,
        }
        setup["flows"][0]["event_type_id"] = "no_such_fact"
        setup["mappings"] = []
        sentences = "\n".join(self.refused(self.reseal(bundle)))
        for word in ("Nobody's policy", "morse", "warp_factor", "no_such_fact"):
            self.assertIn(word, sentences)
        self.assertIn("“Nordlicht scans” is not in the file", sentences)
        with self.assertRaisesRegex(UserError, "morse"):
            self.bring(self.reseal(bundle))

    def test_numbers_of_another_database_are_no_setup(self):
        """M19: a file cannot name records by number, nor bring what is unknown."""
        bundle = self.read_bundle(self.export())
        bundle["setup"] |= {"local": {"owner_id": 1}, "magic": {"x": 1}}
        told = "\n".join(self.refused(self.reseal(bundle)))
        self.assertIn("“local”", told)
        self.assertIn("“magic”", told)
        for part in ({"codes": {"a": "b"}}, {"connector": {"priority": "high"}}):
            bundle = self.read_bundle(self.export())
            bundle["setup"] |= part
            self.assertTrue(self.refused(self.reseal(bundle)))

    def test_refusals_of_secrets_and_foreign_codes(self):
        """M19 N14: a secret in a file, and a code that somebody else has."""
        bundle = self.read_bundle(self.export())
        bundle["setup"]["connector"]["order_expression"] = f"token {CANARY}"
        self.assertIn("reads like a secret", self.refused(self.reseal(bundle))[0])
        clean = self.get_raw(self.export())
        self.assertIn("is taken", self.refused(clean, self.other)[0])

    def test_a_failing_sample_blocks(self):
        """M19: mappings are validated; a sample that fails stops the import."""
        bundle = self.read_bundle(self.export())
        mapping = bundle["setup"]["mappings"][0]
        mapping["sample_ids"][0]["expected"] = '{"milestone": "lost"}'
        reference = {"name": mapping["name"], "digest": get_digest(mapping)}
        bundle["setup"]["connector"]["mapping_id"] = reference
        bundle["setup"]["documents"][0]["mapping_id"] = reference
        refused = self.refused(self.reseal(bundle))
        self.assertIn("does not keep its contract", refused[0])
        with self.assertRaisesRegex(UserError, "A scan"):
            self.bring(self.reseal(bundle))

    def test_a_changed_file_is_not_opened(self):
        """M19: a tampered or unsigned file is refused with a remedy."""
        raw = self.get_raw(self.export())
        changed = raw.replace(b"Europe/Berlin", b"Europe/London")
        with self.assertRaisesRegex(UserError, "hash does not fit"):
            self.upload(changed).action_preview()
        with self.assertRaisesRegex(UserError, "no setup"):
            self.upload(b"something else").action_preview()
        key = {"LOGISTICS_SYNC_PROMOTION_KEY": "the key of both environments"}
        with patch.dict(os.environ, key):
            with self.assertRaisesRegex(UserError, "not signed"):
                self.upload(raw).action_preview()
            signed = self.export()
            self.assertTrue(signed.is_signed)
            self.assertEqual(self.bring(self.get_raw(signed)).state, "unchanged")

    def test_addresses_stay_in_their_environment(self):
        """M19 N13: addresses travel on request, and never across environments."""
        raw = self.get_raw(self.export(with_addresses=True))
        bundle = json.loads(raw)
        self.assertEqual(
            bundle["setup"]["addresses"]["outbound_url"],
            "https://test.nordlicht.example/in",
        )
        self.assertEqual(self.bring(raw).state, "unchanged")
        refused = self.refused(self.reseal(bundle, environment="production"))
        self.assertIn("test.nordlicht.example", refused[0])

    def test_a_production_host_is_refused_in_a_test(self):
        """M19 N13: what a production connector here names is not called by a test."""
        bundle = self.read_bundle(self.export(with_addresses=True))
        self.make_connector(
            environment="production",
            state="draft",
            outbound_url="https://api.nordlicht.example/in",
        )
        addresses = bundle["setup"]["addresses"]
        addresses["outbound_url"] = "https://api.nordlicht.example/in"
        self.assertIn("production system", self.refused(self.reseal(bundle))[0])

    def test_who_may_not(self):
        """M19 M20: neither clerks nor auditors bring or take setups."""
        raw = self.get_raw(self.export())
        with self.assertRaises(AccessError):
            self.upload(raw, self.clerk)
        with self.assertRaises(AccessError):
            self.upload(raw, self.auditor)
        stranger = self.make_user("stranger", "manager", companies=self.other)
        with self.assertRaises(AccessError):
            self.connector.with_user(stranger)._export_setup()
        with self.assertRaises(AccessError):
            self.upload(raw, stranger).action_preview()
