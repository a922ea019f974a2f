# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .edi_cases import EdiCase
from .onboarding_case import OnboardingCase
from .partner_server import PartnerServer, Reply
from .x12_data import STATUS, interchange

CSV = "logistics_sync_base.connector_template_csv"
X12 = "logistics_sync_base.connector_template_x12"


@tagged("post_install", "-at_install")
class TestOnboardingProof(OnboardingCase):
    """No step counts as proven by the proof of something else."""

    def call_partner(self, connector, server):
        """Documents leave for a server of the partner, which wants a token."""
        connector.sudo().write(
            {
                "base_url": server.url,
                "outbound_transport": "rest",
                "rest_auth": "bearer",
                "rest_check_path": "/ping",
                "allow_plain_http": True,
                "allow_private_network": True,
            }
        )

    def make_server(self):
        server = PartnerServer({"/ping": Reply({"well": True})})
        self.addCleanup(server.close)
        return server

    # -------------------------------------------------------------- secrets
    def test_each_way_has_a_secret_of_its_own(self):
        """D27: what lets the partner in does not let us in at the partner's."""
        onboarding = self.begin()
        connector = self.prepare(onboarding)
        self.assertNotIn("secrets", self.get_missing(onboarding))
        self.call_partner(connector, self.make_server())
        self.assertIn("API key or token", self.get_missing(onboarding)["secrets"])
        onboarding._open_step("secrets")
        line = connector.sudo().credential_ids.filtered(
            lambda one: one.kind == "api_key"
        )
        self.assertEqual(len(line), 1)
        onboarding._open_step("secrets")
        self.assertEqual(len(connector.credential_ids), 2)
        line._set_typed_secret("a-key-of-the-partner")
        self.assertNotIn("secrets", self.get_missing(onboarding))

    def test_a_folder_elsewhere_wants_a_login(self):
        """D27: whichever protocol a server of files speaks."""
        onboarding = self.begin(template=CSV)
        connector = onboarding.connector_id
        # Nobody knows yet whether it takes one.
        self.assertIn("where the folder is", self.get_missing(onboarding)["secrets"])
        for scheme in ("sftp", "ftps", "s3"):
            connector.folder_url = f"{scheme}://files.example.com/in"
            self.assertIn("User name", self.get_missing(onboarding)["secrets"])
        connector.folder_url = "file:///srv/partner/in"
        self.assertNotIn("secrets", self.get_missing(onboarding))

    # ----------------------------------------------------------- connection
    def test_the_way_out_is_tested_too(self):
        """D27: a partner that posts to us and is called by us is reached by a call."""
        server = self.make_server()
        onboarding = self.begin()
        connector = onboarding.connector_id
        self.assertNotIn("connection", self.get_missing(onboarding))
        self.call_partner(connector, server)
        self.assertIn("connection", self.get_missing(onboarding))
        self.add_secret(connector.sudo(), "a-key-of-the-partner", "api_key")
        action = onboarding._open_step("connection")
        self.assertEqual(action["params"]["type"], "success", action["params"])
        self.assertEqual(len(server.requests), 1)
        self.assertNotIn("connection", self.get_missing(onboarding))

    def test_another_secret_was_not_tested(self):
        """D27: with another key or another way to log in, it has to work again."""
        onboarding = self.begin()
        connector = onboarding.connector_id
        self.call_partner(connector, self.make_server())
        self.add_secret(connector.sudo(), "a-key-of-the-partner", "api_key")
        for change in (
            lambda: connector.credential_ids[:1].action_revoke(),
            lambda: self.add_secret(connector.sudo(), "another-key-of-it", "api_key"),
            lambda: connector.write({"rest_key_name": "X-Other"}),
            lambda: connector.credential_ids.unlink(),
        ):
            connector.sudo().connection_checked_at = "2026-11-20 10:00:00"
            change()
            self.assertFalse(connector.connection_checked_at)

    # ---------------------------------------------------------------- trial
    def test_the_trial_was_with_this_address_and_secret(self):
        """D27: reached elsewhere, or with another secret, it was not tried."""
        onboarding = self.begin()
        connector = self.prepare(onboarding)
        onboarding.action_start_trial()
        self.exchange(connector)
        onboarding.invalidate_recordset()
        secret = connector.sudo().credential_ids
        connector.outbound_url = "https://test.partner.example.com/in"
        with self.assertRaisesRegex(ValidationError, "changed since the trial began"):
            onboarding.action_finish_trial()
        connector.outbound_url = False
        onboarding.action_finish_trial()
        self.assertNotIn("trial", self.get_missing(onboarding))
        self.add_secret(connector.sudo())
        secret.action_revoke()
        self.assertIn(
            "changed since the trial began", self.get_missing(onboarding)["trial"]
        )
        onboarding.action_start_trial()
        self.assertFalse(onboarding.certificate)

    def test_whatever_decides_about_documents_is_part_of_the_setup(self):
        """D27: settings that no template has, and who signs how, count as well."""
        connector = self.begin().connector_id
        before = connector._get_setup_digest()
        profile = self.env["logistics.sync.webhook.profile"].search([], limit=1)
        kinds = self.event_type
        for values in (
            {"external_id_path": "order.id"},
            {"soap_poll_arguments": '{"kind": "all"}'},
            {"webhook_profile_id": profile.id},
            {"publish_type_ids": [Command.set(kinds.ids)]},
        ):
            undone = {name: connector[name] for name in values}
            connector.write(values)
            self.assertNotEqual(connector._get_setup_digest(), before, values)
            connector.write(
                {
                    name: [Command.clear()] if name == "publish_type_ids" else value
                    for name, value in undone.items()
                }
            )
            self.assertEqual(connector._get_setup_digest(), before, values)
        connector.write({"name": "Other", "base_url": "https://a.example.com"})
        self.assertEqual(connector._get_setup_digest(), before)

    # -------------------------------------------------------------- reading
    def test_a_mapping_for_what_we_send_reads_nothing(self):
        """D27: a line for outgoing documents is none for those that come in."""
        onboarding = self.begin(template=X12)
        onboarding.template_id.sudo().document_types = "945"
        connector = onboarding.connector_id
        outgoing = self.make_mapping({"weight": "weight"}, direction="out")
        for document in ("945", False):
            connector.document_ids = [
                Command.clear(),
                Command.create(
                    {
                        "direction": "out",
                        "document_type": document,
                        "mapping_id": outgoing.id,
                    }
                ),
            ]
            self.assertIn("read: 945", self.get_missing(onboarding)["reading"])

    def test_x12_names_nobody_without_qualifiers(self):
        """D27, C9: without them no 997 can be written: the step says so before."""
        onboarding = self.begin(template=X12)
        for words in ("Our Qualifier", "Partner's Qualifier"):
            self.assertIn(words, self.get_missing(onboarding)["address"])

    # ------------------------------------------------------------- defaults
    def test_no_default_decides_what_work_decides(self):
        """D27, M4: neither the context of a call nor a default of one's own proves."""
        mine = self.env(user=self.first)
        connector = self.make_connector(state="draft").with_env(mine)
        cases = (
            ("logistics.sync.onboarding", "state", "done", "preparing", {"name": "A"}),
            ("logistics.sync.credential", "hint", "abcd", False, {}),
        )
        for model, name, wanted, begun, values in cases:
            values = {**values, "connector_id": connector.id}
            by_call = {f"default_{name}": wanted}
            record = mine[model].with_context(**by_call).create(values)
            self.assertEqual(record[name], begun)
            record.sudo().unlink() if name == "hint" else record.action_cancel()
            mine["ir.default"].set(model, name, wanted, user_id=True)
            self.assertEqual(mine[model].create(values)[name], begun)
        told = {"name": "B", "code": "tested-by-default"}
        tested = {"default_connection_checked_at": "2026-11-20 10:00:00"}
        connectors = mine["logistics.sync.connector"].with_context(**tested)
        self.assertFalse(connectors.create(told).connection_checked_at)

    # ------------------------------------------------------------ templates
    def test_a_saved_template_asks_for_what_the_first_partner_needed(self):
        """D27: documents that need a mapping and lists of codes are carried on."""
        connector = self.begin(template=X12).connector_id
        mapping = self.make_mapping({"carrier": {"constant": "X"}})
        connector.write(
            {
                "external_id_path": "order.id",
                "document_ids": [
                    Command.create({"document_type": "945", "mapping_id": mapping.id})
                ],
                "reference_list_ids": [Command.create({"kind": "warehouse"})],
            }
        )
        template = self.env["logistics.sync.connector.template"].browse(
            connector.action_save_as_template()["res_id"]
        )
        self.assertEqual(template._get_document_types(), ["945"])
        self.assertEqual(template._get_reference_kinds(), ["warehouse"])
        self.assertEqual(template.settings["external_id_path"], "order.id")
        with self.assertRaisesRegex(ValidationError, "“wharehouse” is no list"):
            template.reference_kinds = "wharehouse"

    def test_a_template_for_all_reads_with_a_mapping_for_all(self):
        """D27, M3: else a partner of another company could not be begun."""
        template = self.env.ref(CSV)
        template.mapping_id = self.make_mapping({"carrier": {"constant": "X"}})
        mine = self.make_mapping(
            {"carrier": {"constant": "X"}}, company_id=self.env.company.id
        )
        with self.assertRaisesRegex(ValidationError, "has to be a template"):
            template.mapping_id = mine
        template.write({"mapping_id": mine.id, "company_id": self.env.company.id})


@tagged("post_install", "-at_install")
class TestTrialByEdi(EdiCase):
    def test_a_receipt_is_no_document_that_was_tried(self):
        """D27, C9: neither our 997 nor theirs counts, nor what still awaits one."""
        self.set_plan("delivered", "record_only")
        meaning = {"external_code": "D1", "internal_code": "delivered"}
        partner = self.make_partner("FRST", code_map_ids=[Command.create(meaning)])
        onboarding = self.env["logistics.sync.onboarding"].create(
            {"name": "First", "connector_id": partner.id}
        )
        onboarding.trial_started_at = "2026-01-01 00:00:00"

        def count():
            onboarding.invalidate_recordset(["trial_passed"])
            return onboarding.trial_passed

        told = self.drop(partner, interchange("214", STATUS), "status.edi")
        self.drain("outbound")
        self.assertEqual(told.consequent_message_ids.state, "processed")
        self.assertEqual((told.state, told.event_count), ("acknowledged", 1))
        self.assertEqual(count(), 1)
        sent = self.send(partner)
        self.assertEqual((sent.state, count()), ("processed", 1))
        receipt = self.drop(
            partner, self.acknowledge(sent, sender="FRST"), "receipt.edi"
        )
        self.assertEqual((receipt.state, sent.state), ("processed", "acknowledged"))
        self.assertEqual(count(), 2)
