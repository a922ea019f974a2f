# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import threading
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import LogisticsSyncCase, delivery_event
from .partner_server import PartnerServer, Reply

WATCH = "logistics_sync_base.ir_cron_watch"
LEARN = "logistics_sync_base.ir_cron_learn"


class WatchCase(LogisticsSyncCase):
    def look(self, *crons):
        for cron in crons or (WATCH,):
            self.trigger_cron(cron)
        self.env.invalidate_all()

    def shift(self, table, column, records, **delta):
        """Let so much time pass since then."""
        self.env.flush_all()
        self.env.cr.execute(
            f"UPDATE {table} SET {column} = {column} - %s WHERE id IN %s",
            [timedelta(**delta), records._ids],
        )
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestSilence(WatchCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connector = cls.make_connector(silence_watch="set", silence_minutes=90)

    def hear(self, **ago):
        message = self.ingest(self.connector, delivery_event("1Z1"))
        if ago:
            self.shift("logistics_sync_message", "received_at", message, **ago)
        return message

    def get_question(self):
        return self.get_exceptions("partner_silent", connector_id=self.connector.id)

    def test_a_silent_partner_is_told_once_and_closes_by_itself(self):
        """O23, K21, D26: S23.4: silence alert; it ends when the partner speaks."""
        self.hear(minutes=80)
        self.look()
        self.assertFalse(self.get_question())
        self.assertTrue(self.connector.heard_at)
        self.env["logistics.sync.message"].search([]).write(
            {"received_at": fields.Datetime.now() - timedelta(minutes=100)}
        )
        self.look()
        question = self.get_question()
        self.assertEqual(len(question), 1)
        self.assertEqual(question.activity_ids.user_id, self.owner)
        self.assertIn("90 minutes", question.name)
        self.look()
        self.assertEqual(question.occurrences, 1)
        self.hear()
        self.look()
        self.assertEqual(
            (question.state, question.resolution), ("resolved", "automatic")
        )
        self.assertFalse(question.activity_ids)

    def test_a_habit_is_learnt_from_what_came(self):
        """O23, K21: hourly by day, never at night: a night is normal, a day is not."""
        self.connector.silence_watch = "learnt"
        self.look()
        self.assertFalse(self.get_question(), "nothing is known of it")
        now = fields.Datetime.now()
        for day in range(1, 6):
            for hour in range(8):
                self.hear(days=day, hours=hour)
        self.look(LEARN)
        # The longest pause is 17 hours from one day's last to the next one's first.
        self.assertEqual(self.connector.silence_learnt_minutes, 17 * 90)
        self.look()
        self.assertFalse(self.get_question(), "24 hours are within 25.5")
        self.env.cr.execute(
            "UPDATE logistics_sync_message SET received_at = received_at - %s",
            [timedelta(hours=2)],
        )
        self.env.cr.execute("UPDATE logistics_sync_connector SET heard_at = NULL")
        self.env.invalidate_all()
        self.look()
        self.assertEqual(len(self.get_question()), 1)
        self.assertLess(self.connector.heard_at, now - timedelta(hours=25))

    def test_a_silence_that_was_asked_about_teaches_nothing(self):
        """K21: after a bad week the alarm is as quick as before."""
        self.connector.silence_watch = "learnt"
        for day in (*range(10, 16), *range(1, 4)):
            for hour in range(4):
                self.hear(days=day, hours=hour)
        self.look(LEARN)
        lax = self.connector.silence_learnt_minutes
        question = self.env["logistics.sync.exception"]._raise_for(
            "partner_silent", "Silent", connector=self.connector
        )
        question._resolve("automatic")
        self.shift("logistics_sync_exception", "create_date", question, days=6)
        self.look(LEARN)
        self.assertLess(self.connector.silence_learnt_minutes, lax)
        self.assertEqual(self.connector.silence_learnt_minutes, 21 * 90)

    def test_what_we_do_not_let_speak_is_not_silent(self):
        """K21: paused, stopped by hand or not watched: nobody is asked."""
        self.hear(minutes=100)
        operator = self.make_user("watch_operator", "operations")
        self.connector.with_user(operator)._switch_calls("stop", "Maintenance")
        self.look()
        self.assertFalse(self.get_question())
        self.connector.with_user(operator)._switch_calls("resume", "Done")
        self.look()
        question = self.get_question()
        self.assertTrue(question)
        self.connector.state = "paused"
        self.look()
        self.assertEqual(question.state, "resolved")
        self.connector.write({"state": "live", "silence_watch": "off"})
        self.look()
        self.assertFalse(self.get_question())

    def test_history_is_not_news(self):
        """K21: documents of a load of history do not say that a partner is there."""
        message = self.hear(minutes=100)
        self.look()
        self.assertEqual(len(self.get_question()), 1)
        fresh = self.hear()
        backfill = self.env["logistics.sync.backfill"].create(
            {
                "name": "History",
                "reason": "The years before",
                "connector_id": self.connector.id,
            }
        )
        fresh.backfill_id = backfill
        self.look()
        self.assertEqual(self.connector.heard_at, message.received_at)
        self.assertEqual(len(self.get_question()), 1)


@tagged("post_install", "-at_install")
class TestSlowness(WatchCase):
    """A partner that answers, but late."""

    def setUp(self):
        super().setUp()
        self.server = self.enterContext(PartnerServer({"/": Reply({"ok": 1})}))
        self.connector = self.make_connector(
            outbound_url=f"{self.server.url}/",
            allow_private_network=True,
            allow_plain_http=True,
            sign_outbound=False,
        )

    def send(self, count=6):
        messages = self.env["logistics.sync.message"]
        for number in range(count):
            messages |= self.ingest(
                self.connector, delivery_event(f"1Z{number}"), direction="out"
            )
        # A turn of the worker may end before all is done.
        for _turn in range(20):
            self.drain("outbound")
            if set(messages.mapped("state")) == {"processed"}:
                return messages.attempt_ids
        return self.fail("The partner did not take them.")

    def take(self, attempts, milliseconds):
        """What the calls of these tries took."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE logistics_sync_attempt SET partner_ms = %s WHERE id IN %s",
            [milliseconds, attempts._ids],
        )
        self.env.invalidate_all()

    def get_question(self):
        return self.get_exceptions("partner_slow", connector_id=self.connector.id)

    def test_late_answers_are_told_and_close_by_themselves(self):
        """O23, K21: slow answers that still come: one question, then it is over."""
        event = self.server.routes["/"]

        def answer_late(_request):
            threading.Event().wait(0.03)
            return event

        self.server.routes["/"] = answer_late
        self.connector.write({"slow_watch": "set", "slow_seconds": 0.02})
        slow = self.send()
        self.look()
        question = self.get_question()
        self.assertEqual(len(question), 1)
        self.assertEqual(question.activity_ids.user_id, self.owner)
        self.assertIn("answers late", question.name)
        self.look()
        self.assertEqual(question.occurrences, 1)
        self.shift("logistics_sync_attempt", "started_at", slow, minutes=20)
        self.look()
        self.assertEqual(question.state, "open", "silence is no success")
        self.connector.slow_seconds = 30
        self.server.routes["/"] = event
        self.send()
        self.look()
        self.assertEqual(
            (question.state, question.resolution), ("resolved", "automatic")
        )

    def test_against_what_it_normally_takes(self):
        """O23, K21: four times its usual time; nothing is set by hand."""
        usual = self.send(50)
        self.take(usual, 900)
        self.shift("logistics_sync_attempt", "started_at", usual, hours=3)
        self.look(LEARN)
        self.assertEqual(self.connector.slow_learnt_ms, 3600)
        bad = self.send(5)
        self.take(bad, 3500)
        self.look()
        self.assertFalse(self.get_question())
        self.take(bad, 3700)
        self.look()
        self.assertEqual(len(self.get_question()), 1)
        self.look(LEARN)
        self.assertEqual(self.connector.slow_learnt_ms, 3600)

    def poll(self, connector, count):
        for _turn in range(count):
            self.trigger_cron("logistics_sync_base.ir_cron_poll")
        self.look()
        return self.get_exceptions("partner_slow", connector_id=connector.id)

    def test_late_answers_to_what_we_fetch(self):
        """O23, K21: a delayed interface is told while its answers still come."""

        def answer_late(_request):
            threading.Event().wait(0.03)
            return Reply([])

        self.server.routes["/news"] = answer_late
        connector = self.make_connector(
            transport="rest",
            base_url=self.server.url,
            rest_poll_path="news",
            allow_private_network=True,
            allow_plain_http=True,
            slow_watch="set",
            slow_seconds=0.02,
        )
        self.assertFalse(self.poll(connector, 4), "too few to tell")
        question = self.poll(connector, 1)
        self.assertEqual(len(question), 1)
        self.assertFalse(self.get_exceptions("unreachable"))
        self.assertGreater(connector.poll_ms, 20)
        connector.poll_at = fields.Datetime.now() - timedelta(hours=1)
        self.look()
        self.assertEqual(question.state, "open", "silence is no success")
        connector.slow_seconds = 30
        self.poll(connector, 1)
        self.assertEqual(
            (question.state, question.resolution), ("resolved", "automatic")
        )

    def test_what_fetching_normally_takes(self):
        """K21: learnt from hundreds of fetches, one of them changes little."""
        self.server.routes["/news"] = Reply([])
        connector = self.make_connector(
            transport="rest",
            base_url=self.server.url,
            rest_poll_path="news",
            allow_private_network=True,
            allow_plain_http=True,
        )
        self.poll(connector, 1)
        connector.write({"poll_count": 200, "poll_usual_ms": 900, "poll_ms": 3500})
        self.look()
        self.assertFalse(self.get_exceptions("partner_slow"))
        connector.poll_ms = 3700
        self.look()
        self.assertEqual(len(self.get_exceptions("partner_slow")), 1)
