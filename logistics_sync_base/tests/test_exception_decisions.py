# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import delivery_event
from .exception_case import ExceptionCase

REASON = "Agreed with the customer by phone"


@tagged("post_install", "-at_install")
class TestBulk(ExceptionCase):
    def test_many_at_once(self):
        """J11: assigned, disputed, ignored: all that are chosen, in one step."""
        queue = self.ask(sentence="A") | self.ask(sentence="B")
        self.decide(
            queue,
            self.clerk,
            "action_assign",
            user_id=self.lead.id,
            team_id=self.get_team("customer_service").id,
        )
        self.assertEqual(queue.owner_id, self.lead)
        self.assertEqual(set(queue.mapped("team")), {"customer_service"})
        self.assertEqual(queue.activity_ids.user_id, self.lead)
        self.decide(queue, self.clerk, "action_dispute", reason="We signed nothing")
        self.assertEqual(set(queue.mapped("hold")), {"disputed"})
        queue.with_user(self.clerk).action_resume()
        self.assertEqual(set(queue.mapped("hold")), {False})
        self.decide(queue, self.clerk, "action_ignore", reason=REASON)
        self.assertEqual(set(queue.mapped("state")), {"ignored"})

    def test_given_to_a_team_it_goes_to_whoever_is_on_duty(self):
        """J11, J9: a team without a person means the one on duty there."""
        self.put_on_duty("finance", self.lead)
        question = self.ask()
        self.decide(
            question,
            self.clerk,
            "action_assign",
            team_id=self.get_team("finance").id,
        )
        self.assertEqual((question.team, question.owner_id), ("finance", self.lead))

    def test_the_catalogue_says_what_may_be_done(self):
        """J18: what a kind does not allow is refused, whoever asks for it."""
        self.make_kind(
            "test_strict", allow_defer=False, allow_dispute=False, allow_ignore=False
        )
        question = self.ask("test_strict")
        for button in ("action_defer", "action_dispute"):
            with self.assertRaisesRegex(UserError, "Kind test_strict"):
                getattr(question.with_user(self.clerk), button)()
        with self.assertRaisesRegex(UserError, "mend its cause"):
            self.decide(question, self.clerk, "action_ignore", reason=REASON)

    def test_what_does_not_close_by_itself_is_confirmed(self):
        """J18: its cause gone, it waits for a person; others just close."""
        self.make_kind("test_confirm", auto_clear=False)
        question, other = self.ask("test_confirm"), self.ask(sentence="Other")
        with self.assertRaisesRegex(UserError, "still there"):
            question.with_user(self.clerk).action_close()
        (question | other)._resolve("automatic")
        self.assertEqual((question.state, other.state), ("open", "resolved"))
        self.assertTrue(question.cause_gone_at)
        question.with_user(self.clerk).action_close()
        self.assertEqual((question.state, question.resolution), ("resolved", "fixed"))
        self.assertEqual(question.resolved_by_id, self.clerk)


@tagged("post_install", "-at_install")
class TestOverride(ExceptionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_kind("test_money", team="finance")
        cls.biller = cls.make_user("queue_biller", "finance")
        cls.approver = cls.make_user("queue_approver", "finance")
        cls.put_on_duty("finance", cls.biller, lead=cls.approver)

    def test_somebody_else_approves(self):
        """J12: asked for by one, approved by another; the trail shows both."""
        question = self.ask("test_money", amount=4200)
        self.decide(question, self.biller, "action_override", reason=REASON)
        self.assertEqual(question.override_id.requested_by_id, self.biller)
        self.assertIn(self.approver, question.activity_ids.user_id)
        self.assertEqual(question.state, "open")
        shown = {
            user: question.with_user(user).can_approve
            for user in (self.clerk, self.biller, self.approver)
        }
        self.assertEqual(list(shown.values()), [False, False, True])
        with self.assertRaisesRegex(UserError, "asked for this override yourself"):
            self.decide(question, self.biller, "action_approve_override", reason=REASON)
        with self.assertRaises(AccessError):
            self.decide(question, self.clerk, "action_approve_override", reason=REASON)
        self.decide(
            question,
            self.approver,
            "action_approve_override",
            reason="Within the allowance of the contract",
        )
        self.assertEqual(question.resolution, "overridden")
        self.assertEqual(question.resolved_by_id, self.approver)
        trail = [(row.action, row.user_id) for row in question.history_ids]
        self.assertIn(("override_requested", self.biller), trail)
        self.assertIn(("override_approved", self.approver), trail)
        self.assertIn(REASON, question.resolution_reason)
        self.assertFalse(question.activity_ids)

    def test_nobody_alone_ignores_what_is_about_money(self):
        """J12: not even finance; and no reason is no request."""
        question = self.ask("test_money")
        with self.assertRaisesRegex(UserError, "about money"):
            self.decide(question, self.approver, "action_ignore", reason=REASON)
        with self.assertRaisesRegex(UserError, "reason"):
            self.decide(question, self.clerk, "action_override", reason=" ")

    def test_a_refused_override_leaves_the_question(self):
        """J12: it stays open, with its owner, and may be asked for again."""
        question = self.ask("test_money")
        self.decide(question, self.clerk, "action_override", reason=REASON)
        with self.assertRaisesRegex(UserError, "waits for its approval"):
            self.decide(question, self.clerk, "action_override", reason=REASON)
        self.decide(
            question, self.approver, "action_refuse_override", reason="Not agreed"
        )
        self.assertEqual(question.state, "open")
        self.assertEqual(question.activity_ids.user_id, question.owner_id)
        self.decide(question, self.clerk, "action_override", reason="With proof now")
        states = question.override_ids.sorted("id").mapped("state")
        self.assertEqual(states, ["refused", "requested"])
        question._resolve("automatic")
        states = question.override_ids.sorted("id").mapped("state")
        self.assertEqual(states, ["refused", "void"])

    def test_the_database_knows_it_too(self):
        """J12: one person in both places is refused by the table itself."""
        question = self.ask("test_money")
        self.decide(question, self.biller, "action_override", reason=REASON)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.CheckViolation),
            self.env.cr.savepoint(),
        ):
            question.override_id.decided_by_id = self.biller
            self.env.flush_all()

    def test_an_overridden_fact_is_settled(self):
        """J12: the work behind it is left undone, with the reason of both."""
        message = self.ingest(self.connector, delivery_event("T-OVER", scope="leg"))
        self.drain()
        event = message.event_ids
        event.state = "exception"
        question = self.ask("test_money", event=event)
        self.decide(question, self.biller, "action_override", reason=REASON)
        self.decide(question, self.approver, "action_approve_override", reason="Right")
        self.assertEqual(event.state, "ignored")


@tagged("post_install", "-at_install")
class TestHistory(ExceptionCase):
    def test_each_step_is_kept(self):
        """J13: state, who, what, when and the document, of every step."""
        message = self.ingest(self.connector, delivery_event("T-HIST"))
        question = self.ask("unreadable", message=message)
        question.with_user(self.clerk).action_take()
        self.decide(question, self.clerk, "action_ignore", reason=REASON)
        steps = [
            (row.action, row.user_id, row.old_state, row.new_state)
            for row in question.history_ids
        ]
        self.assertEqual(
            steps,
            [
                ("raised", self.env.user, False, "open"),
                ("taken", self.clerk, "open", "in_progress"),
                ("ignored", self.clerk, "in_progress", "ignored"),
            ],
        )
        self.assertEqual(question.history_ids[-1].note, REASON)
        for row in question.history_ids:
            self.assertTrue(row.at)
            self.assertEqual(row.payload_sha256, message.body_sha256)
            self.assertEqual(row.message_id, message)

    def test_nobody_changes_or_deletes_it(self):
        """J13: neither a clerk nor an administrator, nor the question with it."""
        question = self.ask()
        manager = self.make_user("queue_manager", "manager")
        rows = question.history_ids
        for user in (self.clerk, manager):
            for act in (rows.unlink, question.unlink):
                with self.assertRaises(AccessError):
                    getattr(act.__self__.with_user(user), act.__name__)()
        with self.assertRaisesRegex(UserError, "not deleted"):
            rows.unlink()
        with self.assertRaisesRegex(UserError, "not changed"):
            rows.write({"note": "It was different"})
        with self.assertRaisesRegex(UserError, "not deleted"):
            question.unlink()

    def test_the_same_again_is_counted_not_written(self):
        """J13, J18: one open question, a counter; only other words are a step."""
        record = self.customer
        question = self.ask(record=record)
        for _turn in range(3):
            self.assertEqual(self.ask(record=record), question)
        self.assertEqual(question.occurrences, 4)
        self.assertEqual(self.get_actions(question), ["raised"])
        self.ask(sentence="Worse now", record=record)
        self.assertEqual(self.get_actions(question), ["raised", "again"])
