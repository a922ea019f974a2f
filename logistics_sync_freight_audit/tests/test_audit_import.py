# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
import os
import time

from odoo.tests import tagged

from odoo.addons.logistics_sync_base.codec.contracts import canonical_examples
from odoo.addons.logistics_sync_base.tests.common import LogisticsSyncCase

BATCHES = "logistics_sync_base.ir_cron_batches"
POLL = "logistics_sync_base.ir_cron_poll"


@tagged("post_install", "-at_install")
class TestAuditImport(LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.job = cls.env["logistics.sync.batch.job"].search(
            [("code", "=", "audit_import"), ("company_id", "=", cls.env.company.id)]
        )

    def setUp(self):
        super().setUp()
        self.inbox = self.make_folder() / "audit"
        self.inbox.mkdir()
        self.provider = self.make_connector(
            name="Freight auditor",
            kind="freight_audit",
            channel="financial",
            transport="folder",
            folder_url=f"file://{self.inbox}",
        )

    def put(self, name, *numbers):
        example = canonical_examples("freight_invoice/1.0")["balance_due"]
        documents = [example | {"number": number} for number in numbers]
        path = self.inbox / name
        path.write_bytes(json.dumps(documents).encode())
        moment = time.time() - 60
        os.utime(path, (moment, moment))

    def run_now(self):
        """The button of the form, then the cron."""
        self.job.with_user(self.make_user("import_admin", "manager")).action_run_now()
        self.trigger_cron(BATCHES)
        self.env.invalidate_all()
        return self.job.run_ids[:1]

    def test_each_company_has_its_import(self):
        """K19: made for each company, planned daily; a new company gets its own."""
        self.assertEqual((len(self.job), self.job.every), (1, "day"))
        self.assertTrue(self.job.next_run_at)
        company = self.env["res.company"].create({"name": "Another one"})
        self.assertTrue(
            self.job.search([("code", "=", "audit_import")]).filtered(
                lambda job: job.company_id == company
            )
        )

    def test_what_the_provider_delivered_is_fetched_and_staged(self):
        """K19: run now: log with begin, end, count and total; invoices are staged."""
        self.put("invoices.json", "FI-A1", "FI-A2")
        self.trigger_cron(POLL)
        self.assertTrue(list(self.inbox.glob("*.json")), "left to the import")
        run = self.run_now()
        self.assertEqual((run.state, run.done_count, run.total_count), ("done", 1, 1))
        self.assertTrue(run.started_at and run.ended_at)
        self.assertEqual(run.requested_by_id.login, "import_admin")
        self.assertEqual(run.total_ids.file_name, "invoices.json")
        self.drain("financial")
        staged = self.env["logistics.sync.document"].search(
            [("number", "in", ("FI-A1", "FI-A2"))]
        )
        self.assertEqual(len(staged), 2)

    def test_a_file_of_the_provider_that_does_not_add_up(self):
        """K19, B17: the summary says three, two are there: the run is held."""
        self.provider.write(
            {
                "mapping_id": self.make_mapping(
                    {"event_type": {"constant": "test_fact"}},
                    split_expression="rows",
                    control_count="count",
                    control_total="sum",
                    control_amount="money",
                ).id
            }
        )
        path = self.inbox / "summary.json"
        rows = [{"money": "10.00"}, {"money": "2.50"}]
        path.write_text(json.dumps({"count": 3, "sum": "20.00", "rows": rows}))
        os.utime(path, (1, 1))
        run = self.run_now()
        self.assertEqual(run.state, "held")
        self.assertEqual(
            [(row.kind, row.said, row.found) for row in run.total_ids],
            [("count", "3", "2"), ("amount", "20.00", "12.50")],
        )
        question = self.get_exceptions("batch_totals_differ")
        self.assertEqual(question._get_document(), run)
