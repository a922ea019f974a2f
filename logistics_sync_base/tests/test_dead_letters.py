# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from lxml import etree

from odoo.tests import BaseCase, tagged

from ..core import advice
from ..exceptions import PermanentError, TransientError
from .replay_case import ReplayCase
from .simulated_handler import TROUBLE


@tagged("post_install", "-at_install")
class TestDeadLetters(ReplayCase):
    def get_alerts(self):
        questions = self.env["logistics.sync.exception"].search(
            [("code_id.code", "=", "dead_letter")]
        )
        return questions.activity_ids

    def test_twenty_dead_letters_are_one_alert(self):
        """K6: the owner gets one activity and one mail, and 20 dead letters."""
        messages = self.bury(*(f"A-{number}" for number in range(20)))
        self.assertEqual(len(self.get_exceptions("dead_letter")), 20)
        alert = self.get_alerts()
        self.assertEqual((len(alert), alert.user_id), (1, self.owner))
        self.assertIn(self.connector.name, alert.summary)
        mails = self.env["mail.message"].search(
            [("partner_ids", "in", self.owner.partner_id.ids)]
        )
        self.assertEqual(len(mails), 1)
        self.assertIn("never", alert.note)
        self.assertEqual(set(messages.mapped("error")), {"never"})

    def test_another_connector_and_another_day_alert_again(self):
        """K6: the quiet time is of one connector, and it ends."""
        self.bury("A-1")
        self.bury("A-2", connector=self.make_connector())
        self.assertEqual(len(self.get_alerts()), 2)
        self.connector.dead_letter_alert_at = "2026-01-01 00:00:00"
        self.bury("A-3")
        self.assertEqual(len(self.get_alerts()), 3)

    def test_the_reminder_stays_while_something_is_left(self):
        """K6: answering the first dead letter does not hide the second one."""
        messages = self.bury("A-1", "A-2")
        first = self.get_alerts()
        question = self.env["logistics.sync.exception"].browse(first.res_id)
        question._ignore("The partner has told it by phone")
        left = self.get_exceptions("dead_letter")
        self.assertEqual(left.message_id, messages - question.message_id)
        self.assertEqual(left.activity_ids.user_id, self.owner)
        left._ignore("The partner has told it by phone")
        self.assertFalse(self.get_alerts())

    def test_exhausted_retries_are_in_the_menu_with_their_reason(self):
        """K6: reason, first and last failure and what to do are in the list."""
        self.connector.retry_policy_id = self.env["logistics.sync.retry.policy"].create(
            {"name": "Twice", "max_attempts": 2}
        )
        TROUBLE["A-1"] = TransientError("The carrier is closed")
        message = self.process("A-1")
        self.make_due(message)
        self.drain()
        action = self.env.ref("logistics_sync_base.logistics_sync_dead_letter_action")
        domain = [("state", "=", "dead")]
        self.assertEqual(action.domain.replace(" ", ""), "[('state','=','dead')]")
        self.assertEqual(self.env["logistics.sync.message"].search(domain), message)
        self.assertIn("The carrier is closed", message.error)
        self.assertEqual(message.failure_count, 2)
        self.assertLessEqual(message.first_failed_at, message.last_failed_at)
        self.assertTrue(message.first_failed_at)
        self.assertIn("replay", message.advice)
        self.assertTrue(message.runbook_url.endswith("#dead_letter"))
        arch = self.env["logistics.sync.message"].get_view(
            action.view_ids.filtered(lambda v: v.view_mode == "list").view_id.id, "list"
        )["arch"]
        shown = etree.fromstring(arch).xpath("./field/@name")
        for name in ("error", "first_failed_at", "last_failed_at", "replay_count"):
            self.assertIn(name, shown)

    def test_dead_letters_are_grouped_by_partner_and_reason(self):
        """K6: a thousand of one cause are one line."""
        self.bury("A-1", "A-2")
        TROUBLE["A-3"] = PermanentError("another cause")
        self.process("A-3")
        groups = self.env["logistics.sync.message"].formatted_read_group(
            [("state", "=", "dead")], ["connector_id", "error"], ["__count"]
        )
        self.assertEqual(
            {group["error"]: group["__count"] for group in groups},
            {"never": 2, "another cause": 1},
        )

    def test_many_are_ignored_with_one_reason(self):
        """K6: bulk actions work on what was selected, and ask for the reason."""
        messages = self.bury("A-1", "A-2")
        action = messages.with_user(self.clerk).action_ignore()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard.reason = "Told by phone already"
        wizard.with_user(self.clerk).action_confirm()
        self.assertEqual(set(messages.mapped("state")), {"ignored"})


class TestAdvice(BaseCase):
    def test_the_cause_is_named_by_the_answer(self):
        """K6: what the partner answered says what a person should look at."""
        for status, result, cause in (
            (401, "permanent", advice.CREDENTIALS),
            (404, "permanent", advice.ADDRESS),
            (429, "transient", advice.BUSY),
            (503, "transient", advice.PARTNER_DOWN),
            (422, "business", advice.DOCUMENT),
            (None, "transient", advice.PARTNER_DOWN),
            (None, "permanent", advice.UNKNOWN),
            (None, None, advice.UNKNOWN),
            (200, "permanent", advice.UNKNOWN),
        ):
            self.assertEqual(advice.cause_of(status, result), cause, status)
