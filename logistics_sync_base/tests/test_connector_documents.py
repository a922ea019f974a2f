# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import EVENT_TYPE, LogisticsSyncCase

TIME = {"expression": "at", "transform": "datetime"}
FIXED = {
    "event_type": {"constant": EVENT_TYPE},
    "milestone": {"constant": "delivered"},
    "occurred_at": TIME,
}
MOMENT = "2026-11-20T17:05:00Z"


@tagged("post_install", "-at_install")
class TestConnectorDocuments(LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scan = cls.make_mapping(FIXED | {"references.tracking_number": "parcel"})
        cls.order = cls.make_mapping(FIXED | {"references.order": "number"})
        cls.default = cls.make_mapping(FIXED | {"references.delivery": "id"})
        cls.connector = cls.make_connector(
            mapping_id=cls.default.id, document_type_expression="event.type"
        )
        cls.connector.document_ids = [
            Command.create({"document_type": "scan", "mapping_id": cls.scan.id}),
            Command.create({"document_type": "order", "mapping_id": cls.order.id}),
        ]

    def receive(self, document):
        message = self.ingest(self.connector, {"at": MOMENT} | document)
        self.drain()
        return message

    def test_each_document_is_read_with_its_own_mapping(self):
        """C28, A20: one partner, three shapes, each by its own mapping record."""
        scan = self.receive({"event": {"type": "scan"}, "parcel": "TN-1"})
        order = self.receive({"event": {"type": "order"}, "number": "S1"})
        other = self.receive({"event": {"type": "else"}, "id": "D1"})
        unnamed = self.receive({"event": None, "id": "D2"})
        self.assertEqual(scan.event_ids.reference, "TN-1")
        self.assertEqual(order.event_ids.reference, "S1")
        self.assertEqual(other.event_ids.reference, "D1")
        self.assertEqual(unnamed.event_ids.reference, "D2")
        self.assertEqual(scan.mapping_id, self.scan)
        self.assertEqual(order.mapping_id, self.order)
        self.assertEqual(other.mapping_id, self.default)
        self.assertFalse(scan.has_other_mapping)

    def test_which_mapping_is_meant(self):
        """C28: the document's line, then the line for any, then the default."""
        get = self.connector._get_mapping
        self.assertEqual(get("in", "scan"), self.scan)
        self.assertEqual(get("in", "none such"), self.default)
        self.assertEqual(get("in"), self.default)
        self.assertFalse(get("out", "scan"))
        self.connector.document_ids = [Command.create({"mapping_id": self.order.id})]
        self.assertEqual(get("in", "none such"), self.order)
        self.assertEqual(get("in", "scan"), self.scan)

    def test_one_line_for_one_document(self):
        """C28: which mapping is meant is never a matter of luck."""
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.connector.document_ids = [
                Command.create({"document_type": "scan", "mapping_id": self.order.id})
            ]

    def test_a_wrong_path_is_refused_at_once(self):
        """C20: the path to the document's name is checked when it is typed."""
        with self.assertRaisesRegex(ValidationError, "JMESPath"):
            self.connector.document_type_expression = "event..type"

    def test_a_file_connector_goes_live_with_a_line_alone(self):
        """C28: a line for its documents is a mapping as good as the default."""
        connector = self.make_connector(format="csv", state="draft")
        with self.assertRaisesRegex(ValidationError, "mapping"):
            connector.state = "live"
        connector.document_ids = [Command.create({"mapping_id": self.scan.id})]
        connector.state = "live"

    def test_a_mapping_of_the_other_direction_is_refused(self):
        """C28: what we send is not read by, what we receive not written by mistake."""
        out = self.make_mapping(
            {"number": "references.order"},
            direction="out",
            canonical_schema="delivery_event/1.0",
        )
        with self.assertRaisesRegex(ValidationError, "what we send"):
            self.connector.mapping_id = out
        with self.assertRaisesRegex(ValidationError, "other direction"):
            self.connector.document_ids[0].mapping_id = out
        self.connector.document_ids = [
            Command.create({"direction": "out", "mapping_id": out.id})
        ]
        self.assertEqual(self.connector._get_mapping("out", "anything"), out)
