# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime

from odoo.tests import tagged

from odoo.addons.logistics_sync_base.codec import schema
from odoo.addons.logistics_sync_base.codec.notice_builder import notice_from_canonical
from odoo.addons.logistics_sync_base.codec.shipment_notice import from_856
from odoo.addons.logistics_sync_base.edi.reader import read
from odoo.addons.logistics_sync_base.edi.transaction_856 import parse_856
from odoo.addons.logistics_sync_base.edi.transaction_856_writer import build_856
from odoo.addons.logistics_sync_base.edi.writer import (
    Envelope,
    OutboundTransaction,
    Party,
    write_interchange,
)

from .common import ShipmentCase

AT = datetime(2026, 11, 20, 12)


def no_codes(kind, code):
    """A partner without code mappings."""
    return None


@tagged("post_install", "-at_install")
class TestNoticeOut(ShipmentCase):
    def write_856(self, notices):
        envelope = Envelope(Party("ZZ", "US"), Party("ZZ", "THEM"))
        segments = build_856(notice_from_canonical(notices, at=AT))
        return write_interchange(
            envelope,
            "SH",
            [OutboundTransaction("856", "0001", segments)],
            interchange_control=1,
            group_control=1,
            at=AT,
        )

    def read_856(self, text):
        [transaction] = read(text)[0].groups[0].transactions
        notices, faults = parse_856(transaction)
        self.assertFalse([fault for fault in faults if fault.level == "error"])
        return [
            item.canonical
            for notice in notices
            for item in from_856(notice, no_codes, timezone="UTC")
        ]

    def test_generated_856_reads_the_same(self):
        """C7: the ship notice of a delivery of ours parses back to the same facts."""
        order = self.create_order((self.lamp, 10), (self.shade, 2))
        shipment = self.ship(order, "1Z001,1Z002")
        shipment.write({"scac": "PONE", "bill_of_lading": "BL7", "pro_number": "PRO7"})
        lamps = shipment.line_ids.filtered(lambda line: line.product_id == self.lamp)
        lamps.package_id = shipment.package_ids[0]
        notices = shipment._get_notices()
        for notice in notices:
            self.assertFalse(schema.checker("shipment_notice/1.0").check(notice))
        read_back = self.read_856(self.write_856(notices))
        self.assertEqual(len(read_back), 1)
        for key in ("references", "carrier", "event_type", "milestone"):
            self.assertEqual(read_back[0][key], notices[0][key], key)
        self.assertEqual(self.read_856(self.write_856(read_back)), read_back)
        for key in ("tracking_number", "items"):
            self.assertEqual(
                [
                    [(i["sku"], i["quantity"]) for i in package["items"]]
                    if key == "items"
                    else package[key]
                    for package in read_back[0]["packages"]
                ],
                [
                    [(i["sku"], i["quantity"]) for i in package["items"]]
                    if key == "items"
                    else package[key]
                    for package in notices[0]["packages"]
                ],
            )
        self.assertEqual(
            sorted((i["sku"], i["quantity"]) for i in read_back[0]["items"]),
            [("LAMP-1", "10"), ("SHADE-1", "2")],
        )

    def test_time_of_leaving(self):
        """A4, C7: without a scan the notice has the time of the transfer, else none."""
        order = self.create_order()
        shipment = self.ship(order, "1Z001")
        done = order.picking_ids.date_done.replace(microsecond=0)
        [notice] = shipment._get_notices()
        self.assertEqual(notice["occurred_at"]["utc"], f"{done.isoformat()}Z")
        self.receive(self.scan("picked_up", tracking_number="1Z001"))
        [notice] = shipment._get_notices()
        self.assertEqual(notice["occurred_at"]["utc"], "2026-11-20T10:00:00Z")
