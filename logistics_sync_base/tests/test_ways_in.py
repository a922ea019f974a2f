# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .common import LogisticsSyncCase
from .x12_data import NOTICE, STATUS, interchange

DELIVERED = {
    "schema": "delivery_event/1.0",
    "event_type": "delivered",
    "milestone": "delivered",
    "classifier": "actual",
    "reason": None,
    "scope": "shipment",
    "occurred_at": {
        "utc": "2026-11-20T17:05:00Z",
        "offset_minutes": -300,
        "precision": "minute",
        "offset_source": "payload",
    },
    "references": {
        "tracking_number": None,
        "shipment": "SH-1001",
        "order": "S00041",
        "delivery": None,
        "bill_of_lading": "BOL-55",
        "pro_number": "PRO-88001",
    },
    "location": {
        "name": None,
        "city": "ALBANY",
        "state": "NY",
        "country": "US",
        "postal_code": None,
    },
    "carrier": "FRST",
    "items": [],
    "proof_of_delivery": None,
    "estimated_delivery": None,
}
FIELDS = {
    "references.shipment": "shipment",
    "references.order": "po",
    "references.bill_of_lading": "bol",
    "references.pro_number": "pro",
    "location.city": "city",
    "location.state": "state",
    "location.country": {"expression": "country", "transform": "country"},
    "carrier": "scac",
    "milestone": {
        "expression": "status",
        "transform": "code",
        "options": '{"kind": "milestone"}',
    },
}
JSON_TIME = {"expression": "at", "transform": "datetime"}
CSV_TIME = {
    "expression": "at",
    "transform": "datetime",
    "options": '{"format": "%Y-%m-%d %H:%M", "timezone_expression": "zone"}',
}
PARTNER_JSON = {
    "shipment": "SH-1001",
    "po": "S00041",
    "bol": "BOL-55",
    "pro": "PRO-88001",
    "city": "ALBANY",
    "state": "NY",
    "country": "USA",
    "scac": "FRST",
    "status": "OK DELIVERED",
    "at": "2026-11-20T12:05-05:00",
}
CSV_FILE = (
    b"shipment,po,bol,pro,city,state,country,scac,status,at,zone\r\n"
    b"SH-1001,S00041,BOL-55,PRO-88001,ALBANY,NY,US,FRST,01,2026-11-20 12:05,"
    b"America/New_York\r\n"
)


@tagged("post_install", "-at_install")
class TestWaysIn(LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_plan("delivered", "record_only")
        cls.set_plan("shipped", "record_only")
        cls.csv_mapping = cls.make_mapping(
            FIELDS | {"occurred_at": CSV_TIME}, format="csv"
        )

    def add_code(self, connector, code):
        self.env["logistics.sync.code.map"].create(
            {
                "connector_id": connector.id,
                "external_code": code,
                "internal_code": "delivered",
            }
        )

    def make_three_partners(self):
        json_partner = self.make_connector(
            mapping_id=self.make_mapping(FIELDS | {"occurred_at": JSON_TIME}).id
        )
        x12_partner = self.make_connector(format="x12", kind="ltl")
        csv_partner = self.make_connector(
            format="csv", kind="3pl", mapping_id=self.csv_mapping.id
        )
        self.add_code(json_partner, "OK DELIVERED")
        self.add_code(x12_partner, "D1")
        self.add_code(csv_partner, "01")
        return json_partner, x12_partner, csv_partner

    def test_one_fact_is_one_canonical_document_over_any_wire(self):
        """A1: JSON, X12 214 and CSV give the same canonical JSON."""
        json_partner, x12_partner, csv_partner = self.make_three_partners()
        messages = [
            self.ingest(json_partner, PARTNER_JSON),
            self.ingest(x12_partner, interchange("214", STATUS).encode()),
            self.ingest(csv_partner, CSV_FILE),
        ]
        self.drain()
        for message in messages:
            self.assertEqual(message.event_ids.canonical, DELIVERED, message.format)
            self.assertEqual(message.event_ids.state, "done")
        self.assertEqual(
            [message.event_ids.source["code"] for message in messages],
            ["OK DELIVERED", "D1", "01"],
        )

    def test_one_fact_over_three_wires_of_one_partner_happens_once(self):
        """A1, B8: told by REST, EDI and file, a fact is applied once."""
        connector = self.make_connector(mapping_id=self.csv_mapping.id)
        self.add_code(connector, "D1")
        self.add_code(connector, "01")
        first = self.ingest(connector, DELIVERED)
        others = self.ingest(
            connector, interchange("214", STATUS).encode(), format="x12"
        ) | self.ingest(connector, CSV_FILE, format="csv")
        self.drain()
        self.assertEqual(first.state, "processed")
        self.assertEqual(set(others.mapped("state")), {"duplicate"})

    def test_a_ship_notice_of_edi_is_canonical(self):
        """A1, C13: an 856 becomes a shipment notice of its packages and items."""
        connector = self.make_connector(format="x12", kind="ltl")
        message = self.ingest(connector, interchange("856", NOTICE).encode())
        self.drain()
        event = message.event_ids
        self.assertEqual(event.state, "done", event.error)
        self.assertEqual(event.event_type_id.code, "shipped")
        packages = event.canonical["packages"]
        self.assertEqual(
            [package["tracking_number"] for package in packages], ["TN-1", "TN-2"]
        )
        self.assertEqual(event.canonical["references"]["order"], "S00041")

    def test_a_set_we_cannot_read_is_asked_about(self):
        """J6, J7: an unexpected X12 set stops as a question, nothing is applied."""
        connector = self.make_connector(format="x12")
        body = interchange("214", STATUS).replace("ST*214", "ST*271").encode()
        message = self.ingest(connector, body)
        self.drain()
        self.assertEqual(message.state, "exception")
        question = self.get_exceptions("unsupported_document", message_id=message.id)
        self.assertIn("271", question.name)
        self.assertFalse(message.event_ids)


@tagged("post_install", "-at_install")
class TestSchemas(LogisticsSyncCase):
    SCHEMA = """{"type": "object", "required": ["status"], "properties":
        {"status": {"type": "string"}, "at": {"type": "string"}}}"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_plan("delivered", "record_only")
        cls.mapping = cls.make_mapping(
            FIELDS | {"occurred_at": JSON_TIME}, partner_schema=cls.SCHEMA
        )
        cls.connector = cls.make_connector(mapping_id=cls.mapping.id)

    def test_a_renamed_field_is_named_to_the_owner(self):
        """C20: schema drift names the path; the connector's owner gets the question."""
        document = dict(PARTNER_JSON)
        document["state_of_parcel"] = document.pop("status")
        message = self.ingest(self.connector, document)
        self.drain()
        question = self.get_exceptions("schema_drift", message_id=message.id)
        self.assertIn("status", question.name)
        self.assertEqual(question.owner_id, self.owner)
        self.assertFalse(message.event_ids)

    def test_other_partners_go_on(self):
        """C20, J8: drift at one partner does not touch the messages of another."""
        other = self.make_connector()
        bad = self.ingest(self.connector, {"nothing": "useful"})
        good = self.ingest(other, DELIVERED)
        self.drain()
        self.assertEqual((bad.state, good.state), ("exception", "processed"))

    def test_a_schema_that_is_none_is_refused_in_the_form(self):
        """C20: a partner's schema must be a JSON Schema when it is saved."""
        for text in ("{", '{"type": "anything"}'):
            with self.assertRaisesRegex(Exception, "schema"):
                self.make_mapping(
                    FIELDS | {"occurred_at": JSON_TIME}, partner_schema=text
                )

    def test_an_unknown_field_of_a_code_is_no_question_about_statuses(self):
        """C20, J11: only unknown status codes are answered by the code map."""
        mapping = self.make_mapping(
            FIELDS | {"occurred_at": JSON_TIME, "classifier": "kind"}
        )
        connector = self.make_connector(mapping_id=mapping.id)
        self.env["logistics.sync.code.map"].create(
            {
                "connector_id": connector.id,
                "external_code": "OK DELIVERED",
                "internal_code": "delivered",
            }
        )
        message = self.ingest(connector, dict(PARTNER_JSON, kind="perhaps"))
        self.drain()
        self.assertEqual(message.event_ids.state, "exception")
        self.assertFalse(self.get_exceptions("unknown_code"))
        self.assertIn("perhaps", self.get_exceptions("invalid_field").name)
