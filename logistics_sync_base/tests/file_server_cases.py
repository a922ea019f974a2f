# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Tests that pass wherever a partner's files lie: mix them into a case of a server."""

import tempfile
from pathlib import Path

from .file_servers import PASSWORD, USER, FolderServer
from .name_service import HOST, answering
from .test_batches import BatchCase, csv_file
from .test_folders import POLL

ROW = "P-1,DLV,202611201205"
OTHER = "P-2,DLV,202611201305"


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

    def test_the_address_that_was_checked_is_the_one_connected_to(self):
        """N2, M3: a name that means something else the second time gains nothing."""
        self.server.put("in/scans.csv", csv_file([ROW]))
        for name in ("folder_url", "outbound_folder_url"):
            self.connector[name] = self.connector[name].replace("127.0.0.1", HOST)
        # Nobody listens at the second one.
        with answering("127.0.0.1", "127.0.0.99"):
            self.look()
        self.assertFalse(self.get_exceptions("folder_unreachable"))
        self.assertEqual(self.connector.folder_file_ids.name, "scans.csv")

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
