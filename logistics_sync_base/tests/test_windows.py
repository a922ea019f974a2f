# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import LogisticsSyncCase, delivery_event
from .partner_server import PartnerServer, Reply

SAMPLE = "logistics_sync_base.ir_cron_window_sample"


class WindowCase(LogisticsSyncCase):
    def open_quiet_time(self, **values):
        now = fields.Datetime.now()
        return self.env["logistics.sync.quiet.time"].create(
            {
                "name": "Month-end close",
                "recurrence": "once",
                "date_start": now - timedelta(hours=1),
                "date_end": now + timedelta(hours=1),
            }
            | values
        )

    def get_samples(self, **lane):
        samples = self.env["logistics.sync.window.sample"].search(
            [("company_id", "=", self.env.company.id)], order="id"
        )
        return samples.filtered_domain([(k, "=", v) for k, v in lane.items()])

    def sample(self):
        self.trigger_cron(SAMPLE)
        self.env.invalidate_all()

    def age(self, table, columns, records, **delta):
        self.env.flush_all()
        changes = ", ".join(f"{name} = {name} - %(delta)s" for name in columns)
        self.env.cr.execute(
            f"UPDATE {table} SET {changes} WHERE id IN %(ids)s",
            {"delta": timedelta(**delta), "ids": records._ids},
        )
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestWindowSamples(WindowCase):
    def test_figures_of_a_closing_are_kept(self):
        """O20: S20.9: backlog, age and delay of each lane, while a window is open."""
        connector = self.make_connector(channel="financial")
        self.sample()
        self.assertFalse(self.get_samples(), "no window, no figures")
        self.open_quiet_time()
        done = self.ingest(connector, delivery_event("1Z1"))
        self.age("logistics_sync_message", ["received_at"], done, minutes=40)
        self.drain("financial")
        waiting = self.ingest(connector, delivery_event("1Z2"))
        self.age("logistics_sync_message", ["received_at"], waiting, minutes=30)
        self.env["logistics.sync.exception"]._raise_for(
            "invalid_field", "Look", message=waiting
        )
        self.sample()
        self.assertEqual(len(self.get_samples()), 4, "one for each lane")
        figures = self.get_samples(lane="financial")
        self.assertEqual(figures.window, "Month-end close")
        self.assertEqual((figures.backlog, figures.done_count), (1, 1))
        self.assertAlmostEqual(figures.oldest_minutes, 30, delta=1)
        self.assertAlmostEqual(figures.delay_minutes, 40, delta=1)
        self.assertGreaterEqual(figures.question_count, 1)
        others = self.get_samples(lane="operational")
        self.assertEqual((others.backlog, others.delay_minutes), (0, 0))
        self.env.cr.execute(
            """SELECT oldest_minutes, delay_minutes FROM logistics_sync_window_sample
                WHERE id = %s""",
            [others.id],
        )
        self.assertEqual(self.env.cr.fetchone(), (None, None), "unknown is not zero")

    def test_what_was_done_is_counted_once(self):
        """O20: each figure tells of the time since the one before."""
        connector = self.make_connector(channel="financial")
        self.open_quiet_time()
        done = self.ingest(connector, delivery_event("1Z1"))
        self.drain("financial")
        self.sample()
        first = self.get_samples(lane="financial")
        self.assertEqual(first.done_count, 1)
        self.age("logistics_sync_window_sample", ["taken_at"], first, minutes=-1)
        self.sample()
        self.assertEqual(self.get_samples(lane="financial")[1].done_count, 0)
        self.assertEqual(done.state, "processed")

    def test_the_last_figures_come_after_the_end(self):
        """O20: what a window left behind belongs to its report; then it is over."""
        now = fields.Datetime.now()
        quiet = self.open_quiet_time(date_end=now - timedelta(minutes=5))
        self.sample()
        self.assertEqual(len(self.get_samples()), 4)
        quiet.date_end = now - timedelta(minutes=20)
        self.sample()
        self.assertEqual(len(self.get_samples()), 4)

    def test_a_temporary_priority_is_a_window_too(self):
        """O20, K14: figures while some documents go first."""
        self.env["logistics.sync.priority.rule"].create(
            {"name": "Payment run", "amount_from": 10000}
        )
        self.sample()
        self.assertEqual(set(self.get_samples().mapped("window")), {"Payment run"})


@tagged("post_install", "-at_install")
class TestNotices(WindowCase):
    """The strip above exceptions and messages."""

    def get_notices(self, user=None):
        user = user or self.make_user("notice_clerk", "user")
        return self.env["logistics.sync.notice"].with_user(user).get_notices()

    def test_an_ordinary_day_has_none(self):
        """O20, K14: nothing is shown that is as usual."""
        self.assertEqual(self.get_notices(), [])

    def test_a_clerk_sees_what_is_other_than_usual(self):
        """O20, K14, K22: S20.1: closing, priority, degraded mode: with their ends."""
        quiet = self.open_quiet_time()
        rule = self.env["logistics.sync.priority.rule"].create(
            {"name": "Payment run", "amount_from": 10000}
        )
        connector = self.make_connector(name="Northern Parcels")
        operator = self.make_user("notice_operator", "operations")
        connector.with_user(operator)._switch_operation("hold", "Their system is down")
        clerk = self.make_user("notice_clerk", "user")
        found = {one["title"]: one for one in self.get_notices(clerk)}
        self.assertEqual(
            list(found), ["Month-end close", "Payment run", "Northern Parcels"]
        )
        until = fields.Datetime.context_timestamp(quiet, quiet.date_end)
        self.assertIn(f"{until:%H:%M}", found["Month-end close"]["text"])
        self.assertIn("go first", found["Payment run"]["text"])
        self.assertIn("Their system is down", found["Northern Parcels"]["text"])
        self.assertEqual(found["Northern Parcels"]["level"], "warning")
        quiet.active = False
        columns = ["date_start", "date_end"]
        self.age("logistics_sync_priority_rule", columns, rule, days=2)
        self.env.registry.clear_cache()
        titles = [one["title"] for one in self.get_notices(clerk)]
        self.assertEqual(titles, ["Northern Parcels"])

    def test_a_partner_that_is_down(self):
        """O20, K10: that calls are stopped is seen where the work is."""
        server = self.enterContext(PartnerServer({"/": Reply({}, 503)}))
        connector = self.make_connector(
            outbound_url=f"{server.url}/",
            allow_private_network=True,
            allow_plain_http=True,
            sign_outbound=False,
            breaker_failures=1,
        )
        self.ingest(connector, delivery_event("1Z1"), direction="out")
        self.drain("outbound")
        [notice] = self.get_notices()
        self.assertEqual((notice["level"], notice["title"]), ("danger", connector.name))

    def test_of_the_users_companies_only(self):
        """O20: nobody reads of another company's partners; others read nothing."""
        company = self.env["res.company"].create({"name": "Second"})
        self.open_quiet_time(company_id=company.id)
        self.assertEqual(self.get_notices(), [])
        both = self.make_user(
            "notice_auditor", "auditor", companies=company | self.env.company
        )
        notices = self.env["logistics.sync.notice"].with_user(both)
        shown = notices.with_context(allowed_company_ids=both.company_ids.ids)
        self.assertEqual(len(shown.get_notices()), 1)
        self.open_quiet_time()
        self.assertEqual(self.get_notices(self.make_user("notice_stranger")), [])
