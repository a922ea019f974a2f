# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .common import delivery_event
from .onboarding_case import OnboardingCase


@tagged("post_install", "-at_install")
class TestGrowth(OnboardingCase):
    """A company and a partner are added while others are at work."""

    def read_rows(self, table, where):
        """Every column of the rows, and which version of each row it is."""
        self.env.flush_all()
        self.env.cr.execute(
            f"SELECT xmin, cmin, * FROM {table} WHERE {where} ORDER BY id"
        )
        return self.env.cr.fetchall()

    def look(self, running):
        """What is at work for the others: documents, leases, jobs, crons, limits."""
        mine = f"connector_id = {running.id}"
        crons = "cron_name LIKE 'Logistics Sync%' AND cron_name NOT LIKE '%onboarding%'"
        return {
            "messages": self.read_rows("logistics_sync_message", mine),
            "events": self.read_rows("logistics_sync_event", mine),
            "connector": self.read_rows("logistics_sync_connector", f"id={running.id}"),
            "gate": self.read_rows("logistics_sync_gate", mine),
            "jobs": self.read_rows("queue_job", "TRUE"),
            "crons": self.read_rows("ir_cron", crons),
        }

    def test_a_new_company_and_partner_leave_running_work_alone(self):
        """N12: others' running jobs are unaffected; the time it took is on record."""
        running = self.make_connector()
        done = self.ingest(running, delivery_event("T-DONE"))
        self.drain()
        held, waiting = (
            self.ingest(running, delivery_event(f"T-{word}")) for word in "AB"
        )
        # One of them is in the hands of a worker at this very moment.
        held.write(
            {
                "state": "queued",
                "lease_token": "a-worker",
                "lease_until": "2099-01-01 00:00:00",
                "attempt_count": 1,
            }
        )
        waiting.next_attempt_at = "2099-01-01 00:00:00"
        before = self.look(running)
        company = self.env["res.company"].create({"name": "Acquired Company"})
        for person in (self.first, self.second):
            person.company_ids += company
        onboarding = self.begin("Acquired Parcel", company_id=company.id)
        onboarding = onboarding.with_context(allowed_company_ids=company.ids)
        connector = self.prepare(onboarding)
        self.assertEqual(connector.company_id, company)
        onboarding.action_start_trial()
        for number in range(3):
            self.ingest(connector.sudo(), delivery_event(f"N-{number}"))
        self.drain()
        onboarding.invalidate_recordset()
        onboarding.action_finish_trial()
        onboarding.action_ask()
        onboarding.with_user(self.second).action_approve()
        after = self.look(running)
        for name, rows in before.items():
            if name != "crons":
                # The new partner's documents may have jobs of their own.
                self.assertEqual(after[name][: len(rows)], rows, name)
        self.assertTrue(before["messages"] and before["crons"] and before["events"])
        self.assertEqual(
            [row[2:] for row in after["crons"]], [row[2:] for row in before["crons"]]
        )
        self.assertEqual(connector.state, "live")
        # Work goes on where it was.
        waiting.next_attempt_at = "2026-01-01 00:00:00"
        self.drain()
        self.assertEqual(waiting.event_ids.state, "done")
        self.assertEqual(done.event_ids.state, "done")
        self.assertEqual(held.lease_token, "a-worker")
        # What it took is told step by step, for whoever plans the next one.
        steps = onboarding.sudo().step_ids
        self.assertTrue(onboarding.finished_at)
        self.assertTrue(all(step.done_at and step.done_by_id for step in steps))
        log = self.env["logistics.sync.onboarding.step"]._read_group(
            [("onboarding_id", "=", onboarding.id)], ["code"], ["hours:avg"]
        )
        self.assertEqual(len(log), 10)
