# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
import os
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..codec.contracts import canonical_examples
from ..core.setup_bundle import sign
from .onboarding_case import OnboardingCase

SCHEMA = "delivery_event/1.0"
KEY = {"LOGISTICS_SYNC_PROMOTION_KEY": "the key of both environments"}


@tagged("post_install", "-at_install")
class TestOnboardingInProduction(OnboardingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["logistics.sync.environment"]._declare("production")
        cls.enterClassContext(patch.dict(os.environ, KEY))
        cls.worker = cls.make_user("works_for_partners")

    def prepare(self, onboarding):
        onboarding.connector_id.service_user_id = self.worker
        return super().prepare(onboarding)

    def certify(self, onboarding, **told):
        """Put in what a test system with the very same setup gives."""
        made = json.loads(self.make_certificate(onboarding.connector_id))
        made.pop("signature")
        made |= {"environment": "test", "documents": 3} | told
        signed = sign(made, KEY["LOGISTICS_SYNC_PROMOTION_KEY"].encode())
        onboarding.certificate = json.dumps(signed)

    def get_contract(self, code=SCHEMA):
        return self.env["logistics.sync.contract"].search([("code", "=", code)])

    def test_production_takes_the_certificate_of_the_very_same_setup(self):
        """D27: what was certified in the test system is what becomes active."""
        onboarding = self.begin()
        connector = self.prepare(onboarding)
        self.assertEqual(connector.environment, "production")
        with self.assertRaisesRegex(UserError, "in the test system"):
            onboarding.action_start_trial()
        self.assertIn("certificate", self.get_missing(onboarding)["trial"])
        onboarding.certificate = "{}"
        self.assertIn("no certificate", self.get_missing(onboarding)["trial"])
        onboarding.certificate = self.make_certificate(connector)
        self.assertIn("not made in a test", self.get_missing(onboarding)["trial"])
        self.certify(onboarding)
        connector.call_rate = 77
        self.assertIn("another setup", self.get_missing(onboarding)["trial"])
        with self.assertRaisesRegex(ValidationError, "another setup"):
            onboarding.action_ask()
        connector.call_rate = 0
        onboarding.action_ask()
        onboarding.with_user(self.second).action_approve()
        self.assertEqual(connector.state, "live")
        entry = self.env["logistics.sync.audit.entry"].search([], limit=1)
        self.assertEqual((entry.stage, entry.user_id), ("approval", self.second))
        self.assertEqual(entry.res_id, connector.id)

    def test_a_certificate_nobody_can_write_by_hand(self):
        """D27, M20: with the key of both environments, a changed one is none."""
        onboarding = self.begin()
        self.prepare(onboarding)
        self.certify(onboarding)
        self.assertNotIn("trial", self.get_missing(onboarding))
        signed = json.loads(onboarding.certificate)
        unsigned = {name: told for name, told in signed.items() if name != "signature"}
        for forged in (
            unsigned,
            {**signed, "documents": 4},
            {**signed, "signature": "é"},
        ):
            onboarding.certificate = json.dumps(forged)
            self.assertIn("not signed", self.get_missing(onboarding)["trial"])

    def test_without_a_key_no_certificate_counts(self):
        """D27, M20: what nobody can verify proves nothing."""
        onboarding = self.begin()
        self.prepare(onboarding)
        self.certify(onboarding)
        with patch.dict(os.environ):
            del os.environ["LOGISTICS_SYNC_PROMOTION_KEY"]
            self.assertIn("promotion_key", self.get_missing(onboarding)["trial"])
            with self.assertRaisesRegex(ValidationError, "Nobody can tell"):
                onboarding.action_ask()

    def test_a_certificate_is_of_one_partner_and_of_enough_documents(self):
        """D27: another carrier of the same kind was not tried by this one's trial."""
        onboarding = self.begin()
        self.prepare(onboarding)
        for told, sentence in (
            ({"connector": "elbe-parcel"}, "made for the connector “elbe-parcel”"),
            ({"documents": 2}, "2 documents, and 3 are wanted"),
            ({"documents": None}, "3 are wanted"),
            ({"environment": None}, "not made in a test system"),
        ):
            self.certify(onboarding, **told)
            self.assertIn(sentence, self.get_missing(onboarding)["trial"])

    def test_nobody_makes_a_connector_that_is_live_from_the_start(self):
        """D27: neither an imported file nor a remote call gets past the steps."""
        connectors = self.env["logistics.sync.connector"].with_user(self.first)
        told = {"name": "Straight", "environment": "production"}
        for state in ("live", "paused"):
            with self.assertRaisesRegex(ValidationError, "begins in preparation"):
                connectors.create({**told, "code": f"one-{state}", "state": state})
            by_default = connectors.with_context(default_state=state)
            with self.assertRaisesRegex(ValidationError, "begins in preparation"):
                by_default.create({**told, "code": f"other-{state}"})

    def test_the_same_contents_make_the_same_setup(self):
        """D27: a certificate made in another database counts, as ids are no part."""
        mappings = [
            self.make_mapping({"carrier": {"constant": "X"}}) for _number in range(2)
        ]
        one, other = (
            self.make_connector(mapping_id=mapping.id) for mapping in mappings
        )
        self.assertEqual(one._get_setup_digest(), other._get_setup_digest())
        mappings[1]._set_state("draft")
        mappings[1].rule_ids.constant = "Y"
        self.assertNotEqual(one._get_setup_digest(), other._get_setup_digest())

    def test_no_connector_gets_into_production_past_an_onboarding(self):
        """D27: one person alone does not make a partner active in production."""
        connector = self.make_connector(
            environment="production",
            state="draft",
            service_user_id=self.worker.id,
            technical_owner_id=self.first.id,
        ).with_user(self.first)
        self.add_secret(connector.sudo())
        with self.assertRaisesRegex(ValidationError, "Start Onboarding"):
            connector.action_go_live()
        action = connector.action_start_onboarding()
        onboarding = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(onboarding.connector_id, connector)
        self.assertEqual(list(self.get_missing(onboarding))[0], "contract")

    # ------------------------------------------------------------- schemas
    def test_a_draft_schema_blocks_the_activation(self):
        """M28: in production only approved schemas are used."""
        onboarding = self.begin()
        connector = self.prepare(onboarding)
        self.certify(onboarding)
        onboarding.action_ask()
        contract = self.get_contract()
        self.assertEqual(contract.approval, "approved")
        contract.with_user(self.first).action_withdraw()
        approve = onboarding.with_user(self.second).action_approve
        with self.assertRaises(ValidationError) as refusal:
            approve()
        self.assertIn("“delivery_event/1.0” is a draft", str(refusal.exception))
        self.assertEqual((onboarding.state, connector.state), ("waiting", "draft"))
        contract.with_user(self.first).action_approve()
        approve()
        self.assertEqual(connector.state, "live")

    def test_a_schema_whose_words_changed_is_a_draft_again(self):
        """M28: an approval is of the words that were approved, not of a name."""
        contract = self.get_contract()
        contract.approved_digest = "0" * 64
        self.assertEqual(contract.approval, "draft")
        self.env["logistics.sync.contract"]._sync_with_files()
        self.assertEqual(contract.approval, "draft")
        auditor = self.make_user("auditor_of_schemas", "auditor")
        with self.assertRaises(AccessError):
            contract.with_user(auditor).action_approve()
        contract.with_user(self.second).action_approve()
        self.assertEqual(contract.approved_by_id, self.second)
        self.assertEqual(contract.approval, "approved")

    def test_a_schema_that_no_document_is_read_into_blocks_nobody(self):
        """M28: a partner whose documents are mapped depends on its schemas only."""
        mapping = self.make_mapping({"carrier": {"constant": "X"}})
        connector = self.make_connector(
            environment="production", format="csv", mapping_id=mapping.id
        )
        self.get_contract("stock_level/1.0").approved_digest = False
        self.assertFalse(connector._get_schema_points())
        self.get_contract(mapping.canonical_schema).approved_digest = False
        self.assertEqual(connector._get_schema_points()[0][0], "blocker")

    # ------------------------------------------------------------- samples
    def test_a_difference_in_a_sample_blocks_the_activation(self):
        """M22: the samples are run at the moment of activation, not only before."""
        onboarding = self.begin(
            template="logistics_sync_base.connector_template_webhook_token"
        )
        connector = onboarding.connector_id
        connector.format = "json"
        self.env["logistics.sync.connector.sample"].create(
            {
                "connector_id": connector.id,
                "name": "Front door",
                "body": json.dumps(self.get_document()),
            }
        ).action_accept()
        connector.sudo().write({"technical_owner_id": self.first.id})
        connector.service_user_id = self.worker
        self.add_secret(connector.sudo(), "a-token-of-the-partner", "access_token")
        connector.action_run_contract_test()
        self.certify(onboarding)
        onboarding.action_ask()
        # What the code that reads documents says of it has changed meanwhile.
        sample = connector.sample_ids
        expected = json.loads(sample.expected)
        expected[0]["milestone"] = "in_transit"
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE logistics_sync_connector_sample SET expected = %s WHERE id = %s",
            [json.dumps(expected), sample.id],
        )
        self.env.invalidate_all()
        self.certify(onboarding.sudo())
        with self.assertRaisesRegex(ValidationError, "Front door: .*in_transit"):
            onboarding.with_user(self.second).action_approve()

    def get_document(self):
        return next(
            document
            for document in canonical_examples(SCHEMA).values()
            if document["event_type"] == "delivered"
        )
