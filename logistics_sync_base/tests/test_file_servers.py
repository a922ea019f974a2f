# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import gzip
import io
import os
import tempfile
import zipfile
from pathlib import Path

import psycopg2

from odoo.tests import tagged

from .file_servers import (
    PASSWORD,
    USER,
    FolderServer,
    FtpServer,
    FtpsServer,
    S3Server,
    SftpServer,
)
from .record_data import fixed_file
from .test_batches import BatchCase, csv_file
from .test_folders import POLL
from .test_record_files import RecordCase

ROW = "P-1,DLV,202611201205"
OTHER = "P-2,DLV,202611201305"
SCANS = [(f"P-{place}", "DLV", "100.00") for place in range(10)]


class FileServerMixin:
    """A connector whose folder is on a server; the same tests for each kind."""

    server_class = FolderServer
    # A server's clock is not ours, so that two looks have to show the same file.
    looks = 2

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory(prefix="logistics-sync-")
        cls.addClassCleanup(folder.cleanup)
        root = Path(folder.name) / "root"
        (root / "in").mkdir(parents=True)
        cls.server = cls.server_class(root)
        cls.server.start()
        cls.addClassCleanup(cls.server.stop)

    def setUp(self):
        super().setUp()
        self.server.clear()
        if isinstance(self.server, FolderServer):
            self.enterContext(self.allow_folders(self.server.root))
        self.add_login()
        self.connector.write(
            {
                "transport": "folder",
                "folder_url": self.server.url("in"),
                "outbound_folder_url": self.server.url("out"),
                # The partners of this test run on the machine itself.
                "allow_private_network": True,
                **self.get_settings(),
            }
        )

    def get_settings(self):
        return {}

    def add_login(self, kind="password", secret=PASSWORD):
        credential = self.env["logistics.sync.credential"].create(
            {"connector_id": self.connector.id, "kind": kind, "username": USER}
        )
        credential._set_typed_secret(secret)
        return credential

    def look(self):
        """One run of the timer, a while after the one before."""
        self.connector.folder_file_ids.write({"seen_at": "2026-01-01 00:00:00"})
        self.trigger_cron(POLL)

    def fetch(self):
        for _look in range(self.looks):
            self.look()

    def get_messages(self):
        return self.env["logistics.sync.message"].search(
            [("connector_id", "=", self.connector.id), ("direction", "=", "in")]
        )


class FileServerCase(FileServerMixin, BatchCase):
    pass


class SameOnEveryServer:
    def test_a_csv_gives_the_same_events_wherever_it_lies(self):
        """C19, C11: one file, one message, the same events; the file moves to done."""
        self.server.put("in/scans.csv", csv_file([ROW, OTHER]))
        self.fetch()
        self.drain()
        message = self.get_messages()
        self.assertEqual((message.file_name, message.done_count), ("scans.csv", 2))
        self.assertEqual(
            {(event.reference, str(event.occurred_at)) for event in message.event_ids},
            {("P-1", "2026-11-20 18:05:00"), ("P-2", "2026-11-20 19:05:00")},
        )
        self.assertEqual(self.server.names("in"), [])
        (kept,) = self.server.names("in/done")
        self.assertEqual(
            self.server.read_bytes(f"in/done/{kept}"), message._get_body_bytes()
        )
        self.assertFalse(self.connector.folder_file_ids)

    def test_a_file_is_read_once(self):
        """C12, B6: looked at again and again, a file is one message."""
        self.server.put("in/scans.csv", csv_file([ROW]))
        for _round in range(3):
            self.fetch()
        self.assertEqual(len(self.get_messages()), 1)

    def test_a_file_too_large_is_put_aside_unread(self):
        """J6: what is above the limit ends up with the faulty ones, and is told."""
        self.connector.max_body_kib = 1
        self.server.put("in/huge.csv", b"x" * 3000)
        self.fetch()
        self.assertFalse(self.get_messages())
        self.assertEqual(len(self.server.names("in/error")), 1)
        self.assertIn("huge.csv", self.get_exceptions("file_too_large").name)

    def test_a_document_is_put_whole(self):
        """C11: what leaves is there under its name, and nothing half beside it."""
        message = self.ingest(
            self.connector, b"order;1", direction="out", file_name="order.csv"
        )
        for _again in range(2):
            delivery = self.connector._get_sending_adapter().send(message)
            self.assertEqual(delivery.kind, "success", delivery.text)
            self.assertTrue(delivery.response.endswith("out/order.csv"))
        self.assertEqual(self.server.names("out"), ["order.csv"])
        self.assertEqual(self.server.read_bytes("out/order.csv"), b"order;1")

    def test_the_connection_can_be_tested(self):
        """C1, N2: the button tells in one sentence, and how long it took."""
        self.server.put("out/there.csv", b"")
        answer = self.connector._get_adapter().check()
        self.assertTrue(answer.ok, answer.sentence)
        self.assertIsInstance(answer.latency_ms, int)


class Remote:
    """What only servers with a login have."""

    def test_a_wrong_password_is_told_without_it(self):
        """N2, M6: refused by the server: one question, and no secret in it."""
        self.connector.credential_ids.unlink()
        self.add_login(secret="wrong-password-1")
        self.look()
        question = self.get_exceptions("folder_unreachable")
        self.assertEqual(len(question), 1)
        self.assertNotIn("wrong-password-1", question.name)
        message = self.ingest(self.connector, b"x", direction="out")
        delivery = self.connector._get_sending_adapter().send(message)
        self.assertEqual(delivery.kind, "business")
        self.assertNotIn("wrong-password-1", delivery.text)

    def test_private_addresses_are_for_administrators_to_allow(self):
        """N2, M3: no server of our own network is reached by an address typed in."""
        self.connector.allow_private_network = False
        self.look()
        question = self.get_exceptions("folder_unreachable")
        self.assertIn("private address 127.0.0.1", question.name)

    def test_without_a_login_nobody_is_asked(self):
        """N2: the page where the login belongs is named."""
        self.connector.credential_ids.unlink()
        self.look()
        self.assertIn("Secrets", self.get_exceptions("folder_unreachable").name)


class TwoLooks:
    def test_a_growing_file_is_held(self):
        """C12: a file that was larger at the second look is not read yet."""
        self.server.put("in/scans.csv", csv_file([ROW])[:30])
        self.look()
        self.server.put("in/scans.csv", csv_file([ROW, OTHER]))
        self.look()
        self.assertFalse(self.get_messages())
        row = self.connector.folder_file_ids
        self.assertEqual((row.name, row.state), ("scans.csv", "growing"))
        self.look()
        self.assertEqual(len(self.get_messages()), 1)
        self.assertFalse(self.connector.folder_file_ids)


@tagged("post_install", "-at_install")
class TestLocalFiles(SameOnEveryServer, FileServerCase):
    looks = 1

    def setUp(self):
        super().setUp()
        self.connector.credential_ids.unlink()

    def test_a_file_waits_for_its_ready_mark(self):
        """C12: where a partner marks what is complete, nothing else is read."""
        self.connector.folder_flag = ".ok"
        self.server.put("in/scans.csv", csv_file([ROW]))
        self.fetch()
        self.assertFalse(self.get_messages())
        self.server.put("in/scans.csv.ok", b"")
        self.fetch()
        self.assertEqual(self.get_messages().file_name, "scans.csv")
        self.assertEqual(self.server.names("in"), [])

    def test_archives_are_unpacked_within_the_limit(self):
        """C11, N2: each file inside is a message; a bomb is put aside unread."""
        self.connector.write({"folder_unpack": True, "max_body_kib": 64})
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("day/one.csv", csv_file([ROW]))
            archive.writestr("two.csv", csv_file([OTHER]))
        self.server.put("in/night.zip", packed.getvalue())
        self.server.put("in/bomb.csv.gz", gzip.compress(b"0" * 50_000_000))
        self.fetch()
        self.assertEqual(
            set(self.get_messages().mapped("file_name")), {"one.csv", "two.csv"}
        )
        self.assertEqual(self.server.names("in"), [])
        self.assertEqual(len(self.server.names("in/done")), 1)
        self.assertEqual(len(self.server.names("in/error")), 1)
        self.assertIn("bomb.csv.gz", self.get_exceptions("unreadable").name)

    def test_a_link_is_not_followed(self):
        """M3: a link a partner leaves does not make our own files readable."""
        secret = self.server.root / "secret.txt"
        secret.write_text("ours")
        (self.server.root / "in" / "link.csv").symlink_to(secret)
        self.fetch()
        self.assertFalse(self.get_messages())

    def fetch(self):
        for name in self.server.names("in"):
            if (self.server.root / "in" / name).is_file():
                os.utime(self.server.root / "in" / name, (1_790_000_000, 1_790_000_000))
        return super().fetch()


@tagged("post_install", "-at_install")
class TestSftp(SameOnEveryServer, Remote, TwoLooks, FileServerCase):
    server_class = SftpServer

    def get_settings(self):
        return {"sftp_host_key": self.server.fingerprint}

    def test_a_private_key_opens_the_door(self):
        """N2: logged in by key, pasted into one line or many."""
        key = self.server.client_key.export_private_key().decode()
        self.server.put("in/scans.csv", csv_file([ROW]))
        self.server.put("out/there.csv", b"")
        for text in (key, key.replace("\n", "")):
            self.connector.credential_ids.unlink()
            self.add_login("private_key", text)
            self.assertTrue(self.connector._get_adapter().check().ok)
            self.look()
        self.assertEqual(len(self.get_messages()), 1)

    def test_a_locked_key_takes_its_password_from_the_second_secret(self):
        """N2: key and password together; a wrong one is told."""
        key = self.server.client_key.export_private_key(
            passphrase="locked-well", rounds=50
        ).decode()
        self.connector.credential_ids.unlink()
        self.add_login("private_key", key)
        self.add_login(secret="locked-well")
        self.fetch()
        self.assertFalse(self.get_exceptions("folder_unreachable"))
        self.add_login(secret="locked-badly")
        self.look()
        self.assertIn("private key", self.get_exceptions("folder_unreachable").name)

    def test_an_unknown_host_key_is_refused_before_the_login(self):
        """N2, M6: no key entered: refused, its fingerprint shown, nothing sent."""
        self.connector.sftp_host_key = False
        self.server.logins.clear()
        self.look()
        question = self.get_exceptions("folder_unreachable")
        self.assertIn(self.server.fingerprint.rstrip("="), question.name)
        self.assertEqual(self.server.logins, [])

    def test_another_host_key_is_refused(self):
        """N2, M6: another server in its place gets neither user nor password."""
        self.connector.sftp_host_key = "SHA256:" + "A" * 43
        self.server.logins.clear()
        self.look()
        self.assertIn("another server", self.get_exceptions("folder_unreachable").name)
        self.assertEqual(self.server.logins, [])

    def test_a_public_key_or_line_of_known_hosts_will_do(self):
        """N2: what a partner sends may be either."""
        public = self.server.host_key.export_public_key().decode().strip()
        for known in (public, f"files.example.com {public}"):
            self.connector.sftp_host_key = known
            self.look()
        self.assertFalse(self.get_exceptions("folder_unreachable"))

    def test_a_file_that_cannot_be_moved_is_not_read_again(self):
        """C12, B6: stuck: told and remembered, and moved when it can be."""
        self.server.put("in/scans.csv", csv_file([ROW]))
        self.server.put("in/done", b"in the way")
        self.connector.folder_pattern = "*.csv"
        self.fetch()
        self.fetch()
        self.assertEqual(len(self.get_messages()), 1)
        row = self.connector.folder_file_ids
        self.assertEqual((row.name, row.state), ("scans.csv", "taken"))
        self.assertEqual(self.get_exceptions("folder_unreachable").occurrences, 3)
        self.server.remove("in/done")
        self.look()
        self.assertEqual(self.server.names("in/done")[-1][-9:], "scans.csv")

    def test_two_workers_do_not_read_one_folder(self):
        """C12, B6: while one worker reads a folder, another leaves it alone."""
        self.server.put("in/scans.csv", csv_file([ROW]))
        with psycopg2.connect(self.env.cr._cnx.dsn) as other, other.cursor() as cursor:
            cursor.execute(
                "SELECT pg_try_advisory_xact_lock(hashtext(%s), %s)",
                ("logistics.sync.connector", self.connector.id),
            )
            self.fetch()
            self.assertFalse(self.get_messages())
            self.assertFalse(self.connector.folder_file_ids)
        other.close()
        self.fetch()
        self.assertEqual(len(self.get_messages()), 1)

    def test_secrets_do_not_belong_into_the_address(self):
        """M6: an address with a password is refused when it is entered."""
        for url in ("sftp://user:pw@127.0.0.1/in", "s3://k:s@bucket/in", "sftp:///in"):
            with self.assertRaises(Exception) as caught:
                self.connector.folder_url = url
            self.assertIn("ValidationError", type(caught.exception).__name__)


@tagged("post_install", "-at_install")
class TestFtp(SameOnEveryServer, Remote, TwoLooks, FileServerCase):
    server_class = FtpServer


@tagged("post_install", "-at_install")
class TestFtps(SameOnEveryServer, TwoLooks, FileServerCase):
    server_class = FtpsServer

    def get_settings(self):
        return {"folder_ca": self.server.certificate}

    def test_a_certificate_nobody_vouches_for_is_refused(self):
        """N2, M6: TLS is checked; without the certificate nothing is said."""
        self.connector.folder_ca = False
        self.look()
        self.assertIn("certificate", self.get_exceptions("folder_unreachable").name)


@tagged("post_install", "-at_install")
class TestS3(SameOnEveryServer, FileServerCase):
    server_class = S3Server
    looks = 1

    def get_settings(self):
        return {"s3_endpoint": self.server.endpoint}

    def test_a_bucket_that_is_not_there_is_told(self):
        """N2: the test of the connection names the folder."""
        self.connector.folder_url = "s3://nobody/in"
        self.assertFalse(self.connector._get_adapter().check().ok)


@tagged("post_install", "-at_install")
class TestHeldFiles(FileServerMixin, RecordCase):
    server_class = FtpServer

    def test_a_file_without_trailer_is_held_until_the_whole_one_comes(self):
        """C12: incomplete, no records; the complete file replaces and processes."""
        self.server.put("in/night.txt", fixed_file(SCANS, trailer=False))
        self.fetch()
        self.fetch()
        row = self.connector.folder_file_ids
        self.assertEqual((row.name, row.state), ("night.txt", "incomplete"))
        self.assertFalse(self.get_messages())
        self.assertEqual(self.server.names("in"), ["night.txt"])
        question = self.get_exceptions("incomplete_file")
        self.assertEqual((len(question), question.occurrences), (1, 1))
        self.assertIn("night.txt", question.name)
        self.server.put("in/night.txt", fixed_file(SCANS))
        self.fetch()
        self.drain()
        self.assertEqual(self.get_messages().done_count, 10)
        self.assertFalse(self.connector.folder_file_ids)
        self.assertEqual(question.state, "resolved")
        self.assertEqual(self.server.names("in"), [])

    def test_a_total_mismatch_is_no_reason_to_wait(self):
        """B17: complete but wrong: stored, asked about, nothing applied."""
        self.server.put("in/night.txt", fixed_file(SCANS[:9], 10, "1000.00"))
        self.fetch()
        self.drain()
        self.assertFalse(self.get_messages().event_ids)
        self.assertTrue(self.get_exceptions("total_mismatch"))

    def test_documents_cut_off_are_held_in_every_format(self):
        """C12: JSON, XML and X12 that end in the middle wait for their end."""
        for form, body in (
            ("json", b'{"items": [{"a": "b"}, {"a"'),
            ("xml", b"<a><b>1</b>"),
            ("x12", b"ISA*00*" + b" " * 97 + b":~GS*QM*A*B~"),
        ):
            self.connector.format = form
            self.server.put(f"in/{form}.txt", body)
            self.fetch()
            row = self.connector.folder_file_ids
            self.assertEqual((row.name, row.state), (f"{form}.txt", "incomplete"))
            self.server.remove(f"in/{form}.txt")
            self.look()
            self.assertFalse(self.connector.folder_file_ids)
        self.assertFalse(self.get_messages())
