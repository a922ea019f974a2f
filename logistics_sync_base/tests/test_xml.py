# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import LogisticsSyncCase
from .xsd_data import CODES, MAIN, report

RULES = {
    "event_type": {"constant": "test_fact"},
    "milestone": {
        "expression": "Status",
        "transform": "code",
        "options": '{"kind": "milestone"}',
    },
    "references.tracking_number": {"expression": "Parcel", "is_required": True},
    "occurred_at": {"expression": "Time", "transform": "datetime"},
    "source.sender": {"expression": "Report.Sender", "scope": "document"},
}


@tagged("post_install", "-at_install")
class TestXmlPartner(LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mapping = cls.make_mapping(
            RULES,
            format="xml",
            split_expression="Report.Scan",
            xsd_ids=[
                Command.create({"name": name, "content": base64.b64encode(body)})
                for name, body in (("report.xsd", MAIN), ("codes.xsd", CODES))
            ],
        )
        cls.connector = cls.make_connector(
            state="draft", format="xml", mapping_id=cls.mapping.id
        )
        cls.connector.state = "live"
        cls.env["logistics.sync.code.map"].create(
            {
                "connector_id": cls.connector.id,
                "external_code": "DLV",
                "internal_code": "delivered",
            }
        )

    def process(self, body):
        message = self.ingest(self.connector, body)
        self.drain()
        return message

    def test_an_xml_document_becomes_events(self):
        """C28, C20: read in its encoding, checked by its XSD, one event a scan."""
        message = self.process(report(("P-1", "DLV"), ("P-2", "DLV")))
        self.assertEqual((message.state, message.done_count), ("processed", 2))
        events = message.event_ids.sorted("position")
        self.assertEqual(events.mapped("reference"), ["P-1", "P-2"])
        self.assertEqual(events[0].source["sender"], "Zürich")
        self.assertEqual(message.mapping_id, self.mapping)

    def test_one_scan_is_read_as_many_are(self):
        """C28: the shape does not depend on how many elements there happen to be."""
        self.assertEqual(self.process(report(("P-1", "DLV"))).done_count, 1)

    def test_a_bad_scan_costs_only_itself(self):
        """C28, J8: an unknown code is one question, the others are done."""
        message = self.process(report(("P-1", "DLV"), ("P-2", "???")))
        self.assertEqual((message.done_count, message.exception_count), (1, 1))

    def test_a_renamed_element_is_drift_by_its_path(self):
        """C20: schema drift names the path, the owner is told, others go on."""
        message = self.process(report(("P-1", "DLV")).replace(b"t:Parcel", b"t:Box"))
        self.assertEqual((message.state, message.event_count), ("exception", 0))
        question = self.get_exceptions("schema_drift", message_id=message.id)
        self.assertIn("Report.Scan.Box", question.name)
        self.assertEqual(question.owner_id, self.owner)
        self.assertEqual(self.process(report(("P-2", "DLV"))).state, "processed")

    def test_a_bomb_is_a_question(self):
        """A1: entities are refused by name; the message stays for a replay."""
        message = self.process(b'<!DOCTYPE r [<!ENTITY e "x">]><Report>&e;</Report>')
        self.assertEqual(message.state, "exception")
        self.assertIn("DOCTYPE", self.get_exceptions("unreadable").name)

    def test_the_door_refuses_what_is_not_as_agreed(self):
        """C20: a posted document is checked before it is accepted."""
        decoder = self.env["logistics.sync.decoder"]
        decoder._inspect(self.connector, report(("P-1", "DLV")), "xml")
        for body, code in ((b"<Report", "unreadable"), (b"<Other/>", "schema_drift")):
            with self.assertRaises(Exception) as caught:
                decoder._inspect(self.connector, body, "xml")
            self.assertEqual(caught.exception.code, code)

    def test_the_sample_is_read_in_the_form(self):
        """C11: pasted XML is shown as what it becomes, its declared encoding or not."""
        draft = self.mapping.copy({"name": "Draft"})
        draft.sample = report(("P-7", "DLV")).decode("iso-8859-1")
        self.assertIn("P-7", draft.preview_html)
        draft.sample = "<Report>"
        self.assertIn("not XML", draft.preview_html)

    def test_a_schema_with_a_missing_file_cannot_be_activated(self):
        """C20: the file that is missing is named when the mapping is activated."""
        draft = self.mapping.copy({"name": "Draft"})
        draft.xsd_ids[1].unlink()
        with self.assertRaisesRegex(ValidationError, r"codes\.xsd"):
            draft.action_activate()
        with self.assertRaisesRegex(ValidationError, "not a namespace"):
            draft.xml_namespaces = "no equals sign"
