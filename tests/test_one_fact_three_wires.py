# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .common import SuiteCase

X12_STATUS = (
    "ISA*00*          *00*          *ZZ*LTLCARRIER     *ZZ*SHIPPER        "
    "*261120*1710*U*00401*000000042*0*T*>~"
    "GS*QM*LTLCARRIER*SHIPPER*20261120*1710*42*X*004010~"
    "ST*214*0001~"
    "B10*PRO-77**LTLC~"
    "L11*{tracking}*2I~"
    "LX*1~"
    "AT7*D1*NS***20261120*1705*UT~"
    "SE*6*0001~"
    "GE*1*42~"
    "IEA*1*000000042~"
)


@tagged("post_install", "-at_install")
class TestOneFactThreeWires(SuiteCase):
    def setUp(self):
        super().setUp()
        self.make_rule("delivered")
        self.order = self.make_order()
        self.shipment = self.ship(self.order, "1Z999")
        json_mapping = self.make_mapping(
            {
                "references.tracking_number": "parcel",
                "milestone": {
                    "expression": "status",
                    "transform": "code",
                    "options": '{"kind": "milestone"}',
                },
                "occurred_at": {"expression": "at", "transform": "datetime"},
            }
        )
        self.rest = self.make_connector(mapping_id=json_mapping.id)
        self.env["logistics.sync.code.map"].create(
            {
                "connector_id": self.rest.id,
                "kind": "milestone",
                "external_code": "arrived-at-consignee",
                "internal_code": "delivered",
            }
        )
        self.file = self.make_milestone_file_connector()
        self.edi = self.make_connector(format="x12", code_list="x12.214.AT701")

    def tell(self):
        """The same fact over three wires; returns the three messages."""
        document = {
            "parcel": "1Z999",
            "status": "arrived-at-consignee",
            "at": "2026-11-20T17:05:00Z",
        }
        csv_file = self.write_csv([("1Z999", "DLV", "2026-11-20T17:05:00Z")])
        x12 = X12_STATUS.format(tracking="1Z999").encode()
        messages = (
            self.ingest(self.rest, document)
            + self.ingest(self.file, csv_file)
            + self.ingest(self.edi, x12)
        )
        self.drain()
        return messages

    def test_same_canonical_fact_over_rest_edi_and_csv(self):
        """A1, A13: three wires, one canonical meaning; the shipment changes once."""
        messages = self.tell()
        self.assertEqual(messages.event_ids.mapped("error"), [False] * 3)
        events = messages.event_ids
        self.assertEqual(events.mapped("state"), ["done"] * 3)
        facts = [
            {
                "milestone": event.canonical["milestone"],
                "event_type": event.canonical["event_type"],
                "classifier": event.canonical["classifier"],
                "utc": event.canonical["occurred_at"]["utc"],
                "tracking": event.canonical["references"]["tracking_number"],
            }
            for event in events
        ]
        self.assertEqual(facts[0], facts[1])
        self.assertEqual(facts[0], facts[2])
        moved = self.shipment.milestone_ids.filtered("moved_state")
        self.assertEqual(len(moved), 1)
        self.assertEqual(self.shipment.status, "delivered")

    def test_one_invoice_whoever_tells_it(self):
        """A1, B9, G3: told three times, the delivery is invoiced once."""
        self.tell()
        self.invoice_eligible()
        self.assertEqual(len(self.order.invoice_ids), 1)
        self.assertEqual(self.order.invoice_ids.state, "posted")
        self.assertEqual(self.order.invoice_ids.invoice_line_ids.quantity, 10)

    def test_one_id_from_the_wire_to_the_invoice(self):
        """B4: the sender's correlation id is on everything that follows."""
        trace = "trace-0815"
        message = self.ingest(
            self.rest,
            {
                "parcel": "1Z999",
                "status": "arrived-at-consignee",
                "at": "2026-11-20T17:05:00Z",
            },
            correlation_id=trace,
        )
        self.drain()
        self.invoice_eligible()
        milestone = self.shipment.milestone_ids.filtered(
            lambda found: found.message_id == message
        )
        self.assertEqual(message.event_ids.correlation_id, trace)
        self.assertEqual(milestone.correlation_id, trace)
        self.assertEqual(self.shipment.invoice_release_id.correlation_id, trace)
        self.assertEqual(self.order.invoice_ids.correlation_id, trace)
