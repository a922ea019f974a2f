# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Drills: what a carrier does when it is ill, and what becomes of its news.

The delayed interface, with real waiting, is in ``tests/system/test_outbound.py``.
"""

import json
import os
import time

from odoo.tests import tagged

from odoo.addons.logistics_sync_base.tests.common import delivery_event
from odoo.addons.logistics_sync_base.tests.partner_server import PartnerServer, Reply

from .common import SuiteCase
from .polled_carrier import MILESTONES, PolledCarrier

POLL = "logistics_sync_base.ir_cron_poll"


def scan(number, milestone):
    """One fact of a parcel; each milestone an hour after the one before."""
    hour = 8 + MILESTONES.index(milestone)
    moment = {
        "utc": f"2026-11-20T{hour:02d}:00:00Z",
        "offset_minutes": -300,
        "precision": "minute",
        "offset_source": "payload",
    }
    return delivery_event(
        number, event_type=milestone, milestone=milestone, occurred_at=moment
    )


@tagged("post_install", "-at_install")
class TestPartnerDrills(PolledCarrier, SuiteCase):
    def setUp(self):
        super().setUp()
        self.make_rule("delivered")
        self.orders = self.make_order() | self.make_order()
        self.shipments = self.env["logistics.shipment"]
        for number, order in enumerate(self.orders, start=1):
            self.shipments |= self.ship(order, f"1ZDRILL{number}")

    def get_timeline(self, shipment):
        """Codes of its milestones in the order in which they happened."""
        milestones = shipment.milestone_ids.sorted("occurred_at")
        return [milestone.type_id.code for milestone in milestones]

    # ----------------------------------------------------------------- files
    def watch_folder(self):
        folder = self.make_folder()
        self.make_connector(transport="folder", folder_url=f"file://{folder}")
        return folder

    def put(self, path, body):
        """A file that has not changed for a minute."""
        path.write_bytes(body)
        moment = time.time() - 60
        os.utime(path, (moment, moment))

    def read_folder(self):
        self.trigger_cron(POLL)
        self.drain()
        self.invoice_eligible()

    def test_a_truncated_file_waits_for_its_rest(self):
        """O23, C12, K21: half a file posts nothing; the whole one counts once."""
        inbox = self.watch_folder()
        body = json.dumps([scan("1ZDRILL1", code) for code in MILESTONES]).encode()
        self.put(inbox / "night.json", body[: len(body) // 2])
        self.read_folder()
        self.assertFalse(self.shipments.milestone_ids)
        self.assertFalse(self.orders.invoice_ids)
        question = self.get_exceptions("incomplete_file")
        self.assertEqual(len(question), 1)
        self.assertEqual(question.owner_id, self.owner)
        self.put(inbox / "night.json", body)
        self.read_folder()
        self.assertEqual(self.shipments[0].status, "delivered")
        self.assertEqual(self.get_timeline(self.shipments[0]), list(MILESTONES))
        self.assertEqual(len(self.orders[0].invoice_ids), 1)
        self.assertFalse(self.get_exceptions("incomplete_file"))
        # The carrier's operator drops it a second time, to be sure.
        self.put(inbox / "night-again.json", body)
        self.read_folder()
        self.assertEqual(self.get_timeline(self.shipments[0]), list(MILESTONES))
        self.assertEqual(len(self.orders[0].invoice_ids), 1)

    # --------------------------------------------------------------- network
    def test_a_network_that_was_away_for_hours(self):
        """O23, D26, K21: told to a person at once; then everything, once, in order."""
        carrier, connector, server = self.serve_scans()
        self.add_scan(carrier, "1ZDRILL1", "picked_up")
        self.read_folder()
        self.assertEqual(self.get_timeline(self.shipments[0]), ["picked_up"])
        carrier["is_away"] = True
        for _hour in range(4):
            self.read_folder()
        question = self.get_exceptions("unreachable", connector_id=connector.id)
        self.assertEqual(len(question), 1, "one question, however often it was tried")
        self.assertGreaterEqual(question.occurrences, 2)
        for number in ("1ZDRILL1", "1ZDRILL2"):
            for milestone in MILESTONES[1:]:
                self.add_scan(carrier, number, milestone)
        carrier["is_away"] = False
        asked = len(server.requests)
        self.read_folder()
        self.assertEqual(
            server.requests[asked].query["since"], "2026-11-20T08:00:00+00:00"
        )
        self.assertEqual(self.get_timeline(self.shipments[0]), list(MILESTONES))
        self.assertEqual(self.get_timeline(self.shipments[1]), list(MILESTONES[1:]))
        self.assertEqual(set(self.shipments.mapped("status")), {"delivered"})
        self.assertEqual([len(order.invoice_ids) for order in self.orders], [1, 1])
        self.read_folder()
        self.assertEqual(self.get_timeline(self.shipments[0]), list(MILESTONES))

    # --------------------------------------------------------------- payload
    def test_a_malformed_payload_is_a_question_and_holds_up_nobody(self):
        """O23, C20, J8: the field is named; what came with it is processed."""
        connector = self.make_connector()
        broken = scan("1ZDRILL1", "delivered")
        del broken["occurred_at"]
        bad = self.ingest(connector, broken)
        good = self.ingest(connector, scan("1ZDRILL2", "delivered"))
        self.drain()
        self.assertEqual((bad.state, good.state), ("exception", "processed"))
        question = self.get_exceptions(message_id=bad.id)
        self.assertIn("occurred_at", question.name)
        self.assertEqual(self.shipments.mapped("status"), ["planned", "delivered"])

    # ---------------------------------------------------------------- replay
    def test_a_replayed_backlog_keeps_the_order_of_each_shipment(self):
        """O23, K7, K8: replayed in any order, each fact counts once; one invoice."""
        connector = self.make_connector()
        types = self.env["logistics.sync.event.type"].search(
            [("code", "in", MILESTONES)]
        )
        # Nobody has set up what is told: everything becomes a question.
        types.active = False
        messages = self.env["logistics.sync.message"]
        for milestone in MILESTONES:
            messages |= self.ingest(connector, scan("1ZDRILL1", milestone))
        self.drain()
        self.assertEqual(set(messages.mapped("state")), {"exception"})
        types.active = True
        for _turn in range(2):
            backwards = messages.sorted("id", reverse=True)
            self.confirm_replay(backwards.action_replay())
            self.drain()
            self.invoice_eligible()
            self.assertEqual(set(messages.mapped("state")), {"processed"})
            self.assertEqual(self.get_timeline(self.shipments[0]), list(MILESTONES))
            self.assertEqual(self.shipments[0].status, "delivered")
            self.assertEqual(len(self.orders[0].invoice_ids), 1)
            done = self.shipments[0].milestone_ids.sorted("id").mapped("type_id.code")
            self.assertEqual(done, list(MILESTONES), "as they had come")
        self.assertEqual(len(messages.event_ids), len(MILESTONES))

    def test_many_dead_letters_are_one_alert_with_its_runbook(self):
        """O23, J18, K6: given up twenty times, told once, with what to do."""
        policy = self.env["logistics.sync.retry.policy"].create(
            {"name": "Once", "max_attempts": 1}
        )
        server = self.enterContext(PartnerServer({"/": Reply({"no": 1}, 503)}))
        connector = self.make_connector(
            outbound_url=f"{server.url}/",
            allow_private_network=True,
            allow_plain_http=True,
            sign_outbound=False,
            retry_policy_id=policy.id,
            breaker_failures=0,
        )
        messages = self.env["logistics.sync.message"]
        for number in range(20):
            document = scan(f"1Z{number}", "delivered")
            messages |= self.ingest(connector, document, direction="out")
        self.drain("outbound")
        self.assertEqual(set(messages.mapped("state")), {"dead"})
        questions = self.get_exceptions("dead_letter", connector_id=connector.id)
        self.assertEqual(len(questions), 20)
        self.assertEqual(len(questions.activity_ids), 1)
        self.assertEqual(questions.activity_ids.user_id, self.owner)
        self.assertIn("#dead_letter", questions[0].runbook_url)
