# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..edi.delimiters import Delimiters
from ..edi.envelope import check
from ..edi.errors import X12Error
from ..edi.reader import element, read
from ..edi.writer import Envelope, OutboundTransaction, Party, write_interchange
from .x12_data import AT, ENVELOPE, NOTICE, STATUS, interchange

FUZZ = settings(max_examples=200, deadline=None, database=None, derandomize=True)
TEXT = interchange("214", STATUS, STATUS)
ONE_LINE = TEXT.replace("\n", "")
VALUES = st.text("ABCdef 0123456789.-/", max_size=12).map(str.strip)


@tagged("-at_install", "post_install")
class TestX12Reader(BaseCase):
    def _same(self, data):
        """The data reads as the plain text does, without any fault."""
        (given,) = read(data)
        (plain,) = read(TEXT)
        self.assertEqual(given.segments[1:], plain.segments[1:])
        self.assertEqual(check(given), [])
        return given

    def test_structure(self):
        """C7: sender, receiver, controls, groups and transactions are found."""
        (one,) = read(TEXT)
        self.assertEqual(one.sender, ("02", "FRST"))
        self.assertEqual(one.receiver, ("ZZ", "SHIPPER"))
        self.assertEqual((one.control, one.usage), ("000000007", "P"))
        (group,) = one.groups
        self.assertEqual((group.functional_id, group.control), ("QM", "9"))
        self.assertEqual((group.version, group.receiver), ("004010", "SHIPPERGS"))
        self.assertEqual(
            [part.control for part in group.transactions], ["0001", "0002"]
        )
        second = group.transactions[1]
        self.assertEqual(one.segments[second.start], second.segments[0])
        self.assertEqual(element(second.segments[1], 1), "PRO-88001")
        self.assertEqual(element(second.segments[1], 9), "")

    def test_line_ends_and_marks(self):
        """C7: line ends of any kind, none, a byte order mark and padding are taken."""
        for data in (
            ONE_LINE,
            TEXT.encode(),
            b"\xef\xbb\xbf" + TEXT.encode(),
            TEXT.encode("utf-16"),
            TEXT.replace("\n", "\r\n"),
            "\r\n \t" + TEXT + "\n\n\x1a",
            TEXT.replace("\n", "\n\t  "),
        ):
            self._same(data)

    def test_wrapped_lines(self):
        """C7: lines cut at any column, in the ISA too, are joined again."""
        for width in (80, 50, 7):
            pieces = [ONE_LINE[n : n + width] for n in range(0, len(ONE_LINE), width)]
            self._same("\n".join(pieces))

    def test_terminators(self):
        """C7: a line end, a control character or a sign outside ASCII terminates."""
        self._same(ONE_LINE.replace("~", "\n"))
        self._same(ONE_LINE.replace("~", "\r\n"))
        self._same(ONE_LINE.replace("~", "…\n").encode())
        self._same(ONE_LINE.replace("~", "\x85").encode("latin-1"))
        given = self._same(ONE_LINE.replace("~", "\x1c").replace("*", "\x1d"))
        self.assertEqual(given.delimiters, Delimiters("\x1d", "\x1c", ":", ""))

    def test_isa_of_wrong_widths(self):
        """C7: separators are counted, so that trimmed ISA elements do no harm."""
        trimmed = "*".join(part.strip() for part in TEXT.split("*"))
        (given,) = read(trimmed)
        self.assertEqual(given.sender, ("02", "FRST"))
        self.assertEqual({fault.code for fault in check(given)}, {"isa_length"})

    def test_odd_isa16(self):
        """C7: an empty ISA16 and surplus ISA elements are read and named."""
        for change, code, terminator in (
            (("*P*:~", "*P*~"), "isa_component", "~"),
            (("*P*:~", "*P*:*MORE~"), "isa_elements", "~"),
        ):
            for text in (TEXT, ONE_LINE):
                (given,) = read(text.replace(*change))
                self.assertEqual(given.delimiters.segment, terminator)
                self.assertEqual([fault.code for fault in check(given)], [code])

    def test_repetition_separator(self):
        """C7: ISA11 is a repetition separator from version 00402 on."""
        envelope = Envelope(ENVELOPE.sender, ENVELOPE.receiver, version="005010")
        body = [OutboundTransaction("214", "0001", [["B10", "1"]])]
        text = write_interchange(
            envelope, "QM", body, interchange_control=1, group_control=1, at=AT
        )
        self.assertEqual(read(text)[0].delimiters.repetition, "^")
        self.assertEqual(read(TEXT)[0].delimiters.repetition, "")

    def test_several_interchanges(self):
        """C7: interchanges with different delimiters follow each other in a file."""
        other = ONE_LINE.replace("~", "|").replace("*", "+")
        for glue in ("", "\n", "\n\n  "):
            results = read(TEXT + glue + other + glue + TEXT)
            self.assertEqual([len(item.groups) for item in results], [1, 1, 1])
            self.assertEqual(results[1].delimiters.element, "+")
            self.assertEqual([check(item) for item in results], [[], [], []])

    def test_cut_and_surplus_data(self):
        """C7, C20: junk after the IEA and a file cut off are named."""
        (given,) = read(TEXT + "ZZZ*1~\n")
        self.assertEqual([fault.code for fault in given.faults], ["trailing_data"])
        self.assertEqual(given.segments[-1][0], "IEA")
        (given,) = read(TEXT[:300])
        codes = {fault.code for fault in check(given)}
        self.assertIn("missing_iea", codes)
        self.assertIn("unterminated", codes)
        (given,) = read(ONE_LINE[:-1])
        self.assertEqual([fault.level for fault in check(given)], ["warning"])
        first, second = read(ONE_LINE.replace("IEA*1*000000007~", "") + ONE_LINE)
        self.assertIn("missing_iea", {fault.code for fault in check(first)})
        self.assertEqual(check(second), [])

    def test_refusals(self):
        """C20: what is no X12 is refused with a code, a sentence and a remedy."""
        for data, code, word in (
            (b"", "empty", "empty"),
            (b"UNB+UNOA:1+A+B'", "no_isa", "EDIFACT"),
            (b"UNA:+.? 'UNB+", "no_isa", "EDIFACT"),
            (b"STX=ANA:1+A'", "no_isa", "TRADACOMS"),
            (b"ST*214*0001~", "no_isa", "begins with ST"),
            (b'{"a": 1}', "no_isa", "not X12"),
            (b"ISA", "isa_damaged", "no element separator"),
            (b"ISA*00*  *00~GS*QM*A*B~", "isa_damaged", "instead of 16"),
            (TEXT.replace("*00*", "|00*", 1), "isa_damaged", "instead of 16"),
            (TEXT[:60], "isa_damaged", "instead of 16"),
        ):
            with self.assertRaises(X12Error) as caught:
                read(data)
            error = caught.exception
            self.assertEqual(error.code, code, data[:20])
            self.assertIn(word, error.message)
            self.assertTrue(error.remedy)

    def test_large_file_in_linear_time(self):
        """C7: three thousand transactions are read and found sound."""
        (given,) = read(interchange("214", *([STATUS] * 3000)))
        self.assertEqual(len(given.groups[0].transactions), 3000)
        self.assertEqual(check(given), [])

    @given(st.lists(st.lists(VALUES, min_size=1, max_size=5), max_size=6), st.data())
    @FUZZ
    def test_writer_round_trip(self, bodies, data):
        """C7: what is written with any delimiters is read back the same."""
        marks = data.draw(st.sampled_from(["*~:^", "|\n>", "\x1d\x1c\x1f\x1e", "+'%"]))
        delimiters = Delimiters(*marks)
        version = data.draw(st.sampled_from(["004010", "005010"]))
        envelope = Envelope(
            Party("ZZ", "A"),
            Party("01", "B"),
            version,
            delimiters=delimiters,
            newline=data.draw(st.booleans()),
        )
        segments = [["REF", *body] for body in bodies]
        text = write_interchange(
            envelope,
            "QM",
            [OutboundTransaction("214", "0001", segments)],
            interchange_control=1,
            group_control=1,
            at=AT,
        )
        (given,) = read(text.encode())
        self.assertEqual(check(given), [])
        wanted = []
        for segment in segments:
            while len(segment) > 1 and not segment[-1]:
                segment = segment[:-1]
            wanted.append(segment)
        self.assertEqual(given.groups[0].transactions[0].segments[1:-1], wanted)

    @given(st.binary(max_size=400))
    @FUZZ
    def test_any_bytes(self, body):
        """C20: any bytes end in interchanges or an X12Error, nothing else."""
        for data in (body, b"ISA" + body, TEXT[:106].encode() + body):
            try:
                for item in read(data):
                    check(item)
            except X12Error:
                continue

    @given(st.data())
    @FUZZ
    def test_any_damage(self, data):
        """C20: a sound file with a part cut, doubled or replaced never crashes."""
        text = data.draw(st.sampled_from([TEXT, interchange("856", NOTICE)]))
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, len(text)))
        filling = data.draw(st.text(max_size=20) | st.just(text[start:end] * 2))
        with contextlib.suppress(X12Error):
            for item in read(text[:start] + filling + text[end:]):
                check(item)
