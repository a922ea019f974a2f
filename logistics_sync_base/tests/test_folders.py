# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import os
import tempfile
import time
from pathlib import Path

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..edi.acknowledgement import read_997
from ..edi.reader import read
from .test_batches import BatchCase, csv_file
from .x12_data import STATUS, interchange

POLL = "logistics_sync_base.ir_cron_poll"
ROW = "P-1,DLV,202611201205"


class FolderCase(BatchCase):
    def setUp(self):
        super().setUp()
        self.root = self.make_folder()
        self.inbox = self.root / "in"
        self.inbox.mkdir()

    def watch(self, **values):
        self.connector.write(
            {"transport": "folder", "folder_url": f"file://{self.inbox}"} | values
        )

    def put(self, name, body, age=60):
        path = self.inbox / name
        path.write_bytes(body)
        moment = time.time() - age
        os.utime(path, (moment, moment))
        return path

    def get_messages(self, **domain):
        return self.env["logistics.sync.message"].search(
            [("connector_id", "=", self.connector.id)]
            + [(name, "=", value) for name, value in domain.items()]
        )


@tagged("post_install", "-at_install")
class TestInboundFolder(FolderCase):
    def test_a_file_is_read_processed_and_put_away(self):
        """C11, K1: a dropped CSV file becomes a message; the file moves to done."""
        self.watch(folder_pattern="*.csv")
        path = self.put("scans.csv", csv_file([ROW]))
        self.trigger_cron(POLL)
        message = self.get_messages()
        self.assertEqual((message.file_name, message.format), ("scans.csv", "csv"))
        self.assertFalse(path.exists())
        (kept,) = (self.inbox / "done").iterdir()
        self.assertEqual(kept.read_bytes(), message._get_body_bytes())
        self.drain()
        self.assertEqual(message.done_count, 1)

    def test_a_growing_file_is_left_alone(self):
        """C11: what was written a moment ago, or as .part, may not be complete."""
        self.watch()
        self.put("growing.csv", csv_file([ROW]), age=0)
        self.put("upload.csv.part", csv_file([ROW]))
        self.trigger_cron(POLL)
        self.assertFalse(self.get_messages())
        self.put("growing.csv", csv_file([ROW, ROW.replace("P-1", "P-2")]))
        self.trigger_cron(POLL)
        self.assertEqual(len(self.get_messages()), 1)
        self.drain()
        self.assertEqual(self.get_messages().done_count, 2)

    def test_a_file_that_does_not_match_is_left_alone(self):
        """C11: only files of the pattern are read."""
        self.watch(folder_pattern="*.csv")
        path = self.put("readme.txt", b"hello")
        self.trigger_cron(POLL)
        self.assertTrue(path.exists())
        self.assertFalse(self.get_messages())

    def test_a_file_is_never_read_twice(self):
        """C11, B6: polled again, or left behind by a crash, it is the same message."""
        self.watch()
        path = self.put("scans.csv", csv_file([ROW]))
        stat = path.stat()
        self.trigger_cron(POLL)
        self.trigger_cron(POLL)
        # As if the server had died between the commit and the move.
        path.write_bytes(csv_file([ROW]))
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        self.trigger_cron(POLL)
        self.assertEqual(len(self.get_messages()), 1)
        self.assertFalse(path.exists())

    def test_the_same_content_on_another_day_is_read_but_not_applied_twice(self):
        """C13, B8: a file dropped again is a message whose facts are duplicates."""
        self.watch()
        self.put("monday.csv", csv_file([ROW]))
        self.trigger_cron(POLL)
        self.drain()
        self.put("tuesday.csv", csv_file([ROW]))
        self.trigger_cron(POLL)
        self.drain()
        self.assertEqual(self.get_messages(file_name="tuesday.csv").state, "duplicate")

    def test_a_file_too_large_is_put_aside_and_told(self):
        """J6, C11: too large: not stored, in the error folder, one question."""
        self.watch(max_body_kib=1)
        self.put("huge.csv", b"x" * 3000)
        self.trigger_cron(POLL)
        self.assertFalse(self.get_messages())
        self.assertEqual(len(list((self.inbox / "error").iterdir())), 1)
        self.assertIn("huge.csv", self.get_exceptions("file_too_large").name)

    def test_a_folder_that_is_gone_is_one_question(self):
        """J6, K3: a folder out of reach is asked about once, counted each time."""
        self.watch(folder_url=f"file://{self.inbox}")
        self.put("scans.csv", csv_file([ROW]))
        (self.inbox / "done").write_text("in the way")
        for _ in "12":
            self.trigger_cron(POLL)
        question = self.get_exceptions("folder_unreachable")
        self.assertEqual(question.occurrences, 2)
        self.assertEqual(question.owner_id, self.owner)

    def test_folders_outside_the_allowed_roots_are_not_read(self):
        """C11, M3: an administrator of the app cannot read the server's files."""
        secret = self.put("secret.txt", b"server secret")
        for url in (
            f"file://{self.inbox}",
            f"dir::file://{self.inbox}",
            f"simplecache::file://{self.inbox}",
        ):
            with self.allow_folders(self.root / "elsewhere"):
                self.watch(folder_url=url)
                self.trigger_cron(POLL)
            self.assertTrue(secret.exists(), url)
        self.assertFalse(self.get_messages())
        self.assertEqual(self.get_exceptions("folder_unreachable").occurrences, 3)

    def test_only_known_file_systems_are_opened(self):
        """C11, M3: a file system nobody vouched for is refused by its name."""
        self.watch(folder_url=f"memory://{self.inbox}")
        self.trigger_cron(POLL)
        self.assertIn("over memory", self.get_exceptions("folder_unreachable").name)

    def test_a_link_out_of_the_root_is_not_followed(self):
        """C11, M3: a symbolic link inside the root does not widen it."""
        outside = tempfile.TemporaryDirectory(prefix="logistics-sync-")
        self.addCleanup(outside.cleanup)
        path = Path(outside.name) / "secret.txt"
        path.write_bytes(b"server secret")
        os.utime(path, (1, 1))
        (self.root / "link").symlink_to(outside.name)
        self.watch(folder_url=f"file://{self.root}/link")
        self.trigger_cron(POLL)
        self.assertFalse(self.get_messages())
        self.assertTrue(path.exists())

    def test_a_paused_connector_is_not_polled(self):
        """K1: files of a paused connector wait where they are."""
        self.watch(state="paused")
        path = self.put("scans.csv", csv_file([ROW]))
        self.trigger_cron(POLL)
        self.assertTrue(path.exists())

    def test_reading_now_is_for_administrators(self):
        """M3: the button that reads a folder needs the right to change connectors."""
        self.watch()
        clerk = self.make_user("clerk_folder", "user")
        with self.assertRaises(AccessError):
            self.connector.with_user(clerk).action_poll_now()


@tagged("post_install", "-at_install")
class TestOutbox(FolderCase):
    def receive(self, body=None, **values):
        self.connector.write(
            {"format": "x12", "outbound_folder_url": f"file://{self.root}/out"} | values
        )
        self.env["logistics.sync.code.map"].create(
            {
                "connector_id": self.connector.id,
                "external_code": "D1",
                "internal_code": "delivered",
            }
        )
        self.set_plan("delivered", "record_only")
        message = self.ingest(
            self.connector, (body or interchange("214", STATUS)).encode()
        )
        self.drain()
        return message

    def read_reply(self):
        (path,) = (self.root / "out").iterdir()
        (reply,) = read(path.read_bytes())
        return reply

    def test_an_edi_document_is_acknowledged(self):
        """B1, B4: a 997 accepting the group is written back; states say so."""
        message = self.receive()
        self.assertEqual(message.state, "processed")
        answer = message.consequent_message_ids
        self.assertEqual(
            (answer.state, answer.channel, answer.correlation_id),
            ("queued", "outbound", message.correlation_id),
        )
        self.drain("outbound")
        reply = self.read_reply()
        self.assertEqual(reply.receiver[1].strip(), "FRST")
        result = read_997(reply.groups[0].transactions[0])
        self.assertEqual((result.functional_id, result.status), ("QM", "A"))
        self.assertEqual((answer.state, message.state), ("processed", "acknowledged"))

    def test_a_faulty_envelope_is_told_back(self):
        """B1, C20: a strict partner's wrong count is rejected in the 997."""
        body = interchange("214", STATUS).replace("SE*13", "SE*99")
        self.assertIn("SE*99", body)
        self.receive(body, edi_policy="strict")
        self.drain("outbound")
        result = read_997(self.read_reply().groups[0].transactions[0])
        self.assertEqual(result.status, "R")

    def test_a_replay_does_not_acknowledge_twice(self):
        """K8, B6: one interchange, one 997, however often it is processed."""
        message = self.receive()
        message._replay("again")
        self.drain()
        self.assertEqual(self.connector.edi_interchange_control, 1)
        self.drain("outbound")
        self.assertEqual(len(message.consequent_message_ids), 1)
        self.assertEqual(len(list((self.root / "out").iterdir())), 1)

    def test_control_numbers_go_on(self):
        """B1: each 997 has control numbers of its own."""
        self.receive()
        body = interchange("214", STATUS, interchange_control=8).replace("1205", "1305")
        self.ingest(self.connector, body.encode())
        self.drain()
        self.drain("outbound")
        controls = {
            read(path.read_bytes())[0].control for path in (self.root / "out").iterdir()
        }
        self.assertEqual(len(controls), 2)

    def test_a_partner_that_is_down_blocks_nobody(self):
        """K3, K2, K5: delivery fails and waits; what was processed stays done."""
        (self.root / "out").write_text("not a folder")
        message = self.receive()
        self.drain("outbound")
        answer = message.consequent_message_ids
        self.assertEqual((message.state, answer.state), ("processed", "failed"))
        self.assertEqual(message.done_count, 1)
        (self.root / "out").unlink()
        self.make_due(answer)
        self.drain("outbound")
        self.assertEqual(answer.state, "processed")
        self.assertEqual((message.state, message.attempt_count), ("acknowledged", 1))

    def test_no_outbound_folder_is_a_question(self):
        """J6, K2: a document we owe and cannot send is asked about, then sent."""
        message = self.receive(outbound_folder_url=False)
        self.drain("outbound")
        answer = message.consequent_message_ids
        question = self.get_exceptions("no_outbound_transport", message_id=answer.id)
        self.assertTrue(question)
        self.connector.outbound_folder_url = f"file://{self.root}/out"
        question.action_retry()
        self.drain("outbound")
        self.assertEqual(answer.state, "processed")
        self.assertEqual(question.state, "resolved")
