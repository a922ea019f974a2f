# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import os
from unittest.mock import patch

from cryptography.fernet import Fernet

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import file_open

from ..core import signing
from ..secret_store import decrypt, encrypt
from .common import SECRET, TOKEN, LogisticsSyncCase, delivery_event

KEY_VARIABLE = "LOGISTICS_SYNC_SECRET_KEYS"


@tagged("post_install", "-at_install")
class TestSecrets(LogisticsSyncCase):
    def setUp(self):
        super().setUp()
        self.connector = self.make_connector()

    def use_keys(self, *keys):
        self.enterContext(patch.dict(os.environ))
        before = os.environ.get(KEY_VARIABLE, "")
        os.environ[KEY_VARIABLE] = ",".join(key.decode() for key in keys)
        self.addCleanup(os.environ.__setitem__, KEY_VARIABLE, before)

    def get_row(self, credential):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT * FROM logistics_sync_credential WHERE id = %s", [credential.id]
        )
        return str(self.env.cr.dictfetchone())

    def test_a_signing_secret_is_encrypted_at_rest(self):
        """C29, M1: the database holds no usable signing secret."""
        credential = self.add_secret(self.connector)
        row = self.get_row(credential)
        self.assertNotIn(SECRET, row)
        self.assertNotIn(SECRET.removeprefix("whsec_"), row)
        self.assertEqual(
            credential._get_secret_bytes(), [signing.decode_secret(SECRET)]
        )

    def test_a_token_is_only_a_hash_at_rest(self):
        """M1: the database holds the hash of a token, and a hint of four letters."""
        credential = self.add_secret(self.connector, TOKEN, "access_token")
        row = self.get_row(credential)
        self.assertNotIn(TOKEN, row)
        self.assertIn(signing.hash_token(TOKEN), row)
        self.assertEqual(credential.hint, TOKEN[-4:])

    def test_nobody_reads_a_secret_back(self):
        """M1: not even an administrator reads the stored columns."""
        credential = self.add_secret(self.connector)
        admin = self.make_user("secret_admin", "manager")
        for name in ("secret_encrypted", "token_hash"):
            with self.assertRaises(AccessError):
                credential.with_user(admin).read([name])
            with self.assertRaises(AccessError):
                credential.with_user(admin).search([(name, "!=", False)])

    def test_a_generated_secret_is_shown_once_and_stored_nowhere(self):
        """M1: the dialog shows the clear text; no table holds it."""
        admin = self.make_user("secret_admin", "manager")
        for kind in ("access_token", "signing_secret"):
            credential = self.env["logistics.sync.credential"].create(
                {"connector_id": self.connector.id, "kind": kind}
            )
            action = credential.with_user(admin).action_generate()
            text = action["context"]["default_secret"]
            self.assertGreaterEqual(len(text), 32)
            shown = self.env[action["res_model"]].with_user(admin)
            shown = shown.with_context(**action["context"]).create({})
            self.env.flush_all()
            self.assertNotIn("secret", self.get_columns(shown._table))
            self.assertNotIn(text, self.get_row(credential))

    def get_columns(self, table):
        self.env.cr.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s",
            [table],
        )
        return {name for (name,) in self.env.cr.fetchall()}

    def test_only_an_administrator_makes_a_secret(self):
        """M1, M3: an auditor sees that there is a secret and cannot replace it."""
        credential = self.add_secret(self.connector)
        auditor = self.make_user("secret_auditor", "auditor")
        self.assertEqual(credential.with_user(auditor).hint, SECRET[-4:])
        with self.assertRaises(AccessError):
            credential.with_user(auditor).action_generate()

    def test_a_short_secret_is_refused(self):
        """M1: a secret one could guess is not stored."""
        with self.assertRaisesRegex(UserError, "16 characters"):
            self.add_secret(self.connector, "short")

    def test_another_key_cannot_decrypt(self):
        """C29: a copied database without the server's key holds nothing usable."""
        self.use_keys(Fernet.generate_key())
        stored = encrypt(b"a secret")
        self.use_keys(Fernet.generate_key())
        with self.assertRaisesRegex(UserError, "another key"):
            decrypt(stored, self.env)

    def test_keys_can_rotate(self):
        """C29: with the old key second, what it encrypted is still read."""
        old, new = Fernet.generate_key(), Fernet.generate_key()
        self.use_keys(old)
        stored = encrypt(b"a secret")
        self.use_keys(new, old)
        self.assertEqual(decrypt(stored, self.env), b"a secret")
        self.use_keys(new)
        with self.assertRaises(UserError):
            decrypt(stored, self.env)


@tagged("post_install", "-at_install")
class TestNeutralize(LogisticsSyncCase):
    def neutralize(self):
        self.env.flush_all()
        with file_open("logistics_sync_base/data/neutralize.sql") as script:
            self.env.cr.execute(script.read())
        self.env.invalidate_all()

    def test_a_copied_database_acts_in_nobody_s_name(self):
        """N15, M1: no live connector, folder or secret survives neutralizing."""
        connector = self.make_connector(
            folder_url="file:///in",
            outbound_folder_url="file:///out",
            outbound_url="https://partner.example.com/in",
            base_url="https://partner.example.com",
            broker_url="amqps://broker.example.com/edi",
            email_to="in@partner.example.com",
            webhook_jwks_url="https://partner.example.com/keys",
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE logistics_sync_connector SET webhook_jwks = '{}' WHERE id = %s",
            [connector.id],
        )
        draft = self.make_connector(state="draft")
        self.add_secret(connector)
        token = self.add_secret(connector, TOKEN, "access_token")
        self.neutralize()
        self.assertEqual((connector.state, draft.state), ("paused", "draft"))
        names = ("folder_url", "outbound_folder_url", "outbound_url", "base_url")
        for name in (
            *names,
            "broker_url",
            "email_to",
            "webhook_jwks",
            "webhook_jwks_url",
        ):
            self.assertFalse(connector[name], name)
        self.assertFalse(connector.credential_ids._get_secret_bytes())
        self.assertFalse(connector.credential_ids._match_token(TOKEN))
        self.assertEqual(token.state, "revoked")

    def test_nothing_waiting_is_sent_or_processed(self):
        """N15: what was owed to partners is not sent from a copy, jobs do not run."""
        connector = self.make_connector()
        owed = self.ingest(connector, b"997", direction="out")
        told = self.ingest(connector, delivery_event("T-1"))
        job = (
            self.env["logistics.sync.message"]
            .with_delay(channel="root.logistics_sync.outbound")
            ._job_drain("outbound")
        )
        self.neutralize()
        self.drain("outbound")
        self.drain()
        self.assertEqual((owed.state, told.state), ("queued", "received"))
        self.assertFalse(owed.next_attempt_at)
        row = self.env["queue.job"].sudo().search([("uuid", "=", job.uuid)])
        self.assertEqual(row.state, "cancelled")
