# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..edi.edifact import control, envelope
from ..edi.edifact.reader import read
from ..edi.edifact.syntax import EdifactError, ServiceCharacters
from ..edi.edifact.writer import Envelope, OutboundMessage, Party, write_interchange
from .edifact_data import STATUS, edifact

AT = datetime(2026, 11, 20, 18, 10)
OURS = Envelope(Party("SHIPPER", "ZZ"), Party("BLUEFREIGHT", "ZZ"))
PART = st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=8)
SEGMENT = st.lists(PART.map(str.strip), min_size=1, max_size=4).map(
    lambda values: ["FTX", *values, "Z"]
)


def write(segments, envelope_=OURS, reference="77"):
    message = OutboundMessage("DESADV", "1", segments)
    return write_interchange(envelope_, [message], control=reference, at=AT)


class TestWriter(BaseCase):
    def test_what_is_written_is_sound(self):
        """C6: our own reader finds no fault in what we write."""
        (interchange,) = read(write([["BGM", "351", "ASN1", "9"]]))
        self.assertEqual(envelope.check(interchange), [])
        self.assertEqual(interchange.sender, ("ZZ", "SHIPPER"))
        self.assertEqual(interchange.messages[0].segments[1][2], "ASN1")

    @settings(max_examples=100, deadline=None, derandomize=True)
    @given(st.lists(SEGMENT, min_size=1, max_size=4))
    def test_any_value_survives(self, segments):
        """C6: marks within values are released, so that each comes back as it was."""
        (interchange,) = read(write(segments))
        self.assertEqual(interchange.messages[0].segments[1:-1], segments)

    def test_a_character_outside_the_set_is_refused_by_name(self):
        """C6: what the character set cannot hold is not written otherwise."""
        with self.assertRaisesRegex(EdifactError, "'Ł'"):
            write([["NAD", "CN", "", "", "Łódź"]])
        wide = Envelope(OURS.sender, OURS.receiver, syntax="UNOY", syntax_version="4")
        self.assertIn("Łódź".encode(), write([["NAD", "CN", "", "", "Łódź"]], wide))

    def test_without_release_character_a_mark_is_refused(self):
        """C6: a value that would break the file is an error, not a broken file."""
        bare = ServiceCharacters(release="")
        strict = Envelope(OURS.sender, OURS.receiver, characters=bare)
        with self.assertRaisesRegex(EdifactError, "service character"):
            write([["FTX", "5+5"]], strict)

    def test_nonsense_is_refused_before_it_is_written(self):
        """C6: no message, no reference or an unknown character set is an error."""
        with self.assertRaisesRegex(EdifactError, "no message to send"):
            write_interchange(OURS, [], control="1", at=AT)
        with self.assertRaisesRegex(EdifactError, "1 to 14"):
            write([["BGM", "351"]], reference="")
        with self.assertRaisesRegex(EdifactError, "UNOQ"):
            Envelope(OURS.sender, OURS.receiver, syntax="UNOQ")


class TestControl(BaseCase):
    def answer(self, data, policy="lenient"):
        """What the partner reads in the CONTRL we would send."""
        (interchange,) = read(data)
        verdict = control.judge(interchange, envelope.check(interchange), policy)
        message = control.report(interchange, verdict, "1")
        written = write_interchange(
            control.reply_envelope(interchange), [message], control="5", at=AT
        )
        (reply,) = read(written)
        self.assertEqual(envelope.check(reply), [])
        self.assertEqual(reply.receiver, interchange.sender)
        self.assertTrue(control.holds_only_reports(reply))
        return control.read_report(reply.messages[0])

    def test_a_sound_interchange_is_acknowledged(self):
        """C9: action 7, for the interchange and for each of its messages."""
        result = self.answer(edifact(STATUS, STATUS))
        self.assertEqual((result.control, result.action), ("REF1", "7"))
        self.assertEqual([m.action for m in result.messages], ["7", "7"])
        self.assertTrue(result.is_accepted)

    def test_a_wrong_count_is_a_matter_of_policy(self):
        """C9: lenient takes it, strict rejects the message and names the segment."""
        data = edifact(STATUS).replace(b"UNT+10+", b"UNT+9+")
        self.assertTrue(self.answer(data).is_accepted)
        result = self.answer(data, "strict")
        self.assertFalse(result.is_accepted)
        self.assertEqual(result.messages[0].details, (("10", "29"),))

    def test_what_nobody_can_read_is_rejected_anyway(self):
        """C9: a message of no known type is rejected under either policy."""
        data = edifact(STATUS).replace(b"IFTSTA", b"STATUS1")
        self.assertEqual(self.answer(data).messages[0].action, "4")

    def test_a_broken_envelope_rejects_all_of_it(self):
        """C9: strict answers a wrong interchange count with one rejection."""
        data = edifact(STATUS).replace(b"UNZ+1", b"UNZ+4")
        result = self.answer(data, "strict")
        self.assertEqual((result.action, result.error), ("4", "29"))

    def test_an_answer_without_verdict_is_no_success(self):
        """C9: a CONTRL that lacks its UCI is refused."""
        (interchange,) = read(edifact(["UCM+1"], kind="CONTRL"))
        with self.assertRaisesRegex(EdifactError, "verdict"):
            control.read_report(interchange.messages[0])
