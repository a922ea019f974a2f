# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..exceptions import TransientError
from .common import delivery_event
from .replay_case import REASON, ReplayCase
from .simulated_handler import TROUBLE


@tagged("post_install", "-at_install")
class TestReplayRuns(ReplayCase):
    def test_all_that_fit_a_filter_are_replayed(self):
        """K7: what fits connector, state, problem and window is replayed, no more."""
        mine = self.bury(*(f"F-{number}" for number in range(7)))
        other = self.bury("F-other", connector=self.make_connector())
        early = self.bury("F-early")
        early.received_at = "2026-01-01 10:00:00"
        wizard = self.ask(
            self.operator,
            wanted="dead",
            connector_id=self.connector.id,
            problem="never",
            received_from=fields.Datetime.now() - timedelta(hours=1),
        )
        self.assertEqual(wizard.match_count, 7)
        replay = self.start(wizard)
        self.assertEqual((replay.state, replay.replayed_count), ("started", 7))
        self.drain()
        self.assertEqual(set(mine.mapped("state")), {"processed"})
        self.assertEqual(set(mine.mapped("replay_count")), {1})
        self.assertEqual(set((other | early).mapped("state")), {"dead"})
        self.assertEqual((replay.succeeded_count, replay.open_count), (7, 0))

    def test_a_window_of_time_is_replayed(self):
        """K7: recovery after an outage takes what came between two times."""
        inside = self.bury("W-1", "W-2")
        outside = self.bury("W-3")
        inside.received_at = "2026-11-20 22:30:00"
        outside.received_at = "2026-11-20 23:00:00"
        replay = self.start(
            self.ask(
                self.operator,
                wanted="any",
                received_from="2026-11-20 22:00:00",
                received_to="2026-11-20 23:00:00",
            )
        )
        self.assertEqual(replay.line_ids.message_id, inside)

    def test_a_file_is_replayed_by_its_name(self):
        """K7: the messages of one file are found by it."""
        messages = self.bury("N-1", "N-2")
        messages[0].file_name = "scans_1120.csv"
        wizard = self.ask(self.operator, file_name="scans_1120")
        self.assertEqual(self.start(wizard).line_ids.message_id, messages[0])

    def test_the_cost_does_not_grow_with_the_number(self):
        """K7: 300 messages need as many statements as 3."""

        def count(messages):
            wizard = self.ask(self.manager, messages)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.start(wizard)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        few = self.bury("S-1", "S-2", "S-3")
        many = self.env["logistics.sync.message"]
        for number in range(300):
            many |= self.ingest(self.connector, delivery_event(f"M-{number}"))
        many.write({"state": "dead", "next_attempt_at": False})
        count(few[:1])
        self.assertLessEqual(count(many), count(few[1:]) + 2)
        self.drain()
        self.assertEqual(set(many.mapped("state")), {"processed"})

    def test_what_succeeded_is_left_alone(self):
        """K8: of a selection with done messages only the rest is replayed."""
        done, dead = self.process("D-1"), self.bury("D-2")
        replay = self.start(self.ask(self.operator, done | dead))
        self.assertEqual((replay.replayed_count, replay.done_count), (1, 1))
        self.drain()
        self.assertEqual((done.replay_count, dead.replay_count), (0, 1))
        self.assertEqual(self.count_effects("D-1", "D-2"), 2)

    def test_eight_of_ten_are_skipped_as_done(self):
        """K8, K9: 2 of 10 failed; the plan says so, and only the 2 are done again."""
        names = [f"B-{number}" for number in range(10)]
        TROUBLE.update((name, UserError("no")) for name in names[4:6])
        message = self.process(*names)
        TROUBLE.clear()
        replay = self.preview(self.ask(self.operator, message))
        self.assertEqual(replay.line_ids.sentence, "2 will be applied, 8 done already")
        self.assertEqual(self.count_effects(*names), 8)
        replay.with_user(self.operator).action_start()
        self.drain()
        self.assertEqual((message.done_count, message.exception_count), (10, 0))
        self.assertEqual(self.count_effects(*names), 10)

    def test_the_log_says_who_when_and_why(self):
        """K9: replay, message and states keep reason, person and count."""
        message = self.bury("L-1")
        replay = self.start(self.ask(self.operator, message))
        self.assertEqual(replay.requested_by_id, self.operator)
        self.assertEqual(replay.reason, REASON)
        self.assertTrue(replay.started_at)
        self.assertEqual(message.replay_line_ids.replay_id, replay)
        step = message.history[-1]
        self.assertIn(REASON, step["note"])
        self.assertEqual(step["by"], self.operator.name)

    def test_the_shell_replays_on_record(self):
        """K7, K9: the documented method for the shell keeps a record as well."""
        messages = self.bury("H-1", "H-2")
        self.assertEqual(messages._replay(REASON), messages)
        replay = messages.replay_line_ids.replay_id
        self.assertEqual((replay.source, replay.replayed_count), ("shell", 2))
        self.drain()
        self.assertEqual(set(messages.mapped("state")), {"processed"})

    def test_an_old_message_has_its_full_time_again(self):
        """K7, K5: a replay is not given up at once because the document is old."""
        message = self.bury("A-1")
        message.received_at = "2026-01-01 10:00:00"
        TROUBLE["A-1"] = TransientError("busy for a moment")
        self.start(self.ask(self.operator, message))
        self.drain()
        self.assertEqual(message.state, "failed")
        self.assertGreater(message.next_attempt_at, fields.Datetime.now())
        TROUBLE.clear()
        self.make_due(message)
        self.drain()
        self.assertEqual(message.state, "processed")

    def test_a_message_in_work_is_named_and_left_alone(self):
        """K7, B9: what a worker holds is not made due twice; the others are."""
        messages = self.bury("I-1", "I-2")
        messages[0].lease_token = "worker"
        replay = self.start(self.ask(self.operator, messages))
        self.assertEqual((replay.replayed_count, replay.busy_count), (1, 1))
        self.assertEqual(messages.mapped("replay_count"), [0, 1])

    def test_a_sent_message_is_sent_again_under_its_number(self):
        """K7: what we send again has the number the partner knows."""
        replay = self.preview(self.ask(self.operator, self.make_sent("dead")))
        self.assertEqual(replay.line_ids.plan, "send")
        self.assertIn("same number", replay.line_ids.sentence)
        message = replay.line_ids.message_id
        before = message.public_id, message.idempotency_key, message.body_sha256
        replay.with_user(self.operator).action_start()
        self.assertEqual(
            (message.public_id, message.idempotency_key, message.body_sha256), before
        )
        self.assertEqual((message.state, message.replay_count), ("queued", 1))

    def test_what_was_delivered_is_sent_again_only_when_asked(self):
        """K8: a delivered document goes out again only where that is ticked."""
        sent = self.make_sent("processed")
        replay = self.start(self.ask(self.operator, sent))
        self.assertEqual((replay.replayed_count, sent.replay_count), (0, 0))
        replay = self.start(self.ask(self.operator, sent, include_done=True))
        self.assertEqual((replay.replayed_count, sent.replay_count), (1, 1))

    def make_sent(self, state):
        message = self.ingest(
            self.connector, delivery_event("O-1"), direction="out", format="json"
        )
        message.write({"state": state, "next_attempt_at": False})
        return message
