# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import models
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import LogisticsSyncCase, delivery_event

BROKEN = "what-cannot-be-written"


class SmallPages(models.Model):
    """What an addon may do: smaller files, and a reason why one is not written."""

    _module = "logistics_sync_base"
    _inherit = _name = "logistics.sync.export"

    _page_rows = 2

    def _owe_file(self, rows, mark):
        if self.name == BROKEN and any(row["reference"] == "P-3" for row in rows):
            raise RuntimeError(BROKEN)
        return super()._owe_file(rows, mark)


@tagged("post_install", "-at_install")
class TestExportPages(LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.extend_models(SmallPages)

    def setUp(self):
        super().setUp()
        carrier = self.make_connector()
        self.warehouse = self.make_connector()
        for number in ("P-1", "P-2", "P-3", "P-4", "P-5"):
            self.ingest(carrier, delivery_event(number))
            self.drain()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """UPDATE logistics_sync_event e
                      SET processed_at = processed_at - interval '2 minutes'
                     FROM logistics_sync_message m
                    WHERE m.id = e.message_id AND m.connector_id = %s""",
                carrier.id,
            )
        )
        self.env.invalidate_all()

    def make_export(self, name):
        return self.env["logistics.sync.export"].create(
            {
                "name": name,
                "connector_id": self.warehouse.id,
                "file_format": "json",
                "next_run_at": "2026-01-01 00:00:00",
            }
        )

    def run_cron(self):
        self.trigger_cron("logistics_sync_base.ir_cron_export")
        self.env.invalidate_all()

    def get_written(self):
        messages = self.env["logistics.sync.message"].search(
            [("connector_id", "=", self.warehouse.id)], order="id"
        )
        return [
            [row["reference"] for row in json.loads(message._get_body_bytes())]
            for message in messages
        ]

    def test_a_page_that_is_written_stays_written(self):
        """D17, K1: what fails later is begun again there, and nothing is doubled."""
        export = self.make_export(BROKEN)
        with mute_logger("odoo.addons.base.models.ir_cron"):
            self.run_cron()
        self.assertEqual(self.get_written(), [["P-1", "P-2"]])
        self.assertEqual(export.last_count, 2)
        self.assertEqual(str(export.next_run_at), "2026-01-01 00:00:00")
        export.name = "Mended"
        self.run_cron()
        self.assertEqual(self.get_written(), [["P-1", "P-2"], ["P-3", "P-4"], ["P-5"]])
        self.assertGreater(str(export.next_run_at), "2026-01-02")

    def test_the_button_writes_all_pages(self):
        """D17: at once, as somebody waits for it."""
        export = self.make_export("All")
        with self.enter_registry_test_mode():
            export.action_run()
        self.assertEqual(len(self.get_written()), 3)
        self.assertEqual(export.last_count, 5)
