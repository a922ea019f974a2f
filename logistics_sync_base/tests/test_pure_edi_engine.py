# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..edi.document import Place, build, parse
from .edi_data import DEFINITION, TEXTS, segments_of

FUZZ = settings(max_examples=80, deadline=None, database=None, derandomize=True)


@tagged("-at_install", "post_install")
class TestEdiEngine(BaseCase):
    def parsed(self, *texts, **options):
        return parse(DEFINITION, segments_of(texts), **options)

    def test_a_document_becomes_a_tree_of_names(self):
        """C6, C8: groups, composites, qualifiers and numbers get readable names."""
        document, faults = self.parsed(*TEXTS)
        self.assertEqual(faults, [])
        self.assertEqual(
            document["heading"], {"kind": "220", "number": "PO-1", "amount": "12.50"}
        )
        self.assertEqual(document["issued"]["value"], "20261120")
        self.assertEqual([row["kind"] for row in document["dates"]], ["delivery"])
        buyer, supplier = document["parties"]
        self.assertEqual((buyer["role"], buyer["agency"]), ("buyer", "9"))
        self.assertEqual(
            buyer["contacts"],
            [
                {
                    "function": "OC",
                    "name": "Ada",
                    "addresses": [{"address": "ada@example.com", "kind": "EM"}],
                }
            ],
        )
        self.assertEqual(supplier, {"role": "supplier", "code": "99"})
        first = document["lines"][0]
        self.assertEqual(first["ordered"]["quantity"], "5.50")
        self.assertEqual(first["price"]["valid"], "2026-11-20")
        self.assertEqual(first["price"]["at"], "17:05")
        self.assertEqual(first["ids"][1], {"kind": "B", "value": "two"})
        self.assertEqual(len(document["lines"]), 2)

    def test_components_may_come_split(self):
        """C6: a reader that undoes escapes hands over components as lists."""
        texts = [text for text in TEXTS if not text.startswith("COM")]
        split = [
            [part.split(":") if ":" in part else part for part in segment]
            for segment in segments_of(texts)
        ]
        split.insert(5, ["COM", ["ada:x@example.com", "EM"]])
        document, faults = parse(DEFINITION, split)
        self.assertEqual(faults, [])
        contact = document["parties"][0]["contacts"][0]
        self.assertEqual(contact["addresses"][0]["address"], "ada:x@example.com")

    def test_what_has_no_place_is_kept_and_named(self):
        """C6: an unknown segment is a fault with its place, and nothing is lost."""
        document, faults = self.parsed(
            *TEXTS[:2],
            "XYZ*1*two",
            *TEXTS[2:],
            place=Place(start=3, group=1, transaction=2),
        )
        [fault] = faults
        self.assertEqual(
            (fault.code, fault.segment_index, fault.segment),
            ("unexpected_segment", 5, "XYZ"),
        )
        self.assertEqual((fault.group, fault.transaction), (1, 2))
        self.assertEqual(
            document["other"],
            [{"position": 3, "segment": "XYZ", "elements": ["1", "two"]}],
        )
        self.assertEqual(len(document["lines"]), 2)

    def test_elements_without_a_name_are_kept(self):
        """C6: an element that the definition does not name can still be reached."""
        document, faults = self.parsed(
            "BGM*220:9*PO-1***extra", "NAD*BY*1::9**x:y", "LIN*1"
        )
        self.assertEqual(faults, [])
        self.assertEqual(
            document["heading"]["other_elements"], {"BGM01.2": "9", "BGM05": "extra"}
        )
        self.assertEqual(document["parties"][0]["other_elements"], {"NAD04": "x:y"})
        self.assertEqual(build_again(document), document)

    def test_wrong_order_is_read_and_named(self):
        """C6: a segment that comes too late is read where it belongs, with a remark."""
        document, faults = self.parsed("BGM**PO-1", "LIN*1", "PRI*2", "QTY*21:5")
        self.assertEqual([fault.code for fault in faults], ["segment_order"])
        self.assertEqual(document["lines"][0]["ordered"]["quantity"], "5")
        self.assertEqual(faults[0].level, "warning")

    def test_what_is_missing_is_named(self):
        """C6: missing segments and elements are faults with their place."""
        document, faults = self.parsed("BGM*220", "NAD*BY")
        self.assertEqual(
            [(fault.code, fault.segment, fault.element) for fault in faults],
            [("missing_element", "BGM", 2), ("missing_segment", "LIN", None)],
        )
        self.assertEqual(document["parties"], [{"role": "buyer"}])

    def test_a_second_one_where_one_is_allowed_is_kept(self):
        """C6: a repeated segment neither hides the first nor gets lost."""
        document, faults = self.parsed("BGM**PO-1", "BGM**PO-2", "LIN*1")
        self.assertEqual([fault.code for fault in faults], ["unexpected_segment"])
        self.assertEqual(document["heading"]["number"], "PO-1")
        self.assertEqual(document["other"][0]["elements"], ["", "PO-2"])

    def test_bad_values_are_named_and_stay_as_sent(self):
        """C6: a bad number, date or time is a fault; the text is not replaced."""
        document, faults = self.parsed(
            "BGM**PO-1*1x", "LIN*1", "QTY*21:1,234", "PRI*1.2.3*20261320*2460"
        )
        self.assertEqual(
            [(fault.code, fault.segment, fault.element) for fault in faults],
            [
                ("bad_number", "BGM", 3),
                ("bad_number", "QTY", 1),
                ("bad_number", "PRI", 1),
                ("bad_date", "PRI", 2),
                ("bad_time", "PRI", 3),
            ],
        )
        self.assertEqual(document["lines"][0]["price"]["valid"], "20261320")

    def test_a_point_where_it_is_implied_is_noticed(self):
        """C8: 12.5 in a field without point is 12.5, and the doubt has a name."""
        document, faults = self.parsed("BGM**PO-1*12.5", "LIN*1")
        self.assertEqual(document["heading"]["amount"], "12.5")
        self.assertEqual([fault.code for fault in faults], ["explicit_point"])

    def test_the_decimal_mark_of_the_partner_counts(self):
        """C6: a decimal comma is read where it is agreed."""
        document, faults = self.parsed(
            "BGM**PO-1", "LIN*1", "QTY*21:1,5", decimal_mark=","
        )
        self.assertEqual(faults, [])
        self.assertEqual(document["lines"][0]["ordered"]["quantity"], "1.5")
        written = build(DEFINITION, document, decimal_mark=",")
        self.assertEqual(written[-1], ["QTY", ["21", "1,5"]])

    @FUZZ
    @given(
        st.lists(
            st.lists(
                st.one_of(
                    st.sampled_from(
                        ["BGM", "NAD", "LIN", "DTM", "QTY", "PRI", "1:2", ""]
                    ),
                    st.text("AB1:*., ", max_size=5),
                ),
                min_size=1,
                max_size=6,
            ),
            max_size=15,
        )
    )
    def test_any_segments_are_read(self, segments):
        """C6: whatever comes is read or kept, never an exception, nothing lost."""
        document, faults = parse(DEFINITION, segments)
        kept = document.get("other", [])
        unexpected = [fault for fault in faults if fault.code == "unexpected_segment"]
        self.assertEqual(len(kept), len(unexpected))


def build_again(document):
    return parse(DEFINITION, build(DEFINITION, document))[0]
