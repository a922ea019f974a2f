# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import LogisticsSyncCase

TYPED = "portal-secret-0815"


@tagged("post_install", "-at_install")
class TestTypedSecrets(LogisticsSyncCase):
    def setUp(self):
        super().setUp()
        self.connector = self.make_connector()

    def make_credential(self, kind="signing_secret", **values):
        return self.env["logistics.sync.credential"].create(
            {"connector_id": self.connector.id, "kind": kind} | values
        )

    def type_in(self, credential, secret, **values):
        action = credential.action_type_in()
        model = self.env[action["res_model"]].with_context(**action["context"])
        form = Form(model)
        for name, value in values.items():
            setattr(form, name, value)
        form.secret = secret
        return form.save()

    def test_a_partners_secret_is_typed_in_and_encrypted(self):
        """C29, M1: what was typed can be computed with and stands nowhere clear."""
        credential = self.make_credential()
        wizard = self.type_in(credential, TYPED)
        self.assertEqual(wizard.action_confirm()["type"], "ir.actions.act_window_close")
        self.assertEqual(credential._get_secret_texts("signing_secret"), [TYPED])
        self.assertEqual(credential.hint, TYPED[-4:])
        self.env.flush_all()
        for table in ("logistics_sync_credential", "logistics_sync_credential_enter"):
            self.env.cr.execute(f"SELECT * FROM {table}")
            self.assertNotIn(TYPED, str(self.env.cr.dictfetchall()))
        wizard.invalidate_recordset()
        self.assertFalse(wizard.secret)

    def test_a_key_keeps_its_lines(self):
        """C29, M1: keys and certificates are pasted into a field of several lines."""
        text = "-----BEGIN PRIVATE KEY-----\nQUJD\nREVG\n-----END PRIVATE KEY-----\n"
        credential = self.make_credential("private_key", username="shipper")
        action = credential.action_type_in()
        model = self.env[action["res_model"]].with_context(**action["context"])
        form = Form(model)
        form.secret_lines = text
        form.save().action_confirm()
        self.assertEqual(credential._get_text(), text)

    def test_user_and_password_belong_together(self):
        """C3, M1: a password is entered with its user."""
        credential = self.make_credential("password")
        with self.assertRaises(UserError):
            credential._set_typed_secret(TYPED)
        self.type_in(credential, TYPED, username="carrier")
        texts = credential._get_secret_texts("password")
        self.assertEqual(texts, [f"carrier:{TYPED}"])

    def test_short_secrets(self):
        """C29: a short secret is refused in words, and its end is not shown."""
        credential = self.make_credential()
        with self.assertRaisesRegex(UserError, "8 characters"):
            self.type_in(credential, "short")
        self.type_in(credential, "pass1234")
        self.assertNotIn("1234", credential.hint)

    def test_a_gateway_key_is_only_hashed(self):
        """C26, M1: a key we only recognise is stored as a hash."""
        credential = self.make_credential("gateway_key")
        self.type_in(credential, TYPED)
        self.assertFalse(credential.sudo().secret_encrypted)
        self.assertEqual(credential._match_token(TYPED, "gateway_key"), credential)
        self.assertFalse(credential._match_token(TYPED))

    def test_only_who_manages_connectors_enters_secrets(self):
        """M1: a clerk can neither open nor fill the dialog."""
        credential = self.make_credential()
        clerk = self.make_user("typed_clerk", "user")
        with self.assertRaises(AccessError):
            credential.with_user(clerk).action_type_in()
        model = self.env["logistics.sync.credential.enter"].with_user(clerk)
        with self.assertRaises(AccessError):
            model.create({"credential_id": credential.id, "secret": TYPED})

    def test_a_revoked_secret_is_not_used(self):
        """C29, M1: revoked means gone from what verifiers are given."""
        credential = self.make_credential()
        self.type_in(credential, TYPED)
        credential.action_revoke()
        self.assertEqual(credential._get_secret_texts("signing_secret"), [])
