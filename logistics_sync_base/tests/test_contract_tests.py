# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ..codec.contracts import SCHEMAS
from .common import LogisticsSyncCase

SCHEMA = {
    "type": "object",
    "required": ["parcel", "at"],
    "properties": {"parcel": {"type": "string"}, "at": {"type": "string"}},
}
RULES = {
    "references.tracking_number": "parcel",
    "milestone": {
        "expression": "status",
        "transform": "code",
        "code_kind": "milestone",
    },
    "event_type": {"constant": "test_fact"},
    "classifier": {"constant": "actual"},
    "occurred_at": {"expression": "at", "transform": "datetime"},
}
SAMPLE = {"parcel": "1Z-1", "status": "OK", "at": "2026-11-20T17:05:00Z"}


@tagged("post_install", "-at_install")
class TestContractTests(LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.make_user("contract_manager", "manager")
        cls.event_type.write({"active": True})

    def make_partner(self, samples, **values):
        mapping = self.make_mapping(
            RULES,
            partner_schema=json.dumps(SCHEMA),
            sample_ids=[Command.create(sample) for sample in samples],
            **values,
        )
        connector = self.make_connector(mapping_id=mapping.id)
        self.env["logistics.sync.code.map"].create(
            {
                "connector_id": connector.id,
                "external_code": "OK",
                "internal_code": "delivered",
            }
        )
        return connector

    def make_fault_sample(self, body, expected):
        return {
            "name": "Broken",
            "body": json.dumps(body),
            "expectation": "fault",
            "expected": expected,
        }

    def run_test(self, connector):
        connector.with_user(self.manager).action_run_contract_test()
        return {row.name: row for row in connector.contract_test_ids}

    def test_a_partner_that_speaks_our_schemas(self):
        """C24, N8: without a mapping all published samples are the contract."""
        connector = self.make_connector()
        self.assertEqual(connector.contract_state, "untested")
        self.run_test(connector)
        rows = connector.contract_test_ids
        self.assertEqual(set(rows.mapped("source")), set(SCHEMAS))
        self.assertEqual(set(rows.mapped("result")), {"passed"}, rows.mapped("outcome"))
        self.assertEqual(connector.contract_state, "passed")
        self.assertEqual(connector.contract_tested_by_id, self.manager)

    def test_nothing_is_stored_or_done(self):
        """C24: a contract test leaves no message and no event behind."""
        messages = self.env["logistics.sync.message"].search_count([])
        events = self.env["logistics.sync.event"].search_count([])
        self.run_test(self.make_connector())
        self.assertEqual(self.env["logistics.sync.message"].search_count([]), messages)
        self.assertEqual(self.env["logistics.sync.event"].search_count([]), events)

    def test_a_retired_event_type_breaks_the_contract(self):
        """C24: what would end as a question in production fails the test."""
        connector = self.make_connector()
        types = self.env["logistics.sync.event.type"]
        types.search([("code", "=", "order_received")]).active = False
        self.run_test(connector)
        failed = connector.contract_test_ids.filtered(lambda r: r.result == "failed")
        self.assertEqual(failed.source, "order/1.0")
        self.assertIn("order_received", failed.outcome)
        self.assertEqual(connector.contract_state, "failed")

    def test_a_mapping_without_samples_is_no_contract(self):
        """C24: silence is no success; the list says what is missing."""
        connector = self.make_partner([])
        rows = self.run_test(connector)
        self.assertEqual([row.result for row in rows.values()], ["missing"])
        self.assertEqual(connector.contract_state, "missing")

    def test_samples_of_the_mapping_are_run_with_the_partner_s_codes(self):
        """C24: schema, mapping and codes of this connector are what is tested."""
        refused = {"parcel": 5, "at": "2026-11-20T17:05:00Z"}
        connector = self.make_partner([self.make_fault_sample(refused, "parcel")])
        self.assertEqual(
            {name: row.result for name, row in self.run_test(connector).items()},
            {"Broken": "passed"},
        )
        connector.mapping_id.action_new_version()
        mapping = self.env["logistics.sync.mapping"].search(
            [("name", "=", connector.mapping_id.name), ("state", "=", "draft")]
        )
        mapping.write(
            {"sample_connector_id": connector.id, "sample": json.dumps(SAMPLE)}
        )
        mapping.action_keep_sample()
        mapping.action_activate()
        connector.mapping_id = mapping
        results = {name: row.result for name, row in self.run_test(connector).items()}
        self.assertEqual(results, {"Broken": "passed", "Sample 2": "passed"})
        self.assertEqual(connector.contract_state, "passed")
        connector.code_map_ids.unlink()
        rows = self.run_test(connector)
        self.assertEqual(rows["Sample 2"].result, "failed")
        self.assertEqual(connector.contract_state, "failed")

    def test_a_renamed_field_is_named(self):
        """C24, C20: a sample that no longer fits the schema says where."""
        connector = self.make_partner([])
        body = json.dumps({"package": "1Z", "at": "x"}).encode()
        found = connector._test_document(body, "json", connector.mapping_id)
        self.assertIn("parcel", found)
        fine = json.dumps(SAMPLE).encode()
        self.assertIsNone(connector._test_document(fine, "json", connector.mapping_id))

    def test_the_entry_for_a_build_server(self):
        """C24: one call gives every result and writes nothing."""
        connector = self.make_connector()
        results = connector._run_contract_test()
        self.assertEqual({row["result"] for row in results}, {"passed"})
        self.assertEqual(connector.contract_state, "untested")

    def test_only_administrators_test(self):
        """C24, M3: a clerk sees the results and cannot run the test."""
        clerk = self.make_user("contract_clerk", "user")
        connector = self.make_connector()
        with self.assertRaises(AccessError):
            connector.with_user(clerk).action_run_contract_test()
        self.run_test(connector)
        self.assertTrue(connector.with_user(clerk).contract_test_ids)
