# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import os
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..core.network import NetworkPolicy, NetworkRefusal, check_addresses
from ..exceptions import BusinessError
from .common import (
    SECRET,
    TOKEN,
    LogisticsSyncCase,
    LogisticsSyncHttpCase,
    delivery_event,
)


class EnvironmentCase(LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.here = cls.env["logistics.sync.environment"]
        cls.row = cls.here.search([])

    def pretend_copied(self):
        """As after a restore: the row tells of another place than this one."""
        self.env.flush_all()
        self.env.cr.execute("UPDATE logistics_sync_environment SET fingerprint = '1:1'")
        self.env.invalidate_all()
        self.env.registry.clear_cache()


@tagged("post_install", "-at_install")
class TestEnvironment(EnvironmentCase):
    def test_a_connector_works_in_its_own_environment_only(self):
        """M16: what waits for a production connector waits on in a test database."""
        connector = self.make_connector(environment="production")
        message = self.ingest(connector, delivery_event("T-1"))
        self.drain()
        self.assertEqual(message.state, "received")
        self.assertEqual(message.attempt_count, 0)
        self.assertIn("Production", connector.environment_note)
        self.here._declare("production")
        self.drain()
        self.assertEqual(message.state, "processed")
        self.assertFalse(connector.environment_note)

    def test_every_way_to_a_partner_is_closed_elsewhere(self):
        """M16: no adapter, no network and no polling for another environment."""
        connector = self.make_connector(
            environment="production", transport="rest", base_url="https://example.com"
        )
        for way in ("_get_adapter", "_get_sending_adapter", "_get_network_policy"):
            with self.assertRaisesRegex(BusinessError, "for “Production”"):
                getattr(connector, way)()
        with self.assertRaisesRegex(UserError, "for “Production”"):
            connector.action_check()
        polled = self.env["logistics.sync.connector"]._get_polled()
        self.assertNotIn(connector, polled)

    def test_it_cannot_go_live_elsewhere(self):
        """M16: an administrator is told why a production connector stays off."""
        connector = self.make_connector(environment="production", state="draft")
        self.add_secret(connector)
        admin = self.make_user("environment_admin", "manager")
        with self.assertRaisesRegex(ValidationError, "for “Production”"):
            connector.with_user(admin).action_go_live()

    def test_a_copy_reaches_nobody(self):
        """M16: without neutralizing too: nothing claimed, sent, polled or opened."""
        connector = self.make_connector()
        secret = self.add_secret(connector)
        token = self.add_secret(connector, TOKEN, "access_token")
        told = self.ingest(connector, delivery_event("T-1"))
        owed = self.ingest(connector, b"997", direction="out")
        self.assertEqual((secret.state, token.state), ("valid", "valid"))
        self.pretend_copied()
        self.drain()
        self.drain("outbound")
        self.assertEqual((told.state, owed.state), ("received", "queued"))
        self.assertEqual((secret.state, token.state), ("elsewhere", "elsewhere"))
        self.assertFalse(connector.credential_ids._get_secret_bytes())
        self.assertFalse(connector.credential_ids._match_token(TOKEN))
        self.assertIn("copy", connector.environment_note)
        self.row.action_declare_test()
        self.drain()
        self.assertEqual(told.state, "processed")

    def test_only_a_system_administrator_says_what_it_is_for(self):
        """M16: neither a role of ours nor a write decides it; who said so is kept."""
        admin = self.make_user("environment_admin", "manager")
        with self.assertRaises(AccessError):
            self.row.with_user(admin).action_declare_production()
        with self.assertRaises(AccessError):
            self.row.with_user(admin).write({"environment": "production"})
        root = self.env.ref("base.user_admin")
        self.row.with_user(root).action_declare_production()
        self.assertEqual(self.row.effective, "production")
        self.assertEqual(self.row.confirmed_id, root)

    def test_the_server_s_word_wins(self):
        """M16: a server for tests stays one, whatever its databases say."""
        self.here._declare("production")
        with patch.dict(os.environ, {"LOGISTICS_SYNC_ENVIRONMENT": "test"}):
            self.assertFalse(self.here._allows("production"))
            with self.assertRaisesRegex(UserError, "configuration"):
                self.row.action_declare_production()
        with patch.dict(os.environ, {"LOGISTICS_SYNC_ENVIRONMENT": "prodution"}):
            self.assertFalse(self.here._allows("production"))
        self.assertTrue(self.here._allows("production"))

    def test_going_live_binds_the_database(self):
        """M16: from its first live connector on, the database knows where it is."""
        self.env.cr.execute("UPDATE logistics_sync_environment SET fingerprint = NULL")
        self.make_connector(state="draft")
        self.env.cr.execute("SELECT fingerprint FROM logistics_sync_environment")
        self.assertEqual(self.env.cr.fetchone(), (None,))
        self.make_connector()
        self.env.cr.execute("SELECT fingerprint FROM logistics_sync_environment")
        self.assertRegex(self.env.cr.fetchone()[0], r"^\d+:\d+$")


@tagged("post_install", "-at_install")
class TestCredentialSets(EnvironmentCase):
    def test_only_the_set_of_the_active_environment_is_used(self):
        """M17: switching the environment switches the secrets, and back."""
        connector = self.make_connector()
        test = self.add_secret(connector, "secret-of-the-test-system", "api_key")
        live = self.add_secret(
            connector, "secret-of-production", "api_key", environment="production"
        )
        texts = connector.credential_ids._get_secret_texts
        self.assertEqual(test.environment, "test")
        self.assertEqual((test.state, live.state), ("valid", "elsewhere"))
        self.assertEqual(texts("api_key"), ["secret-of-the-test-system"])
        self.here._declare("production")
        self.assertEqual(texts("api_key"), [])
        connector.environment = "production"
        self.assertEqual((test.state, live.state), ("elsewhere", "valid"))
        self.assertEqual(texts("api_key"), ["secret-of-production"])
        live.expires_at = fields.Datetime.now() - timedelta(minutes=1)
        self.assertEqual(live.state, "expired")

    def test_a_production_endpoint_is_refused_in_test(self):
        """M16, M17: neither another connector's nor one the server reserves."""
        self.make_connector(
            environment="production", base_url="https://api.partner.example.com/v1"
        )
        with self.assertRaisesRegex(ValidationError, "production system"):
            self.make_connector(base_url="https://API.partner.example.com/v2")
        self.make_connector(base_url="https://sandbox.partner.example.com")
        reserved = {"LOGISTICS_SYNC_PRODUCTION_HOSTS": "erp.example.com, x.example.com"}
        with patch.dict(os.environ, reserved):
            with self.assertRaisesRegex(ValidationError, "x.example.com"):
                self.make_connector(extra_hosts="x.example.com")


@tagged("post_install", "-at_install")
class TestEncryptionOutward(EnvironmentCase):
    def test_production_is_never_readable(self):
        """M7: with http, ftp, amqp or redis a production connector is not activated."""
        for name, url in (
            ("base_url", "http://one.example.com"),
            ("outbound_folder_url", "ftp://two.example.com/in"),
            ("broker_url", "amqp://three.example.com/edi"),
        ):
            connector = self.make_connector(
                environment="production", state="draft", allow_plain_http=True
            )
            with (
                self.subTest(field=name),
                self.assertRaisesRegex(ValidationError, "unencrypted"),
            ):
                connector.write({name: url, "state": "live"})
        test = self.make_connector(
            base_url="http://four.example.com", allow_plain_http=True
        )
        with self.assertRaisesRegex(ValidationError, "unencrypted"):
            test.environment = "production"

    def test_not_even_a_private_address_is_called_readable(self):
        """M7: whatever was allowed, a production connector refuses it at the call."""
        self.here._declare("production")
        connector = self.make_connector(
            environment="production", allow_plain_http=True, allow_private_network=True
        )
        policy = connector._get_network_policy()
        for address in ("127.0.0.1", "93.184.215.14"):
            with self.assertRaisesRegex(NetworkRefusal, "plain_http"):
                check_addresses([address], "http", policy)
            check_addresses([address], "https", policy)
        check_addresses(["127.0.0.1"], "http", NetworkPolicy(frozenset(), private=True))


@tagged("post_install", "-at_install")
class TestDoorElsewhere(LogisticsSyncHttpCase):
    def test_nobody_is_let_in_elsewhere(self):
        """M16: at a test database a production connector has no address."""
        connector = self.make_connector(environment="production")
        self.add_secret(connector)
        answer = self.post_signed(connector, delivery_event("T-1"), secret=SECRET)
        self.assertEqual(answer.status_code, 404)
        self.env["logistics.sync.environment"]._declare("production")
        answer = self.post_signed(connector, delivery_event("T-1"), secret=SECRET)
        self.assertEqual(answer.status_code, 202)
