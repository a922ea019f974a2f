# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .mapping_case import VersionCase


@tagged("post_install", "-at_install")
class TestMappingSamples(VersionCase):
    def test_a_failing_sample_stops_the_activation(self):
        """C24, A20: the failing sample and its difference are named."""
        mapping = self.make_draft()
        mapping.sample_ids = [
            Command.create({"name": "Front door", "body": '{"parcel": "TN-1"}'})
        ]
        mapping.with_user(self.second).action_approve()
        with self.assertRaisesRegex(ValidationError, "Front door: occurred_at"):
            mapping.action_activate()
        mapping.action_change_again()
        body = '{"parcel": "TN-1", "at": "2026-11-20T17:05:00Z"}'
        mapping.sample_ids.body = body
        mapping.sample_ids.action_accept_result()
        mapping.sample_ids.expected = mapping.sample_ids.expected.replace(
            "TN-1", "TN-2"
        )
        mapping.with_user(self.second).action_approve()
        with self.assertRaisesRegex(
            ValidationError, 'references.tracking_number: "TN-2" is expected'
        ):
            mapping.action_activate()
        mapping.action_change_again()
        mapping.sample_ids.action_accept_result()
        self.assertTrue(mapping.sample_ids.passes)
        self.release(mapping)
        self.assertEqual(mapping.state, "active")
        with self.assertRaises(ValidationError):
            mapping.sample_ids.expected = "{}"

    def test_a_finding_that_must_come(self):
        """C24: a sample may demand that something is refused, and for what."""
        mapping = self.make_draft()
        mapping.sample_ids = [
            Command.create(
                {
                    "name": "No number",
                    "body": '{"at": "2026-11-20T17:05:00Z"}',
                    "expectation": "fault",
                    "expected": "references.tracking_number missing",
                }
            )
        ]
        self.assertTrue(mapping.sample_ids.passes, mapping.sample_ids.outcome)
        mapping.sample_ids.expected = "occurred_at"
        self.assertFalse(mapping.sample_ids.passes)
        fresh = self.make_draft(name="Copied").copy({"name": "Other"})
        self.assertFalse(fresh.sample_ids)

    def test_a_new_version_keeps_the_samples(self):
        """C24: the contract goes with the mapping."""
        mapping = self.make_draft()
        mapping.sample = '{"parcel": "TN-1", "at": "2026-11-20T17:05:00Z"}'
        mapping.action_keep_sample()
        self.release(mapping)
        broken = self.make_next(mapping, references__tracking_number="no_such_field")
        broken.with_user(self.second).action_approve()
        with self.assertRaisesRegex(ValidationError, "Sample 1: references.tracking"):
            broken.with_user(self.author).action_activate()
        self.assertEqual(mapping.state, "active")

    def test_the_bench_outward(self):
        """C11, C24: what we send is tried in the form, for JSON and for files."""
        form = Form(
            self.env["logistics.sync.mapping"].with_user(self.author),
            "logistics_sync_base.logistics_sync_mapping_view_form",
        )
        form.name = "Orders out"
        form.direction = "out"
        form.canonical_schema = "order/1.0"
        with form.rule_ids.new() as line:
            line.target = "header.orderNo"
            line.expression = "number"
        form.sample = '{"number": "S00041", "lines": []}'
        self.assertIn("orderNo", form.preview_html)
        self.assertIn("S00041", form.preview_html)
        form.format = "csv"
        with form.column_ids.new() as line:
            line.name = "header.orderNo"
            line.header = "Order"
        self.assertIn("Order\nS00041", form.preview_html.replace("\r", ""))
        form.sample = "{"
        self.assertIn("alert-danger", form.preview_html)
        mapping = form.save()
        mapping.sample = '{"number": "S00041"}'
        mapping.action_keep_sample()
        self.assertEqual(mapping.sample_ids.outcome, "As expected")
        self.assertEqual(mapping.sample_ids.expected.splitlines()[1], "S00041")

    def test_the_fields_are_offered(self):
        """C28: the picker offers our document's fields with their meaning."""
        mapping = self.make_draft(canonical_schema="order/1.0", rule_ids=[])
        offered = {choice["path"]: choice for choice in mapping.target_choices}
        self.assertTrue(offered["number"]["required"])
        self.assertEqual(offered["lines[].quantity"]["kind"], "number")
        self.assertTrue(offered["lines[].sku"]["description"])

    def test_the_places_to_read_from_are_offered(self):
        """C28: fields of the document tried, of our own document, columns of a file."""
        mapping = self.make_draft(split_expression="events")
        mapping.sample = (
            '{"events": [{"parcel": {"id": "TN-1"}, "a b": [{"qty": 2}]}], "x": 1}'
        )
        offered = {one["path"]: one["description"] for one in mapping.source_choices}
        self.assertEqual(offered, {"parcel.id": "TN-1", '"a b"[].qty': "2"})
        mapping.sample = "{"
        self.assertFalse(mapping.source_choices)
        mapping.direction = "out"
        self.assertIn("milestone", [one["path"] for one in mapping.source_choices])
        mapping.write({"direction": "in", "format": "csv"})
        mapping.column_ids = [Command.create({"name": "parcel", "header": "No."})]
        self.assertEqual(mapping.source_choices[0]["description"], "No.")

    def test_every_form_field_of_a_rule(self):
        """C28: what is typed into the form, not JSON, decides how a value is read."""
        mapping = self.make_draft(
            name="Numbers",
            canonical_schema="freight_invoice/1.0",
            rule_ids=[
                Command.create({"target": "event_type", "constant": "bill_in"}),
                Command.create(
                    {
                        "target": "number",
                        "expression": "no",
                        "strip_left": "0",
                        "part_start": 3,
                        "join_expressions": "sub",
                        "separator": "-",
                    }
                ),
                Command.create(
                    {
                        "target": "kind",
                        "expression": "type",
                        "lookup_table": "IV = invoice\nCN = credit_note",
                    }
                ),
                Command.create({"target": "carrier", "constant": "NPRC"}),
                Command.create({"target": "currency", "constant": "EUR"}),
                Command.create(
                    {
                        "target": "invoice_date",
                        "expression": "day",
                        "transform": "date",
                        "value_format": "%d.%m.%y",
                    }
                ),
                Command.create(
                    {
                        "target": "totals.total",
                        "expression": "sum",
                        "transform": "decimal",
                        "decimal_comma": True,
                        "sign": "brackets",
                        "factor": "0.5",
                    }
                ),
                Command.create(
                    {
                        "target": "notes",
                        "constant": "rush",
                        "condition_expression": "flag",
                        "condition_values": "Y, X",
                    }
                ),
            ],
        )
        mapping.sample = (
            '{"no": "XX0077", "sub": "B", "type": "CN", "day": "20.11.26",'
            ' "sum": "(1.200,50)", "flag": "X"}'
        )
        ((result, faults),), problem = mapping._try_sample(mapping.sample)
        self.assertFalse(problem)
        self.assertEqual(
            [fault.field for fault in faults if fault.level == "error"], ["shipments"]
        )
        self.assertEqual(result["number"], "77-B")
        self.assertEqual(result["kind"], "credit_note")
        self.assertEqual(result["invoice_date"], "2026-11-20")
        self.assertEqual(result["totals"]["total"], "-600.25")
        self.assertEqual(result["notes"], "rush")
        with self.assertRaisesRegex(ValidationError, "no equals sign"):
            mapping.rule_ids[2].lookup_table = "IV"

    def test_xml_outward(self):
        """C1, C28: the same rules write XML; the first name is the root element."""
        mapping = self.make_draft(
            name="Orders as XML",
            direction="out",
            format="xml",
            canonical_schema="order/1.0",
            rule_ids=[
                Command.create({"target": "Order.Number", "expression": "number"}),
                Command.create(
                    {
                        "target": "Order.Lines.Line",
                        "expression": "lines",
                        "transform": "list",
                    }
                ),
                Command.create(
                    {"target": "Order.Lines.Line[].Article", "expression": "sku"}
                ),
            ],
        )
        order = '{"number": "S1", "lines": [{"sku": "A"}, {"sku": "B & C"}]}'
        ((text, faults),), problem = mapping._try_sample(order)
        self.assertFalse(problem or faults)
        self.assertIn(
            "<Order><Number>S1</Number><Lines><Line><Article>A</Article></Line>"
            "<Line><Article>B &amp; C</Article></Line></Lines></Order>",
            "".join(line.strip() for line in text.splitlines()),
        )
        results, problem = mapping._try_sample(f"[{order}, {order}]")
        self.assertIn("one document", problem)
