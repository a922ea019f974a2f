# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
from pathlib import Path

from lxml import etree

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..soap_client import SoapError, get_client
from .common import LogisticsSyncCase
from .partner_server import PartnerServer, Reply

DATA = Path(__file__).parent / "data"
FILES = ("depot.wsdl", "depot_types.xsd")
POLL = "logistics_sync_base.ir_cron_poll"
TYPES = "urn:example:depot:types"
SCAN = (
    "<scan><parcel>S-1</parcel><code>OK</code>"
    "<time>2026-11-20T17:05:00-05:00</time><weight>1.50</weight></scan>"
)
SECRET = "password of the depot"


def envelope(content):
    """What the partner's server answers."""
    return (
        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">'
        f"<soap:Body>{content}</soap:Body></soap:Envelope>"
    ).encode()


def news(*scans):
    return envelope(f'<newsReply xmlns="{TYPES}">{"".join(scans)}</newsReply>')


def fault(code, text):
    return Reply(
        envelope(
            f"<soap:Fault><faultcode>soap:{code}</faultcode>"
            f"<faultstring>{text}</faultstring></soap:Fault>"
        ),
        status=500,
        headers={"Content-Type": "text/xml"},
    )


class SoapCase(LogisticsSyncCase):
    """A service with a WSDL, answered by a real server on loopback."""

    def setUp(self):
        super().setUp()
        self.answer = Reply(news(SCAN), headers={"Content-Type": "text/xml"})
        self.server = self.enterContext(
            PartnerServer({"/service": lambda _request: self.answer})
        )
        self.env["logistics.sync.code.map"].create(
            {
                "code_list": "test.depot",
                "kind": "milestone",
                "external_code": "OK",
                "internal_code": "delivered",
                "classifier": "actual",
            }
        )
        self.set_plan("delivered", "record_only")
        mapping = self.make_mapping(
            {
                "references.tracking_number": "parcel",
                "milestone": {
                    "expression": "code",
                    "transform": "code",
                    "options": '{"kind": "milestone"}',
                },
                "occurred_at": {"expression": "time", "transform": "datetime"},
            },
            split_expression="reply",
        )
        self.connector = self.make_connector(
            transport="soap",
            format="soap",
            mapping_id=mapping.id,
            code_list="test.depot",
            base_url=f"{self.server.url}/service",
            allow_private_network=True,
            allow_plain_http=True,
            soap_file_ids=[
                Command.create(
                    {
                        "name": name,
                        "datas": base64.b64encode((DATA / name).read_bytes()),
                    }
                )
                for name in FILES
            ],
            soap_poll_operation="listNews",
            soap_poll_arguments='{"since": "2026-11-20"}',
            soap_send_operation="placeOrder",
        )

    def get_messages(self):
        return self.env["logistics.sync.message"].search(
            [("connector_id", "=", self.connector.id)]
        )

    def order(self, **values):
        document = {"reference": "S00042", "parcels": 2} | values
        message = self.ingest(self.connector, document, direction="out", format="json")
        self.drain("outbound")
        return message


@tagged("post_install", "-at_install")
class TestSoap(SoapCase):
    # ----------------------------------------------------------------- in
    def test_news_are_fetched_and_applied(self):
        """C1, N10: the reply is stored as it came, read by the WSDL and applied."""
        self.trigger_cron(POLL)
        message = self.get_messages()
        self.assertEqual(message._get_body_bytes(), news(SCAN))
        self.drain()
        self.assertEqual(message.done_count, 1, message.error)
        event = message.event_ids.canonical
        self.assertEqual(event["references"]["tracking_number"], "S-1")
        self.assertEqual(event["occurred_at"]["utc"], "2026-11-20T22:05:00Z")
        request = etree.fromstring(self.server.requests[0].body)
        self.assertEqual(request.findtext(f".//{{{TYPES}}}since"), "2026-11-20")

    def test_a_stored_reply_is_read_again_without_network(self):
        """C1, K1: a replay needs the bytes and the files, and asks nobody."""
        self.trigger_cron(POLL)
        message = self.get_messages()
        self.drain()
        self.server.requests.clear()
        message._replay("Once more")
        self.drain()
        self.assertEqual(message.state, "processed", message.error)
        self.assertFalse(self.server.requests)

    def test_the_same_news_twice_are_one_message(self):
        """B6: an unchanged reply is no new document."""
        for _time in range(2):
            self.trigger_cron(POLL)
        self.assertEqual(len(self.get_messages()), 1)

    def test_a_reply_that_breaks_its_description_is_not_taken(self):
        """C20: what is no reply of the operation becomes a question, not a message."""
        self.answer = Reply(envelope("<hello/>"), headers={"Content-Type": "text/xml"})
        self.trigger_cron(POLL)
        self.assertFalse(self.get_messages())
        self.assertTrue(
            self.get_exceptions("unreachable", connector_id=self.connector.id)
        )

    # ---------------------------------------------------------------- out
    def test_an_order_is_placed_and_its_number_kept(self):
        """C21: the partner's own number comes back with the call."""
        self.connector.soap_number_path = "@"
        self.answer = Reply(
            envelope(f'<orderReply xmlns="{TYPES}"><number>D-77</number></orderReply>'),
            headers={"Content-Type": "text/xml"},
        )
        message = self.order()
        self.assertEqual(message.state, "processed", message.error)
        self.assertEqual(message.external_id, "D-77")
        request = self.server.requests[-1]
        self.assertEqual(
            request.headers["soapaction"].strip('"'), "urn:example:depot#placeOrder"
        )
        body = etree.fromstring(request.body)
        self.assertEqual(body.findtext(f".//{{{TYPES}}}reference"), "S00042")
        self.assertIn("S00042", message.attempt_ids.request_masked)

    def test_an_answer_without_number_is_no_success(self):
        """C21: where a number was expected, an empty answer goes to a person."""
        self.connector.soap_number_path = "@"
        self.answer = Reply(
            envelope(f'<orderReply xmlns="{TYPES}"/>'),
            headers={"Content-Type": "text/xml"},
        )
        self.assertEqual(self.order().state, "exception")
        self.assertTrue(self.get_exceptions("answer_without_number"))

    def test_an_answer_nobody_can_read_is_not_ordered_again(self):
        """C21: the partner took the call; a second one could be a second order."""
        self.answer = Reply(envelope("<hello/>"), headers={"Content-Type": "text/xml"})
        message = self.order()
        self.assertEqual(message.state, "exception")
        self.assertFalse(message.next_attempt_at)
        self.assertTrue(self.get_exceptions("answer_without_number"))

    def test_a_fault_while_fetching_stops_nobody_else(self):
        """K2: one partner's trouble is told, and the next partner is asked."""
        other = self.connector.copy(
            {
                "code": "soap-other",
                "state": "live",
                "allow_private_network": True,
                "allow_plain_http": True,
            }
        )
        faults = [fault("Client", "not today")]
        self.server.routes["/service"] = lambda _request: (
            faults.pop() if faults else self.answer
        )
        self.trigger_cron(POLL)
        self.assertIn("not today", self.get_exceptions("unreachable").name)
        stored = self.env["logistics.sync.message"].search(
            [("connector_id", "in", (self.connector.id, other.id))]
        )
        self.assertEqual(len(stored), 1)

    def test_faults_by_whose_fault_it_is(self):
        """C1, K2: the server's trouble is tried again, ours goes to a person."""
        self.answer = fault("Server", "database is down")
        message = self.order()
        self.assertEqual(message.state, "failed")
        self.assertIn("database is down", message.error)
        self.answer = fault("Client", "unknown depot")
        other = self.order(reference="S00043")
        self.assertEqual(other.state, "exception")
        self.assertIn("unknown depot", self.get_exceptions("soap_fault").name)

    def test_arguments_that_do_not_fit_are_named(self):
        """C20: nothing is sent that breaks the partner's description."""
        self.server.requests.clear()
        message = self.order(colour="red")
        self.assertEqual(message.state, "exception")
        self.assertIn("colour", message.error)
        self.assertFalse(self.server.requests)

    def test_the_password_is_in_the_envelope_and_in_no_log(self):
        """C1: WS-Security goes along, masked wherever people read."""
        credential = self.env["logistics.sync.credential"].create(
            {
                "connector_id": self.connector.id,
                "kind": "password",
                "username": "shipper",
            }
        )
        credential._set_typed_secret(SECRET)
        self.connector.soap_login = True
        self.answer = Reply(
            envelope(f'<orderReply xmlns="{TYPES}"><number>1</number></orderReply>'),
            headers={"Content-Type": "text/xml"},
        )
        message = self.order()
        self.assertIn(SECRET.encode(), self.server.requests[-1].body)
        self.assertNotIn(SECRET, message.attempt_ids.request_masked)

    # ----------------------------------------------------------- settings
    def test_a_missing_file_is_named(self):
        """C1: a file the WSDL refers to is asked for; nothing is loaded instead."""
        xsd = self.connector.soap_file_ids.filtered(lambda file: file.name == FILES[1])
        with self.assertRaisesRegex(ValidationError, "depot_types.xsd"):
            self.connector.soap_file_ids = [Command.unlink(xsd.id)]

    def test_an_operation_nobody_offers_is_named(self):
        """C1: a wrong name is refused with the names there are."""
        with self.assertRaisesRegex(ValidationError, "listNews, placeOrder"):
            self.connector.soap_send_operation = "orderPlace"

    def test_the_connection_can_be_tested(self):
        """C1: the answer names what the service offers."""
        answer = self.connector.action_check()["params"]
        self.assertEqual(answer["type"], "success", answer["message"])
        self.assertIn("placeOrder", answer["message"])
        self.answer = fault("Client", "who are you")
        answer = self.connector.action_check()["params"]
        self.assertEqual(answer["type"], "danger")

    def test_no_entities_in_a_description(self):
        """C20: a WSDL with a document type is refused."""
        bomb = b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
        with self.assertRaises(SoapError):
            get_client((("bomb.wsdl", bomb),))
