# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .mapping_case import SCAN, VersionCase


@tagged("post_install", "-at_install")
class TestMappingTemplates(VersionCase):
    def make_child(self, template, name, **rules):
        child = self.make_draft(name=name, template_id=template.id, rule_ids=[])
        child.rule_ids = [
            Command.create({"target": target.replace("__", ".")} | rule)
            for target, rule in rules.items()
        ]
        return self.release(child)

    def test_two_carriers_share_a_template(self):
        """A26: B overrides one field, A is unaffected; both inherit the rest."""
        template = self.release(self.make_draft(name="Shared scans"))
        mapping_a = self.make_child(
            template, "Carrier A", references__order={"expression": "po"}
        )
        mapping_b = self.make_child(
            template, "Carrier B", references__tracking_number={"expression": "number"}
        )
        a = self.make_connector(mapping_id=mapping_a.id)
        b = self.make_connector(mapping_id=mapping_b.id)
        document = SCAN | {"number": "NO-9", "po": "S1"}
        from_a, from_b = self.ingest(a, document), self.ingest(b, document)
        self.drain()
        self.assertEqual(
            from_a.event_ids.canonical["references"]["tracking_number"], "TN-1"
        )
        self.assertEqual(from_a.event_ids.canonical["references"]["order"], "S1")
        self.assertEqual(
            from_b.event_ids.canonical["references"]["tracking_number"], "NO-9"
        )
        origins = {
            row["target"]: row["origin"] for row in mapping_b._get_effective_rows()
        }
        self.assertEqual(origins["occurred_at"], "inherited")
        self.assertEqual(origins["references.tracking_number"], "overridden")
        self.assertIn("Shared scans v1", mapping_b.effective_html)

    def test_a_code_overridden_for_one_carrier(self):
        """A26: one code of the shared list means another thing at carrier B only."""
        template = self.make_draft(name="Shared status")
        rule = template.rule_ids.filtered(lambda r: r.target == "milestone")
        rule.write(
            {
                "constant": False,
                "expression": "status",
                "transform": "code",
                "code_kind": "milestone",
            }
        )
        self.release(template)
        codes = self.env["logistics.sync.code.map"]
        codes.create(
            {
                "code_list": "shared.test",
                "external_code": "D",
                "internal_code": "delivered",
            }
        )
        a, b = (
            self.make_connector(
                code_list="shared.test",
                mapping_id=self.make_child(template, f"Carrier {name}").id,
            )
            for name in "AB"
        )
        codes.create(
            {"connector_id": b.id, "external_code": "D", "internal_code": "in_transit"}
        )
        found = []
        for connector in (a, b):
            message = self.ingest(connector, SCAN | {"status": "D"})
            self.drain()
            found.append(message.event_ids.canonical["milestone"])
        self.assertEqual(found, ["delivered", "in_transit"])

    def test_an_improved_template_is_taken_over_by_a_new_version(self):
        """A26, A20: what is in use never changes by itself."""
        template = self.release(self.make_draft(name="Shared scans"))
        child = self.make_child(template, "Carrier A")
        better = self.release(
            self.make_next(template, references__tracking_number="number")
        )
        rule = child._get_rules().filtered(
            lambda r: r.target == "references.tracking_number"
        )
        self.assertEqual(rule.expression, "parcel")
        self.assertEqual(child.newer_template_id, better)
        fresh = child.browse(
            child.with_user(self.author).action_take_over_template()["res_id"]
        )
        self.assertEqual((fresh.state, fresh.version), ("draft", 2))
        self.assertEqual(fresh.template_id, better)
        rule = fresh._get_rules().filtered(
            lambda r: r.target == "references.tracking_number"
        )
        self.assertEqual(rule.expression, "number")

    def test_a_field_left_out_and_a_circle(self):
        """A26: a child may leave a field out; no mapping starts from itself."""
        template = self.release(self.make_draft(name="Shared scans"))
        child = self.make_draft(name="Carrier A", template_id=template.id, rule_ids=[])
        child.rule_ids = [
            Command.create(
                {"target": "references.tracking_number", "is_left_out": True}
            )
        ]
        self.assertNotIn(
            "references.tracking_number", child._get_rules().mapped("target")
        )
        self.assertIn("Left out here", child.effective_html)
        with self.assertRaises(ValidationError):
            child.template_id = child
