# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An EDI partner that drops files and takes them from a folder."""

import os
import time
from pathlib import Path

from ..edi.acknowledgement import GroupAck, TransactionAck, segments_997
from ..edi.reader import read
from ..edi.writer import Envelope, OutboundTransaction, Party, write_interchange
from .common import LogisticsSyncCase
from .x12_data import AT

POLL = "logistics_sync_base.ir_cron_poll"
ORDER = {
    "heading": {
        "purpose": "original",
        "kind": "stand_alone",
        "number": "PO-7001",
        "date": "2026-11-20",
    },
    "items": [
        {
            "line": "1",
            "quantity": "12",
            "unit": "EA",
            "price": "4.75",
            "ids": [{"kind": "vendor_part", "value": "DESK-01"}],
        }
    ],
}


class EdiCase(LogisticsSyncCase):
    def setUp(self):
        super().setUp()
        self.root = self.make_folder()
        self.messages = self.env["logistics.sync.message"]

    def declare_production(self):
        """Partner and database are for production from now on."""
        self.env["logistics.sync.environment"]._declare("production")
        self.partner.environment = "production"

    def make_partner(self, name="SUPPLIER", **values):
        """A connector with folders of its own, and addresses agreed."""
        inbox, outbox = (self.root / f"{name}_{way}" for way in ("in", "out"))
        inbox.mkdir()
        connector = self.make_connector(
            **{
                "name": f"Partner {name}",
                "format": "x12",
                "transport": "folder",
                "folder_url": f"file://{inbox}",
                "outbound_folder_url": f"file://{outbox}",
                "edi_our_qualifier": "ZZ",
                "edi_our_id": "SHIPPER",
                "edi_partner_qualifier": "02",
                "edi_partner_id": name,
                "state": "draft",
            }
            | values
        )
        connector.state = "live"
        return connector

    def drop(self, connector, text, name="answer.edi"):
        """What the partner puts into the folder is fetched and processed."""
        body = text if isinstance(text, bytes) else text.encode()
        path = Path(connector.folder_url.removeprefix("file://")) / name
        path.write_bytes(body)
        moment = time.time() - 60
        os.utime(path, (moment, moment))
        self.trigger_cron(POLL)
        self.drain()
        return self.messages.search(
            [("connector_id", "=", connector.id), ("direction", "=", "in")],
            order="id desc",
            limit=1,
        )

    def outbox(self, connector):
        """{file name: bytes} of what was put out for the partner."""
        folder = Path(connector.outbound_folder_url.removeprefix("file://"))
        if not folder.is_dir():
            return {}
        return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}

    def send(self, connector, set_id="850", document=None, key="order-1"):
        """Put a document into the outbox, and let the worker send it."""
        message = self.messages._send_x12(connector, set_id, [document or ORDER], key)
        self.drain("outbound")
        return message

    def acknowledge(self, message, status="A", segments=(), sender="SUPPLIER", **more):
        """A 997 as the partner would write it about a message of ours."""
        [interchange] = read(message._get_body_bytes())
        group = interchange.groups[0]
        parts = tuple(
            TransactionAck(
                transaction.set_id,
                more.get("control", transaction.control),
                status,
                ("5",) if segments else (),
                segments,
            )
            for transaction in group.transactions
        )
        ack = GroupAck(
            group.functional_id,
            more.get("group_control", group.control),
            group.version,
            status,
            (),
            "",
            parts,
        )
        return write_interchange(
            Envelope(Party("02", sender), Party("ZZ", "SHIPPER"), usage="T"),
            "FA",
            [OutboundTransaction("997", "0001", segments_997(ack))],
            interchange_control=more.get("interchange_control", 501),
            group_control=more.get("number", 501),
            at=AT,
        )
