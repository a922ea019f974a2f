# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..edi.definition import load
from ..edi.document import build, parse
from ..edi.envelope import check, errors
from ..edi.reader import read
from ..edi.writer import Envelope, OutboundTransaction, Party, write_interchange
from .edi_strategies import documents
from .x12_data import AT, interchange
from .x12_documents import DOCUMENTS

FUZZ = settings(max_examples=15, deadline=None, database=None, derandomize=True)


def written(set_id, document, version="004010"):
    """The interchange a partner gets of a document."""
    rules = load(f"x12_{set_id}")
    return write_interchange(
        Envelope(Party("ZZ", "SHIPPER"), Party("02", "PARTNER"), version=version),
        rules.functional_id,
        [OutboundTransaction(set_id, "0001", build(rules, document))],
        interchange_control=1,
        group_control=1,
        at=AT,
    )


def first_set(text):
    [found] = read(text)
    return found, found.groups[0].transactions[0]


@tagged("-at_install", "post_install")
class TestX12Documents(BaseCase):
    def parsed(self, set_id):
        group, texts = DOCUMENTS[set_id]
        found, transaction = first_set(interchange(set_id, texts, group=group))
        self.assertEqual(errors(check(found)), [])
        document, faults = parse(load(f"x12_{set_id}"), transaction.segments)
        self.assertEqual(faults, [], set_id)
        self.assertNotIn("other", document)
        return document

    def test_every_set_is_read_without_a_fault_and_written_again(self):
        """C6, C7, C8: each set is read, and what we write of it reads the same, in
        4010 and 5010 alike."""
        for set_id, (group, __) in DOCUMENTS.items():
            document = self.parsed(set_id)
            for version in ("004010", "005010"):
                with self.subTest(set_id, version=version):
                    found, transaction = first_set(written(set_id, document, version))
                    self.assertEqual(errors(check(found)), [])
                    self.assertEqual(found.groups[0].functional_id, group)
                    self.assertEqual(found.groups[0].version, version)
                    again, faults = parse(load(f"x12_{set_id}"), transaction.segments)
                    self.assertEqual(again, document)
                    self.assertEqual(faults, [])

    def test_the_segments_written_are_those_read(self):
        """C6, C7, C8: no element of a document changes on its way through us."""
        for set_id, (group, texts) in DOCUMENTS.items():
            with self.subTest(set_id):
                text = written(set_id, self.parsed(set_id))
                __, transaction = first_set(text)
                __, given_set = first_set(interchange(set_id, texts, group=group))
                ours = sorted(map(tuple, transaction.segments[1:-1]))
                theirs = sorted(map(tuple, given_set.segments[1:-1]))
                self.assertEqual(ours, theirs)

    def test_a_load_tender(self):
        """C9: 204: shipment, stops with dates and parties, orders."""
        tender = self.parsed("204")
        self.assertEqual(tender["heading"]["shipment"], "LOAD-88")
        self.assertEqual(tender["purpose"]["code"], "original")
        load_stop, unload_stop = tender["stops"]
        self.assertEqual(load_stop["reason"], "load")
        self.assertEqual(load_stop["dates"][0]["date"], "2026-11-21")
        self.assertEqual(load_stop["parties"][0]["code"], "WH1")
        self.assertEqual(load_stop["orders"][0]["purchase_order"], "PO-7")
        self.assertEqual(unload_stop["parties"][0]["city"], "ALBANY")
        self.assertEqual(tender["totals"]["charge"], "1250.00")

    def test_an_answer_to_a_tender(self):
        """C9: 990: who answers, for which shipment, and what."""
        answer = self.parsed("990")
        self.assertEqual(
            answer["heading"],
            {
                "carrier": "NWFR",
                "shipment": "LOAD-88",
                "date": "2026-11-20",
                "action": "accepted",
            },
        )

    def test_a_freight_invoice(self):
        """C8: 210: money with its implied point, lines with weight and charge."""
        invoice = self.parsed("210")
        self.assertEqual(invoice["heading"]["amount_due"], "1310.50")
        self.assertEqual(invoice["heading"]["delivery_date_kind"], "delivered")
        self.assertEqual(
            [line["charges"][0]["charge"] for line in invoice["lines"]],
            ["1197.00", "113.50"],
        )
        self.assertEqual(invoice["lines"][0]["charges"][0]["rate"], "28.50")
        self.assertEqual(invoice["totals"]["charge"], "1310.50")

    def test_an_invoice(self):
        """C8: 810: number, order, lines with ids, allowances, total."""
        invoice = self.parsed("810")
        self.assertEqual(invoice["heading"]["purchase_order"], "PO-7001")
        self.assertEqual(invoice["totals"]["amount"], "58.56")
        [item] = invoice["items"]
        self.assertIn({"kind": "upc", "value": "012345678905"}, item["ids"])
        self.assertEqual(item["charges"][0]["indicator"], "allowance")
        self.assertEqual(item["charges"][0]["amount"], "3.00")
        self.assertEqual(invoice["charges"][0]["text"], "Freight")
        self.assertEqual(invoice["terms"][0]["net_days"], "30")

    def test_a_remittance(self):
        """C8: 820: the payment, and each invoice with what was kept back."""
        advice = self.parsed("820")
        self.assertEqual(advice["payment"]["amount"], "5341.20")
        self.assertEqual(advice["payment"]["method"], "ach")
        [entity] = advice["entities"]
        [invoice] = entity["invoices"]
        self.assertEqual((invoice["number"], invoice["discount"]), ("SI-300", "109.00"))
        self.assertEqual(invoice["adjustments"][0]["amount"], "-12.50")

    def test_a_purchase_order_and_its_answer(self):
        """C6: 850 and 855: heading, ship-to, lines, and what the seller says."""
        order = self.parsed("850")
        self.assertEqual(order["heading"]["kind"], "stand_alone")
        self.assertEqual(order["parties"][0]["role"], "ship_to")
        self.assertEqual([item["quantity"] for item in order["items"]], ["12", "3"])
        self.assertEqual(order["total"]["amounts"][0]["amount"], "85.50")
        answer = self.parsed("855")
        self.assertEqual(answer["heading"]["answer"], "acknowledged_with_changes")
        self.assertEqual(
            [row["status"] for row in answer["items"][0]["acknowledgements"]],
            ["quantity_changed", "backordered"],
        )

    def test_warehouse_documents(self):
        """C7: 940, 943, 944, 945: what shall ship, is on its way, came and left."""
        order = self.parsed("940")
        self.assertEqual(order["heading"]["status"], "new")
        item = order["lines"][0]["items"][0]
        self.assertEqual(item["quantity"], "24")
        self.assertEqual([pair["kind"] for pair in item["ids"]], ["vendor_item", "lot"])
        transfer = self.parsed("943")
        self.assertEqual(transfer["items"][0]["quantity"], "100")
        receipt = self.parsed("944")
        self.assertEqual(receipt["items"][0]["exceptions"][0]["reason"], "damaged")
        self.assertEqual(receipt["totals"]["received"], "98")
        shipped = self.parsed("945")
        [line] = shipped["lines"]
        self.assertEqual([mark["value"] for mark in line["marks"]][1], "TN-1")
        [item] = line["items"]
        self.assertEqual((item["status"], item["shipped"]), ("partial_shipment", "20"))
        self.assertEqual(item["references"][0]["kind"], "license_plate")
        self.assertEqual(shipped["charges"][0]["amount"], "12.50")

    # -------------------------------------------------------------- properties
    @FUZZ
    @given(st.data(), st.sampled_from(sorted(DOCUMENTS)))
    def test_any_document_survives_the_wire(self, data, set_id):
        """C6, C7, C8: whatever a document holds, the partner reads what we meant."""
        document = data.draw(documents(load(f"x12_{set_id}")))
        found, transaction = first_set(written(set_id, document))
        self.assertEqual(errors(check(found)), [])
        again, faults = parse(load(f"x12_{set_id}"), transaction.segments)
        self.assertEqual(again, document)
        self.assertEqual(faults, [])
