# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged

from ..core.metrics import Gauge, write
from .common import LogisticsSyncCommon, LogisticsSyncHttpCase, delivery_event

HEALTH_TOKEN = "token-of-a-monitoring-system-0001"


class HealthCase(LogisticsSyncCommon):
    def setUp(self):
        super().setUp()
        self.connector = self.make_connector(name="Parcel Runner")
        self.health = self.env["logistics.sync.health"]

    def find(self):
        """{code: finding} of what the screen shows now."""
        findings = self.health._find(self.health._measure(self.env.company))
        return {finding["code"]: finding for finding in findings}

    def make_old(self, minutes, **values):
        message = self.ingest(self.connector, delivery_event("1Z1"))
        then = fields.Datetime.now() - timedelta(minutes=minutes)
        message.write({"next_attempt_at": then, **values})
        return message


@tagged("post_install", "-at_install")
class TestFindings(HealthCase, TransactionCase):
    def test_a_lane_nobody_works_on(self):
        """N6, N15: which lane, how many, how old, and what to do about it."""
        self.make_old(30)
        self.make_old(10)
        facts = self.health._measure(self.env.company)
        lane = next(row for row in facts["lanes"] if row["lane"] == "operational")
        self.assertEqual((lane["due"], lane["workers"]), (2, 0))
        self.assertGreaterEqual(lane["oldest_due_seconds"], 1800)
        finding = self.find()["lane_stalled"]
        self.assertEqual(finding["level"], "error")
        self.assertIn(
            "2 messages are due, the oldest for 30 minutes", finding["sentence"]
        )
        self.assertTrue(finding["runbook"].endswith("runbooks.md#health_lane_stalled"))

    def test_a_worker_that_was_lost(self):
        """N6: a lease that ran out shows before anybody took the message over."""
        past = fields.Datetime.now() - timedelta(minutes=1)
        message = self.make_old(2, lease_token="lost", lease_until=past)
        self.assertIn("1 messages was lost", self.find()["lease_expired"]["sentence"])
        message.lease_until = fields.Datetime.now() + timedelta(minutes=1)
        self.assertNotIn("lease_expired", self.find())
        facts = self.health._measure(self.env.company)
        self.assertEqual(facts["lanes"][0]["in_work"], 1)

    def test_a_partner_that_is_not_called(self):
        """N15, K10: why, since when, and where calls are resumed."""
        manager = self.make_user("logistics_sync_health_manager", "manager")
        self.connector.with_user(manager)._switch_calls("stop", "Works until noon")
        finding = self.find()["calls_stopped"]
        self.assertIn("Parcel Runner", finding["sentence"])
        self.assertIn("Works until noon", finding["sentence"])
        self.assertEqual(finding["path"], f"logistics-connectors/{self.connector.id}")

    def test_what_waits_on_purpose_is_no_alarm(self):
        """N15: a message that waits for approval is a notice with its reason."""
        message = self.make_old(30)
        message._note_waiting("approval", "Somebody of Finance has to look")
        finding = self.find()["waiting"]
        self.assertEqual(finding["level"], "notice")
        self.assertIn("1 messages wait for: Approval", finding["sentence"])
        self.assertFalse(self.health._is_stalled())

    def test_a_paused_partner_is_a_notice(self):
        """N15: its backlog shows, without making the whole look ill."""
        self.make_old(30)
        self.connector.state = "paused"
        self.assertIn("1 messages wait", self.find()["connector_paused"]["sentence"])
        self.assertFalse(self.health._is_stalled())

    def test_dead_letters_and_late_answers(self):
        """N15: what nobody decided, and what partners owe us."""
        message = self.make_old(1)
        message._bury("It cannot be")
        self.env["logistics.sync.exception"]._raise_for(
            "outbox_not_fetched", "They do not come", connector=self.connector
        )
        found = self.find()
        self.assertIn("1 messages were given up", found["dead_letters"]["sentence"])
        self.assertIn("overdue", found["overdue_answers"]["sentence"])

    def test_nothing_wakes_the_workers(self):
        """N15: neither runner nor scheduler; a copy that is switched off says so."""
        sweeper = self.env.ref("logistics_sync_base.ir_cron_sweep")
        sweeper.lastcall = fields.Datetime.now() - timedelta(hours=1)
        facts = self.health._measure(self.env.company)
        # A runner of whoever else works on this machine is none of this test.
        kind = "queue_job" if facts["dispatcher"]["runner_alive"] else "none"
        self.assertEqual(facts["dispatcher"]["kind"], kind)
        facts["dispatcher"] |= {"kind": "none", "runner_alive": False}
        findings = {one["code"]: one for one in self.health._find(facts)}
        self.assertIn("has not run since", findings["no_dispatcher"]["sentence"])
        sweeper.lastcall = fields.Datetime.now()
        self.assertNotIn("no_dispatcher", self.find())
        sweeper.active = False
        self.assertIn("switched off", self.find()["scheduler_off"]["sentence"])

    def test_other_companies_are_not_counted(self):
        """N15, O6: the screen is about the companies the user works in."""
        self.make_old(30)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        facts = self.health._measure(other)
        self.assertEqual([lane["due"] for lane in facts["lanes"]], [0, 0, 0, 0])

    def test_the_screen(self):
        """N15: administrators and auditors open it; a clerk may not."""
        self.make_old(30)
        reports = self.env["logistics.sync.health.report"]
        for group in ("manager", "auditor", "operations"):
            user = self.make_user(f"logistics_sync_health_{group}", group)
            action = reports.with_user(user).action_open()
            report = reports.with_user(user).browse(action["res_id"])
            self.assertIn("1 messages are due", report.report)
            self.assertIn("What to do", report.report)
            report.action_look_again()
        clerk = self.make_user("logistics_sync_health_clerk", "user")
        with self.assertRaises(AccessError):
            reports.with_user(clerk).action_open()

    def test_questions_point_to_their_runbook(self):
        """N15: each kind has its section; a book of one's own can be named."""
        question = self.env["logistics.sync.exception"]._raise_for(
            "unreachable", "No answer", connector=self.connector
        )
        self.assertTrue(question.runbook_url.endswith("runbooks.md#unreachable"))
        question.code_id.runbook = "https://example.com/our-own"
        self.assertEqual(question.runbook_url, "https://example.com/our-own")

    def test_metrics_are_escaped(self):
        """N6: labels of any text stay one line each."""
        gauge = Gauge("a", "b\nc", (({"x": 'q"\\\n'}, 1), ({}, 12345678)))
        self.assertEqual(
            write([gauge]),
            '# HELP a b\\nc\n# TYPE a gauge\na{x="q\\"\\\\\\n"} 1\na 12345678\n',
        )


@tagged("post_install", "-at_install")
class TestHealthAddress(HealthCase, LogisticsSyncHttpCase):
    def ask(self, page="health", token=None):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self.url_open(f"/logistics_sync/v1/{page}", headers=headers)

    def test_anyone_is_told_ok_or_degraded_only(self):
        """N15: anyone may ask whether due work is being done, and learns no more."""
        answer = self.ask()
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.json().pop("status"), "ok")
        self.assertEqual(set(answer.json()), {"status", "correlation_id"})
        self.make_old(30)
        answer = self.ask()
        self.assertEqual(answer.status_code, 503)
        self.assertEqual(answer.json()["status"], "degraded")
        self.assertEqual(set(answer.json()), {"status", "correlation_id"})

    def test_a_paused_partner_is_no_alarm(self):
        """N15: what waits on purpose does not count as piling up."""
        self.make_old(30)
        self.connector.state = "paused"
        self.assertEqual(self.ask().status_code, 200)

    def test_a_token_for_health_shows_details(self):
        """N15: lanes, leases, gates, reasons and findings, for that token only."""
        self.add_secret(self.connector, HEALTH_TOKEN, "health_token")
        self.make_old(30)
        answer = self.ask(token=HEALTH_TOKEN)
        self.assertEqual(answer.status_code, 503)
        lane = answer.json()["lanes"][0]
        self.assertEqual((lane["lane"], lane["due"]), ("operational", 1))
        codes = [finding["code"] for finding in answer.json()["findings"]]
        self.assertIn("lane_stalled", codes)
        self.assertIn("T", answer.json()["checked_at"])
        self.add_secret(self.connector, "x" * 30, "access_token")
        self.assertEqual(self.ask(token="x" * 30).status_code, 401)

    def test_metrics_need_the_token(self):
        """N6: depth and age by lane, for autoscalers that hold the token."""
        self.add_secret(self.connector, HEALTH_TOKEN, "health_token")
        self.make_old(30)
        self.assertEqual(self.ask("metrics").status_code, 401)
        answer = self.ask("metrics", HEALTH_TOKEN)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("text/plain; version=0.0.4", answer.headers["Content-Type"])
        self.assertIn(
            'logistics_sync_due_messages{lane="operational"} 1\n', answer.text
        )
        self.assertIn('logistics_sync_due_messages{lane="financial"} 0\n', answer.text)
        age = answer.text.split('oldest_due_seconds{lane="operational"} ')[1]
        self.assertGreaterEqual(int(age.split("\n")[0]), 1800)
