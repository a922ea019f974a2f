# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A run that fetches takes everything, once, however it is held up or broken off."""

import io
import os
import time
import zipfile

from odoo.tests import tagged

from ..adapters.folder import FOLDER_BATCH
from .record_data import fixed_file
from .test_batch_intake import IntakeCase
from .test_flows import BATCHES
from .test_folders import POLL
from .test_record_files import SCANS
from .x12_data import interchange


@tagged("post_install", "-at_install")
class TestBatchIntakeRuns(IntakeCase):
    def test_after_an_outage_the_job_itself_tries_again(self):
        """K19, K10: nobody else calls this partner: the first run is the trial call."""
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE logistics_sync_gate
                  SET state = 'open', open_until = now() - interval '1 minute'
                WHERE connector_id = %s""",
            [self.connector.id],
        )
        self.env.invalidate_all()
        self.put("a.txt", fixed_file(SCANS[:1], total="100.00"))
        run = self.run_job()
        self.assertEqual((run.state, run.done_count), ("done", 1))
        self.assertEqual(self.connector.gate_state, "closed")

    def test_a_limit_that_is_reached_is_told(self):
        """K19, K10: nothing fetched because of our own limit is no empty folder."""
        self.connector.write({"calls_per_hour": 1})
        self.run_job()
        self.put("a.txt", fixed_file(SCANS[:1], total="100.00"))
        run = self.run_job()
        self.assertEqual((run.state, run.error_count), ("errors", 1))
        self.assertIn("limit", run.total_ids.reason)

    def test_a_file_that_may_be_growing_is_waited_for(self):
        """K19: a run each night looks again in a minute, not tomorrow; or tells."""
        path = self.inbox / "new.txt"
        path.write_bytes(fixed_file(SCANS[:1], total="100.00"))
        run = self.run_job()
        self.assertEqual((run.state, run.error_count), ("running", 0))
        self.put("new.txt", path.read_bytes())
        run = self.look()
        self.assertEqual((run.state, run.done_count), ("done", 1))
        self.assertEqual(run.resumed_count, 0)
        path.write_bytes(b"H")
        run = self.run_job()
        run.started_at = "2026-01-01"
        os.utime(path, (time.time() + 60, time.time() + 60))
        self.look()
        self.assertEqual((run.state, run.error_count), ("errors", 1))
        self.assertIn("growing", run.total_ids.reason)

    def test_more_files_than_one_look_takes(self):
        """K19: a job that runs once a day takes them all, and counts each once."""
        self.connector.write(
            {"format": "json", "mapping_id": False, "folder_unpack": True}
        )
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for number in range(FOLDER_BATCH):
                archive.writestr(f"{number}.json", f"[{number}]")
        self.put("a.zip", packed.getvalue())
        self.put("b.json", b"[]")
        run = self.run_job()
        self.assertEqual((run.state, run.done_count), ("done", FOLDER_BATCH + 1))
        self.assertEqual(len(run.total_ids), FOLDER_BATCH + 1)

    def test_a_partner_that_takes_all_the_time_is_asked_once(self):
        """K19: a run that goes on goes on behind the partners it has asked."""
        other = self.make_connector(
            transport="folder", folder_url=f"file://{self.inbox}/gone", name="AA"
        )
        self.job.connector_ids |= other
        both = {self.connector.id, other.id}
        self.put("a.txt", fixed_file(SCANS[:1], total="100.00"))
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            job = self.job.with_env(self.env(cr=cr)).sudo()
            run = job._begin()
            work = job._batch_intake(run)
            done = next(work)
            work.close()
            run._count(*done[:2])
            run._pause()
        run = self.job.run_ids
        self.assertEqual(len(run.position["connectors"]), 1)
        run = self.look()
        self.assertEqual((run.state, run.done_count, run.error_count), ("errors", 1, 1))
        self.assertEqual(len(run.total_ids.message_id), 1)
        self.assertEqual(set(run.position["connectors"]), both)
        told = run.total_ids.filtered(lambda row: row.connector_id == other)
        self.assertEqual(told.state, "unreachable")

    def test_what_a_failed_run_fetched_is_counted_by_the_next(self):
        """K19: fetched, then broken off for good: its files are in the next run."""
        self.put("a.txt", fixed_file(SCANS[:1], total="100.00"))
        failed = self.job._begin()
        self.job.active = False
        self.trigger_cron(POLL)
        self.job.active = True
        failed._end("failed", "The disk was full")
        failed.started_at = "2026-01-01"
        message = self.env["logistics.sync.message"].search(
            [("connector_id", "=", self.connector.id)]
        )
        message.received_at = "2026-01-01 10:00:00"
        self.env.flush_all()
        run = self.run_job()
        self.assertNotEqual(run, failed)
        self.assertEqual((run.state, run.done_count), ("done", 1))
        self.assertEqual(self.run_job().done_count, 0)

    def test_a_run_that_cannot_be_looked_at_stops_no_job(self):
        """K19, O6: one held run with a broken row; the jobs of all others go on."""
        self.put("bad.txt", fixed_file(SCANS[:9], 10, "1000.00"))
        held = self.run_job()
        self.assertEqual(held.state, "held")
        self.env.cr.execute(
            "UPDATE logistics_sync_batch_total SET kind = 'odd', seen_state = state"
        )
        self.env.cr.execute(
            """UPDATE logistics_sync_batch_total t SET seen_state = m.state
                 FROM logistics_sync_message m WHERE m.id = t.message_id"""
        )
        self.env.invalidate_all()
        other = self.job.copy({"name": "Others", "next_run_at": "2026-01-01"})
        self.trigger_cron(BATCHES)
        self.assertTrue(other.run_ids)

    def test_amounts_of_edi_invoices_where_the_partner_wants_it(self):
        """K19: off, they are not compared; on, a wrong total holds the run."""
        invoice = ["BIG*20261120*77", "IT1*1*2*EA*5", "TDS*{total}"]
        self.connector.format = "x12"
        for is_on, total, shown in (
            (False, "900", []),
            (True, "1000", [("10.00", "10.00", "even")]),
            (True, "900", [("9.00", "10.00", "differs")]),
        ):
            self.connector.edi_amount_controls = is_on
            segments = [one.format(total=total) for one in invoice]
            body = interchange("810", segments, group="IN").encode()
            self.put(f"{total}-{is_on}.edi", body.replace(b"~", b"~\n"))
            run = self.run_job()
            amounts = run.total_ids.filtered(lambda row: row.kind == "amount")
            self.assertEqual(
                [(row.said, row.found, row.state) for row in amounts], shown
            )
        self.assertEqual(run.state, "held")
        self.put(
            "odd.edi", interchange("810", [invoice[1] + "*ZZ"], group="IN").encode()
        )
        run = self.run_job()
        self.assertEqual(run.total_ids.state, "unreadable")
        self.assertIn("price basis", run.total_ids.reason)
