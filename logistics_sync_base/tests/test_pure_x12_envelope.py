# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import BaseCase, tagged

from ..edi.envelope import check, errors
from ..edi.errors import X12Error
from ..edi.reader import read
from ..edi.writer import Envelope, OutboundTransaction, Party, write_interchange
from .x12_data import AT, ENVELOPE, STATUS, interchange

TEXT = interchange("214", STATUS, STATUS)


@tagged("-at_install", "post_install")
class TestX12Envelope(BaseCase):
    def _faults(self, *change, level="error"):
        text = TEXT
        if change:
            self.assertIn(change[0], TEXT)
            text = TEXT.replace(*change)
        (given,) = read(text)
        return [fault for fault in check(given) if fault.level == level]

    def test_sound(self):
        """C20: a sound interchange has no fault."""
        self.assertEqual(self._faults(), [])
        self.assertEqual(self._faults(level="warning"), [])

    def test_each_fault_names_its_place(self):
        """C20: wrong counts and controls are named with segment and element."""
        for change, code, segment, element in (
            (("SE*13*0002", "SE*14*0002"), "se_count", "SE", 1),
            (("SE*13*0002", "SE*X*0002"), "se_count", "SE", 1),
            (("SE*13*0002", "SE*13*0003"), "se_control", "SE", 2),
            (("GE*2*9", "GE*3*9"), "ge_count", "GE", 1),
            (("GE*2*9", "GE*2*8"), "ge_control", "GE", 2),
            (("IEA*1*000000007", "IEA*2*000000007"), "iea_count", "IEA", 1),
            (("IEA*1*000000007", "IEA*1*000000008"), "iea_control", "IEA", 2),
            (("*1205*9*X", "*1205*NINE*X"), "gs_control", "GS", 6),
            (("ST*214*0002", "ST*2X4*0002"), "st_set", "ST", 1),
            (("ST*214*0002", "ST*214"), "st_control", "ST", 2),
            (("*000000007*0*P", "*00000000A*0*P"), "isa_control", "ISA", 13),
        ):
            faults = {fault.code: fault for fault in self._faults(*change)}
            self.assertIn(code, faults, change)
            fault = faults[code]
            self.assertEqual((fault.segment, fault.element), (segment, element))
            (given,) = read(TEXT.replace(*change))
            self.assertEqual(given.segments[fault.segment_index][0], segment)
            self.assertTrue(fault.message)

    def test_faults_belong_to_their_transaction(self):
        """C20: a fault of the second transaction is not the first one's."""
        (fault,) = self._faults("SE*13*0002", "SE*1*0002")
        self.assertEqual((fault.group, fault.transaction), (0, 1))
        self.assertEqual(fault.value, "1")
        self.assertEqual(fault.to_dict()["code"], "se_count")

    def test_missing_trailers_and_headers(self):
        """C20: each missing control segment is named, and the rest is still read."""
        for lost, codes in (
            ("SE*13*0001~\n", {"missing_se"}),
            ("SE*13*0002~\n", {"missing_se"}),
            ("ST*214*0001~\n", {"missing_st", "stray_segment", "ge_count"}),
            ("GE*2*9~\n", {"missing_ge"}),
            ("GS*QM*FRST*SHIPPERGS*20261120*1205*9*X*004010~\n", {"missing_gs"}),
            ("IEA*1*000000007~\n", {"missing_iea"}),
        ):
            faults = self._faults(lost, "")
            self.assertEqual({fault.code for fault in faults}, codes, lost)

    def test_numbers_used_twice(self):
        """C20: a transaction or group control number used twice is named."""
        text = TEXT.replace("*0002~", "*0001~")
        (given,) = read(text)
        self.assertEqual([fault.code for fault in check(given)], ["duplicate_st"])
        lines = TEXT.split("\n")
        doubled = [*lines[:-2], *lines[1:-2], "IEA*2*000000007~"]
        (given,) = read("\n".join(doubled))
        self.assertEqual([fault.code for fault in check(given)], ["duplicate_group"])

    def test_segments_out_of_place(self):
        """C20: segments outside any transaction and names that are none are found."""
        (fault,) = self._faults("GE*2*9", "REF*1*2~\nGE*2*9")
        self.assertEqual((fault.code, fault.segment), ("stray_segment", "REF"))
        faults = self._faults("MS2*FRST", "MS2 FRST")
        self.assertEqual({fault.code for fault in faults}, {"segment_name"})
        self.assertEqual([fault.transaction for fault in faults], [0, 1])

    def test_tolerated_oddities_are_warnings(self):
        """C20: numbers without zeros, a foreign group and version are warnings."""
        for change, code in (
            (("IEA*1*000000007", "IEA*1*7"), "iea_control"),
            (("GS*QM", "GS*IN"), "functional_id"),
            (("*X*004010", "*X*VICS"), "gs_version"),
        ):
            self.assertEqual(self._faults(*change), [])
            codes = {fault.code for fault in self._faults(*change, level="warning")}
            self.assertEqual(codes, {code})
        (given,) = read(TEXT.replace("GS*QM", "GS*IN"))
        self.assertEqual(errors(check(given)), [])


@tagged("-at_install", "post_install")
class TestX12Writer(BaseCase):
    def _write(self, segments, envelope=ENVELOPE, **settings):
        settings = {"interchange_control": 1, "group_control": 1, "at": AT, **settings}
        body = [OutboundTransaction("214", "0001", segments)]
        return write_interchange(envelope, "QM", body, **settings)

    def test_isa_is_of_fixed_width(self):
        """C7: the ISA has 106 characters and its control number nine digits."""
        header = self._write([["B10", "1"]]).split("\n")[0]
        self.assertEqual(len(header), 106)
        self.assertTrue(header.endswith("*261120*1205*U*00401*000000001*0*P*:~"))

    def test_delimiter_in_a_value(self):
        """C7: a value holding a delimiter is refused or cleaned, never written."""
        for mark in "*~:\n":
            segments = [["B10", f"A{mark}B"]]
            with self.assertRaises(X12Error) as caught:
                self._write(segments)
            self.assertEqual(caught.exception.segment, "B10")
            self.assertEqual(caught.exception.element, 1)
            text = self._write(segments, on_delimiter="space")
            self.assertIn("B10*A B~", text)

    def test_refusals(self):
        """C7: wrong addresses, usage, controls and an empty group are refused."""
        with self.assertRaises(X12Error):
            Party("Z", "A")
        with self.assertRaises(X12Error):
            Party("ZZ", "A" * 16)
        with self.assertRaises(X12Error):
            Envelope(Party("ZZ", "A"), Party("ZZ", "B"), usage="X")
        for control in (0, 1_000_000_000):
            with self.assertRaises(X12Error):
                self._write([["B10", "1"]], interchange_control=control)
        with self.assertRaises(X12Error):
            write_interchange(
                ENVELOPE, "QM", [], interchange_control=1, group_control=1, at=AT
            )
