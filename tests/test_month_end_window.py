# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The window of the close from its beginning to its report."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.logistics_sync_base.tests.partner_server import PartnerServer, Reply

from .test_month_end import INVOICE, CloseCase, invoice

BATCHES = "logistics_sync_base.ir_cron_batches"
SAMPLE = "logistics_sync_base.ir_cron_window_sample"
BURST = 1000


@tagged("post_install", "-at_install")
class TestClosingWindow(CloseCase):
    def open_close(self):
        """Heavy work rests, and large invoices go first, until both are over."""
        now = fields.Datetime.now()
        quiet = self.env["logistics.sync.quiet.time"].create(
            {
                "name": "Month-end close",
                "recurrence": "once",
                "date_start": now - timedelta(hours=1),
                "date_end": now + timedelta(hours=8),
            }
        )
        return quiet, self.open_window()

    def setUp(self):
        super().setUp()
        self.clerk = self.make_user("window_clerk", "user")

    def get_titles(self):
        """Headings of the strip a clerk sees above exceptions and messages."""
        notices = self.env["logistics.sync.notice"].with_user(self.clerk)
        return [notice["title"] for notice in notices.get_notices()]

    def get_figures(self, lane):
        return self.env["logistics.sync.window.sample"].search(
            [("lane", "=", lane), ("company_id", "=", self.env.company.id)], order="id"
        )

    def test_a_burst_in_the_close(self):
        """O20, K14, K15, N14: S20.1-5, 8, 9: shown, in order, isolated, reported."""
        quiet, rule = self.open_close()
        self.assertEqual(self.get_titles(), ["Month-end close", "Close"])
        refreshes = self.flood(60)
        burst = self.receive(["120.50"] * BURST)
        large = self.receive(["25000.00", "11000.00"], prefix="BIG")
        # Ten workers' worth of invoices wait; the lane of operations does not feel it.
        self.drain()
        self.assertLessEqual(set(refreshes.mapped("state")), {"processed", "duplicate"})
        self.assertEqual(set(burst.mapped("state")), {"received"})
        self.assertEqual(self.claim(2), large, "before a thousand older ones")
        self.trigger_cron(SAMPLE)
        figures = self.get_figures("financial")
        self.assertEqual((figures.backlog, figures.done_count), (BURST + 2, 0))
        self.assertEqual(self.get_figures("operational").backlog, 0)
        self.assertGreater(self.get_figures("operational").done_count, 0)
        self.assert_archive_rests(quiet)
        self.end_window(rule)
        self.assertEqual((rule.state, rule.is_closed), ("over", True))
        self.assertEqual(self.get_titles(), ["Month-end close"])
        self.assertEqual(self.claim(1), burst[:1], "by age again")

    def assert_archive_rests(self, quiet):
        """The archive of the company is left out, told, and planned for afterwards."""
        job = self.env["logistics.sync.batch.job"].search(
            [("code", "=", "archive"), ("company_id", "=", self.env.company.id)]
        )
        job.next_run_at = "2026-01-01"
        self.trigger_cron(BATCHES)
        self.assertEqual(job.last_run_id.state, "skipped")
        self.assertIn("Month-end close", job.last_run_id.note)
        self.assertEqual(job.next_run_at, quiet.date_end)

    def test_the_report_of_a_window(self):
        """O20: S20.9: what waited, for how long, and the delay of posting are kept."""
        quiet, __ = self.open_close()
        messages = self.receive(["120.50"] * 4)
        self.env.cr.execute(
            "UPDATE logistics_sync_message SET received_at = received_at - %s"
            " WHERE id IN %s",
            [timedelta(hours=2), messages._ids],
        )
        self.env.invalidate_all()
        self.trigger_cron(SAMPLE)
        self.drain("financial")
        self.env.cr.execute(
            "UPDATE logistics_sync_window_sample SET taken_at = taken_at - %s",
            [timedelta(minutes=15)],
        )
        # The last figures are those of its end.
        quiet.date_end = fields.Datetime.now() - timedelta(seconds=1)
        self.trigger_cron(SAMPLE)
        self.env.invalidate_all()
        before, after = self.get_figures("financial")
        self.assertEqual((before.backlog, after.backlog), (4, 0))
        self.assertAlmostEqual(before.oldest_minutes, 120, delta=2)
        self.assertEqual(after.done_count, 4)
        self.assertAlmostEqual(after.delay_minutes, 120, delta=2)
        self.assertEqual(before.window, "Month-end close, Close")

    def test_a_fallback_in_the_posting_window(self):
        """O20, K22, B15: S20.6, S20.7: switched by whom may; seen; no double after."""
        self.open_close()
        server = self.enterContext(PartnerServer({"/": Reply({}, 503)}))
        network = {"allow_private_network": True, "allow_plain_http": True}
        platform = self.make_connector(
            name="Audit platform",
            channel="financial",
            partner_id=self.supplier.id,
            outbound_url=f"{server.url}/",
            sign_outbound=False,
            breaker_failures=1,
            **network,
        )
        mailbox = self.enterContext(PartnerServer({"/": Reply({"ok": True})}))
        other = self.make_connector(
            name="Audit mailbox",
            partner_id=self.supplier.id,
            channel="financial",
            outbound_url=f"{mailbox.url}/",
            sign_outbound=False,
            **network,
        )
        kind = self.env["logistics.sync.event.type"].search([("code", "=", INVOICE)])
        self.env["logistics.sync.agreement.rule"].create(
            {
                "name": "Platform and mailbox",
                "connector_ids": [Command.set((platform | other).ids)],
                "event_type_ids": [Command.set(kind.ids)],
            }
        )
        owed = self.ingest(platform, invoice("OUT-1", "50.00"), direction="out")
        self.drain("outbound")
        self.assertIn("Audit platform", self.get_titles())
        with self.assertRaises(AccessError):
            platform.with_user(self.clerk)._switch_operation(
                "alternate", "Please", other
            )
        platform.with_user(self.operator)._switch_operation(
            "alternate", "The close cannot wait", other
        )
        self.assertEqual(platform.operation_mode_ids.started_by_id, self.operator)
        self.make_due(owed)
        self.drain("outbound")
        told = [request.json()["number"] for request in mailbox.requests]
        self.assertEqual(told, ["OUT-1"])
        # Its own invoices come the other way meanwhile, then by the platform again.
        documents = [invoice(f"IN-{number}", "120.50") for number in range(3)]
        for document in documents:
            self.ingest(other, document)
        self.drain("financial")
        staged = self.env["logistics.sync.document"].search([("number", "like", "IN-")])
        self.assertEqual(len(staged), 3)
        platform.with_user(self.operator)._switch_operation("normal", "It is back")
        again = [self.ingest(platform, document) for document in documents]
        self.drain("financial")
        self.assertEqual({message.state for message in again}, {"duplicate"})
        self.assertEqual(
            self.env["logistics.sync.document"].search([("number", "like", "IN-")]),
            staged,
        )
        platform.with_user(self.operator)._switch_calls("resume", "It is back")
        self.assertNotIn("Audit platform", self.get_titles())
