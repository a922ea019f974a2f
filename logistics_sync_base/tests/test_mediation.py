# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What comes by one protocol leaves by another one, by records alone."""

import csv

from odoo.fields import Command
from odoo.tests import tagged

from ..codec import contracts
from ..edi.reader import read
from ..edi.transaction_856 import parse_856
from .common import (
    SECRET,
    LogisticsSyncCommon,
    LogisticsSyncHttpCase,
    delivery_event,
)
from .test_publishing import PublishingCase


class MediationCommon(LogisticsSyncCommon):
    """A partner that gets files in a folder."""

    def setUp(self):
        super().setUp()
        self.outbox = self.make_folder()

    def make_file_partner(self, rules, columns, **values):
        """A connector whose CSV files are written by a mapping."""
        mapping = self.make_mapping(
            rules,
            columns=[{"name": name} for name in columns],
            direction="out",
            format="csv",
            canonical_schema="delivery_event/1.0",
        )
        return self.make_connector(
            format="csv",
            transport="folder",
            folder_url=f"file://{self.outbox}/in",
            outbound_folder_url=f"file://{self.outbox}/out",
            document_ids=[
                Command.create({"direction": "out", "mapping_id": mapping.id})
            ],
            **values,
        )

    def subscribe_file(self, connector, **values):
        return self.env["logistics.sync.subscription"].create(
            {
                "name": "Files for a partner",
                "connector_id": connector.id,
                "event_type_ids": [Command.set(self.event_type.ids)],
                "format": "connector",
            }
            | values
        )

    def read_files(self):
        """The rows of each file that left, in the order of the messages."""
        names = (
            self.env["logistics.sync.message"]
            .search([("direction", "=", "out"), ("state", "=", "processed")])
            .sorted("id")
            .mapped("file_name")
        )
        return [
            list(csv.DictReader((self.outbox / "out" / name).open())) for name in names
        ]


RULES = {
    "parcel": "references.tracking_number",
    "status": {
        "expression": "milestone",
        "transform": "code",
        "options": '{"kind": "milestone"}',
    },
    "moment": {"expression": "occurred_at", "transform": "datetime"},
}


@tagged("post_install", "-at_install")
class TestWebhookToFile(MediationCommon, LogisticsSyncHttpCase):
    def test_a_webhook_in_gives_a_csv_file_out(self):
        """C18: a signed JSON post of one partner leaves as a CSV file to another."""
        teller = self.make_connector()
        self.add_secret(teller, SECRET)
        partner = self.make_file_partner(RULES, RULES, timezone="Europe/Berlin")
        self.env["logistics.sync.code.map"].create(
            {
                "connector_id": partner.id,
                "kind": "milestone",
                "external_code": "ZUG",
                "internal_code": "delivered",
            }
        )
        self.subscribe_file(partner)
        answer = self.post_signed(teller, delivery_event("1Z1"))
        self.assertEqual(answer.status_code, 202)
        self.drain()
        self.drain("outbound")
        self.assertEqual(
            self.read_files(),
            [
                [
                    {
                        "parcel": "1Z1",
                        "status": "ZUG",
                        "moment": "2026-11-20T18:05:00+01:00",
                    }
                ]
            ],
        )
        message = self.env["logistics.sync.message"].search([("direction", "=", "out")])
        self.assertEqual((message.format, message.content_type), ("csv", "text/csv"))
        self.assertEqual(message.mapping_id, partner.document_ids.mapping_id)
        # One id from their request to our file.
        self.assertEqual(message.correlation_id, answer.json()["correlation_id"])


@tagged("post_install", "-at_install")
class TestMediation(MediationCommon, PublishingCase):
    def test_collected_facts_are_rows_of_one_file(self):
        """C18, C30: several facts leave as one file, in their order."""
        partner = self.make_file_partner({"parcel": RULES["parcel"]}, ["parcel"])
        subscription = self.subscribe_file(partner, batch_size=3)
        for number in range(3):
            self.tell(f"1Z{number}")
        subscription.action_flush()
        self.drain("outbound")
        [rows] = self.read_files()
        self.assertEqual([row["parcel"] for row in rows], ["1Z0", "1Z1", "1Z2"])

    def test_a_code_the_partner_does_not_know_is_a_question(self):
        """C18, A6: nothing half known leaves; with the code named it leaves."""
        partner = self.make_file_partner(RULES, RULES)
        self.subscribe_file(partner)
        self.tell("1Z1")
        self.drain("outbound")
        message = self.get_owed(partner)
        self.assertEqual(message.state, "exception")
        self.assertIn("delivered", message.error)
        self.assertEqual(self.get_exceptions("invalid_field").message_id, message)
        self.env["logistics.sync.code.map"].create(
            {
                "connector_id": partner.id,
                "kind": "milestone",
                "external_code": "DLV",
                "internal_code": "delivered",
            }
        )
        message._replay("The code is named now")
        self.drain("outbound")
        [[row]] = self.read_files()
        self.assertEqual(row["status"], "DLV")
        self.assertFalse(self.get_exceptions("invalid_field"))

    def test_without_a_mapping_it_is_a_question(self):
        """C18: a partner whose documents nobody described is asked about."""
        partner = self.make_file_partner({"parcel": RULES["parcel"]}, ["parcel"])
        partner.document_ids.active = False
        self.subscribe_file(partner)
        self.tell("1Z1")
        self.drain("outbound")
        self.assertIn("no active mapping", self.get_exceptions("no_mapping").name)

    def test_a_subscription_that_is_gone(self):
        """C4: what is owed for a subscription deleted meanwhile is a question."""
        self.subscribe().unlink()
        subscription = self.subscribe()
        self.tell("1Z1")
        subscription.unlink()
        self.drain("outbound")
        self.assertEqual(self.get_owed().state, "exception")

    def test_a_ship_notice_leaves_as_x12_856(self):
        """C18: a ship notice that came as JSON leaves as EDI, without a mapping."""
        notice = next(
            iter(contracts.canonical_examples("shipment_notice/1.0").values())
        )
        notice = {**notice, "event_type": "shipped"}
        partner = self.make_connector(
            format="x12",
            transport="folder",
            folder_url=f"file://{self.outbox}/in",
            outbound_folder_url=f"file://{self.outbox}/out",
            edi_our_qualifier="ZZ",
            edi_our_id="SHIPPER",
            edi_partner_qualifier="ZZ",
            edi_partner_id="RETAILER",
        )
        shipped = self.env["logistics.sync.event.type"].search(
            [("code", "=", "shipped")]
        )
        self.subscribe_file(partner, event_type_ids=[Command.set(shipped.ids)])
        self.set_plan("shipped", "record_only")
        message = self.ingest(self.teller, notice)
        self.drain()
        self.assertEqual(message.event_ids.state, "done", message.event_ids.error)
        self.drain("outbound")
        sent = self.get_owed(partner)
        self.assertEqual(sent.state, "processed", sent.error)
        [transaction] = read(sent._get_body_bytes())[0].groups[0].transactions
        [tree], faults = parse_856(transaction)
        self.assertFalse([fault for fault in faults if fault.level == "error"])
        self.assertEqual(tree["number"], notice["references"]["shipment"])
        written = (self.outbox / "out" / sent.file_name).read_bytes()
        self.assertEqual(written, sent._get_body_bytes())
        # What is sent again are the same bytes with the same control numbers.
        sent._replay("Once more")
        self.drain("outbound")
        self.assertEqual(sent._get_body_bytes(), written)


@tagged("post_install", "-at_install")
class TestOtherTransport(MediationCommon, PublishingCase):
    def test_from_file_to_webhook_by_configuration(self):
        """C19: a carrier moves from files to webhooks; the overlap day has no doubles.

        The key of a fact is its content at its connector, whatever carried it.
        """
        columns = ("parcel", "status", "moment")
        by_file = self.make_mapping(
            {
                "references.tracking_number": "parcel",
                "milestone": {"constant": "delivered"},
                "occurred_at": {"expression": "moment", "transform": "datetime"},
                "event_type": {"constant": self.event_type.code},
            },
            columns=[{"name": name} for name in columns],
            format="csv",
        )
        carrier = self.make_connector(format="csv", mapping_id=by_file.id)
        self.subscribe(self.subscriber)
        rows = [f"1Z{n},DLV,2026-11-20T17:0{n}:00Z" for n in range(3)]
        self.ingest(carrier, "\r\n".join([",".join(columns), *rows, ""]).encode())
        self.drain()
        by_web = self.make_mapping(
            {
                "references.tracking_number": "tracking",
                "milestone": {"constant": "delivered"},
                "occurred_at": {"expression": "at", "transform": "datetime"},
                "event_type": {"constant": self.event_type.code},
            }
        )
        carrier.write({"format": "json", "mapping_id": by_web.id})
        # The day both are on: two facts known from the file, one that is new.
        for n in (1, 2, 3):
            self.ingest(
                carrier, {"tracking": f"1Z{n}", "at": f"2026-11-20T17:0{n}:00Z"}
            )
        self.drain()
        events = self.env["logistics.sync.event"].search(
            [("connector_id", "=", carrier.id)]
        )
        self.assertEqual(
            sorted(events.mapped("reference")), ["1Z0", "1Z1", "1Z2", "1Z3"]
        )
        self.assertEqual(set(events.mapped("state")), {"done"})
        states = self.env["logistics.sync.message"].search(
            [("connector_id", "=", carrier.id), ("format", "=", "json")], order="id"
        )
        self.assertEqual(
            states.mapped("state"), ["duplicate", "duplicate", "processed"]
        )
        # Nobody further on is told twice either.
        self.assertEqual(len(self.get_owed()), 4)
