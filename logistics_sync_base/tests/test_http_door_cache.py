# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo.tests import tagged

from .common import SECRET, LogisticsSyncHttpCase, delivery_event


@tagged("post_install", "-at_install")
class TestDoorCache(LogisticsSyncHttpCase):
    """What the door keeps between requests is never older than the database."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connector = cls.make_connector()
        cls.credential = cls.add_secret(cls.connector, SECRET)

    def send(self, number="1"):
        return self.post_signed(self.connector, delivery_event(number)).status_code

    def test_every_change_is_seen_by_the_next_request(self):
        """C3, C26, M1: settings, secrets and mappings count from the next request."""
        self.assertEqual(self.send(), 202)
        self.connector.inbound_limit = 1
        self.assertEqual((self.send(), self.send()), (202, 429))
        self.connector.inbound_limit = 0
        self.connector.gateway_key_required = True
        self.assertEqual(self.send(), 403)
        self.connector.gateway_key_required = False
        self.credential.action_revoke()
        self.assertEqual(self.send(), 401)
        self.add_secret(self.connector, SECRET)
        self.assertEqual(self.send(), 202)
        self.connector.active = False
        self.assertEqual(self.send(), 404)

    def test_a_secret_revoked_behind_the_back_of_the_cache(self):
        """C29, M1: even what was changed in the database alone closes the door."""
        self.assertEqual(self.send(), 202)
        self.env.cr.execute(
            "UPDATE logistics_sync_credential SET revoked_at = now() WHERE id = %s",
            [self.credential.id],
        )
        self.assertEqual(self.send(), 401)

    def test_a_new_schema_is_asked_for_at_once(self):
        """C20: documents are held against the mapping of this very moment."""
        document = {"number": "1Z"}
        post = self.post_signed(self.connector, document, "first")
        self.assertEqual(post.status_code, 202)
        self.connector.mapping_id = self.make_mapping(
            {"references.tracking_number": "number"},
            partner_schema=json.dumps({"type": "object", "required": ["status"]}),
        )
        post = self.post_signed(self.connector, document, "second")
        self.assertEqual(post.status_code, 422)
