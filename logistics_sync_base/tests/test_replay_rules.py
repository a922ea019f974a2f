# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError
from odoo.service.model import get_public_method
from odoo.tests import tagged

from .replay_case import ReplayCase


@tagged("post_install", "-at_install")
class TestReplayRules(ReplayCase):
    def test_a_clerk_replays_what_is_not_about_money(self):
        """K9: operational messages may be replayed by a clerk, with a reason."""
        message = self.bury("R-1")
        with self.assertRaisesRegex(UserError, "reason"):
            self.ask(self.clerk, message, reason="  ").action_start()
        self.assertEqual(self.start(self.ask(self.clerk, message)).state, "started")
        self.drain()
        self.assertEqual(message.state, "processed")

    def test_a_clerk_cannot_replay_posting_events(self):
        """K9: neither a clerk nor operations gets at money, by whatever button."""
        self.make_financial()
        message = self.bury("R-1")
        question = self.get_exceptions("dead_letter", event_id=message.event_ids.id)
        for user in (self.clerk, self.operator):
            with self.assertRaises(AccessError):
                self.start(self.ask(user, message))
            with self.assertRaises(AccessError):
                question.with_user(user).action_retry()
            with self.assertRaises(AccessError):
                question.with_user(user).action_replay_message()
            with self.assertRaises(AccessError):
                message.event_ids.with_user(user).action_reprocess()
        self.assertEqual((message.state, message.replay_count), ("dead", 0))

    def test_an_approver_can_but_not_alone(self):
        """K9: a financial replay starts when somebody else of Finance agrees."""
        self.make_financial()
        message = self.bury("R-1")
        replay = self.start(self.ask(self.finance, message))
        self.assertEqual((replay.state, message.replay_count), ("to_approve", 0))
        self.assertTrue(replay.activity_ids.user_id)
        self.assertNotEqual(replay.activity_ids.user_id, self.finance)
        with self.assertRaisesRegex(AccessError, "Somebody else"):
            replay.with_user(self.finance).action_approve()
        for user in (self.clerk, self.operator):
            with self.assertRaises(AccessError):
                replay.with_user(user).action_approve()
        self.assertTrue(replay.with_user(self.approver).may_approve)
        replay.with_user(self.approver).action_approve()
        self.assertEqual(replay.decided_by_id, self.approver)
        self.assertFalse(replay.activity_ids)
        self.drain()
        self.assertEqual((message.state, message.replay_count), ("processed", 1))

    def test_finance_is_always_one_of_the_two(self):
        """K9: two administrators cannot agree about money among themselves."""
        self.make_financial()
        replay = self.start(self.ask(self.manager, self.bury("R-1")))
        other = self.make_user("replay_manager_two", "manager")
        with self.assertRaisesRegex(AccessError, "Finance has to approve"):
            replay.with_user(other).action_approve()
        replay.with_user(self.finance).action_approve()
        self.assertEqual(replay.state, "started")

    def test_what_is_not_approved_is_not_done(self):
        """K9: a refusal stays on record and nothing is replayed."""
        self.make_financial()
        message = self.bury("R-1")
        replay = self.start(self.ask(self.finance, message))
        replay.with_user(self.approver).action_refuse()
        self.assertEqual((replay.state, message.replay_count), ("refused", 0))
        with self.assertRaises(UserError):
            replay.with_user(self.approver).action_approve()

    def test_a_channel_makes_it_financial(self):
        """K9: on the financial lane even what nobody could read is about money."""
        connector = self.make_connector(channel="financial")
        message = self.ingest(connector, b"{")
        self.drain("financial")
        with self.assertRaises(AccessError):
            self.start(self.ask(self.operator, message))

    def test_approval_is_what_the_company_says(self):
        """K9: with rules that ask nobody, finance replays alone."""
        self.make_financial()
        policy = self.env["logistics.sync.replay.policy"].create(
            {"company_id": self.env.company.id, "financial_approval": "all"}
        )
        message = self.bury("R-1")
        question = self.get_exceptions("dead_letter", event_id=message.event_ids.id)
        with self.assertRaisesRegex(UserError, "somebody else has to approve"):
            question.with_user(self.finance).action_retry()
        policy.financial_approval = "replay"
        with self.assertRaisesRegex(UserError, "somebody else has to approve"):
            message.event_ids.with_user(self.finance).action_reprocess()
        question.with_user(self.finance).action_retry()
        self.assertEqual(message.replay_line_ids.replay_id.source, "exception")
        policy.financial_approval = "none"
        message = self.bury("R-2")
        self.assertEqual(self.start(self.ask(self.finance, message)).state, "started")

    def test_limits_hold_for_one_replay_and_for_a_day(self):
        """K9: what is more than the rules allow is refused as a whole, in words."""
        policy = self.env["logistics.sync.replay.policy"].create(
            {
                "company_id": self.env.company.id,
                "max_messages": 3,
                "max_messages_clerk": 1,
                "max_messages_day": 4,
            }
        )
        messages = self.bury("R-1", "R-2", "R-3", "R-4", "R-5")
        with self.assertRaisesRegex(UserError, "at most 1 "):
            self.start(self.ask(self.clerk, messages[:2]))
        with self.assertRaisesRegex(UserError, "at most 3 "):
            self.start(self.ask(self.operator, messages[:4]))
        with self.assertRaisesRegex(UserError, "at most 3 "):
            messages._replay("From the shell")
        self.start(self.ask(self.operator, messages[:3]))
        with self.assertRaisesRegex(UserError, "24 hours"):
            self.start(self.ask(self.operator, messages[3:]))
        policy.max_messages_day = 5
        self.assertEqual(
            self.start(self.ask(self.operator, messages[3:])).replayed_count, 2
        )

    def test_only_who_planned_it_starts_it_and_once(self):
        """K9: a plan belongs to its planner; two clicks do one replay."""
        message = self.bury("R-1")
        replay = self.preview(self.ask(self.operator, message))
        with self.assertRaises(AccessError):
            replay.with_user(self.manager).action_start()
        replay.with_user(self.operator).action_start()
        with self.assertRaises(UserError):
            replay.with_user(self.operator).action_start()
        self.assertEqual(message.replay_count, 1)

    def test_nobody_writes_the_record_of_a_replay(self):
        """K9, M3: requester, reason and approval cannot be forged from outside."""
        self.make_financial()
        replay = self.start(self.ask(self.finance, self.bury("R-1")))
        for user in (self.finance, self.manager):
            with self.assertRaises(AccessError):
                replay.with_user(user).write({"requested_by_id": self.clerk.id})
            with self.assertRaises(AccessError):
                replay.with_user(user).write({"state": "started"})

    def test_a_message_is_not_made_due_from_outside(self):
        """K9, M3: no remote call writes a state or a time past reason and approval."""
        for model in ("message", "event"):
            records = self.env[f"logistics.sync.{model}"].with_user(self.manager)
            for name in ("write", "web_save", "web_save_multi", "load"):
                with self.assertRaises(AccessError):
                    get_public_method(records, name)

    def test_nothing_that_fits_is_said(self):
        """K9: a filter that finds nothing is no silent success."""
        with self.assertRaisesRegex(UserError, "nothing can be replayed"):
            self.start(self.ask(self.operator, problem="no such problem anywhere"))
