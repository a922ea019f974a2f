# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..codec.values import ValueFault, boolean, decimal_text, document, integer, text


@tagged("-at_install", "post_install")
class TestValues(BaseCase):
    def test_decimal(self):
        """A1: one number has one text, however a partner writes it."""
        for value in ("2.50", "+2.5", 2.5, Decimal("2.500"), " 02.5 "):
            self.assertEqual(decimal_text(value), "2.5")
        for value, wanted in (
            (3, "3"),
            (3.0, "3"),
            ("0003", "3"),
            ("-0.0", "0"),
            ("1e3", "1000"),
            (".5", "0.5"),
            ("", None),
            (None, None),
        ):
            self.assertEqual(decimal_text(value), wanted)
        self.assertEqual(decimal_text("1.234,50", decimal_comma=True), "1234.5")
        for bad in (
            "1,5",
            "ten",
            True,
            "1e999",
            float("nan"),
            float("inf"),
            [],
            "²",
            10**40,
            "1." + "1" * 99,
        ):
            with self.assertRaises(ValueFault):
                decimal_text(bad)

    def test_other_values(self):
        """A1: text, whole numbers and truth values are read one way."""
        self.assertEqual(text(" a\x00b\ud800 "), "ab")
        self.assertEqual(text(7), "7")
        self.assertEqual(text(True), "true")
        self.assertIsNone(text("  "))
        self.assertEqual(integer("7.0"), 7)
        with self.assertRaises(ValueFault):
            integer("7.5")
        self.assertEqual([boolean("Yes"), boolean(0), boolean("")], [True, False, None])
        with self.assertRaises(ValueFault):
            boolean("perhaps")

    def test_document(self):
        """A1: a file comes as base64, data URL or object, and is named by its bytes."""
        png = base64.b64encode(b"\x89PNG\r\n\x1a\n...").decode()
        wanted = {
            "name": "proof_of_delivery.png",
            "mimetype": "image/png",
            "data": png,
        }
        for value in (
            png,
            f"{png[:8]}\n{png[8:]}",
            f"data:image/jpeg;base64,{png}",
            {"mimetype": "application/pdf", "data": png},
        ):
            self.assertEqual(document(value), wanted)
        plain = base64.b64encode(b"signed").decode()
        self.assertEqual(
            document(f"data:Text/Plain;base64,{plain}")["mimetype"], "text/plain"
        )
        self.assertEqual(document(plain)["name"], "proof_of_delivery.bin")
        self.assertEqual(document({"name": "a.txt", "data": plain})["name"], "a.txt")
        self.assertEqual(document(plain, "pod", "text/x")["name"], "pod")
        self.assertIsNone(document({"data": ""}))
        for bad in ("%%%", "data:text/plain;base64,", [1]):
            with self.assertRaises(ValueFault):
                document(bad)
