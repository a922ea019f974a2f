# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
import os
import time
from decimal import Decimal

from odoo.tests import tagged

from ..core.declared import Declared
from .common import delivery_event
from .record_data import fixed_file
from .test_flows import BATCHES
from .test_folders import POLL
from .test_record_files import SCANS, RecordCase
from .test_webhooks_out import WebhookCase
from .x12_data import STATUS, interchange


class IntakeCase(RecordCase):
    """A folder that only a batch job reads."""

    def setUp(self):
        super().setUp()
        self.inbox = self.make_folder() / "in"
        self.inbox.mkdir()
        self.connector.write(
            {"transport": "folder", "folder_url": f"file://{self.inbox}"}
        )
        self.job = self.env["logistics.sync.batch.job"].create(
            {
                "name": "Files of the 3PL",
                "code": "intake",
                "connector_ids": [(6, 0, self.connector.ids)],
            }
        )

    def put(self, name, body):
        path = self.inbox / name
        path.write_bytes(body)
        moment = time.time() - 60
        os.utime(path, (moment, moment))

    def run_job(self):
        self.job.next_run_at = "2026-01-01"
        return self.look()

    def look(self):
        self.trigger_cron(BATCHES)
        self.env.invalidate_all()
        return self.job.run_ids[:1]

    def read_totals(self, run):
        """[(file, what, said, found, difference, comparison)] of a run."""
        return [
            (
                row.file_name,
                row.kind,
                row.said,
                row.found,
                row.difference,
                row.state,
            )
            for row in run.total_ids
        ]


@tagged("post_install", "-at_install")
class TestBatchIntake(IntakeCase):
    def test_files_that_hold_what_they_say(self):
        """K19, B17: the run shows the trailer's number and amount beside the file's."""
        self.put("a.txt", fixed_file(SCANS, total="1000.00"))
        self.trigger_cron(POLL)
        self.assertTrue((self.inbox / "a.txt").exists(), "left to the job")
        self.assertEqual(self.connector.fetched_by_id, self.job)
        run = self.run_job()
        self.assertEqual((run.state, run.done_count, run.error_count), ("done", 1, 0))
        self.assertEqual(
            self.read_totals(run),
            [
                ("a.txt", "count", "10", "10", False, "even"),
                ("a.txt", "amount", "1000.00", "1000.00", False, "even"),
            ],
        )
        self.drain()
        self.assertEqual(run.total_ids.message_id.done_count, 10)

    def test_a_file_that_does_not_add_up_holds_the_run(self):
        """K19, B17: 10 rows and 1,000.00 said, 9 and 900.00 there: held, asked once."""
        self.put("bad.txt", fixed_file(SCANS[:9], 10, "1000.00"))
        self.put("good.txt", fixed_file(SCANS[:2], total="200.00"))
        run = self.run_job()
        self.assertEqual((run.state, run.difference_count), ("held", 2))
        self.assertIn(
            ("bad.txt", "amount", "1000.00", "900.00", "-100.00", "differs"),
            self.read_totals(run),
        )
        self.drain()
        self.look()
        bad = run.total_ids.filtered(lambda row: row.state == "differs").message_id
        self.assertEqual((bad.state, bad.event_count), ("exception", 0))
        question = self.get_exceptions("batch_totals_differ")
        self.assertEqual((len(question), question._get_document()), (1, run))
        self.assertIn("it says 10 and holds 9", question.name)
        self.assertNotIn("good.txt", question.name)
        bad._set_state("ignored", note="A new one follows")
        self.look()
        self.assertEqual((run.state, question.state), ("done", "resolved"))
        self.assertEqual(run.total_ids[-1].state, "settled")

    def test_amounts_of_any_length_are_shown_as_they_are(self):
        """K19: no digit is rounded away, and none is too many."""
        totals = self.env["logistics.sync.batch.total"]
        for told, shown in (
            ("9" * 30, "9" * 30 + ".00"),
            ("12.5", "12.50"),
            ("0.12340", "0.12340"),
            ("7.1000", "7.10"),
        ):
            amount = Declared("amount", "trailer", Decimal(told), Decimal(told))
            self.assertEqual(totals._prepare(amount)["said"], shown)

    def test_a_damaged_file_holds_up_no_other(self):
        """K19, O6: what cannot be unpacked any more cannot be compared, and says so."""
        self.put("a.txt", fixed_file(SCANS, total="1000.00"))
        run = self.run_job()
        message = run.total_ids.message_id
        message.archived_at = "2026-01-01"
        self.env["logistics.sync.batch.total"]._take_down(run, message)
        self.assertEqual(run.total_ids.state, "unreadable")
        self.assertIn("backup", run.total_ids.reason)

    def test_a_person_may_close_it_with_the_difference(self):
        """K19, B17: answered with a reason, the run says who closed it and why."""
        self.put("bad.txt", fixed_file(SCANS[:9], 10, "1000.00"))
        run = self.run_job()
        question = self.get_exceptions("batch_totals_differ")
        finance = self.make_user("intake_finance", "finance")
        question.with_user(finance)._resolve("ignored", "The partner miscounted")
        self.look()
        self.assertEqual(run.state, "errors")
        self.assertIn("The partner miscounted", run.note)

    def test_a_file_cut_off_is_left_and_told(self):
        """K19, B17: without its trailer it is not taken; the run says that it waits."""
        self.put("cut.txt", fixed_file(SCANS, trailer=False))
        run = self.run_job()
        [row] = run.total_ids
        self.assertEqual((run.state, row.state), ("errors", "unreachable"))
        self.assertIn("cut.txt", row.reason)
        self.assertTrue((self.inbox / "cut.txt").exists())

    def test_an_amount_that_is_no_number_cannot_be_compared(self):
        """K19, B17: what cannot be added up holds the run like a difference."""
        self.put("odd.txt", fixed_file([("P-1", "DLV", "1x0")], 1, "100.00", "000042"))
        run = self.run_job()
        [row] = run.total_ids
        self.assertEqual((run.state, row.state), ("held", "unreadable"))
        self.assertIn("not a number", row.reason)

    def test_a_partner_that_cannot_be_reached_is_an_error_of_the_run(self):
        """K19: silence is no success; the other partners are fetched from."""
        other = self.make_connector(
            transport="folder", folder_url=f"file://{self.inbox}/gone"
        )
        self.job.connector_ids |= other
        self.put("a.txt", fixed_file(SCANS[:1], total="100.00"))
        run = self.run_job()
        self.assertEqual((run.state, run.done_count, run.error_count), ("errors", 1, 1))
        [row] = run.total_ids.filtered(lambda row: row.state == "unreachable")
        self.assertEqual(row.connector_id, other)
        self.assertTrue(row.reason)

    def test_calls_that_are_stopped_are_told(self):
        """K19, K10: a run that could not fetch does not look like an empty one."""
        operator = self.make_user("intake_operator", "operations")
        self.connector.with_user(operator)._switch_calls("stop", "Maintenance")
        self.put("a.txt", fixed_file(SCANS[:1], total="100.00"))
        run = self.run_job()
        self.assertEqual((run.state, run.error_count), ("errors", 1))
        self.assertEqual(run.total_ids.state, "unreachable")

    def test_what_another_run_took_down_is_not_counted_twice(self):
        """K19: broken off after a file was stored, it goes on and counts it once."""
        self.put("a.txt", fixed_file(SCANS[:1], total="100.00"))
        run = self.job._begin()
        run._control_files()
        self.job.active = False
        self.trigger_cron(POLL)
        self.job.active = True
        run = self.run_job()
        self.assertEqual((run.state, run.resumed_count), ("done", 1))
        self.assertEqual(len(run.total_ids.message_id), 1)
        self.assertEqual((self.run_job().done_count, len(self.job.run_ids)), (0, 2))

    def test_edi_and_json_say_it_too(self):
        """K19: SE, GE and IEA of X12, the header of a JSON batch; silence is told."""
        good = interchange("214", STATUS, STATUS)
        self.connector.format = "x12"
        self.put("good.edi", good.encode())
        self.put("bad.edi", good.replace("GE*2*", "GE*3*").encode())
        run = self.run_job()
        found = {(row[0], row[1]): row[2:] for row in self.read_totals(run)}
        self.assertEqual(found["good.edi", "messages"], ("2", "2", False, "even"))
        self.assertEqual(found["bad.edi", "messages"], ("3", "2", "-1", "differs"))
        self.assertEqual(found["good.edi", "segments"][3], "even")
        self.connector.write({"format": "json", "mapping_id": False})
        self.put("plain.json", json.dumps([]).encode())
        self.assertEqual(self.run_job().total_ids.state, "silent")


@tagged("post_install", "-at_install")
class TestReconciliation(WebhookCase):
    def test_systems_that_are_behind_are_counted(self):
        """K19, B24: each night: how many documents, and which system is behind."""
        record = self.env["res.partner"].create({"name": "What it is about"})
        kind = self.set_plan("shipped", "record_only")
        self.subscribe(types=kind)
        self.answer({"detail": "closed"}, status=500)
        document = delivery_event("1Z1")
        self.env["logistics.sync.event"]._publish("shipped", document, record=record)
        self.deliver()
        job = self.env["logistics.sync.batch.job"].search(
            [("code", "=", "reconcile"), ("company_id", "=", self.env.company.id)]
        )
        for hours, expected in ((0, ("done", 0)), (25, ("errors", 1))):
            self.env.cr.execute(
                "UPDATE logistics_sync_system_state"
                " SET different_since = different_since - %s * interval '1 hour'",
                [hours],
            )
            job.next_run_at = "2026-01-01"
            self.trigger_cron(BATCHES)
            self.env.invalidate_all()
            run = job.run_ids[:1]
            self.assertEqual((run.state, run.error_count), expected)
        self.assertIn(self.subscriber.name, run.note)
        # Its time was up with the one piece there is: that piece is not done again.
        job.next_run_at = "2026-01-01"
        run = job._begin()
        run._count(*next(job._batch_reconcile(run)))
        counted = run.done_count
        run._pause()
        self.trigger_cron(BATCHES)
        self.assertEqual((run.state, run.done_count), ("errors", counted))
        self.assertTrue(counted)
        self.assertIn("1 documents", run.note)
