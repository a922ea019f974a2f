# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import json

from cloudevents.core.bindings.http import to_binary_event, to_structured_event
from cloudevents.core.v1.event import CloudEvent

from odoo.tests import tagged

from .common import NO_REFERENCES, TOKEN, LogisticsSyncHttpCase, delivery_event

SCHEMA = "https://schemas.example.com/logistics/delivery_event/1.0"
X12 = (
    "ISA*00*          *00*          *ZZ*CARRIER        *ZZ*SHIPPER        "
    "*261120*1200*U*00401*000000001*0*P*>~GS*QM*CARRIER*SHIPPER*20261120*1200*1*X"
    "*004010~ST*214*0001~B10*PRO-77*1Z-X12*SCAC~LX*1~AT7*D1*NS***20261120*1100*UT~"
    "SE*5*0001~GE*1*1~IEA*1*000000001~"
)


@tagged("post_install", "-at_install")
class TestCloudEvents(LogisticsSyncHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connector = cls.make_connector(authentication="bearer_token")
        cls.add_secret(cls.connector, TOKEN, "access_token")

    def make_event(self, number="1Z-CE", **attributes):
        """An event of the reference SDK; its data names no schema itself."""
        data = attributes.pop("data", None) or delivery_event(number)
        data.pop("schema", None)
        return CloudEvent(
            attributes={
                "id": "scan-1",
                "source": "/hubs/harbour",
                "type": "com.example.scan",
                "dataschema": SCHEMA,
                "datacontenttype": "application/json",
            }
            | attributes,
            data=data,
        )

    def send(self, body, headers):
        return self.post(
            self.connector, body, {"Authorization": f"Bearer {TOKEN}"} | headers
        )

    def send_message(self, message, **headers):
        return self.send(message.body, message.headers | headers)

    def send_batch(self, *events):
        documents = [json.loads(to_structured_event(event).body) for event in events]
        return self.send(
            json.dumps(documents).encode(),
            {"Content-Type": "application/cloudevents-batch+json; charset=utf-8"},
        )

    def get_message(self, answer):
        self.assertEqual(answer.status_code, 202, answer.text)
        return self.env["logistics.sync.message"].search(
            [("public_id", "=", answer.json()["message_id"])]
        )

    def test_what_nobody_signed_names_no_document(self):
        """C3, B6: another ce-id on a replayed request is the same document still."""
        signed = self.make_connector()
        self.add_secret(signed)
        sent = to_binary_event(self.make_event("1Z-R"))
        names = [name for name in sent.headers if name.lower() != "ce-id"]
        headers = {name: sent.headers[name] for name in names}
        answers = [
            self.post_signed(
                signed, sent.body, key="delivery-1", **(headers | {"ce-id": number})
            )
            for number in ("scan-1", "scan-2")
        ]
        first, second = map(self.get_message, answers)
        self.assertEqual(first, second)
        self.assertEqual(first.idempotency_key, "delivery-1")

    # -------------------------------------------------------- three modes
    def test_structured_mode(self):
        """A21, C2: the SDK's structured event is opened by its dataschema."""
        sent = to_structured_event(self.make_event("1Z-S"))
        message = self.get_message(self.send_message(sent))
        self.assertEqual(message._get_body_bytes(), sent.body)
        self.assertEqual(message.idempotency_key, "/hubs/harbour scan-1")
        self.drain()
        self.assertEqual(message.event_ids.reference, "1Z-S")
        self.assertEqual(message.event_ids.state, "done")

    def test_binary_mode_and_its_replay(self):
        """A21, B11: attributes in headers are kept, so that a replay reads the same."""
        sent = to_binary_event(self.make_event("1Z-B", id="scan 2 é"))
        message = self.get_message(
            self.send_message(sent, **{"X-Private": "not to be kept"})
        )
        self.assertEqual(message._get_body_bytes(), sent.body)
        self.assertEqual(message.idempotency_key, "/hubs/harbour scan 2 é")
        self.assertEqual(message.headers["ce-dataschema"], SCHEMA)
        self.assertNotIn("x-private", message.headers)
        self.assertNotIn("authorization", message.headers)
        self.set_plan("test_fact", "record_only")
        self.drain()
        self.assertEqual(message.event_ids.reference, "1Z-B")
        self.env.cr.execute(
            "DELETE FROM logistics_sync_event WHERE message_id = %s", [message.id]
        )
        self.env.invalidate_all()
        message._replay("Once more")
        self.drain()
        self.assertEqual(message.event_ids.reference, "1Z-B")

    def test_a_batch(self):
        """C13: the events of a batch are one message, each a fact of its own."""
        answer = self.send_batch(
            *(self.make_event(f"1Z-{n}", id=f"scan-{n}") for n in range(5))
        )
        message = self.get_message(answer)
        self.drain()
        self.assertEqual(
            message.event_ids.sorted("position").mapped("reference"),
            [f"1Z-{n}" for n in range(5)],
        )

    def test_the_three_modes_tell_the_same_fact(self):
        """B6: whatever the mode, the fact is applied once."""
        event = self.make_event("1Z-SAME")
        self.send_message(to_structured_event(event))
        other = self.make_event("1Z-SAME", id="again")
        self.send_message(to_binary_event(other))
        self.send_batch(self.make_event("1Z-SAME", id="and-again"))
        self.drain()
        events = self.env["logistics.sync.event"].search(
            [("connector_id", "=", self.connector.id)]
        )
        self.assertEqual(len(events), 1)

    # ---------------------------------------------------------------- key
    def test_source_and_id_are_the_key(self):
        """B6: same source and id is the same answer, other data a conflict."""
        event = to_structured_event(self.make_event("1Z-K"))
        first, again = self.send_message(event), self.send_message(event)
        self.assertEqual(first.content, again.content)
        other = self.send_message(to_structured_event(self.make_event("1Z-L")))
        self.assertEqual((other.status_code, other.json()["field"]), (409, "id"))
        elsewhere = self.make_event("1Z-K", source="/hubs/airport")
        answer = self.send_message(to_structured_event(elsewhere))
        self.assertNotEqual(answer.json()["message_id"], first.json()["message_id"])

    def test_a_trace_in_the_event_goes_on(self):
        """B4: the tracing extension of the event is the correlation id."""
        trace = "4bf92f3577b34da6a3ce929d0e0e4736"
        event = self.make_event(traceparent=f"00-{trace}-00f067aa0ba902b7-01")
        answer = self.send_message(to_structured_event(event))
        self.assertEqual(answer.headers["X-Correlation-ID"], trace)
        self.assertEqual(self.get_message(answer).correlation_id, trace)

    # ------------------------------------------------- other data than JSON
    def test_another_format_within_the_event(self):
        """C2: an X12 interchange travels in an event, as text or as Base64."""
        for number, data in enumerate((X12, X12.encode())):
            event = self.make_event(
                data=None, id=f"x12-{number}", datacontenttype="application/edi-x12"
            )
            document = json.loads(to_structured_event(event).body)
            document.pop("data")
            if isinstance(data, bytes):
                document["data_base64"] = base64.b64encode(data).decode()
            else:
                document["data"] = data
            answer = self.send(
                json.dumps(document).encode(),
                {"Content-Type": "application/cloudevents+json"},
            )
            message = self.get_message(answer)
            self.assertEqual(message.format, "x12")

    # ------------------------------------------------------------ refusals
    def test_what_is_no_cloud_event_is_named(self):
        """C20, J7: 422 with the attribute that is wrong; it stays stored."""
        good = json.loads(to_structured_event(self.make_event()).body)
        for change, field in (
            ({"specversion": "0.3"}, "specversion"),
            ({"source": ""}, "source"),
            ({"id": 7}, "id"),
            ({"dataschema": ["x"]}, "dataschema"),
            ({"data_base64": "§"}, "data_base64"),
        ):
            with self.subTest(field=field):
                answer = self.send(
                    json.dumps(good | change).encode(),
                    {"Content-Type": "application/cloudevents+json"},
                )
                self.assertEqual(answer.status_code, 422, answer.text)
                self.assertEqual(answer.json()["field"], field)
        differing = [good, good | {"data": dict(NO_REFERENCES)}]
        answer = self.send(
            json.dumps(differing).encode(),
            {"Content-Type": "application/cloudevents-batch+json"},
        )
        self.assertEqual(answer.json()["field"], "[1].id")
        message = self.env["logistics.sync.message"].search(
            [("public_id", "=", answer.json()["message_id"])]
        )
        self.assertEqual(message.state, "exception")
        message._replay("Once more")
        self.drain()
        self.assertEqual(message.state, "exception")

    def test_envelope_and_document_must_agree(self):
        """A21: a dataschema that contradicts the document is refused."""
        document = delivery_event("1Z-C")
        event = json.loads(to_structured_event(self.make_event()).body)
        event |= {"data": document, "dataschema": SCHEMA.replace("1.0", "2.0")}
        answer = self.send(
            json.dumps(event).encode(),
            {"Content-Type": "application/cloudevents+json"},
        )
        self.assertEqual(answer.status_code, 422)
        self.assertEqual(answer.json()["field"], "dataschema")

    def test_another_event_format_is_not_read(self):
        """C2: 415 for CloudEvents in a form we do not read."""
        answer = self.send(b"x", {"Content-Type": "application/cloudevents+avro"})
        self.assertEqual(answer.status_code, 415)
