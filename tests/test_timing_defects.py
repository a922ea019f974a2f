# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import os
import time
from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingHttpCommon
from odoo.addons.logistics_sync_base.tests.partner_server import PartnerServer, Reply

from .common import SuiteCommon

POLL = "logistics_sync_base.ir_cron_poll"
CHECKPOINTS = "logistics_sync_carrier.ir_cron_checkpoints"
PULL = "logistics_sync_carrier.ir_cron_pull_statuses"
HEAL = "logistics_sync_carrier.ir_cron_heal_drift"
DELIVERED_AT = "2026-11-20T09:00:00-05:00"


def utc(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@tagged("post_install", "-at_install")
class TestTimingDefects(SuiteCommon, AccountTestInvoicingHttpCommon):
    """A late warehouse, a 3PL that tells in files, a carrier that forgets to tell.

    They speak over their own wires: signed HTTP, a watched folder, a status service.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_rule("delivered")
        cls.tpl = cls.make_milestone_file_connector(kind="3pl")
        cls.orders = cls.env["sale.order"]
        for number in range(50):
            order = cls.make_order(quantity=number + 1)
            cls.ship(order, f"PK{number:03d}")
            cls.orders |= order
        cls.rows = [(f"PK{number:03d}", "DLV", DELIVERED_AT) for number in range(50)]
        # Row 17 of the file speaks of a parcel nobody knows.
        cls.rows[16] = ("PK-UNKNOWN", "DLV", DELIVERED_AT)

    def setUp(self):
        super().setUp()
        self.inbox = self.make_folder()
        folder_url = f"file://{self.inbox}"
        self.tpl.write({"transport": "folder", "folder_url": folder_url})

    def drop_file(self, name):
        """The 3PL puts its file into the folder; the scheduler fetches it."""
        path = self.inbox / name
        path.write_bytes(self.write_csv(self.rows))
        moment = time.time() - 60
        os.utime(path, (moment, moment))
        self.trigger_cron(POLL)
        self.drain()
        return self.env["logistics.sync.message"].search([("file_name", "=", name)])

    def look(self):
        self.trigger_cron(CHECKPOINTS)

    def get_steps(self, order):
        return {step.kind: step for step in order.logistics_checkpoint_ids}

    # --------------------------------------------------- a late warehouse
    def make_wms(self):
        wms = self.make_connector(kind="wms")
        self.add_secret(wms)
        self.env["logistics.checkpoint.rule"].create(
            {
                "kind": "warehouse_confirmed",
                "hours": 4,
                "start": "confirmation",
                "company_id": self.env.company.id,
                "connector_id": wms.id,
            }
        )
        return wms

    def confirm_by_wms(self, wms, order, happened):
        """The delayed warehouse posts its ship confirmation, signed."""
        item = {"sku": "VALVE-9", "quantity": "10"}
        item |= {"uom": None, "line": None, "lot": None}
        references = dict.fromkeys(
            ("tracking_number", "shipment", "delivery", "bill_of_lading", "pro_number")
        )
        document = {
            "schema": "shipment_notice/1.0",
            "event_type": "shipped",
            "milestone": "picked_up",
            "classifier": "actual",
            "occurred_at": {
                "utc": utc(happened),
                "offset_minutes": 0,
                "precision": "second",
                "offset_source": "payload",
            },
            "carrier": None,
            "service": None,
            "references": references | {"order": order.name},
            "packages": [],
            "items": [item],
        }
        response = self.post_signed(wms, document)
        self.assertEqual(response.status_code, 202, response.text)
        self.drain()

    def test_a_late_warehouse_confirmation(self):
        """O11, E5, B26, B23: late and visible; then its true time and its lag.

        S11.1: two hours overdue, customer service sees it, later steps are blocked.
        S11.2: when it arrives the event keeps when it happened: lag two hours.
        """
        wms = self.make_wms()
        order = self.make_order()
        happened = fields.Datetime.now() - timedelta(hours=2)
        order.date_order = happened - timedelta(hours=4)
        self.look()
        late = self.get_steps(order)["warehouse_confirmed"]
        self.assertEqual(late.state, "overdue")
        self.assertEqual(late.summary, "2 hours late")
        self.assertEqual(late.due_at, happened)
        states = self.get_steps(order)
        self.assertEqual(len(states), 8)
        for kind in ("carrier_booked", "delivered", "invoice_generated"):
            self.assertEqual(states[kind].summary, "Blocked by Warehouse confirmation")
        service = new_test_user(
            self.env, "customer_service", "sales_team.group_sale_salesman"
        )
        seen = self.env["logistics.order.checkpoint"].with_user(service)
        seen = seen.search([("state", "=", "overdue"), ("order_id", "=", order.id)])
        self.assertEqual((seen.order_name, seen.source), (order.name, wms.name))
        question = self.get_exceptions("checkpoint_late", res_id=late.id)
        self.assertEqual(
            question.name,
            f"Warehouse confirmation of {order.name} is 2 hours late; "
            f"{wms.name} has not told it.",
        )

        self.confirm_by_wms(wms, order, happened)
        self.look()
        self.assertEqual((late.state, late.actual_at), ("done", happened))
        self.assertAlmostEqual(late.lag_hours, 2, delta=0.05)
        self.assertEqual(question.resolution, "automatic")
        event = order.logistics_shipment_ids.notice_event_id
        self.assertEqual(event.occurred_at, happened)
        lag = event.received_at - event.occurred_at
        self.assertAlmostEqual(lag / timedelta(hours=1), 2, delta=0.05)
        self.assertGreaterEqual(event.processed_at, event.received_at)
        self.assertEqual(self.get_steps(order)["delivered"].state, "due")

    # --------------------------------------------- a 3PL that tells in files
    def test_a_late_file_is_exploded_and_invoiced_at_once(self):
        """O11, C13, G9, G10, J8: 50 rows, one bad: 49 invoices in the same run.

        S11.3 to S11.6. B8, K8: the same file again is 49 duplicates and one more try,
        no more money.
        """
        waiting = self.env["logistics.invoice.release"].search(
            [("state", "=", "waiting"), ("sale_order_ids", "in", self.orders.ids)]
        )
        self.assertEqual(len(waiting), 50)
        message = self.drop_file("milestones-1200.csv")
        self.invoice_eligible()
        self.assertEqual(message.event_count, 50)
        self.assertEqual(message.done_count, 49)
        self.assertEqual(message.exception_count, 1)
        self.assertEqual(len(self.orders.invoice_ids), 49)
        self.assertEqual(set(self.orders.invoice_ids.mapped("state")), {"posted"})
        exception = self.get_exceptions("unknown_tracking", message_id=message.id)
        self.assertIn("PK-UNKNOWN", exception.name)
        self.assertEqual(len(waiting.filtered(lambda r: r.state == "waiting")), 1)

        again = self.drop_file("milestones-1200-resent.csv")
        self.invoice_eligible()
        known = again.duplicates
        self.assertEqual(len(known), 50)
        self.assertEqual(sum(item["tried_again"] for item in known), 1)
        self.assertEqual(again.duplicate_count, 49)
        self.assertEqual(again.state, "duplicate")
        self.assertEqual(len(self.orders.invoice_ids), 49)

        self.look()
        steps = self.orders.logistics_checkpoint_ids
        posted = steps.filtered(lambda step: step.kind == "invoice_posted")
        self.assertEqual(len(posted.filtered(lambda step: step.state == "done")), 49)

    def test_true_time_and_lag_are_kept(self):
        """O11, A4, B23: what happened when, and how late we heard of it."""
        self.drop_file("milestones-1200.csv")
        milestone = self.orders[0].logistics_shipment_ids.milestone_ids
        self.assertEqual(str(milestone.occurred_at), "2026-11-20 14:00:00")
        self.assertEqual(milestone.occurred_offset, -300)
        lag = milestone.received_at - milestone.occurred_at
        self.assertGreater(lag, timedelta(0))
        self.assertGreaterEqual(fields.Datetime.now(), milestone.processed_at)

    # ------------------------------------------- a carrier that forgets to tell
    def make_carrier(self, **values):
        mapping = self.make_mapping(
            {
                "references.tracking_number": "number",
                "event_type": "kind",
                "milestone": {
                    "expression": "state",
                    "transform": "code",
                    "options": '{"kind": "milestone"}',
                },
                "occurred_at": {"expression": "since", "transform": "datetime"},
            }
        )
        carrier = self.make_connector(mapping_id=mapping.id, **values)
        self.add_secret(carrier)
        for code, meaning in (("DEL", "delivered"), ("TRA", "in_transit")):
            self.env["logistics.sync.code.map"].create(
                {
                    "connector_id": carrier.id,
                    "kind": "milestone",
                    "external_code": code,
                    "internal_code": meaning,
                }
            )
        return carrier

    def test_the_carrier_is_asked_and_says_delivered(self):
        """O11, B18, L11: S11.7: the carrier's status service is asked, and it heals."""
        late = {"number": "PK000", "state": "DEL", "since": "2026-11-20T15:00:00Z"}
        server = self.enterContext(PartnerServer({"/tracking/PK000": Reply(late)}))
        carrier = self.make_carrier(
            allow_private_network=True,
            allow_plain_http=True,
            status_url=f"{server.url}/tracking/{{number}}",
            status_quiet_hours=0,
        )
        scan = {"number": "PK000", "state": "TRA", "since": "2026-11-20T10:00:00Z"}
        self.post_signed(carrier, scan)
        self.drain()
        self.trigger_cron(PULL)
        self.drain()
        self.assertEqual([item.path for item in server.requests], ["/tracking/PK000"])
        self.check_healed(carrier, self.orders[0], "pull")

    def check_healed(self, carrier, order, source):
        """S11.7 and S11.8, however the difference was found."""
        shipment = order.logistics_shipment_ids
        self.assertEqual(shipment.status, "in_transit")
        drift = self.env["logistics.shipment.drift"].search(
            [("shipment_id", "=", shipment.id)]
        )
        self.assertEqual(drift.our_status, "in_transit")
        self.assertEqual(drift.their_status, "delivered")
        self.assertEqual((drift.source, drift.direction), (source, "ahead"))

        self.trigger_cron(HEAL)
        self.drain()
        self.trigger_cron(HEAL)
        self.invoice_eligible()
        self.assertEqual((drift.action, drift.in_step), ("applied", True))
        self.assertTrue(drift.action_at and drift.action_by_id)
        self.assertEqual(drift.healing_event_id.source["transport"], "drift")
        self.assertEqual(shipment.status, "delivered")
        self.assertEqual(str(shipment.delivered_at), "2026-11-20 15:00:00")
        self.assertEqual(order.invoice_ids.state, "posted")
        rows = self.env["logistics.sync.failure"]._read_group(
            [("connector_id", "=", carrier.id)], ["kind", "at:day"], ["count:sum"]
        )
        self.assertEqual([(kind, count) for kind, _day, count in rows], [("drift", 1)])

    def test_the_carrier_s_list_says_delivered_but_no_event_came(self):
        """O11, B18, L11: S11.7: the list shows it, it heals; S11.8: it is on record.

        The missing event is one message and one event; the invoice follows, and the
        late real event is a duplicate.
        """
        carrier, order = self.make_carrier(), self.orders[0]
        scan = {"number": "PK000", "state": "TRA", "since": "2026-11-20T10:00:00Z"}
        self.post_signed(carrier, scan)
        late = {"number": "PK000", "state": "DEL", "since": "2026-11-20T15:00:00Z"}
        response = self.post_signed(carrier, [late | {"kind": "status_snapshot"}])
        self.assertEqual(response.status_code, 202, response.text)
        self.drain()
        self.check_healed(carrier, order, "list")

        facts = len(order.logistics_shipment_ids.milestone_ids)
        self.post_signed(carrier, late)
        self.drain()
        message = self.env["logistics.sync.message"].search(
            [("connector_id", "=", carrier.id)], limit=1, order="id desc"
        )
        self.assertEqual((message.state, message.duplicate_count), ("duplicate", 1))
        self.assertEqual(len(order.logistics_shipment_ids.milestone_ids), facts)
