# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import os
import tempfile
import time
from pathlib import Path

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_tour import TourCase


@tagged("post_install", "-at_install", "logistics_tour")
class TestTourNewPartners(TourCase):
    """A partner nobody knew this morning is connected by clicks alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_person("first_administrator", "manager")
        cls.make_person("second_administrator", "manager")

    def click_through(self, *tours, **kwargs):
        for tour, login in tours:
            self.start_tour("/odoo", tour, login=login, **kwargs)
        self.env.invalidate_all()

    def check_applied(self, code, shipment):
        """The document that came in over the wire has moved the shipment."""
        connector = self.env["logistics.sync.connector"].search([("code", "=", code)])
        self.assertEqual(connector.state, "live")
        message = self.env["logistics.sync.message"].search(
            [("connector_id", "=", connector.id), ("direction", "=", "in")]
        )
        self.drain()
        self.assertEqual(message.event_ids.state, "done", message.error)
        self.assertEqual(shipment.status, "delivered")
        return connector, message

    def test_a_json_partner_from_a_shared_template(self):
        """A26, A20, A18, A13: template, one override, approval, go-live, a scan."""
        # The server tells its log that it refused to go live, as the tour wants it.
        self.enterContext(mute_logger("odoo.http"))
        template = self.make_mapping(
            {
                "references.tracking_number": "parcel",
                "milestone": {
                    "expression": "status",
                    "transform": "code",
                    "code_kind": "milestone",
                },
                "occurred_at": {"expression": "at", "transform": "datetime"},
            },
            name="Parcel template",
        )
        shipment = self.ship(self.make_order(), "1Z-TOUR-6")
        self.click_through(
            ("logistics_sync_json_mapping", "first_administrator"),
            ("logistics_sync_approve_mapping", "second_administrator"),
            ("logistics_sync_json_connector", "first_administrator"),
        )
        connector, message = self.check_applied("elbe-parcel", shipment)
        mapping = connector.mapping_id
        self.assertEqual(mapping.template_id, template)
        self.assertEqual(mapping.approved_by_id.login, "second_administrator")
        self.assertEqual(mapping.activated_by_id.login, "first_administrator")
        self.assertEqual(message.mapping_id, mapping)

    def test_a_csv_partner_with_a_watched_folder(self):
        """C11, A20, A13: columns, rules, sample, approval; a dropped file applied."""
        shipment = self.ship(self.make_order(), "1Z-TOUR-7")
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.enterContext(self.allow_folders(folder))
        self.click_through(
            ("logistics_sync_csv_mapping", "first_administrator"),
            ("logistics_sync_approve_mapping", "second_administrator"),
        )
        self.click_through(
            ("logistics_sync_csv_connector", "first_administrator"),
            cookies={"tour_folder": str(folder)},
        )
        file = folder / "scans.csv"
        file.write_text(
            "Parcel No.,Status,Scan Time\n1Z-TOUR-7,D1,2026-11-20T17:05:00Z\n"
        )
        written = time.time() - 60
        os.utime(file, (written, written))
        self.trigger_cron("logistics_sync_base.ir_cron_poll")
        self.check_applied("oder-parcel", shipment)
        self.assertFalse(file.exists())

    def test_an_x12_partner_without_a_rule(self):
        """A13, C9: an X12 partner goes live with its codes alone; a 214 is applied."""
        shipment = self.ship(self.make_order(), "1Z-TOUR-8")
        self.click_through(("logistics_sync_x12_connector", "first_administrator"))
        self.check_applied("neisse-freight", shipment)
