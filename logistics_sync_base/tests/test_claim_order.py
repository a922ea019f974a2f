# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from contextlib import ExitStack

from odoo.exceptions import ValidationError
from odoo.sql_db import db_connect
from odoo.tests import tagged

from ..core.outcome import Outcome
from ..database_locks import Space, session_lock
from ..exceptions import TransientError
from ..models.message_queue import CHANNELS
from .common import LogisticsSyncCase, delivery_event
from .simulated_handler import TROUBLE, SimulatedHandlerMixin


class ClaimCase(SimulatedHandlerMixin, LogisticsSyncCase):
    def claim(self, limit=1000, token="worker-1", channel="operational"):
        self.env.flush_all()
        messages = self.env["logistics.sync.message"]
        claimed = messages.browse(messages._claim_rows(channel, limit, token))
        claimed.invalidate_recordset()
        return claimed

    def finish(self, messages):
        messages.write(
            {
                "state": "processed",
                "next_attempt_at": False,
                "lease_token": False,
                "lease_until": False,
            }
        )

    def tell(self, connector, event_type, number):
        document = delivery_event(number, event_type=event_type)
        return self.ingest(connector, document)


@tagged("post_install", "-at_install")
class TestClaimPriority(ClaimCase):
    def test_a_delivery_overtakes_a_thousand_scans(self):
        """K13: 1000 scans wait, then a delivery comes: the first few do it."""
        for number in range(1000):
            self.tell(self.connector, "in_transit", f"T-{number}")
        delivered = self.tell(self.connector, "delivered", "T-0")
        self.assertIn(delivered, self.claim(limit=3))

    def test_the_event_type_decides_the_priority(self):
        """K13: what an administrator sets on the event type holds from then on."""
        before = self.tell(self.connector, "in_transit", "T-1")
        event_type = self.env["logistics.sync.event.type"].search(
            [("code", "=", "in_transit")]
        )
        event_type.priority = 1
        after = self.tell(self.connector, "in_transit", "T-2")
        self.assertEqual((before.priority, after.priority), (20, 1))
        self.assertEqual(self.claim(limit=1), after)

    def test_a_partner_is_moved_as_a_whole(self):
        """K13: a partner's own number moves all of its documents, not their order."""
        late = self.make_connector(priority=90)
        scan = self.tell(late, "in_transit", "T-1")
        delivered = self.tell(late, "delivered", "T-2")
        other = self.tell(self.connector, "in_transit", "T-3")
        self.assertEqual(
            [scan.priority, delivered.priority, other.priority], [100, 85, 20]
        )
        self.assertEqual(self.claim(limit=1), other)

    def test_codes_of_the_partner_decide_before_they_are_mapped(self):
        """K13: the partner's own code for a delivery is known at the door."""
        mapping = self.make_mapping(
            {
                "references.tracking_number": "parcel",
                "milestone": {
                    "expression": "status",
                    "transform": "code",
                    "options": json.dumps({"kind": "milestone"}),
                },
                "occurred_at": {"expression": "at", "transform": "datetime"},
            }
        )
        connector = self.make_connector(mapping_id=mapping.id)
        scan = self.ingest(connector, {"parcel": "T-1", "status": "77"})
        self.assertEqual(scan.priority, connector.priority)
        self.env["logistics.sync.code.map"].create(
            [
                {
                    "connector_id": connector.id,
                    "external_code": code,
                    "internal_code": milestone,
                }
                for code, milestone in (
                    ("77", "delivered"),
                    ("12", "in_transit"),
                )
            ]
        )
        found = [
            self.ingest(connector, {"parcel": "T-1", "status": code}).priority
            for code in ("12", "77")
        ]
        self.assertEqual(found, [20, 5])

    def test_a_kind_of_document_has_a_lane_of_its_own(self):
        """K13, K15: bills of a carrier go to the financial lane, its scans do not."""
        mapping = self.make_mapping({"references.tracking_number": "parcel"})
        connector = self.make_connector(
            mapping_id=mapping.id, document_type_expression="kind"
        )
        self.env["logistics.sync.connector.document"].create(
            {
                "connector_id": connector.id,
                "document_type": "bill",
                "mapping_id": mapping.id,
                "channel": "financial",
                "priority": 2,
            }
        )
        scan = self.ingest(connector, {"kind": "scan", "parcel": "T-1"})
        bill = self.ingest(connector, {"kind": "bill", "parcel": "T-1"})
        self.assertEqual((scan.channel, scan.priority), ("operational", 10))
        self.assertEqual((bill.channel, bill.priority), ("financial", 2))
        self.assertEqual(connector._get_lanes(), ["financial", "operational"])


@tagged("post_install", "-at_install")
class TestFairShare(ClaimCase):
    def test_a_flood_of_one_company_leaves_room_for_the_others(self):
        """K17: another company's work is in the first claim, however much waits."""
        other_company = self.env["res.company"].create({"name": "Other shipper"})
        flood = self.make_connector(priority=1)
        other = self.make_connector(company_id=other_company.id)
        for number in range(300):
            self.ingest(flood, delivery_event(f"T-{number}"))
        waiting = [self.ingest(other, delivery_event(f"O-{n}")) for n in range(5)]
        claimed = self.claim(limit=40)
        self.assertEqual(len(claimed), 40)
        share = claimed.filtered(lambda message: message.company_id == other_company)
        self.assertEqual(share.ids, [message.id for message in waiting])

    def test_nobody_gets_a_place_it_does_not_need(self):
        """K17: what the others leave is taken by whoever has work."""
        for number in range(50):
            self.ingest(self.connector, delivery_event(f"T-{number}"))
        self.make_connector()
        self.assertEqual(len(self.claim(limit=40)), 40)

    def test_workers_share_what_there_is(self):
        """K18: four workers take a quarter of 400 messages each, not one all of it."""
        for number in range(400):
            self.ingest(self.connector, delivery_event(f"T-{number}"))
        self.env.flush_all()
        messages = self.env["logistics.sync.message"]
        self.assertEqual(messages._get_claim_limit("operational", 1000), 1000)
        lane = CHANNELS.index("operational")
        with ExitStack() as stack:
            for __ in range(4):
                worker = stack.enter_context(db_connect(self.env.cr.dbname).cursor())
                stack.enter_context(
                    session_lock(worker, Space.LANE, lane, is_shared=True)
                )
            self.assertEqual(messages._get_claim_limit("operational", 1000), 100)
            self.assertEqual(messages._get_claim_limit("financial", 1000), 1000)
            taken = [len(self.claim(100, f"worker-{n}")) for n in range(4)]
        self.assertEqual(taken, [100] * 4)


@tagged("post_install", "-at_install")
class TestOrder(ClaimCase):
    def setUp(self):
        super().setUp()
        self.ordered = self.make_connector(
            order_scope="field", order_expression="references.tracking_number"
        )

    def ingest_steps(self, number, *names):
        """Documents about one parcel; what goes wrong with one is told by its name."""
        return [
            self.ingest(
                self.ordered,
                delivery_event(number, carrier=name)
                | {"occurred_at": {**delivery_event("")["occurred_at"], "utc": moment}},
            )
            for name, moment in zip(
                names,
                (f"2026-11-20T{hour:02d}:00:00Z" for hour in range(24)),
                strict=False,
            )
        ]

    def test_two_workers_never_have_the_same_thing(self):
        """K17: the next one about a parcel waits, those about others do not."""
        first, second = self.ingest_steps("T-1", "A", "B")
        [other] = self.ingest_steps("T-2", "A")
        self.assertEqual(self.claim(limit=1), first)
        self.assertEqual(self.claim(token="worker-2"), other)
        self.assertFalse(self.claim(token="worker-3"))
        self.finish(first)
        self.assertEqual(self.claim(token="worker-3"), second)

    def test_a_later_one_does_not_overtake_by_urgency(self):
        """K13, K17: within its order an urgent document waits for the earlier ones."""
        first, second = self.ingest_steps("T-1", "A", "B")
        second.priority = 1
        self.assertEqual(self.claim(), first)
        self.finish(first)
        self.assertEqual(self.claim(token="worker-2"), second)

    def test_what_waits_behind_holds_up_nobody(self):
        """K17: a long line behind one that is tried again fills no claim."""
        first, *line = self.ingest_steps("T-1", *"ABCDEFGH")
        [other] = self.ingest_steps("T-2", "A")
        first.write({"state": "failed", "next_attempt_at": "2100-01-01 00:00:00"})
        self.assertEqual(self.claim(limit=3), other)
        first._bury("given up")
        self.assertEqual(self.claim(token="worker-2").ids, [one.id for one in line])

    def test_a_set_is_applied_in_its_order(self):
        """K17: what is claimed together is applied one after the other."""
        steps = self.ingest_steps("T-1", "A", "B", "C")
        self.drain()
        self.assertEqual([one.state for one in steps], ["processed"] * 3)
        events = self.env["logistics.sync.event"].search(
            [("connector_id", "=", self.ordered.id)], order="id"
        )
        self.assertEqual(
            [event.canonical["carrier"] for event in events], ["A", "B", "C"]
        )

    def test_nothing_is_applied_behind_a_failure(self):
        """K17: one of a set fails for now: those behind it wait unworked."""
        TROUBLE["T-1"] = Outcome.transient("The other system is away")
        steps = self.ingest_steps("T-1", "A", "B", "C")
        [other] = self.ingest_steps("T-2", "A")
        self.drain()
        self.assertEqual(other.state, "processed")
        self.assertEqual(
            [one.state for one in steps], ["failed", "received", "received"]
        )
        self.assertEqual([one.attempt_count for one in steps], [1, 0, 0])
        self.assertFalse(any(one.lease_token for one in steps))
        TROUBLE.clear()
        self.make_due(steps[0])
        self.drain()
        self.assertEqual([one.state for one in steps], ["processed"] * 3)

    def test_nothing_is_applied_behind_a_crash(self):
        """K17: the same where the failure breaks the whole set."""
        TROUBLE["T-1"] = TransientError("The other system is away")
        steps = self.ingest_steps("T-1", "A", "B", "C")
        self.drain()
        self.assertEqual(
            [one.state for one in steps], ["failed", "received", "received"]
        )

    def test_a_person_who_is_asked_holds_up_nobody(self):
        """K17: what waits for a decision lets the next ones pass."""
        bad = self.ingest(self.ordered, {"references": {"tracking_number": "T-1"}})
        [good] = self.ingest_steps("T-1", "A")
        self.assertEqual(bad.order_key, good.order_key)
        self.drain()
        self.assertEqual((bad.state, good.state), ("exception", "processed"))

    def test_all_of_a_partner_one_after_the_other(self):
        """K17: whatever the documents are about."""
        strict = self.make_connector(order_scope="all")
        first = self.ingest(strict, delivery_event("T-1"))
        second = self.ingest(strict, delivery_event("T-2"))
        self.assertEqual(self.claim(limit=1), first)
        self.assertFalse(self.claim(token="worker-2"))
        self.finish(first)
        self.assertEqual(self.claim(token="worker-2"), second)

    def test_an_order_needs_a_field_that_can_be_read(self):
        """K17: the form says what is missing."""
        for values, sentence in (
            ({"format": "xml"}, "Only JSON documents"),
            ({"order_expression": "a..b"}, "is no JMESPath"),
            ({"order_expression": False}, "is no JMESPath"),
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError) as no:
                self.ordered.write(values)
            self.assertIn(sentence, str(no.exception))

    def test_other_documents_have_no_order(self):
        """K17: by default nothing waits for anything."""
        self.assertFalse(self.ingest(self.connector, delivery_event("T-1")).order_key)
        free = self.ingest(self.ordered, json.dumps([1]).encode())
        self.assertFalse(free.order_key)
