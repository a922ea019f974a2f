# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import json

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import LogisticsSyncCase, LogisticsSyncHttpCase, delivery_event
from .simulated_handler import SimulatedHandlerMixin
from .test_flows import BATCHES


class ArchiveMixin:
    def make_job(self, **values):
        job = self.env["logistics.sync.batch.job"].search(
            [("code", "=", "archive"), ("company_id", "=", self.env.company.id)]
        )
        job.write({"next_run_at": "2026-01-01", **values})
        return job

    def get_stored(self, message):
        """The bytes the database holds."""
        message.flush_recordset()
        self.env.cr.execute(
            "SELECT body FROM logistics_sync_message WHERE id = %s", [message.id]
        )
        return base64.b64decode(self.env.cr.fetchone()[0])

    def age(self, messages, days=100):
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE logistics_sync_message
                  SET received_at = received_at - %s * interval '1 day',
                      finished_at = finished_at - %s * interval '1 day'
                WHERE id IN %s""",
            [days, days, messages._ids],
        )
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestArchive(ArchiveMixin, SimulatedHandlerMixin, LogisticsSyncCase):
    def tell(self, *numbers):
        messages = self.env["logistics.sync.message"]
        for number in numbers:
            messages |= self.ingest(self.connector, delivery_event(number))
        self.drain()
        return messages

    def archive(self):
        job = self.make_job()
        self.trigger_cron(BATCHES)
        self.env.invalidate_all()
        return job.run_ids[:1]

    def test_old_documents_are_packed_and_read_as_ever(self):
        """K19: the archive job packs what is done for long; nothing of it is lost."""
        messages = self.tell("1Z1", "1Z2", "1Z3")
        self.age(messages[:2])
        before = {one: one._get_body_bytes() for one in messages}
        run = self.archive()
        self.assertEqual((run.state, run.done_count, run.error_count), ("done", 2, 0))
        self.assertTrue(all(messages[:2].mapped("archived_at")))
        self.assertFalse(messages[2].archived_at, "it is not old enough")
        for message in messages[:2]:
            self.assertLess(len(self.get_stored(message)), message.body_size)
        for message in messages:
            self.assertEqual(message._get_body_bytes(), before[message])
        self.assertEqual(messages._read_bodies(), {m.id: b for m, b in before.items()})
        self.assertIn("1Z1", messages[0].body_text)
        self.assertEqual(self.archive().done_count, 0, "once is enough")

    def test_each_company_has_the_job_and_runs_it_now(self):
        """K19, B13: archives are batches by night, each company has one."""
        company = self.env["res.company"].create({"name": "Second"})
        jobs = self.env["logistics.sync.batch.job"].search(
            [("company_id", "=", company.id), ("code", "in", ("archive", "references"))]
        )
        self.assertEqual(len(jobs), 2)
        self.assertEqual(set(jobs.mapped("every")), {"day"})
        self.assertTrue(all(jobs.mapped("next_run_at")))
        messages = self.tell("1Z1", "1Z2")
        self.age(messages)
        manager = self.make_user("archive_manager", "manager")
        job = self.make_job(next_run_at="2099-01-01").with_user(manager)
        job.action_run_now()
        self.trigger_cron(BATCHES)
        run = job.last_run_id
        self.assertEqual(run.requested_by_id, manager)
        self.assertEqual((run.done_count, run.total_count, run.error_count), (2, 2, 0))
        self.assertTrue(run.started_at and run.ended_at)

    def test_an_archived_document_is_replayed(self):
        """K19, K7: it is read from the archive and processed like any other."""
        self.event_type.active = False
        message = self.tell("1Z1")
        self.assertEqual(message.state, "exception")
        message.exception_ids._resolve("ignored", "We do not follow these")
        message._set_state("ignored", finished_at=message.received_at)
        self.age(message)
        self.archive()
        self.assertTrue(message.archived_at)
        self.event_type.active = True
        self.confirm_replay(message.action_replay(), include_done=True)
        self.drain()
        self.assertEqual(message.state, "processed")
        self.assertEqual(self.count_effects("1Z1"), 1)

    def test_people_read_the_document(self):
        """K19, M9: who reads it from outside gets the document, not its packed form."""
        message = self.tell("1Z1")
        self.age(message)
        self.archive()
        reader = self.make_user("archive_reader", "auditor")
        [row] = message.with_user(reader).read(["body"])
        self.assertIn(b"1Z1", base64.b64decode(row["body"]))

    def test_the_same_document_is_still_known(self):
        """K19, B6: what comes again years later is the same, by its hash."""
        body = json.dumps(delivery_event("1Z1")).encode()
        message = self.ingest(self.connector, body, "key-1")
        self.drain()
        self.age(message)
        self.archive()
        __, outcome = self.env["logistics.sync.message"]._ingest(
            self.connector, body, "key-1"
        )
        self.assertEqual(outcome, "same")

    def test_what_a_person_has_to_look_at_stays(self):
        """K19: questions and dead letters are not put away, however old."""
        broken = self.ingest(self.connector, b"{")
        good = self.tell("1Z1")
        self.env["logistics.sync.exception"]._raise_for(
            "invalid_field", "Look at it", message=good
        )
        self.age(broken | good)
        self.assertEqual(self.archive().done_count, 0)
        self.assertFalse(any((broken | good).mapped("archived_at")))

    def test_a_document_that_was_changed_is_told(self):
        """K19: bytes that do not match their hash are left alone; one question."""
        good, bad = self.tell("1Z1", "1Z2")
        bad.write({"body": base64.b64encode(b'{"total": 1000000}')})
        self.age(good | bad)
        run = self.archive()
        self.assertEqual((run.done_count, run.error_count), (1, 1))
        self.assertEqual(run.state, "errors")
        self.assertFalse(bad.archived_at)
        question = self.get_exceptions("archive_damaged", message_id=bad.id)
        self.assertEqual(len(question), 1)
        self.archive()
        self.assertEqual(question.occurrences, 1)

    def test_a_damaged_archive_can_be_looked_at(self):
        """K19, J6: the message opens and says what is wrong with its document."""
        message = self.tell("1Z1")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE logistics_sync_message SET archived_at = now() WHERE id = %s",
            [message.id],
        )
        self.env.invalidate_all()
        message = message.with_user(self.env.ref("base.user_admin"))
        [shown] = message.read(["body_text", "reading_html", "state"])
        self.assertEqual(shown["state"], "processed")
        self.assertIn("Restore it from a backup", shown["body_text"])
        self.assertIn("Restore it from a backup", shown["reading_html"])
        with self.assertRaisesRegex(UserError, "backup"):
            message._get_body_bytes()

    def test_companies_keep_their_documents_as_long_as_they_like(self):
        """K19: the age is each company's own."""
        message = self.tell("1Z1")
        self.age(message, days=100)
        self.make_job(archive_days=365)
        self.assertFalse(self.archive().done_count)
        self.make_job(archive_days=30)
        self.assertEqual(self.archive().done_count, 1)


@tagged("post_install", "-at_install")
class TestArchiveDownload(ArchiveMixin, LogisticsSyncHttpCase):
    def test_the_download_is_the_document(self):
        """K19: an auditor downloads what came, not what the archive made of it."""
        self.make_user("archive_auditor", "auditor").password = "archive_auditor"
        connector = self.make_connector()
        message = self.ingest(connector, delivery_event("1Z1"))
        self.drain()
        before = message._get_body_bytes()
        self.age(message)
        message._archive_bodies()
        self.authenticate("archive_auditor", "archive_auditor")
        answer = self.url_open(
            f"/web/content/logistics.sync.message/{message.id}/body?download=1"
        )
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.content, before)
