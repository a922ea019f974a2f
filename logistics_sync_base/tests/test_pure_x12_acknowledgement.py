# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..edi.acknowledgement import acknowledge, judge, read_997, reply_envelope
from ..edi.envelope import check
from ..edi.errors import X12Error
from ..edi.reader import read
from ..edi.transaction_214 import parse_214
from ..edi.writer import write_interchange
from .x12_data import AT, STATUS, interchange, transaction

FUZZ = settings(max_examples=100, deadline=None, database=None, derandomize=True)
TEXT = interchange("214", STATUS, STATUS)


@tagged("-at_install", "post_install")
class TestAcknowledgement(BaseCase):
    def _answer(self, text, policy="lenient"):
        """Our 997 to a text, as the partner reads it."""
        (given,) = read(text)
        faults = check(given)
        for group in given.groups:
            for part in group.transactions:
                faults += parse_214(part)[1]
        answer = write_interchange(
            reply_envelope(given),
            "FA",
            acknowledge(given, faults, policy, ["0042"]),
            interchange_control=5,
            group_control=6,
            at=AT,
        )
        (result,) = read(answer)
        self.assertEqual(check(result), [])
        self.assertEqual(result.receiver, given.sender)
        self.assertEqual(result.sender, given.receiver)
        return read_997(result.groups[0].transactions[0])

    def test_accepted(self):
        """C7: a sound interchange is accepted, each transaction by its number."""
        result = self._answer(TEXT)
        self.assertEqual((result.functional_id, result.group_control), ("QM", "9"))
        self.assertEqual(result.status, "A")
        counts = (result.included, result.received, result.accepted)
        self.assertEqual(counts, (2, 2, 2))
        self.assertEqual(
            [(part.set_id, part.control, part.status) for part in result.transactions],
            [("214", "0001", "A"), ("214", "0002", "A")],
        )
        self.assertTrue(result.is_accepted)

    def test_wrong_count_by_policy(self):
        """C20: a wrong SE01 is accepted with errors, or rejected by a strict policy."""
        text = TEXT.replace("SE*13*0002", "SE*99*0002")
        lenient = self._answer(text)
        self.assertEqual((lenient.status, lenient.accepted), ("E", 2))
        self.assertEqual(lenient.transactions[1].status, "E")
        self.assertEqual(lenient.transactions[1].codes, ("4",))
        strict = self._answer(text, "strict")
        self.assertEqual((strict.status, strict.accepted), ("P", 1))
        self.assertEqual(strict.transactions[1].status, "R")
        self.assertFalse(strict.is_accepted)

    def test_no_end_is_never_accepted(self):
        """C20: a transaction without its end is rejected by any policy."""
        result = self._answer(TEXT.replace("SE*13*0002~\n", ""))
        self.assertEqual([part.status for part in result.transactions], ["A", "R"])
        self.assertEqual(result.transactions[1].codes, ("2",))
        result = self._answer(TEXT.replace("*0002~", "*0001~"))
        self.assertEqual(result.transactions[1].codes, ("23",))

    def test_group_faults(self):
        """C20: faults of the group are told in AK9; a strict policy rejects all."""
        for change, code in ((("GE*2*9", "GE*3*9"), "5"), (("GE*2*9", "GE*2*8"), "4")):
            result = self._answer(TEXT.replace(*change))
            self.assertEqual((result.status, result.codes), ("E", (code,)))
            result = self._answer(TEXT.replace(*change), "strict")
            self.assertEqual((result.status, result.accepted), ("R", 0))

    def test_segment_and_element_errors(self):
        """C20: a bad date is told with segment, position in the set and element."""
        text = TEXT.replace("20261120*1205*ET", "20261399*1205*ET", 1)
        result = self._answer(text)
        part = result.transactions[0]
        self.assertEqual((part.status, part.codes), ("E", ("5",)))
        (error,) = part.segments
        self.assertEqual((error.segment, error.position, error.code), ("AT7", 9, "8"))
        self.assertEqual(error.elements, (("5", "8", ""),))
        self.assertEqual(result.transactions[1].status, "A")

    def test_acknowledgements_are_not_acknowledged(self):
        """C7: a 997 is never answered; warnings never change a verdict."""
        text = interchange("997", ["AK1*QM*1", "AK9*A*1*1*1"])
        (given,) = read(text)
        self.assertEqual(judge(given, check(given)), [])
        (given,) = read(TEXT.replace("GS*QM", "GS*SH"))
        (ack,) = judge(given, check(given), "strict")
        self.assertEqual(ack.status, "A")

    def test_missing_control_numbers_and_policy(self):
        """C7: too few control numbers and an unknown policy are refused."""
        (given,) = read(TEXT)
        with self.assertRaises(X12Error):
            acknowledge(given, [])
        with self.assertRaises(X12Error):
            judge(given, [], "loose")

    def test_version_5010(self):
        """C7: the version of the group is repeated in AK103 from 5010 on."""
        result = self._answer(TEXT.replace("*X*004010", "*X*005010"))
        self.assertEqual(result.version, "005010")

    def test_999_is_read(self):
        """C7: an implementation acknowledgement (999) gives the same result."""
        body = [
            "AK1*QM*9*005010",
            "AK2*214*0001",
            "IK3*AT7*9**8",
            "IK4*5*373*8*20261399",
            "IK5*R*5",
            "AK9*R*1*1*0*5",
        ]
        part = transaction("997", body)
        part.segments[0][1] = "999"
        result = read_997(part)
        self.assertEqual((result.status, result.accepted), ("R", 0))
        (verdict,) = result.transactions
        self.assertFalse(verdict.is_accepted)
        self.assertEqual(verdict.segments[0].elements, (("5", "8", "20261399"),))

    def test_answer_without_verdict_is_no_success(self):
        """J6: an empty acknowledgement, or another set, raises."""
        for body in ([], ["AK1*QM*9"], ["AK9*A*1*1*1"]):
            with self.assertRaises(X12Error):
                read_997(transaction("997", body))
        with self.assertRaises(X12Error):
            read_997(transaction("214", STATUS))

    @given(st.lists(st.text("AKI123459*R", max_size=12), max_size=8))
    @FUZZ
    def test_any_answer(self, body):
        """C7: any segments give a result or an X12Error."""
        try:
            read_997(transaction("997", ["AK1*QM*9", *filter(None, body)]))
        except X12Error:
            return
