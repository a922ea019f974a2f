# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..codec.contracts import canonical_examples
from ..codec.schema import checker
from ..core.invoice_check import INVOICES, check_invoice

FUZZ = settings(max_examples=200, deadline=None, database=None, derandomize=True)
CENTS = st.decimals(-9999, 9999, places=2)


def get_fields(invoice):
    return {finding.field for finding in check_invoice(invoice)}


@tagged("-at_install", "post_install")
class TestInvoiceCheck(BaseCase):
    def _supplier_invoice(self):
        return canonical_examples("supplier_invoice/1.0")["invoice"]

    def _freight_invoice(self):
        return canonical_examples("freight_invoice/1.0")["two_shipments"]

    def test_examples_hold_together(self):
        """A6, C24: no published example has a finding."""
        for name in INVOICES:
            for example in canonical_examples(f"{name}/1.0").values():
                self.assertEqual(check_invoice(example), [])

    def test_a_missing_currency_and_date_are_named(self):
        """A6: what an invoice cannot do without is named by its field."""
        invoice = self._supplier_invoice() | {"currency": None, "invoice_date": None}
        findings = {item.field: item for item in check_invoice(invoice)}
        self.assertEqual(set(findings), {"currency", "invoice_date"})
        self.assertEqual(findings["currency"].code, "missing_currency")
        self.assertIn("mapping", findings["currency"].remedy)

    def test_a_day_that_does_not_exist_is_named(self):
        """A6: the 30th of February passes the pattern, not the calendar."""
        invoice = self._supplier_invoice() | {"due_date": "2027-02-30"}
        self.assertEqual(get_fields(invoice), {"due_date"})

    def test_each_total_is_compared(self):
        """A6: a header that differs by a cent from what it is made of is named."""
        for field in ("lines", "allowances", "charges", "net", "tax", "payable"):
            invoice = self._supplier_invoice()
            told = Decimal(invoice["totals"][field])
            invoice["totals"][field] = str(told + Decimal("0.01"))
            self.assertIn(f"totals.{field}", get_fields(invoice))

    def test_the_sentence_shows_both_figures(self):
        """A6: a clerk reads what was printed and what the lines give."""
        invoice = self._supplier_invoice()
        invoice["lines"][1]["amount"] = "830.01"
        (lines, net) = check_invoice(invoice)
        self.assertEqual(
            lines.message, "totals.lines is 3825.20, but the lines add up to 3825.21."
        )
        self.assertEqual(net.field, "totals.net")

    def test_a_line_without_amount_is_named(self):
        """A6: a line that tells no amount is a question, not a zero."""
        invoice = self._supplier_invoice()
        invoice["lines"][0]["amount"] = None
        self.assertIn("lines[0].amount", get_fields(invoice))

    def test_totals_that_were_not_told_are_not_missed(self):
        """A6: a partner may print the total alone; it is still compared."""
        invoice = self._supplier_invoice()
        invoice["totals"] = {"total": "4688.34"}
        self.assertEqual(get_fields(invoice), set())
        invoice["totals"] = {"total": "4688.35"}
        self.assertEqual(get_fields(invoice), {"totals.total"})

    def test_freight_is_added_shipment_by_shipment(self):
        """A6: the shipment whose charges do not give its amount is named."""
        invoice = self._freight_invoice()
        invoice["shipments"][1]["charges"][0]["amount"] = "181.00"
        self.assertEqual(get_fields(invoice), {"shipments[1].amount", "totals.net"})

    def test_tax_among_the_charges(self):
        """A6: a tax line of a carrier counts as tax, not as freight."""
        invoice = self._freight_invoice()
        tax = {"type": "tax", "code": "GST", "amount": "10.00"}
        invoice["charges"] = [tax]
        invoice["totals"] = {"net": "493.63", "tax": "10.00", "total": "503.63"}
        self.assertEqual(get_fields(invoice), set())
        invoice["totals"]["tax"] = "12.18"
        self.assertEqual(get_fields(invoice), {"totals.tax", "totals.total"})

    @FUZZ
    @given(
        st.lists(CENTS, min_size=1, max_size=30),
        st.decimals(0, 999, places=2),
        st.decimals(-5, 5, places=2),
    )
    def test_sums_are_exact(self, amounts, tax, error):
        """A6: any lines with their exact sums pass; any difference is found."""
        net = sum(amounts)
        invoice = self._supplier_invoice() | {
            "allowances": [],
            "taxes": [{"amount": str(tax)}],
            "lines": [
                {"line": str(place), "quantity": "1", "amount": str(amount)}
                for place, amount in enumerate(amounts)
            ],
            "totals": {
                "lines": str(net + error),
                "net": str(net),
                "tax": str(tax),
                "total": str(net + tax),
            },
        }
        self.assertEqual(checker(invoice["schema"]).check(invoice), [])
        self.assertEqual(get_fields(invoice), {"totals.lines"} if error else set())
