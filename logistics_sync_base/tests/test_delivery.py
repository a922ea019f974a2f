# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import os

from odoo.tests import tagged

from .test_folders import FolderCase


class OutboxCase(FolderCase):
    """Documents owed to a partner whose outbound folder is a real one."""

    def setUp(self):
        super().setUp()
        self.outbox = self.root / "out"
        self.connector.outbound_folder_url = f"file://{self.outbox}"

    def owe(self, body=b"a document", connector=None, **values):
        """Put one document into the outbox."""
        values = {"direction": "out", "file_name": f"{len(body)}.dat"} | values
        return self.ingest(connector or self.connector, body, **values)


@tagged("post_install", "-at_install")
class TestDelivery(OutboxCase):
    def test_each_message_keeps_its_own_result(self):
        """K18, J5: one that cannot be sent costs only itself; the rest leaves once."""
        nowhere = self.make_connector()
        messages = self.owe(b"1")
        stuck = self.owe(b"22", connector=nowhere)
        messages += self.owe(b"333")
        self.drain("outbound")
        self.assertEqual(messages.mapped("state"), ["processed", "processed"])
        self.assertEqual(stuck.state, "exception")
        self.assertEqual(self.get_exceptions("no_outbound_transport").message_id, stuck)
        self.assertEqual(sorted(os.listdir(self.outbox)), ["1.dat", "3.dat"])
        self.assertEqual(messages.attempt_ids.mapped("result"), ["success"] * 2)
        self.assertEqual(stuck.attempt_ids.mapped("result"), ["business"])

    def test_a_try_tells_how_long_it_took_and_what_the_partner_said(self):
        """C4: the log of deliveries: number, time, result; where the file went."""
        message = self.owe()
        self.drain("outbound")
        [attempt] = message.attempt_ids
        self.assertEqual((attempt.number, attempt.result), (1, "success"))
        self.assertGreaterEqual(attempt.duration_ms, 0)
        self.assertEqual(attempt.response_masked, f"file://{self.outbox}/10.dat")
        # A file name of ours is no number of the partner's.
        self.assertFalse(message.external_id)

    def test_what_may_pass_later_is_tried_again_then_given_up(self):
        """C4, J5: a folder that cannot be written is tried by policy, then dead."""
        self.outbox.write_bytes(b"a file where the folder should be")
        self.connector.retry_policy_id = self.env["logistics.sync.retry.policy"].create(
            {"name": "Twice", "max_attempts": 2}
        )
        message = self.owe()
        self.drain("outbound")
        self.assertEqual(message.state, "failed")
        self.make_due(message)
        self.drain("outbound")
        self.assertEqual(message.state, "dead")
        self.assertEqual(message.attempt_ids.mapped("number"), [2, 1])
        self.assertTrue(self.get_exceptions("dead_letter"))
        self.outbox.unlink()
        message._replay("The folder is there again")
        self.drain("outbound")
        self.assertEqual(message.state, "processed")
        self.assertFalse(self.get_exceptions("dead_letter"))

    def test_what_was_not_tried_is_given_back(self):
        """K18: a worker out of time gives back what it did not begin, uncounted."""
        first, second = self.owe(b"1"), self.owe(b"22")
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            messages = self.env(cr=cr)["logistics.sync.message"]
            claimed, token = messages._claim("outbound")
            messages.with_context(cron_end_time=0)._send_claimed(claimed, token)
        self.env.invalidate_all()
        self.assertEqual((first.state, second.state), ("processed", "queued"))
        self.assertEqual((second.attempt_count, second.lease_token), (0, False))
        self.drain("outbound")
        self.assertEqual(second.state, "processed")

    def test_a_lease_that_is_not_ours_is_left_alone(self):
        """N4: a message that another worker took over is not sent by us too."""
        message = self.owe()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            messages = self.env(cr=cr)["logistics.sync.message"]
            claimed, __ = messages._claim("outbound")
            self.assertEqual(claimed, message.ids)
            messages._send_claimed(claimed, "the token of somebody else")
        self.assertFalse(self.outbox.exists())
