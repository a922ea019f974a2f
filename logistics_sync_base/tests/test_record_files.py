# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import LogisticsSyncCase
from .record_data import COLUMNS, CONTROLS, RECORDS, csv_records, fixed_file
from .test_batches import RULES

SCANS = [(f"P-{place}", "DLV", "100.00") for place in range(10)]


class RecordCase(LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connector = cls.make_connector(
            state="draft", kind="3pl", format="fixed_width", timezone="America/Chicago"
        )
        cls.connector.mapping_id = cls.make_record_mapping("fixed_width")
        cls.connector.state = "live"
        cls.env["logistics.sync.code.map"].create(
            {
                "connector_id": cls.connector.id,
                "external_code": "DLV",
                "internal_code": "delivered",
            }
        )

    @classmethod
    def make_record_mapping(cls, kind, **values):
        controls = {(record, control.column): control for record, control in CONTROLS}
        columns = []
        for place, (record, name, start, length) in enumerate(COLUMNS):
            control = controls.get((record, name))
            columns.append(
                {
                    "sequence": place,
                    "record_name": record,
                    "name": name,
                    "start": start if kind == "fixed_width" else False,
                    "length": length,
                    "control": control and control.kind,
                    "control_of": control and control.of,
                }
            )
        records = [
            Command.create({"name": name, "value": value, "role": role})
            for name, value, role in RECORDS
        ]
        values = {"format": kind, "record_ids": records} | values
        return cls.make_mapping(RULES, columns, **values)

    def process(self, body, **values):
        message = self.ingest(self.connector, body, **values)
        self.drain()
        return message


@tagged("post_install", "-at_install")
class TestRecordFiles(RecordCase):
    def test_a_file_of_records_becomes_events(self):
        """C11: header, details, parts and trailer, defined without code."""
        message = self.process(fixed_file(SCANS))
        self.assertEqual((message.state, message.done_count), ("processed", 10))

    def test_a_batch_that_does_not_add_up_is_not_applied(self):
        """B17: trailer of 10 rows and 1000.00 over 9: mismatch, nothing posted."""
        message = self.process(fixed_file(SCANS[:9], 10, "1000.00"))
        self.assertEqual((message.state, message.event_count), ("exception", 0))
        self.assertFalse(message.event_ids)
        question = self.get_exceptions("total_mismatch", message_id=message.id)
        self.assertIn("says 10, the content has 9", question.name)
        self.assertEqual(question.owner_id, self.owner)

    def test_a_wrong_total_with_the_right_count_is_not_applied(self):
        """B17: the amounts are added up, and nothing of the file is applied."""
        message = self.process(fixed_file(SCANS, 10, "999.99"))
        self.assertFalse(message.event_ids)
        question = self.get_exceptions("total_mismatch", message_id=message.id)
        self.assertIn("says 999.99, the content has 1000", question.name)

    def test_csv_has_the_same_controls(self):
        """B17, C11: the record type is a column, the controls are the same."""
        self.connector.write(
            {"format": "csv", "mapping_id": self.make_record_mapping("csv").id}
        )
        message = self.process(csv_records(SCANS, 10, "1000.00"))
        self.assertEqual(message.done_count, 10)
        message = self.process(csv_records(SCANS[:9], 10, "1000.00"))
        self.assertFalse(message.event_ids)
        self.assertTrue(self.get_exceptions("total_mismatch", message_id=message.id))

    def test_a_file_without_its_trailer_is_incomplete(self):
        """C12: whatever way it came, a part of a file makes no records."""
        message = self.process(fixed_file(SCANS, trailer=False))
        self.assertEqual((message.state, message.event_count), ("exception", 0))
        question = self.get_exceptions("incomplete_file", message_id=message.id)
        self.assertIn("trailer is missing", question.name)

    def test_the_sample_of_a_fixed_width_file_is_read_in_the_form(self):
        """C11: the layout is typed in, and the pasted sample parses beside it."""
        with Form(self.env["logistics.sync.mapping"]) as form:
            form.name = "Night scans"
            form.format = "fixed_width"
            for name, value, role in RECORDS:
                with form.record_ids.new() as record:
                    record.name, record.value, record.role = name, value, role
            for record, name, start, length in COLUMNS:
                with form.column_ids.new() as column:
                    column.record_name, column.name = record, name
                    column.start, column.length = start, length
                    if (record, name) == ("end", "rows"):
                        column.control = "count"
            with form.rule_ids.new() as rule:
                rule.target = "references.tracking_number"
                rule.expression = "tracking"
            form.sample = fixed_file(SCANS[:2]).decode()
            self.assertIn("P-1", form.preview_html)
            form.sample = fixed_file(SCANS[:2], 3).decode()
            self.assertIn("says 3, the content has 2", form.preview_html)

    def test_a_layout_that_is_wrong_cannot_be_activated(self):
        """C11: a column of no record is named when the mapping is activated."""
        draft = self.connector.mapping_id.copy({"name": "Draft"})
        draft.column_ids[0].record_name = "nobody"
        with self.assertRaisesRegex(ValidationError, "batch"):
            draft.action_activate()

    def test_a_json_batch_is_checked_too(self):
        """B17: a JSON header's count and total come before anything of the batch."""
        mapping = self.make_mapping(
            RULES,
            split_expression="items",
            control_count="count",
            control_total="total",
            control_amount="amount",
        )
        self.connector.write({"format": "json", "mapping_id": mapping.id})
        items = [
            {"tracking": f"P-{place}", "status": "DLV", "moment": "202611201205"}
            | {"amount": "100.00"}
            for place in range(10)
        ]
        batch = {"count": 10, "total": "1000.00", "items": items}
        self.assertEqual(self.process(batch).done_count, 10)
        for wrong, code in (
            ({"items": items[:9]}, "total_mismatch"),
            ({"total": "1000.01"}, "total_mismatch"),
            ({"count": None}, "incomplete_file"),
        ):
            message = self.process(batch | wrong)
            self.assertFalse(message.event_ids)
            self.assertTrue(self.get_exceptions(code, message_id=message.id), wrong)
