# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, fields
from odoo.tests import tagged

from .common import ShipmentCase

X12_STATUS = (
    "ISA*00*          *00*          *ZZ*FREIGHT        *ZZ*SHIPPER        "
    "*261120*1710*U*00401*000000007*0*T*>~"
    "GS*QM*FREIGHT*SHIPPER*20261120*1710*7*X*004010~"
    "ST*214*0001~"
    "B10*{number}*B-{number}*FRGT~"
    "LX*1~"
    "AT7*D1*NS***20261120*1705*UT~"
    "SE*5*0001~"
    "GE*1*7~"
    "IEA*1*000000007~"
)


@tagged("post_install", "-at_install")
class TestSharedHandlers(ShipmentCase):
    """Partners differ in their wire and their words, never in what follows."""

    def test_one_handler_for_two_wires(self):
        """A13, A24: a new JSON and a new X12 partner, by rows, run one handler."""
        mapped = self.env["logistics.sync.mapping"].create(
            {
                "name": "Their own words",
                "rule_ids": [
                    Command.create({"target": target, **rule})
                    for target, rule in {
                        "references.tracking_number": {"expression": "parcel"},
                        "milestone": {
                            "expression": "what",
                            "transform": "code",
                            "options": '{"kind": "milestone"}',
                        },
                        "occurred_at": {"expression": "when", "transform": "datetime"},
                    }.items()
                ],
            }
        )
        mapped.action_activate()
        words = self.create_connector("words", mapping_id=mapped.id)
        self.env["logistics.sync.code.map"].create(
            {
                "connector_id": words.id,
                "kind": "milestone",
                "external_code": "handed-over",
                "internal_code": "delivered",
            }
        )
        freight = self.create_connector(
            "freight", format="x12", code_list="x12.214.AT701"
        )
        orders = [self.create_order(), self.create_order()]
        shipments = [
            self.ship(order, f"1Z60{place}") for place, order in enumerate(orders)
        ]
        shipments[1].pro_number = "1Z601"
        told = {
            "parcel": "1Z600",
            "what": "handed-over",
            "when": "2026-11-20T17:05:00Z",
        }
        [over_json] = self.receive(told, connector=words)
        message, _outcome = self.env["logistics.sync.message"]._ingest(
            freight, X12_STATUS.format(number="1Z601").encode(), "x12-1"
        )
        message._process_set(fields.Datetime.now())
        over_x12 = message.event_ids
        self.assertEqual(over_x12.state, "done", over_x12.error)
        self.assertEqual(over_json.state, "done", over_json.error)
        self.assertEqual(over_json.event_type_id, over_x12.event_type_id)
        self.assertEqual(
            [step["consequence"] for step in over_json.steps],
            [step["consequence"] for step in over_x12.steps],
        )
        for order, shipment in zip(orders, shipments, strict=True):
            self.assertEqual(order.logistics_status, "delivered")
            self.assertEqual(str(shipment.delivered_at), "2026-11-20 17:05:00")

    def test_unknown_code_loop(self):
        """F1: unknown code, question, mapped by a clerk, processed: milestone set."""
        freight = self.create_connector(
            "freight", format="x12", code_list="x12.214.AT701"
        )
        order = self.create_order()
        shipment = self.ship(order, "1Z650")
        shipment.pro_number = "1Z650"
        body = X12_STATUS.format(number="1Z650").replace("AT7*D1", "AT7*Q9")
        message, _outcome = self.env["logistics.sync.message"]._ingest(
            freight, body.encode(), "x12-2"
        )
        message._process_set(fields.Datetime.now())
        event = message.event_ids
        question = self.exception_of(event)
        self.assertEqual(question.code, "unknown_code")
        self.assertEqual(question.external_code, "Q9")
        self.assertGreater(question.amount, 0)
        self.assertFalse(shipment.milestone_ids)
        wizard = self.env["logistics.sync.code.map.fix"].create(
            {"exception_id": question.id, "internal_code": "out_for_delivery"}
        )
        self.assertEqual(wizard.waiting_count, 1)
        wizard.action_confirm()
        message._process_set(fields.Datetime.now())
        self.assertEqual(event.state, "done", event.error)
        self.assertEqual(shipment.milestone_type_id.code, "out_for_delivery")
        self.assertEqual(question.state, "resolved")
        [later] = self.env["logistics.sync.message"]._ingest(
            freight,
            body.replace("*1705*", "*1805*").encode(),
            "x12-3",
        )[0]
        later._process_set(fields.Datetime.now())
        self.assertEqual(later.event_ids.state, "done", later.event_ids.error)
