# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
import os
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .. import secret_providers
from ..exceptions import BusinessError
from .common import LogisticsSyncCase

VAULT_TOKEN = "token-of-the-vault"


class Vault(BaseHTTPRequestHandler):
    """A key-value store (version 2) as vaults offer it over HTTP."""

    def do_GET(self):
        server = self.server
        server.asked.append(self.path)
        if server.is_down:
            self.close_connection = True
            return
        if self.headers.get("X-Vault-Token") != VAULT_TOKEN:
            self.send_error(403)
            return
        found = server.secrets.get(self.path.removeprefix("/v1/secret/data/"))
        body = json.dumps({"data": {"data": found}}).encode()
        self.send_response(200 if found else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        """Nothing on the screen."""


class SecretPlaceCase(LogisticsSyncCase):
    def setUp(self):
        super().setUp()
        self.connector = self.make_connector()
        secret_providers.forget()
        self.enterContext(patch.dict(os.environ))

    def set_server(self, **values):
        os.environ.update(
            {f"LOGISTICS_SYNC_{name.upper()}": value for name, value in values.items()}
        )

    def keep(self, source, name, kind="api_key"):
        return self.env["logistics.sync.credential"].create(
            {
                "connector_id": self.connector.id,
                "kind": kind,
                "source": source,
                "source_name": name,
            }
        )

    def read_secrets(self, *kinds):
        return self.connector.credential_ids._get_secret_texts(*(kinds or ["api_key"]))


@tagged("post_install", "-at_install")
class TestSecretPlaces(SecretPlaceCase):
    def test_a_secret_in_the_environment(self):
        """M14: the database holds a name; the secret is the server's."""
        self.set_server(SECRET_ACME="key-from-the-environment")
        credential = self.keep("environment", "ACME")
        self.assertEqual(self.read_secrets(), ["key-from-the-environment"])
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT * FROM logistics_sync_credential WHERE id = %s", [credential.id]
        )
        self.assertNotIn("key-from", str(self.env.cr.dictfetchone()))

    def test_no_other_variable_can_be_read(self):
        """M14: an administrator of the app does not reach the server's own secrets."""
        os.environ["DATABASE_PASSWORD"] = "not for anybody"
        for name in ("DATABASE_PASSWORD", "../../etc/passwd", "", "A\nB"):
            with self.assertRaises(secret_providers.SecretUnavailableError):
                secret_providers.read_secret("environment", name)

    def test_a_secret_in_a_file(self):
        """M14: files of one folder, and nothing outside of it."""
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "secrets"
            root.mkdir()
            (root / "acme").write_text("key-from-a-file\n")
            (Path(folder) / "other").write_text("not for partners")
            (root / "link").symlink_to(Path(folder) / "other")
            self.keep("file", "acme")
            with self.assertRaisesRegex(BusinessError, "secret_folder"):
                self.read_secrets()
            self.set_server(SECRET_FOLDER=str(root))
            self.assertEqual(self.read_secrets(), ["key-from-a-file"])
            for name in ("link", "../other", "missing", str(root / "acme")):
                with self.assertRaises(secret_providers.SecretUnavailableError):
                    secret_providers.read_secret("file", name)

    def test_a_token_is_not_kept_elsewhere(self):
        """M14: what needs only a hash has one; a place needs a name."""
        with self.assertRaisesRegex(ValidationError, "hash"):
            self.keep("environment", "ACME", "access_token")
        with self.assertRaisesRegex(ValidationError, "name"):
            self.keep("environment", False)

    def test_what_is_kept_elsewhere_is_not_entered_here(self):
        """M14: neither generated nor typed; what was stored before is gone."""
        credential = self.add_secret(self.connector, "a-stored-secret-key", "api_key")
        credential.write({"source": "environment", "source_name": "ACME"})
        self.assertFalse(credential.sudo().secret_encrypted)
        self.assertEqual(credential.hint, "ACME")
        for change in (credential._generate, lambda: credential._set_typed_secret("x")):
            with self.assertRaisesRegex(UserError, "elsewhere"):
                change()

    def test_a_secret_that_comes_back_is_missing_until_it_is_entered(self):
        """M14, M15: the name it had elsewhere is not taken for a secret kept here."""
        credential = self.keep("environment", "ACME")
        credential.source = "stored"
        self.assertFalse(credential.hint)
        with self.assertRaises(UserError):
            credential.action_rotate()
        credential._set_typed_secret("entered-by-hand-again")
        self.assertEqual(credential.hint, "gain")

    def test_a_file_nobody_can_read_tells_nothing_of_it(self):
        """M14: bytes that are no text are a sentence, not an error with the bytes."""
        with tempfile.TemporaryDirectory() as folder:
            self.set_server(SECRET_FOLDER=folder)
            (Path(folder) / "acme").write_bytes(b"\xffsecret")
            self.keep("file", "acme")
            with self.assertRaisesRegex(BusinessError, "cannot be read") as caught:
                self.read_secrets()
            self.assertNotIn("xff", str(caught.exception))

    def test_export_and_duplicate_are_empty(self):
        """M14: neither an export nor a copy, of secret or connector, holds it."""
        secret = "a-secret-nobody-exports"
        credential = self.add_secret(self.connector, secret, "api_key")
        admin = self.make_user("export_admin", "manager")
        admin.group_ids += self.env.ref("base.group_allow_export")
        names = list(credential.with_user(admin).fields_get(attributes=["type"]))
        self.assertNotIn("secret_encrypted", names)
        self.assertNotIn("token_hash", names)
        rows = credential.with_user(admin).export_data(names)["datas"]
        stored = credential.sudo().secret_encrypted
        self.assertNotIn(secret, str(rows))
        self.assertNotIn(stored, str(rows))
        twin = credential.copy()
        self.assertFalse(twin.sudo().secret_encrypted or twin.hint)
        self.assertFalse(self.connector.copy({"code": "the-twin"}).credential_ids)


@tagged("post_install", "-at_install")
class TestVault(SecretPlaceCase):
    def setUp(self):
        super().setUp()
        self.vault = ThreadingHTTPServer(("127.0.0.1", 0), Vault)
        self.vault.secrets = {"carriers/acme": {"key": "key-from-the-vault"}}
        self.vault.asked = []
        self.vault.is_down = False
        thread = threading.Thread(target=self.vault.serve_forever)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.vault.server_close)
        self.addCleanup(self.vault.shutdown)
        self.set_server(
            vault_address=f"http://127.0.0.1:{self.vault.server_port}",
            vault_token=VAULT_TOKEN,
        )

    def test_a_secret_in_a_vault(self):
        """M14: asked over HTTP, kept in memory for a while, asked anew afterwards."""
        self.keep("vault", "carriers/acme#key")
        self.assertEqual(self.read_secrets(), ["key-from-the-vault"])
        self.vault.secrets["carriers/acme"]["key"] = "key-after-rotation"
        self.assertEqual(self.read_secrets(), ["key-from-the-vault"])
        self.assertEqual(self.vault.asked, ["/v1/secret/data/carriers/acme"])
        self.set_server(vault_seconds="0")
        secret_providers.forget()
        self.assertEqual(self.read_secrets(), ["key-after-rotation"])

    def test_what_the_vault_does_not_give_is_told_without_secrets(self):
        """M14: another token, another name, no answer: a sentence, never a token."""
        self.keep("vault", "carriers/acme#pin")
        with self.assertRaisesRegex(BusinessError, "no text for"):
            self.read_secrets()
        self.set_server(vault_token="another-token-of-the-vault")
        with self.assertRaisesRegex(BusinessError, "answered 403") as caught:
            self.read_secrets()
        self.assertNotIn("another-token", str(caught.exception))
        self.set_server(vault_address="http://127.0.0.1:1")
        with self.assertRaisesRegex(BusinessError, "cannot be asked"):
            self.read_secrets()

    def test_a_vault_that_is_down_is_not_asked_each_time(self):
        """M14, C29: many requests do not all wait for a vault that gives no answer."""
        self.keep("vault", "carriers/acme#key")
        self.vault.is_down = True
        for _time in range(3):
            with self.assertRaisesRegex(BusinessError, "cannot be asked"):
                self.read_secrets()
        self.assertEqual(len(self.vault.asked), 1)
        self.vault.is_down = False
        secret_providers.forget()
        self.assertEqual(self.read_secrets(), ["key-from-the-vault"])

    def test_a_vault_elsewhere_needs_encryption(self):
        """M7, M14: only an agent beside the server may speak plainly."""
        self.keep("vault", "carriers/acme#key")
        self.set_server(vault_address="http://192.168.77.7:8200")
        with self.assertRaisesRegex(BusinessError, "unencrypted"):
            self.read_secrets()

    def test_a_name_cannot_leave_the_mount(self):
        """M14: dots, questions and missing fields are no names."""
        for name in ("../sys/seal#x", "a/../b#x", "a?b#x", "a", "#x", "a/#x"):
            with self.assertRaises(secret_providers.SecretUnavailableError):
                secret_providers.read_secret("vault", name)
        self.assertFalse(self.vault.asked)
