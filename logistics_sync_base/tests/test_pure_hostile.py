# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import ctypes
import gc
import os

from odoo.tests import BaseCase

from ..codec import xml_document
from ..codec.xsd import XsdChecker
from ..edi.definition import is_defined
from ..edi.edifact import control
from ..edi.edifact.envelope import check
from ..edi.edifact.reader import read

NAMES = 50_000
ROUNDS = 5
LENGTH = 200
# Half of what keeping all these names would take.
GROWTH = NAMES * ROUNDS * LENGTH // 2


def _resident():
    """Bytes of memory this process holds, without what it could give back."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    with open("/proc/self/statm", "rb") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")


class TestHostileDocuments(BaseCase):
    """Documents that a fuzzer found to be more than somebody was prepared for."""

    def test_names_made_up_by_a_stranger_are_forgotten(self):
        """C11, K27: a worker's memory does not grow with names it met in XML."""
        schema = (
            b'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">'
            b'<xs:element name="a"/></xs:schema>'
        )
        checker = XsdChecker(schema)
        before = 0
        for number in range(ROUNDS + 1):
            tags = b"".join(
                b"<x%0*d/>" % (LENGTH, n * 10 + number) for n in range(NAMES)
            )
            body = b"<a>" + tags + b"</a>"
            xml_document.load(body)
            checker.check(body)
            before = before or _resident()
        self.assertLess(_resident() - before, GROWTH)

    def test_an_element_of_attributes_alone_is_refused(self):
        """C11: more attributes than anybody writes are refused by name."""
        good = b"<a " + b" ".join(b'x%d=""' % n for n in range(1000)) + b"/>"
        self.assertEqual(len(xml_document.load(good)["a"]), 1000)
        with self.assertRaises(xml_document.XmlError) as caught:
            xml_document.load(good.replace(b"/>", b' y=""/>'))
        self.assertEqual(caught.exception.code, "attributes")
        self.assertIn("1001 attributes", caught.exception.message)

    def test_a_document_type_of_any_length_is_just_unknown(self):
        """C9, C10: what the partner calls its document never reaches a file system."""
        self.assertTrue(is_defined("x12_850"))
        for name in ("x12_" + "9" * 5000, "x12_../x12_850", "x12_850\x00", ""):
            self.assertFalse(is_defined(name))

    def test_a_cut_header_is_reported_on_as_far_as_it_goes(self):
        """C10: UNB without sender or receiver: a verdict, and nobody is named."""
        for text in (b"UNB+'", b"UNB+UNOC:3'", b"UNB+UNOC:3+BLUEFREIGHT"):
            (interchange,) = read(text)
            verdict = control.judge(interchange, check(interchange))
            self.assertEqual(verdict.action, control.REJECTED)
            (uci,) = control.report(interchange, verdict, "1").segments
            self.assertEqual(len(uci), 6)
