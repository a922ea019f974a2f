# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import gzip
import io
import os
import zipfile

from odoo.tests import tagged

from .file_server_cases import (
    OTHER,
    ROW,
    FileServerCase,
    FileServerMixin,
    Remote,
    SameOnEveryServer,
    TwoLooks,
)
from .file_servers import FtpServer, FtpsServer, S3Server
from .name_service import answering
from .record_data import fixed_file
from .test_batches import csv_file
from .test_record_files import RecordCase

SCANS = [(f"P-{place}", "DLV", "100.00") for place in range(10)]


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
class TestFtp(SameOnEveryServer, Remote, TwoLooks, FileServerCase):
    server_class = FtpServer


@tagged("post_install", "-at_install")
class TestFtps(SameOnEveryServer, TwoLooks, FileServerCase):
    server_class = FtpsServer

    def get_settings(self):
        return {"trusted_authorities": self.server.certificate}

    def test_a_certificate_nobody_vouches_for_is_refused(self):
        """N2, M6: TLS is checked; without the certificate nothing is said."""
        self.connector.trusted_authorities = False
        self.look()
        self.assertIn("certificate", self.get_exceptions("folder_unreachable").name)


@tagged("post_install", "-at_install")
class TestS3(SameOnEveryServer, FileServerCase):
    server_class = S3Server
    looks = 1

    def get_settings(self):
        return {"s3_endpoint": self.server.endpoint}

    def test_the_service_is_called_only_where_allowed(self):
        """N2, M3: neither typed in, nor behind a name that changes its meaning."""
        self.server.put("in/scans.csv", csv_file([ROW]))
        # The look-alike takes other names for those of buckets.
        host = "localhost"
        self.connector.s3_endpoint = self.server.endpoint.replace("127.0.0.1", host)
        # Each socket is checked when it is opened: nobody has the second address.
        with answering("127.0.0.1", "0.0.0.0", host=host):
            self.fetch()
        self.assertFalse(self.get_messages())
        with answering("127.0.0.1", host=host):
            self.fetch()
        self.assertEqual(len(self.get_messages()), 1)
        self.server.put("in/more.csv", csv_file([ROW]))
        self.connector.allow_private_network = False
        self.connector.s3_endpoint = self.server.endpoint
        self.fetch()
        self.assertEqual(len(self.get_messages()), 1)
        names = ", ".join(self.get_exceptions("folder_unreachable").mapped("name"))
        self.assertIn("private address 127.0.0.1", names)

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
