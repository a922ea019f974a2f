# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..edi.edifact import envelope
from ..edi.edifact.reader import read, value
from ..edi.edifact.syntax import EdifactError, ServiceCharacters
from .edifact_data import STATUS, edifact


class TestReader(BaseCase):
    def test_an_interchange_tells_who_sent_what(self):
        """C6: parties, reference, message type and version come from UNB and UNH."""
        (interchange,) = read(edifact(STATUS))
        self.assertEqual(interchange.sender, ("ZZ", "BLUEFREIGHT"))
        self.assertEqual(interchange.receiver, ("ZZ", "SHIPPER"))
        self.assertEqual((interchange.control, interchange.usage), ("REF1", "P"))
        (message,) = interchange.messages
        self.assertEqual((message.set_id, message.version), ("IFTSTA", "D96A"))
        self.assertEqual(value(message.segments[3], 1, 1), "CA")
        self.assertEqual(envelope.check(interchange), [])

    def test_a_test_interchange_says_so(self):
        """C6: the test indicator of the UNB is not overlooked."""
        (interchange,) = read(edifact(STATUS, test="1"))
        self.assertEqual(interchange.usage, "T")

    def test_other_service_characters(self):
        """C6: the UNA decides, and without one the standard's characters hold."""
        usual = edifact(STATUS)
        odd = edifact(STATUS, una="UNA|*,\\ !").replace(b"'", b"!")
        head, _, body = odd.partition(b"!")
        odd = head + b"!" + body.replace(b"+", b"*").replace(b":", b"|")
        without = edifact(STATUS, una="")
        wanted = [message.segments for i in read(usual) for message in i.messages]
        for data in (odd, without):
            found = [message.segments for i in read(data) for message in i.messages]
            self.assertEqual(found, wanted)

    def test_released_characters_are_data(self):
        """C6: a mark behind the release character belongs to the value."""
        (interchange,) = read(edifact([*STATUS, "FTX+AAI+++It?'s 5?+5 ?: why???'"]))
        (message,) = interchange.messages
        self.assertEqual(message.segments[-2][4], "It's 5+5 : why?'")

    def test_wrapped_lines_are_joined(self):
        """C6: files wrapped at a fixed width read as if they were not."""
        data = edifact(STATUS).replace(b"\n", b"")
        wrapped = b"\r\n".join(data[n : n + 35] for n in range(0, len(data), 35))
        self.assertEqual(read(wrapped)[0].segments, read(data)[0].segments)

    def test_several_interchanges_each_with_its_own_marks(self):
        """C6, C10: one file may hold interchanges of several partners."""
        second = edifact(STATUS, una="", sender="OTHER:ZZ", control="REF2")
        first, other = read(edifact(STATUS) + b"\n" + second)
        self.assertEqual(first.sender[1], "BLUEFREIGHT")
        self.assertEqual((other.sender[1], other.control), ("OTHER", "REF2"))

    def test_the_character_set_is_the_one_declared(self):
        """C6: UNOC is Latin-1; what does not belong is read all the same, and named."""
        body = [*STATUS, "NAD+CN+++Müller"]
        (latin,) = read(edifact(body).decode().encode("latin-1"))
        self.assertEqual(latin.messages[0].segments[-2][4], "Müller")
        (odd,) = read(edifact(body, syntax="UNOA:2"))
        self.assertEqual(odd.messages[0].segments[-2][4], "Müller")
        self.assertIn("charset", [fault.code for fault in envelope.check(odd)])

    def test_what_is_no_edifact_is_refused_by_name(self):
        """C20: an empty file, X12, TRADACOMS: each has a sentence."""
        for data, sentence in (
            (b"", "empty"),
            (b"ISA*00*", "X12"),
            (b"STX=ANA:1+", "TRADACOMS"),
            (b"UNH+1+IFTSTA:D:96A:UN'", "UNB segment is missing"),
            (b"hello", "not EDIFACT"),
            (b"UNA:::? 'UNB", "two meanings"),
            (b"UNA:+", "cut off"),
        ):
            with (
                self.subTest(data=data),
                self.assertRaisesRegex(EdifactError, sentence),
            ):
                read(data)


class TestEnvelope(BaseCase):
    def get_codes(self, data):
        return [
            fault.code
            for interchange in read(data)
            for fault in envelope.check(interchange)
        ]

    def test_each_break_of_the_rules_has_a_name(self):
        """C20: counts, references, missing trailers and doubled messages are named."""
        sound = edifact(STATUS, STATUS)
        for old, new, code in (
            (b"UNT+10+1", b"UNT+9+1", "unt_count"),
            (b"UNT+10+1", b"UNT+10+7", "unt_control"),
            (b"UNZ+2+REF1", b"UNZ+3+REF1", "unz_count"),
            (b"UNZ+2+REF1", b"UNZ+2+REF9", "unz_control"),
            (b"UNT+10+1'\n", b"", "missing_unt"),
            (b"UNZ+2+REF1'\n", b"", "missing_unz"),
            (b"UNH+2+", b"UNH+1+", "duplicate_unh"),
            (b"IFTSTA", b"STATUS1", "unh_type"),
            (b"STS+", b"ST+", "segment_name"),
            (b"UNB+UNOC:3+BLUEFREIGHT:ZZ", b"UNB+UNOC:3+", "no_sender"),
        ):
            with self.subTest(code=code):
                self.assertIn(old, sound)
                self.assertIn(code, self.get_codes(sound.replace(old, new, 1)))
        self.assertEqual(self.get_codes(sound), [])

    def test_groups_are_counted_too(self):
        """C20: with groups, the UNZ counts groups and each UNE its messages."""
        data = edifact(STATUS, unz="UNE+1+G1'\nUNZ+1+REF1")
        head = b"UNG+IFTSTA+BLUEFREIGHT+SHIPPER+261120:1810+G1+UN+D:96A'\nUNH"
        data = data.replace(b"UNH", head, 1)
        self.assertEqual(self.get_codes(data), [])
        self.assertEqual(
            self.get_codes(data.replace(b"UNE+1", b"UNE+2")), ["une_count"]
        )

    def test_a_cut_off_file_is_named_as_such(self):
        """C12, C20: what ends in the middle is an error wherever it was cut."""
        data = edifact(STATUS).rstrip()
        for end in range(40, len(data) - 1, 7):
            with self.subTest(end=end):
                self.assertTrue(
                    set(self.get_codes(data[:end])) & {"missing_unz", "unterminated"}
                )


class TestAnything(BaseCase):
    @settings(max_examples=150, deadline=None, derandomize=True)
    @given(st.text(max_size=120) | st.binary(max_size=120))
    def test_no_input_breaks_the_reader(self, data):
        """C20: whatever comes is read with faults, or refused as EdifactError."""
        begin = "UNA:+.? '" if isinstance(data, str) else b"UNB+UNOC:3+A+B+1:2+9'"
        for text in (data, begin + data):
            try:
                interchanges = read(text)
            except EdifactError:
                continue
            for interchange in interchanges:
                envelope.check(interchange)

    @settings(max_examples=100, deadline=None, derandomize=True)
    @given(st.data())
    def test_no_change_of_a_document_breaks_the_reader(self, draw):
        """C20: bytes changed, left out or doubled end in faults, never in a crash."""
        data = bytearray(edifact(STATUS, STATUS))
        for _time in range(draw.draw(st.integers(1, 6))):
            place = draw.draw(st.integers(0, len(data) - 1))
            data[place : place + draw.draw(st.integers(0, 9))] = draw.draw(
                st.binary(max_size=4)
            )
        try:
            interchanges = read(bytes(data))
        except EdifactError:
            return
        for interchange in interchanges:
            for fault in envelope.check(interchange):
                self.assertTrue(fault.message)

    @given(st.text(st.characters(codec="latin-1", exclude_categories=["Cc"])))
    @settings(max_examples=100, deadline=None, derandomize=True)
    def test_a_released_value_comes_back(self, text):
        """C6: what is written with release characters is read as it was."""
        text = text.strip()
        released = ServiceCharacters().escape(text)
        (interchange,) = read(edifact([*STATUS, f"FTX+AAI+++X{released}X"]).decode())
        self.assertEqual(interchange.messages[0].segments[-2][4], f"X{text}X")
