# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .exception_case import ExceptionCase


@tagged("post_install", "-at_install")
class TestSla(ExceptionCase):
    def follow_up(self):
        self.trigger_cron("logistics_sync_base.ir_cron_exception_follow_up")

    def leave(self, question, **left):
        question.sla_deadline = fields.Datetime.now() + timedelta(**left)

    def test_an_overdue_question_is_escalated_to_the_lead(self):
        """J14: after its time the lead of its team is told, once."""
        self.put_on_duty("logistics", self.clerk, lead=self.lead)
        question = self.ask()
        self.follow_up()
        self.assertFalse(question.escalated_at)
        self.leave(question, hours=-1)
        self.follow_up()
        self.assertEqual(question.escalated_to_id, self.lead)
        self.assertEqual(question.owner_id, self.clerk)
        self.assertIn(self.lead, question.activity_ids.user_id)
        self.follow_up()
        mine = question.activity_ids.filtered(lambda one: one.user_id == self.lead)
        self.assertEqual(len(mine), 1)
        self.assertEqual(self.get_actions(question).count("escalated"), 1)
        question._resolve("fixed")
        self.assertFalse(question.activity_ids)

    def test_the_owner_is_reminded_before(self):
        """J14: when a quarter of the time is left, on the list of activities."""
        question = self.ask()
        question.owner_id = self.clerk
        self.assertFalse(question.activity_ids)
        self.leave(question, hours=question.code_id.sla_hours / 4 - 0.1)
        self.follow_up()
        self.follow_up()
        self.assertEqual(question.activity_ids.user_id, self.clerk)
        self.assertEqual(self.get_actions(question).count("reminded"), 1)

    def test_a_team_without_lead_escalates_to_the_partner_s_owner(self):
        """J14, J6: nobody set up is no reason for silence."""
        question = self.ask()
        self.leave(question, hours=-1)
        self.follow_up()
        self.assertEqual(question.escalated_to_id, self.owner)

    def test_a_person_escalates(self):
        """J11: with a reason; without a lead the clerk is told whom to ask."""
        question = self.ask()
        with self.assertRaisesRegex(UserError, "has no lead"):
            self.decide(question, self.clerk, "action_escalate", reason="No answer")
        self.put_on_duty("logistics", self.clerk, lead=self.lead)
        self.decide(question, self.clerk, "action_escalate", reason="No answer")
        self.assertEqual(question.escalated_to_id, self.lead)
        self.assertIn("No answer", question.history_ids[-1].note)

    def test_what_is_deferred_comes_back_by_itself(self):
        """J11, J14: its clock stands still until then; then it is work again."""
        question = self.ask()
        self.leave(question, hours=1)
        until = fields.Datetime.now() + timedelta(days=2)
        self.decide(
            question,
            self.clerk,
            "action_defer",
            until=until,
            reason="The customer is closed until then",
        )
        self.assertEqual((question.hold, question.state), ("deferred", "in_progress"))
        self.assertEqual(question.sla_deadline, until)
        self.assertEqual(question.owner_id, self.owner)
        self.follow_up()
        self.assertFalse(question.escalated_at)
        self.assertEqual(question.hold, "deferred")
        question.deferred_until = fields.Datetime.now() - timedelta(minutes=1)
        self.follow_up()
        self.assertFalse(question.hold)
        self.assertEqual(question.activity_ids.user_id, self.owner)
        self.assertEqual(
            self.get_actions(question)[-2:], ["deferred", "resumed"], question.name
        )

    def test_deferred_until_yesterday(self):
        """J11: a day that is over is refused; so is no reason."""
        question = self.ask()
        past = fields.Datetime.now() - timedelta(days=1)
        with self.assertRaisesRegex(UserError, "still to come"):
            self.decide(
                question, self.clerk, "action_defer", until=past, reason="Why not"
            )
        with self.assertRaisesRegex(UserError, "reason"):
            self.decide(question, self.clerk, "action_defer", reason="x")
