# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.sql_db import db_connect
from odoo.tests import tagged

from ..database_locks import Space, session_lock
from .file_server_cases import (
    OTHER,
    ROW,
    FileServerCase,
    Remote,
    SameOnEveryServer,
    TwoLooks,
)
from .file_servers import SftpServer
from .test_batches import csv_file


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

    def test_a_file_that_cannot_be_read_costs_only_itself(self):
        """C12, J6: told once; the others are read, and it is when it can be."""
        self.server.locked.add("a.csv")
        self.addCleanup(self.server.locked.clear)
        self.server.put("in/a.csv", csv_file([ROW]))
        self.server.put("in/b.csv", csv_file([OTHER]))
        for _round in range(3):
            self.fetch()
        self.assertEqual(self.get_messages().file_name, "b.csv")
        row = self.connector.folder_file_ids
        self.assertEqual((row.name, row.state), ("a.csv", "unreadable"))
        question = self.get_exceptions("folder_unreachable")
        self.assertEqual(question.occurrences, 1)
        self.assertIn("a.csv", question.name)
        self.server.locked.clear()
        self.look()
        self.assertEqual(len(self.get_messages()), 2)
        self.assertFalse(self.connector.folder_file_ids)
        self.assertEqual(question.state, "resolved")

    def test_two_workers_do_not_read_one_folder(self):
        """C12, B6: while one worker reads a folder, another leaves it alone."""
        self.server.put("in/scans.csv", csv_file([ROW]))
        with (
            db_connect(self.env.cr.dbname).cursor() as other,
            session_lock(other, Space.FOLDER, self.connector.id),
        ):
            self.fetch()
            self.assertFalse(self.get_messages())
            self.assertFalse(self.connector.folder_file_ids)
        self.fetch()
        self.assertEqual(len(self.get_messages()), 1)

    def test_secrets_do_not_belong_into_the_address(self):
        """M6: an address with a password is refused when it is entered."""
        for url in ("sftp://user:pw@127.0.0.1/in", "s3://k:s@bucket/in", "sftp:///in"):
            with self.assertRaises(Exception) as caught:
                self.connector.folder_url = url
            self.assertIn("ValidationError", type(caught.exception).__name__)
