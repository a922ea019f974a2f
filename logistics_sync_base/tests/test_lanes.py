# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tests import tagged
from odoo.tools import SQL

from ..models.message_queue import CHANNELS
from .common import LogisticsSyncCase, delivery_event


class HeldConnectors(models.Model):
    """As an addon would hold back what must not leave or be applied now."""

    _module = None
    _name = "logistics.sync.message"
    _inherit = ["logistics.sync.message"]

    @api.model
    def _get_claim_conditions(self, channel):
        return [
            *super()._get_claim_conditions(channel),
            SQL("c.code NOT LIKE 'held-%%'"),
            SQL("m.file_name IS DISTINCT FROM %s OR c.priority = 1", "held.json"),
        ]


@tagged("post_install", "-at_install")
class TestLanes(LogisticsSyncCase):
    def claim(self, channel="operational", limit=1000):
        self.env.flush_all()
        messages = self.env["logistics.sync.message"]
        return messages.browse(messages._claim_rows(channel, limit, "token"))

    def test_every_lane_has_its_own_worker(self):
        """K15: each lane has its scheduled action and its channel of jobs."""
        for lane in CHANNELS:
            with self.subTest(lane=lane):
                cron = self.env.ref(f"logistics_sync_base.ir_cron_drain_{lane}")
                self.assertIn(f'"{lane}"', cron.code)
                channel = self.env.ref(f"logistics_sync_base.queue_job_channel_{lane}")
                self.assertEqual(
                    channel.sudo().complete_name, f"root.logistics_sync.{lane}"
                )
        field = self.env["logistics.sync.message"]._fields["channel"]
        self.assertEqual({code for code, __ in field.selection}, set(CHANNELS))

    def test_a_lane_does_only_its_own_work(self):
        """K15: what lies in one lane is not taken by the worker of another."""
        connectors = {
            lane: self.make_connector(channel=lane)
            for lane in ("operational", "financial", "batch")
        }
        messages = {
            lane: self.ingest(connector, delivery_event(f"T-{lane}"))
            for lane, connector in connectors.items()
        }
        for turn, lane in enumerate(connectors, start=1):
            self.drain(lane)
            self.assertEqual(messages[lane].state, "processed")
            waiting = [one for one in messages.values() if one.state == "received"]
            self.assertEqual(len(waiting), len(connectors) - turn)

    def test_the_sweeper_wakes_the_batch_lane(self):
        """K15, N15: due work of the batch lane is found like any other."""
        cron = self.env.ref("logistics_sync_base.ir_cron_drain_batch")
        triggers = self.env["ir.cron.trigger"]
        self.ingest(self.make_connector(channel="batch"), delivery_event("T-1"))
        triggers.search([("cron_id", "=", cron.id)]).unlink()
        self.trigger_cron("logistics_sync_base.ir_cron_sweep")
        jobs = self.env["queue.job"].search(
            [("channel", "=", "root.logistics_sync.batch"), ("state", "=", "pending")]
        )
        self.assertTrue(triggers.search([("cron_id", "=", cron.id)]) or jobs)

    def test_held_work_holds_up_nobody(self):
        """K17: what a condition keeps from being claimed is passed by the others."""
        self.extend_models(HeldConnectors)
        held, free = self.make_connector(code="held-one"), self.make_connector()
        for number in range(3):
            self.ingest(held, delivery_event(f"T-{number}"))
        self.ingest(free, delivery_event("T-8"), file_name="held.json")
        wanted = self.ingest(free, delivery_event("T-9"))
        self.assertEqual(self.claim(limit=1), wanted)
        self.assertFalse(self.claim())
