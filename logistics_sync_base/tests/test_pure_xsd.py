# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import BaseCase, tagged

from ..codec.schema import SchemaDefect
from ..codec.xsd import XsdChecker
from .xsd_data import CODES, MAIN, report

FILES = {"codes.xsd": CODES}


@tagged("-at_install", "post_install")
class TestXsd(BaseCase):
    def test_findings_name_the_path_and_not_the_value(self):
        """C20: each refusal names the element as the mapping does, and its line."""
        checker = XsdChecker(MAIN, FILES)
        good = report(("P-1", "DLV"))
        self.assertEqual(checker.check(good), [])
        self.assertEqual(checker.list_names, {"Scan"})
        bad = report(("P-1", "DLV"), ("P-2", "it's a secret")).replace(
            b"t:Time", b"t:At"
        )
        found = {finding.path: finding.message for finding in checker.check(bad)}
        self.assertEqual(
            set(found),
            {"Report.Scan[0].At", "Report.Scan[1].Status", "Report.Scan[1].At"},
        )
        self.assertIn("Expected is ( Time )", found["Report.Scan[0].At"])
        self.assertIn("line 2", found["Report.Scan[0].At"])
        self.assertNotIn("secret", str(found))

    def test_a_wrong_root_is_a_finding(self):
        """C20: another document altogether is told as such."""
        (finding,) = XsdChecker(MAIN, FILES).check(b"<Invoice/>")
        self.assertEqual(finding.path, "Invoice")

    def test_nothing_is_fetched(self):
        """A1: a schema file that was not given is asked for by name."""
        with self.assertRaisesRegex(SchemaDefect, r"codes\.xsd.*Add that file"):
            XsdChecker(MAIN)
        deep = CODES.replace(
            b"<xs:simpleType",
            b'<xs:include schemaLocation="/etc/x.xsd"/><xs:simpleType',
        )
        with self.assertRaisesRegex(SchemaDefect, r"codes\.xsd refers to x\.xsd"):
            XsdChecker(MAIN, {"codes.xsd": deep})

    def test_what_is_no_schema_is_refused(self):
        """C20: a wrong schema is refused before the first document comes."""
        for main, words in (
            (b"<S/>", "no XML Schema"),
            (b"<S", "not XML"),
            (b"<!DOCTYPE x []>" + MAIN.split(b"?>", 1)[1].strip(), "DOCTYPE"),
            (MAIN.replace(b"xs:dateTime", b"xs:never"), "wrong"),
        ):
            with self.assertRaisesRegex(SchemaDefect, words):
                XsdChecker(main, FILES)
