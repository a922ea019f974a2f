# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from lxml import etree

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import LogisticsSyncCase
from .partner_server import PartnerServer


@tagged("post_install", "-at_install")
class TestOwners(LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.make_user("manager_of_owners", "manager")
        cls.unowned = cls.env["logistics.sync.unowned"].with_user(cls.manager)

    def find(self, record):
        self.env.flush_all()
        kind = "flow" if record._name.endswith("event.type") else "connector"
        self.unowned.invalidate_model()
        return self.unowned.search([("kind", "=", kind), ("res_id", "=", record.id)])

    def test_nobody_is_listed_once_all_is_set_up(self):
        """M29: the report “without owner” is empty after setup."""
        connector = self.make_connector()
        self.assertEqual(self.find(connector).missing, "technical")
        self.assertEqual(self.find(self.event_type).missing, "technical")
        self.unowned.search([]).action_take()
        self.env.flush_all()
        self.assertFalse(self.unowned.search([]))
        self.assertEqual(connector.technical_owner_id, self.manager)
        self.assertEqual(connector.owner_id, self.owner)
        self.assertEqual(self.event_type.technical_owner_id, self.manager)

    def test_who_left_answers_for_nothing(self):
        """M29: an archived owner is as good as none, and is flagged."""
        connector = self.make_connector(technical_owner_id=self.manager.id)
        self.assertFalse(self.find(connector))
        self.owner.active = False
        row = self.find(connector)
        self.assertEqual(row.missing, "business")
        self.assertEqual(row.action_open()["res_id"], connector.id)

    def test_a_partner_of_another_company_is_not_listed(self):
        """M29, M3: the report shows one's own companies."""
        other = self.env["res.company"].create({"name": "Other Company"})
        connector = self.make_connector(company_id=other.id)
        self.assertFalse(self.find(connector))

    def test_only_an_administrator_names_owners(self):
        """M29: a clerk sees the report and changes nothing by it."""
        clerk = self.make_user("clerk_of_owners", "user")
        rows = self.find(self.make_connector()).with_user(clerk)
        self.assertEqual(rows.missing, "technical")
        with self.assertRaises(AccessError):
            rows.action_take()

    def test_production_needs_both_owners(self):
        """M29: without a technical owner nobody goes live in production."""
        connector = self.make_connector(environment="production", state="draft")
        points = {text: level for level, text in connector._get_readiness()}
        sentence = "Nobody is named who looks after the connection itself."
        self.assertEqual(points[sentence], "blocker")
        connector.environment = "test"
        points = {text: level for level, text in connector._get_readiness()}
        self.assertEqual(points[sentence], "hint")


@tagged("post_install", "-at_install")
class TestCapabilities(LogisticsSyncCase):
    def test_without_a_webhook_the_partner_is_asked(self):
        """D25: unticking “posts to us” makes the polling job fetch from it."""
        server = PartnerServer()
        self.addCleanup(server.close)
        connector = self.make_connector(
            base_url=server.url,
            rest_poll_path="/documents",
            allow_plain_http=True,
            allow_private_network=True,
        )
        cron = "logistics_sync_base.ir_cron_poll"
        self.assertTrue(self.env.ref(cron).active)
        self.assertEqual((connector.offers_push, connector.is_polled), (True, False))
        self.trigger_cron(cron)
        self.assertFalse(server.requests)
        connector.offers_push = False
        self.assertEqual(connector.transport, "rest")
        self.assertTrue(connector.is_polled)
        self.assertIn(connector, connector.browse()._get_polled())
        self.trigger_cron(cron)
        self.assertTrue(server.requests)
        connector.offers_push = True
        self.assertEqual(connector.transport, "webhook")
        self.assertNotIn(connector, connector.browse()._get_polled())

    def test_the_form_shows_everything_that_is_agreed_with_a_partner(self):
        """D25: address, environment, proof, abilities, limits, SLA, owners, state."""
        view = self.env["logistics.sync.connector"].get_view(view_type="form")
        shown = {node.get("name") for node in etree.fromstring(view["arch"]).iter()}
        self.assertLessEqual(
            {
                *("base_url", "inbound_address", "folder_url", "environment"),
                *("authentication", "rest_auth", "offers_push", "offers_poll"),
                *("offers_batch", "is_polled", "call_rate", "inbound_limit"),
                *("retry_policy_id", "flow_override_ids", "owner_id"),
                *("technical_owner_id", "company_id", "state"),
            },
            shown,
        )


@tagged("post_install", "-at_install")
class TestTemplates(LogisticsSyncCase):
    def test_every_template_makes_a_connector(self):
        """D27: each shipped template starts a partner that only lacks its own data."""
        templates = self.env["logistics.sync.connector.template"].search([])
        self.assertGreaterEqual(len(templates), 12)
        for template in templates:
            with self.subTest(template=template.name):
                self.assertTrue(template.description and template.guidance)
                onboarding = self.env["logistics.sync.onboarding"].create(
                    {"name": template.name, "template_id": template.id}
                )
                onboarding.action_begin()
                connector = onboarding.connector_id
                for name, value in template.settings.items():
                    if connector._fields[name].type != "many2many":
                        self.assertEqual(connector[name], value, name)
                self.assertEqual(
                    connector.reference_list_ids.mapped("kind"),
                    template._get_reference_kinds(),
                )
                # Every step can say what it lacks, whatever the way to the partner.
                self.assertEqual(len(onboarding._get_missing()), 10)

    def test_a_template_holds_no_address_and_no_secret(self):
        """D27, M35: what is handed around leads to nobody's system."""
        connector = self.make_connector(
            transport="rest",
            base_url="https://api.secret-partner.example.com",
            rest_headers="X-Key: 12345678",
            rest_auth="bearer",
            oauth_client="client-4711",
            proxy_login="me",
            publish_type_ids=[Command.link(self.event_type.id)],
        )
        self.add_secret(connector, "the-api-key-of-the-partner", "api_key")
        template = self.env["logistics.sync.connector.template"].browse(
            connector.action_save_as_template()["res_id"]
        )
        self.assertEqual(template.settings["rest_auth"], "bearer")
        self.assertEqual(template.settings["publish_type_ids"], ["test_fact"])
        text = str(template.read())
        for word in ("secret-partner", "12345678", "client-4711", "api-key-of"):
            self.assertNotIn(word, text)
        for name in ("base_url", "rest_headers", "owner_id"):
            with self.assertRaisesRegex(ValidationError, name):
                template.settings = {name: "x"}
        with self.assertRaisesRegex(ValidationError, "no choice"):
            template.settings = {"format": "telepathy"}
