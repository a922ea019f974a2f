# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import BaseCase, tagged

from ..edi.acknowledgement import read_997
from ..edi.envelope import check
from ..edi.interchange_ack import (
    judge_interchange,
    read_ta1,
    wants_ta1,
    write_ta1,
)
from ..edi.profile import Address, Profile
from ..edi.reader import read
from ..edi.verdict import ACCEPTED, REJECTED, WITH_ERRORS, get_verdict
from .x12_data import AT, ENVELOPE, STATUS, interchange, transaction

TEXT = interchange("214", STATUS)


def verdict(*texts, sent=("0001", "0002")):
    return get_verdict(read_997(transaction("997", ["AK1*PO*7", *texts])), sent)


@tagged("-at_install", "post_install")
class TestX12Verdict(BaseCase):
    def test_the_states(self):
        """C9: a 997 accepts, accepts with errors, or rejects."""
        for texts, state in (
            (["AK9*A*2*2*2"], ACCEPTED),
            (["AK2*850*0001", "AK5*A", "AK2*850*2", "AK5*A", "AK9*A*2*2*2"], ACCEPTED),
            (["AK9*E*2*2*2"], WITH_ERRORS),
            (["AK2*850*0001", "AK5*E", "AK9*A*2*2*2"], WITH_ERRORS),
            (["AK9*R*2*2*0"], REJECTED),
            (["AK9*P*2*2*1"], REJECTED),
            (["AK2*850*0001", "AK5*R*5", "AK9*A*2*2*2"], REJECTED),
        ):
            with self.subTest(texts):
                self.assertEqual(verdict(*texts).state, state)

    def test_what_is_not_consent_is_a_rejection(self):
        """C9: an unknown code, none at all, or fewer documents than we sent."""
        for texts in (["AK9*Q*2*2*2"], ["AK9**2*2*2"], ["AK9*A*1*1*1"]):
            with self.subTest(texts):
                self.assertEqual(verdict(*texts).state, REJECTED)

    def test_the_reason_is_in_words(self):
        """C9: the segments and elements in error are told, with their place."""
        found = verdict(
            "AK2*850*0001",
            "AK3*N4*9**8",
            "AK4*2**7*XX",
            "AK3*CTT*20**3",
            "AK5*R*5",
            "AK9*R*2*2*0*5",
        )
        self.assertEqual(
            found.details,
            (
                "group 7: code 5",
                "0 of 2 documents accepted",
                "850 0001: rejected (code 5)",
                "850 0001: segment N4 at place 9: has errors, "
                "element 2: code not valid",
                "850 0001: segment CTT at place 20: required segment missing",
            ),
        )

    def test_documents_we_never_sent_are_told(self):
        """C9: control numbers that are not ours are named; zeros do not matter."""
        texts = ["AK2*850*1", "AK5*A", "AK2*850*0077", "AK5*A", "AK9*A*2*2*2"]
        self.assertEqual(verdict(*texts).unknown, ("0077",))

    # ------------------------------------------------------------------ TA1
    def test_the_envelope_is_judged(self):
        """C9: a sound envelope, one with wrong counts, one that is cut off."""
        for change, status in (
            (("", ""), ("A", "000")),
            (("IEA*1*", "IEA*3*"), ("E", "021")),
            (("IEA*1*000000007~\n", ""), ("R", "023")),
        ):
            [found] = read(TEXT.replace(*change))
            with self.subTest(change):
                self.assertEqual(judge_interchange(check(found)), status)

    def test_a_receipt_is_written_and_read(self):
        """C9: what we write as TA1 is sound, and reads as what we meant."""
        [found] = read(TEXT)
        self.assertFalse(wants_ta1(found))
        text = write_ta1(ENVELOPE, found, check(found), control=5, at=AT)
        [again] = read(text)
        self.assertEqual(check(again), [])
        [result] = read_ta1(again)
        self.assertEqual(
            (result.control, result.status, result.note, result.is_rejected),
            ("000000007", "A", "000", False),
        )

    def test_a_receipt_may_stand_before_the_groups(self):
        """C9: a TA1 in front of other documents is found."""
        text = TEXT.replace("GS*", "TA1*000000009*261120*1205*R*006~\nGS*", 1)
        [found] = read(text)
        [result] = read_ta1(found)
        self.assertTrue(result.is_rejected)
        self.assertEqual(check(found), [])

    # -------------------------------------------------------------- profile
    def test_without_an_agreement_all_is_taken(self):
        """C9: an empty profile refuses nothing."""
        [found] = read(TEXT)
        self.assertEqual(Profile().check(found), [])

    def test_every_difference_is_told(self):
        """C9: all that differs from the agreement is listed, each once."""
        [found] = read(interchange("214", STATUS, STATUS).replace("*0*P*", "*0*T*"))
        profile = Profile(
            ours=Address("ZZ", "ACME"),
            theirs=Address("01", "FRST", "FRSTGS"),
            versions=("005",),
            production=True,
            scac="ABCD",
        )
        self.assertEqual(
            [(refusal.code, refusal.found) for refusal in profile.check(found)],
            [
                ("sender", "02 FRST"),
                ("receiver", "ZZ SHIPPER"),
                ("group_sender", "FRST"),
                ("version", "004010"),
                ("scac", "FRST"),
                ("test_data", "T"),
            ],
        )
