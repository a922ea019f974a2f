# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..codec.paths import compile_path
from ..core.routing import LARGEST_PEEK, DocumentRule, Plan, Reader, Route

DEFAULT = Route(10, "operational")
KINDS = {"delivered": 5, "arrived_facility": 20, "freight_invoice_received": 6}
PLAN = Plan(
    DEFAULT,
    kinds=KINDS,
    codes=KINDS | {"DL": 5, "AF": 20, "D1": 5, "X6": 20, "21": 5},
    readers=(Reader(compile_path("scans"), (compile_path("status.code"),)),),
    rules={
        "210": DocumentRule(7, "financial"),
        "INVOIC": DocumentRule(None, "financial"),
        "bill": DocumentRule(3, "financial"),
    },
    type_of=compile_path("type"),
    order_of=compile_path("parcel"),
)
X12 = (
    "ISA*00*          *00*          *02*NWFR           *ZZ*SHIPPER        "
    "*261120*1205*U*00401*000000007*0*P*:~GS*QM*NWFR*SHIPPER*20261120*1205*7*X*004010"
    "~ST*%s*0001~B10*1*2*NWFR~AT7*%s*NS***20261120*1205*ET~SE*4*0001~GE*1*7~"
    "IEA*1*000000007~"
)


def route(document, plan=PLAN, document_format="json"):
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return plan.find_route(body, document_format)


def scans(*codes, **more):
    return {"scans": [{"status": {"code": code}} for code in codes]} | more


@tagged("post_install", "-at_install")
class TestPureRouting(BaseCase):
    def test_what_a_document_tells_decides(self):
        """K13: a delivery goes before a scan, in our words and in the partner's."""
        ours = {"schema": "delivery_event/1.0", "event_type": "delivered"}
        for document, priority in (
            (ours, 5),
            (ours | {"event_type": "arrived_facility"}, 20),
            (ours | {"event_type": "something_else"}, 10),
            (scans("DL"), 5),
            (scans("AF"), 20),
            (scans("??"), 10),
            (scans("AF", "AF", "DL"), 5),
            ([scans("AF"), scans("AF")], 20),
            ([ours, scans("AF")], 5),
            ({"specversion": "1.0", "id": "1", "data": ours}, 5),
            ({"specversion": "1.0", "id": "1", "data_base64": "e30="}, 10),
        ):
            with self.subTest(document=document):
                self.assertEqual(route(document).priority, priority)

    def test_interchanges_are_looked_into(self):
        """K13: so does a delivery in an X12 214 or an IFTSTA."""
        una = b"UNA:+.? 'UNB+UNOA:1+A+B'UNH+1+IFTSTA:D:01B:UN'STS+1+21'UNT+3+1'"
        odd = b"UNA|^.? 'UNB^UNOA|1^A^B'UNH^1^IFTSTA|D|01B|UN'STS^1^21|1'UNT^3^1'"
        for document, name, priority in (
            ((X12 % ("214", "D1")).encode(), "x12", 5),
            ((X12 % ("214", "X6")).encode(), "x12", 20),
            ((X12 % ("214", "ZZ")).encode(), "x12", 10),
            ((X12 % ("214", "D1")).replace("*", "|").encode(), "x12", 5),
            (b"\r\n" + (X12 % ("214", "D1")).replace("~", "\n").encode(), "x12", 5),
            (una, "edifact", 5),
            (odd, "edifact", 5),
            (una[9:], "edifact", 5),
        ):
            with self.subTest(document=document):
                found = route(document, document_format=name)
                self.assertEqual(found, Route(priority, "operational"))

    def test_kinds_of_documents_have_their_lane(self):
        """K13, K15: what was agreed for a kind of document goes before its content."""
        invoice = (X12 % ("210", "D1")).encode()
        self.assertEqual(route(invoice, document_format="x12"), Route(7, "financial"))
        bill = scans("DL", type="bill", parcel="P-1")
        self.assertEqual(route(bill), Route(3, "financial", "P-1"))
        invoic = b"UNB+UNOA:1+A+B'UNH+1+INVOIC:D:96A:UN'UNT+2+1'"
        self.assertEqual(
            route(invoic, document_format="edifact"), Route(10, "financial")
        )

    def test_the_order_is_that_of_one_thing(self):
        """K17: a document that is about one thing has its key, others have none."""
        for document, key in (
            (scans("AF", parcel="P-1"), "P-1"),
            (scans("AF", parcel=17), "17"),
            ([scans("AF", parcel="P-1"), scans("DL", parcel="P-1")], "P-1"),
            ([scans("AF", parcel="P-1"), scans("DL", parcel="P-2")], None),
            (scans("AF"), None),
            (scans("AF", parcel={"a": 1}), None),
            (scans("AF", parcel=True), None),
        ):
            with self.subTest(document=document):
                self.assertEqual(route(document).order_key, key)

    def test_large_and_unread_documents_go_the_agreed_way(self):
        """K13, K17: nothing is guessed of what cannot be looked into."""
        always = Plan(Route(4, "batch", "*"), kinds=KINDS)
        large = scans("DL", filler="x" * LARGEST_PEEK)
        for document, name in (
            (large, "json"),
            (b"{", "json"),
            (b"[" * 100_000, "json"),
            (b"<a/>", "xml"),
            (b"no interchange", "x12"),
            (b"ISA", "x12"),
        ):
            with self.subTest(document=document[:9] if name != "json" else name):
                self.assertEqual(route(document, always, name), always.default)

    def test_where_nothing_is_agreed_nothing_is_read(self):
        """K13: a partner whose documents all go one way costs no look at them."""
        self.assertTrue(Plan(DEFAULT).is_blind)
        self.assertFalse(PLAN.is_blind)
        self.assertEqual(route(scans("DL"), Plan(DEFAULT)), DEFAULT)

    @settings(max_examples=150, derandomize=True, deadline=None)
    @given(
        st.one_of(
            st.binary(max_size=300),
            st.binary(max_size=60).map(lambda tail: b"ISA*" + tail),
            st.binary(max_size=60).map(lambda tail: b"UNA:+.? '" + tail),
            st.recursive(
                st.none() | st.booleans() | st.integers() | st.text(max_size=5),
                lambda inner: (
                    st.lists(inner, max_size=4)
                    | st.dictionaries(
                        st.sampled_from(
                            "scans status code type parcel schema event_type".split()
                        ),
                        inner,
                        max_size=5,
                    )
                ),
                max_leaves=12,
            ).map(lambda value: json.dumps(value).encode()),
        ),
        st.sampled_from(["json", "x12", "edifact", "xml", "csv"]),
    )
    def test_no_bytes_break_it(self, body, document_format):
        """K13: whatever comes, it is given a way and stored."""
        found = PLAN.find_route(body, document_format)
        self.assertIsInstance(found.priority, int)
        self.assertIn(found.channel, ("operational", "financial"))
        self.assertTrue(found.order_key is None or isinstance(found.order_key, str))
