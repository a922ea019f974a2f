# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from lxml import etree

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .test_soap import TYPES, SoapCase, envelope, fault

WSA = "http://www.w3.org/2005/08/addressing"


@tagged("post_install", "-at_install")
class TestSoapKeys(SoapCase):
    def order_twice(self):
        """A try that fails, then a replay; returns (message, both envelopes)."""
        self.answer = fault("Server", "busy")
        message = self.order()
        self.assertEqual(message.state, "failed")
        self.answer.body = envelope(
            f'<orderReply xmlns="{TYPES}"><number>1</number></orderReply>'
        )
        self.answer.status = 200
        message._replay("Once more")
        self.drain("outbound")
        self.assertEqual(message.state, "processed", message.error)
        return message, [etree.fromstring(r.body) for r in self.server.requests]

    def test_the_message_id_is_the_same_at_each_try(self):
        """B7: WS-Addressing MessageID, stable over retries and replays."""
        self.connector.soap_key = "addressing"
        message, calls = self.order_twice()
        found = {call.findtext(f".//{{{WSA}}}MessageID") for call in calls}
        self.assertEqual(found, {f"urn:uuid:{message.public_id}"})
        self.assertEqual(
            calls[0].findtext(f".//{{{WSA}}}Action"), "urn:example:depot#placeOrder"
        )

    def test_the_key_as_an_argument(self):
        """B7: an element of the partner's own document carries the key."""
        self.connector.write({"soap_key": "argument", "soap_key_path": "reference"})
        message, calls = self.order_twice()
        found = {call.findtext(f".//{{{TYPES}}}reference") for call in calls}
        self.assertEqual(found, {message.public_id})

    def test_the_http_header_is_always_there(self):
        """B7: whatever the envelope carries."""
        message, _calls = self.order_twice()
        keys = {r.headers["idempotency-key"] for r in self.server.requests}
        self.assertEqual(keys, {message.public_id})

    def test_a_place_that_does_not_exist_is_a_question(self):
        """B7, C24: nothing leaves without the key it was to carry."""
        self.connector.write({"soap_key": "argument", "soap_key_path": "reference.id"})
        message = self.order()
        self.assertEqual(message.state, "exception")
        self.assertFalse(self.server.requests)
        with self.assertRaisesRegex(ValidationError, "Name the argument"):
            self.connector.soap_key_path = False
