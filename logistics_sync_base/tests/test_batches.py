# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common import LogisticsSyncCase

RULES = {
    "event_type": {"constant": "test_fact"},
    "milestone": {
        "expression": "status",
        "transform": "code",
        "options": '{"kind": "milestone"}',
    },
    "references.tracking_number": {"expression": "tracking", "is_required": True},
    "occurred_at": {
        "expression": "moment",
        "transform": "datetime",
        "options": '{"format": "%Y%m%d%H%M"}',
    },
}
FIXED_COLUMNS = (
    {"name": "tracking", "start": 1, "length": 10, "sequence": 1},
    {"name": "status", "start": 11, "length": 3, "sequence": 2},
    {"name": "moment", "start": 14, "length": 12, "sequence": 3},
)
CSV_COLUMNS = (
    {"name": "tracking", "header": "Tracking No", "sequence": 1},
    {"name": "status", "header": "Status", "sequence": 2, "is_required": True},
    {"name": "moment", "header": "Time", "sequence": 3},
)


def csv_file(rows):
    lines = ["Tracking No,Status,Time", *rows]
    return "\r\n".join(lines).encode()


class BatchCase(LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connector = cls.make_connector(
            state="draft", kind="3pl", format="csv", timezone="America/Chicago"
        )
        cls.connector.mapping_id = cls.make_mapping(RULES, CSV_COLUMNS, format="csv")
        cls.connector.state = "live"
        cls.env["logistics.sync.code.map"].create(
            {
                "connector_id": cls.connector.id,
                "external_code": "DLV",
                "internal_code": "delivered",
            }
        )

    def process(self, body, **values):
        message = self.ingest(self.connector, body, **values)
        self.drain()
        return message


@tagged("post_install", "-at_install")
class TestBatches(BatchCase):
    def make_rows(self):
        rows = [f"P-{number},DLV,202611201205" for number in range(50)]
        rows[16] = "P-16,???,202611201205"
        return rows

    def test_fifty_milestones_with_one_bad(self):
        """C13: 49 done, 1 exception, each its own event with state and key."""
        message = self.process(csv_file(self.make_rows()))
        self.assertEqual((message.done_count, message.exception_count), (49, 1))
        self.assertEqual(len(set(message.event_ids.mapped("content_key"))), 50)
        question = self.get_exceptions("unknown_code")
        self.assertEqual(
            (question.external_code, question.event_id.reference), ("???", "P-16")
        )

    def test_the_file_again_is_49_duplicates_and_one_retry(self):
        """C13, B8: sent again: 49 duplicates, and the bad one is tried again."""
        rows = self.make_rows()
        first = self.process(csv_file(rows))
        second = self.process(csv_file(rows), key="sent again")
        self.assertEqual(second.duplicate_count, 49)
        again = [item for item in second.duplicates if item["tried_again"]]
        self.assertEqual(len(again), 1)
        self.assertEqual(first.replay_count, 1)
        self.assertEqual((first.done_count, first.exception_count), (49, 1))

    def test_a_row_that_does_not_fit_costs_only_itself(self):
        """C11, J8: a row with too few columns is asked about; the others are done."""
        message = self.process(
            csv_file(["P-1,DLV,202611201205", "P-2;DLV", "P-3,DLV,202611201205"])
        )
        self.assertEqual((message.done_count, message.exception_count), (2, 1))
        question = self.get_exceptions("invalid_field")
        self.assertIn("Row 3", question.name)
        self.assertIn("P-2;DLV", question.event_text)

    def test_a_row_mended_by_the_layout_is_done_and_nothing_twice(self):
        """C11, K8: with a better layout the replay does the bad row and only it."""
        rows = [f"P-{number},DLV,202611201205" for number in (1, 2, 3)]
        rows[1] += ",surplus"
        message = self.process(csv_file(rows))
        self.assertEqual((message.done_count, message.exception_count), (2, 1))
        # By place instead of by title: more columns than titles are fine then.
        columns = [
            {"name": column["name"], "sequence": column["sequence"]}
            for column in CSV_COLUMNS
        ]
        self.connector.mapping_id = self.make_mapping(
            RULES, columns, format="csv", has_header=False, skip_rows=1
        )
        message._replay("layout corrected")
        self.drain()
        self.assertEqual(message.state, "processed")
        done = message.event_ids.filtered(lambda event: event.state == "done")
        self.assertEqual(sorted(done.mapped("reference")), ["P-1", "P-2", "P-3"])
        self.assertFalse(self.get_exceptions(message_id=message.id))

    def test_a_header_that_changed_is_asked_about_once(self):
        """C20, C11: a renamed column stops the file with the column's name."""
        message = self.process(b"Tracking No,State,Time\r\nP-1,DLV,202611201205")
        self.assertEqual(message.state, "exception")
        self.assertFalse(message.event_ids)
        self.assertIn("column status", self.get_exceptions("schema_drift").name)

    def test_a_time_without_offset_is_of_the_partner_s_zone(self):
        """C11, A1: the connector's time zone makes the time exact."""
        event = self.process(csv_file(["P-1,DLV,202611201205"])).event_ids
        self.assertEqual(str(event.occurred_at), "2026-11-20 18:05:00")
        self.assertEqual(
            (event.occurred_offset, event.occurred_precision), (-360, "minute")
        )
        self.assertEqual(event.occurred_raw, "202611201205")


@tagged("post_install", "-at_install")
class TestLayouts(BatchCase):
    SAMPLE = "PX00000001DLV202611201205\nPX00000002DLV202611201210"

    def define(self, **values):
        """What an administrator does in the form: columns and rules, no code."""
        form = Form(self.env["logistics.sync.mapping"].with_user(self.admin))
        form.name = values.get("name", "Fixed width scans")
        form.format = "fixed_width"
        for column in FIXED_COLUMNS:
            with form.column_ids.new() as line:
                line.name = column["name"]
                line.start = column["start"]
                line.length = column["length"]
        for target, rule in RULES.items():
            with form.rule_ids.new() as line:
                line.target = target
                for name, value in rule.items():
                    line[name] = value
        return form

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.make_user("integration_admin", "manager")
        cls.colleague = cls.make_user("integration_colleague", "manager")

    def activate(self, mapping):
        """What two administrators do."""
        mapping.with_user(self.colleague).action_approve()
        mapping.action_activate()

    def test_the_form_shows_what_becomes_of_a_sample(self):
        """C11: the preview in the form reads the sample by the layout being typed."""
        form = self.define()
        form.sample = self.SAMPLE
        self.assertIn("PX00000001", form.preview_html)
        self.assertIn("2026-11-20T12:10:00Z", form.preview_html)

    def test_the_form_explains_a_half_typed_layout(self):
        """C11: while it cannot work yet, the preview says what is missing."""
        form = self.define()
        form.sample = "PX1"
        with form.column_ids.edit(0) as line:
            line.length = 0
        self.assertIn("length", form.preview_html)

    def test_the_form_survives_half_typed_options(self):
        """C11: options that are no JSON yet are explained, not a crash."""
        form = self.define()
        form.sample = self.SAMPLE
        with form.rule_ids.edit(3) as line:
            line.options = '{"format": '
        self.assertTrue(form.preview_html)

    def test_a_fixed_width_file_is_processed(self):
        """C11: a layout of records reads a partner's file; a bad row is isolated."""
        mapping = self.define().save()
        self.activate(mapping)
        self.connector.write({"format": "fixed_width", "mapping_id": mapping.id})
        message = self.process((self.SAMPLE + "\nPX3 DLV").encode())
        self.assertEqual((message.done_count, message.exception_count), (2, 1))
        self.assertEqual(
            message.event_ids.sorted("position").mapped("reference")[:2],
            ["PX00000001", "PX00000002"],
        )

    def test_a_layout_that_cannot_work_is_not_activated(self):
        """C11: overlapping columns are named when the mapping is activated."""
        form = self.define()
        with form.column_ids.edit(1) as line:
            line.start = 5
        with self.assertRaisesRegex(ValidationError, "overlap"):
            self.activate(form.save())

    def test_an_active_mapping_is_changed_by_a_new_version(self):
        """C11: messages point to a version, so an active one cannot be changed."""
        mapping = self.define().save()
        self.activate(mapping)
        with self.assertRaisesRegex(ValidationError, "new version"):
            mapping.rule_ids = [(5, 0, 0)]
        fresh = self.env["logistics.sync.mapping"].browse(
            mapping.action_new_version()["res_id"]
        )
        self.assertEqual((fresh.version, fresh.state), (2, "draft"))
        self.assertEqual(len(fresh.rule_ids), len(mapping.rule_ids))
