# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.reference_rows import ReferenceListError, read_reference_rows
from ..core.suggest import Candidate, Suggester

QUICK = settings(max_examples=60, derandomize=True, deadline=None)
WORDS = st.text("abcdeXY 019-", min_size=1, max_size=12)
CANDIDATES = st.lists(
    st.builds(
        Candidate,
        st.integers(1, 50),
        WORDS,
        WORDS,
        st.tuples(WORDS),
    ),
    max_size=8,
    unique_by=lambda candidate: candidate.id,
)


@tagged("post_install", "-at_install")
class TestSuggestions(BaseCase):
    def setUp(self):
        super().setUp()
        self.suggester = Suggester(
            [
                Candidate(1, "Desk lamp, oak", "LAMP-01", ("4006381333931",)),
                Candidate(2, "Desk lamp, steel", "LAMP-02"),
                Candidate(3, "Standing desk", "DESK-7", ("111",)),
                Candidate(4, "Same", "A"),
                Candidate(5, "Same", "B"),
            ]
        )

    def suggest(self, *told):
        found = self.suggester.suggest(*told)
        return found and (found.id, found.reason)

    def test_signs_from_sure_to_likely(self):
        """A18: codes are matched by code, barcode, spelling and name."""
        self.assertEqual(self.suggest("lamp-01"), (1, "code"))
        self.assertEqual(self.suggest("X", "", "4006381333931"), (1, "number"))
        self.assertEqual(self.suggest("0004006381333931"), (1, "number"))
        self.assertEqual(self.suggest("LAMP02"), (2, "spelling"))
        self.assertEqual(self.suggest("X", "desk, STANDING"), (3, "name"))
        self.assertEqual(self.suggest("X", "Standing desks"), (3, "similar"))

    def test_what_fits_two_or_none_is_left_to_a_person(self):
        """A18: no suggestion is better than one of two equals."""
        self.assertIsNone(self.suggest("X", "Same"))
        self.assertIsNone(self.suggest("X", "Desk lamp"))
        self.assertIsNone(self.suggest("X", "Garden hose"))
        self.assertIsNone(self.suggest("-", "", "--"))

    @QUICK
    @given(CANDIDATES, WORDS, WORDS, WORDS)
    def test_a_suggestion_is_a_candidate_and_does_not_depend_on_order(
        self, candidates, code, name, number
    ):
        """A18: whatever is asked, the same one of the candidates, or none."""
        found = Suggester(candidates).suggest(code, name, number)
        again = Suggester(candidates[::-1]).suggest(code, name, number)
        self.assertEqual(found, again)
        if found:
            self.assertIn(found.id, {candidate.id for candidate in candidates})

    @QUICK
    @given(CANDIDATES)
    def test_an_own_code_that_is_unique_finds_its_record(self, candidates):
        """A18: the same code always wins, whatever the names look like."""
        codes = [candidate.code.strip().casefold() for candidate in candidates]
        suggester = Suggester(candidates)
        for candidate, code in zip(candidates, codes, strict=True):
            if code and codes.count(code) == 1:
                found = suggester.suggest(candidate.code)
                self.assertEqual(found.id, candidate.id)


@tagged("post_install", "-at_install")
class TestReferenceRows(BaseCase):
    def test_csv_as_partners_write_it(self):
        """A18: a CSV with any usual separator and heading is read."""
        for separator in ",;\t":
            text = separator.join(("Item Number", "Description", "EAN", "x")) + "\r\n"
            text += separator.join(("A-1", '"Lamp"', " 40", "y")) + "\r\n\r\n"
            (row,) = read_reference_rows(b"\xef\xbb\xbf" + text.encode())
            self.assertEqual((row.code, row.name, row.number), ("A-1", "Lamp", "40"))

    def test_json_list_or_object(self):
        """A18: a JSON list, alone or under "references", is read."""
        rows = [{"kind": "Product", "code": 7, "barcode": None}]
        for content in (rows, {"references": rows}):
            (row,) = read_reference_rows(json.dumps(content).encode())
            self.assertEqual((row.kind, row.code, row.number), ("product", "7", ""))

    def test_faults_are_named_with_their_row(self):
        """A18: what cannot be read is refused by name."""
        for data, words in (
            (b"\xff\xfe", "UTF-8"),
            (b"", "first row"),
            (b"code,name\n", "no rows"),
            (b"[]", "no rows"),
            (b"name\nLamp", "“code”"),
            (b"code,name\nA,x\n,Lamp", "Row 3: the code is missing"),
            (b'[{"code": "A"}, 3]', "Row 2"),
            (b'[{"code": ["A"]}]', "Row 1"),
            (b'{"rows": []}', "references"),
            (b"[1", "JSON"),
            (b"code\n" + b"A" * 200, "longer"),
        ):
            with self.assertRaisesRegex(ReferenceListError, words):
                read_reference_rows(data)

    @QUICK
    @given(st.binary(max_size=200))
    def test_any_bytes_are_read_or_refused(self, data):
        """A18: no file, however broken, raises anything but the named error."""
        for content in (data, b"code,name\n" + data, b"[" + data):
            try:
                rows = read_reference_rows(content)
            except ReferenceListError:
                continue
            self.assertTrue(all(row.code for row in rows))
