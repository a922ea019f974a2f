# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import hashlib
import json

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LogisticsSyncCase, delivery_event

NAME = "Margarete Mustermann"
IBAN = "AT611904300234573201"


class PayloadCase(LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connector = cls.make_connector()

    def receive(self, number="T-1", **values):
        document = delivery_event(
            number, proof_of_delivery={"signed_by": NAME, "document": None}, **values
        )
        message = self.ingest(self.connector, document, headers={"X-Partner": "P"})
        message.invalidate_recordset()
        return message

    def process(self, *args, **values):
        message = self.receive(*args, **values)
        self.drain()
        message.invalidate_recordset()
        return message

    def read_column(self, message):
        """What a dump of the database would show, as text."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT body FROM logistics_sync_message WHERE id = %s", [message.id]
        )
        return base64.b64decode(bytes(self.env.cr.fetchone()[0]))


@tagged("post_install", "-at_install")
class TestPayloadPolicy(PayloadCase):
    def test_none_keeps_the_hash_only(self):
        """M13: with "none" a processed message has no body, no headers, but its hash"""
        self.connector.payload_policy = "none"
        message = self.receive()
        raw = message._get_body_bytes()
        self.assertIn(NAME.encode(), raw)
        self.drain()
        message.invalidate_recordset()
        self.assertEqual(message.state, "processed")
        self.assertEqual(message._get_body_bytes(), b"")
        self.assertFalse(message.headers)
        self.assertEqual(message.body_sha256, hashlib.sha256(raw).hexdigest())
        self.assertEqual(message.body_size, len(raw))
        self.assertFalse(message.event_ids.source)
        self.assertEqual(message.event_ids.reference, "T-1")
        with self.assertRaisesRegex(UserError, "send it once more"):
            message._requeue("Once more")

    def test_headers_keeps_the_headers(self):
        """M11, M13: with "headers" the raw document is dropped, its headers stay."""
        self.connector.payload_policy = "headers"
        message = self.process()
        self.assertEqual(message._get_body_bytes(), b"")
        self.assertEqual(message.headers, {"X-Partner": "P"})

    def test_masked_keeps_what_is_not_protected(self):
        """M13: with "masked" the document stays, its protected values do not."""
        self.connector.payload_policy = "masked"
        message = self.process()
        self.assertEqual(message.body_kept, "masked")
        body = json.loads(message._get_body_bytes())
        self.assertEqual(body["proof_of_delivery"]["signed_by"], "***mann")
        self.assertEqual(body["references"]["tracking_number"], "T-1")

    def test_full_keeps_everything(self):
        """M13: without a policy the document stays byte for byte."""
        message = self.process()
        self.assertFalse(message.body_kept)
        raw = message._get_body_bytes()
        self.assertEqual(hashlib.sha256(raw).hexdigest(), message.body_sha256)

    def test_full_keeps_what_has_no_fields(self):
        """J6, M13: a document without named fields is not dropped by default, and can
        be replayed; nor is one that is only written in another way than ours."""
        for body, payload_format in (
            (b"PARCEL0001 20261121 DELIVERED", "fixed_width"),
            (b'{"a":1,\n"password_hint" : null}', "json"),
            (b"a;b\r\n1;2\r\n", "csv"),
            (b"<a  b = '1'/>", "xml"),
        ):
            message = self.receive(payload_format)
            message.write({"body": base64.b64encode(body), "format": payload_format})
            message._keep_as_asked()
            self.assertFalse(message.body_kept, payload_format)
            self.assertEqual(message._get_body_bytes(), body)

    def test_what_is_not_done_keeps_its_document(self):
        """M13: a message that waits for a person can still be read and replayed."""
        self.connector.payload_policy = "none"
        message = self.process("T-2", milestone="unheard_of")
        self.assertEqual(message.state, "exception")
        self.assertIn(NAME.encode(), message._get_body_bytes())
        message._requeue("Once more")
        self.assertEqual(message.state, "queued")

    def test_a_confidential_field_is_stored_masked(self):
        """M10: once classified, new messages store the masked value everywhere."""
        earlier = self.process("T-3")
        self.env["logistics.sync.data.class"].create(
            {"path": "proof_of_delivery.signed_by", "level": "confidential"}
        )
        message = self.process("T-4")
        self.assertNotIn(NAME.encode(), self.read_column(message))
        event = message.event_ids
        self.assertEqual(event.canonical["proof_of_delivery"]["signed_by"], "***mann")
        self.assertIn(NAME.encode(), earlier._get_body_bytes())
        self.assertEqual(self.env["logistics.sync.audit.seal"]._verify(), [])

    def test_what_cannot_be_masked_is_dropped(self):
        """M10, M13: of a format nobody can take apart nothing is kept by mistake."""
        self.connector.payload_policy = "masked"
        message = self.receive("T-5")
        message.format = "fixed_width"
        message._keep_as_asked()
        self.assertEqual(message._get_body_bytes(), b"")


@tagged("post_install", "-at_install")
class TestEncryptedPayloads(PayloadCase):
    def setUp(self):
        super().setUp()
        self.connector.is_payload_encrypted = True

    def test_a_dump_shows_nothing(self):
        """M8: the column holds neither the document nor a part of it; it is read"""
        message = self.receive()
        stored = self.read_column(message)
        self.assertNotIn(NAME.encode(), stored)
        self.assertNotIn(b"T-1", stored)
        self.assertIn(NAME.encode(), message._get_body_bytes())
        self.drain()
        message.invalidate_recordset()
        self.assertEqual(message.state, "processed")
        self.assertEqual(message.event_ids.reference, "T-1")

    def test_a_written_document_is_encrypted_too(self):
        """M8: what we write ourselves, such as an answer, is stored encrypted."""
        message = self.receive()
        message.body = base64.b64encode(IBAN.encode())
        self.assertNotIn(IBAN.encode(), self.read_column(message))
        message.invalidate_recordset()
        self.assertEqual(message._get_body_bytes(), IBAN.encode())

    def test_an_encrypted_document_is_not_packed(self):
        """M8: the archive does not bring an encrypted document back into the clear."""
        message = self.process()
        message.write(
            {
                "received_at": "2026-01-01 00:00:00",
                "finished_at": "2026-01-01 00:00:00",
            }
        )
        found = self.env["logistics.sync.message"]._find_for_archive(
            message.company_id, 1, 0, 100
        )
        self.assertNotIn(message, found)

    @mute_logger("odoo.addons.logistics_sync_base")
    def test_masks_and_encryption_go_together(self):
        """M8, M13: a masked document of such a partner is encrypted as well."""
        self.connector.payload_policy = "masked"
        message = self.process()
        self.assertEqual(message.body_kept, "masked")
        self.assertNotIn(b"T-1", self.read_column(message))
        self.assertIn(b"T-1", message._get_body_bytes())
