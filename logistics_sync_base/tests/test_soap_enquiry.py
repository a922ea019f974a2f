# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Orders that cost money, at a SOAP service whose answers get lost, and in folders."""

from lxml import etree

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import EVENT_TYPE, LogisticsSyncCase, delivery_event
from .partner_server import Reply
from .test_soap import TYPES, SoapCase, envelope, fault

XML = {"Content-Type": "text/xml"}


class Depot:
    """A service that places each order it gets: one that comes twice is two orders."""

    def __init__(self):
        self.mode = "fine"
        self.placed = []
        self.enquiry = None

    def answer(self, request):
        action = request.headers["soapaction"].strip('"').rpartition("#")[2]
        reference = etree.fromstring(request.body).findtext(f".//{{{TYPES}}}reference")
        if action == "findOrders":
            return self.enquiry or self.tell(reference)
        self.placed.append(reference)
        if self.mode == "hang_up":
            return None
        if self.mode == "garbage":
            return Reply(envelope("<hello/>"), headers=XML)
        number = f"<number>D-{len(self.placed)}</number>"
        return Reply(
            envelope(f'<orderReply xmlns="{TYPES}">{number}</orderReply>'), headers=XML
        )

    def tell(self, reference):
        found = "".join(
            f"<placed><reference>{one}</reference><number>D-{place}</number></placed>"
            for place, one in enumerate(self.placed, start=1)
            if one == reference
        )
        return Reply(
            envelope(f'<findReply xmlns="{TYPES}"><count>0</count>{found}</findReply>'),
            headers=XML,
        )


@tagged("post_install", "-at_install")
class TestSoapEnquiry(SoapCase):
    def setUp(self):
        super().setUp()
        self.depot = Depot()
        self.server.routes["/service"] = self.depot.answer
        self.connector.write(
            {
                "soap_key": "argument",
                "soap_key_path": "reference",
                "soap_number_path": "@",
                "soap_enquiry_operation": "findOrders",
                "soap_enquiry_arguments": '{"reference": "{key}"}',
                "enquiry_items_path": "placed",
                "enquiry_key_path": "reference",
                "enquiry_number_path": "number",
            }
        )

    def book(self, mode):
        """An order that costs money, with this fate of its answer."""
        self.depot.mode = mode
        subscription = self.env["logistics.sync.subscription"].create(
            {
                "name": "Orders",
                "connector_id": self.connector.id,
                "event_type_ids": self.event_type.ids,
                "costs_money": True,
            }
        )
        message = self.ingest(
            self.connector,
            {"reference": "x", "parcels": 2},
            direction="out",
            format="json",
        )
        message.subscription_id = subscription
        self.drain("outbound")
        return message

    def try_again(self, message):
        self.depot.mode = "fine"
        self.make_due(message)
        self.drain("outbound")

    def test_found_is_taken_as_delivered(self):
        """B7: the answer was lost; asked by our reference; ordered once."""
        message = self.book("hang_up")
        self.assertEqual((message.state, message.external_id), ("failed", False))
        self.assertTrue(message.asked_at)
        self.try_again(message)
        self.assertEqual(message.state, "processed", message.error)
        self.assertEqual(message.external_id, "D-1")
        self.assertEqual(self.depot.placed, [message.public_id])
        self.assertFalse(message.asked_at)

    def test_not_found_is_sent_again(self):
        """B7: a clear no: the order is placed now, under the same key."""
        message = self.book("hang_up")
        self.depot.placed.clear()
        self.try_again(message)
        self.assertEqual(message.state, "processed", message.error)
        self.assertEqual(self.depot.placed, [message.public_id])

    def test_while_it_cannot_be_asked_it_waits(self):
        """B7: a fault of the server is no answer; nothing is ordered meanwhile."""
        message = self.book("hang_up")
        for trouble in (fault("Server", "busy"), Reply(b"down", 503)):
            self.depot.enquiry = trouble
            self.try_again(message)
            self.assertEqual(message.state, "failed")
            self.assertTrue(message.asked_at)
        self.assertEqual(self.depot.placed, [message.public_id])
        self.depot.enquiry = None
        self.try_again(message)
        self.assertEqual(message.external_id, "D-1")

    def test_an_answer_about_something_else_is_no_no(self):
        """B7: an answer that is not as agreed says nothing: a person asks."""
        message = self.book("hang_up")
        self.connector.enquiry_items_path = "nowhere"
        self.try_again(message)
        self.assertEqual(message.state, "exception")
        self.assertTrue(self.get_exceptions("answer_unknown", message_id=message.id))
        self.assertEqual(self.depot.placed, [message.public_id])

    def test_orders_without_a_reference_are_no_no(self):
        """B7: where nothing says whose an order is, it may be ours: a person asks."""
        message = self.book("hang_up")
        self.connector.enquiry_key_path = "customerReference"
        self.try_again(message)
        self.assertEqual(message.state, "exception")
        self.assertTrue(self.get_exceptions("answer_unknown", message_id=message.id))
        self.assertEqual(self.depot.placed, [message.public_id])

    def test_a_fault_is_a_no_only_where_it_was_agreed(self):
        """B7: "unknown reference" may mean none; by default a fault is for a person."""
        message = self.book("hang_up")
        self.depot.placed.clear()
        self.depot.enquiry = fault("Client.Unknown", "We do not know it")
        self.try_again(message)
        self.assertEqual(message.state, "exception")
        self.assertFalse(self.depot.placed)
        self.connector.soap_enquiry_none_fault = "Client.Unknown"
        message._requeue("Ask again")
        self.drain("outbound")
        self.assertEqual(message.state, "processed", message.error)
        self.assertEqual(self.depot.placed, [message.public_id])

    def test_what_the_form_refuses(self):
        """B7: an operation that does not exist, arguments without our number."""
        for values in (
            {"soap_enquiry_operation": "guess"},
            {"soap_enquiry_arguments": '{"reference": "S00042"}'},
            {"soap_enquiry_arguments": "reference={key}"},
            {"enquiry_key_path": False},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self.connector.write(values)


@tagged("post_install", "-at_install")
class TestFolderEnquiry(LogisticsSyncCase):
    def setUp(self):
        super().setUp()
        self.outbox = self.make_folder() / "out"
        self.outbox.mkdir()
        self.connector = self.make_connector(
            outbound_folder_url=f"file://{self.outbox}"
        )
        subscription = self.env["logistics.sync.subscription"].create(
            {
                "name": "Orders",
                "connector_id": self.connector.id,
                "event_type_ids": self.event_type.ids,
                "costs_money": True,
            }
        )
        self.event = self.env["logistics.sync.event"]._publish(
            EVENT_TYPE, delivery_event("1Z1")
        )
        self.message = self.event.delivery_ids.message_id
        self.assertEqual(self.message.subscription_id, subscription)

    def send(self):
        self.make_due(self.message)
        self.drain("outbound")

    def crash(self):
        """What a worker leaves behind that died after it had begun to write."""
        self.message.asked_at = fields.Datetime.now()

    def test_a_file_that_lies_there_has_arrived(self):
        """B7: the worker died after writing: found, and not written again."""
        self.send()
        [path] = self.outbox.iterdir()
        before = path.stat().st_ino
        self.crash()
        self.message._requeue("Its lease ran out")
        self.send()
        self.assertEqual(self.message.state, "processed", self.message.error)
        self.assertFalse(self.message.asked_at)
        self.assertEqual(path.stat().st_ino, before)

    def test_a_file_that_is_gone_is_for_a_person(self):
        """B7: it may have been fetched: nothing is ordered twice without asking."""
        self.crash()
        self.send()
        self.assertEqual(self.message.state, "exception")
        question = self.get_exceptions("answer_unknown", message_id=self.message.id)
        self.assertIn("has fetched it", question.name)
        self.assertFalse(list(self.outbox.iterdir()))

    def test_a_file_with_another_content_is_for_a_person(self):
        """B7: half of it was written: the question says that it lies there."""
        self.send()
        [path] = self.outbox.iterdir()
        path.write_bytes(path.read_bytes()[:5])
        self.crash()
        self.message._requeue("Its lease ran out")
        self.send()
        self.assertEqual(self.message.state, "exception")
        question = self.get_exceptions("answer_unknown", message_id=self.message.id)
        self.assertIn("with another content", question.name)
        self.assertEqual(path.stat().st_size, 5)

    def test_the_first_time_nobody_is_asked(self):
        """B7: an order that was never sent is written."""
        self.send()
        self.assertEqual(self.message.state, "processed", self.message.error)
        self.assertEqual(len(list(self.outbox.iterdir())), 1)
