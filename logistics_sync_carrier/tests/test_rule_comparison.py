# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from odoo import Command
from odoo.tests import tagged

from ..models.shipment_past_invoices import Side
from .common_invoicing import InvoicingCase

TODAY = datetime.now(UTC).date()
NOON = datetime.combine(TODAY - timedelta(days=10), time(12))
DAY = NOON.date()
# What a comparison must not touch.
KEPT = (
    "account.move",
    "account.move.line",
    "logistics.invoice.release",
    "logistics.invoice.release.line",
    "logistics.invoice.rule",
    "logistics.invoice.rule.condition",
    "logistics.invoiced.quantity",
    "logistics.shipment.milestone",
    "logistics.sync.audit.entry",
    "logistics.sync.event",
    "logistics.sync.exception",
    "logistics.sync.message",
    "logistics.sync.setup.version",
    "mail.activity",
    "mail.message",
    "ir.cron.trigger",
)


class ComparisonCase(InvoicingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls._rule("delivered", active=False)

    def ship(self, *lines, delivered=NOON, **values):
        """A shipment that left two days before it was delivered, if it was."""
        shipment = self._ship(self._order(*(lines or [(self.bolt, 2)]), **values))
        self.leave(shipment)
        if delivered:
            self._tell(shipment, "delivered", at=delivered)
        return shipment

    def leave(self, shipment):
        left = NOON - timedelta(days=2)
        shipment.sudo().line_ids.move_id.write({"date": left})
        shipment.sudo().write({"issued_at": left, "shipped_at": left})

    def bill(self, shipment, day=DAY, price=None):
        invoice = shipment.sale_order_ids._create_invoices()
        invoice.invoice_date = day
        if price is not None:
            invoice.invoice_line_ids.price_unit = price
        invoice.action_post()
        return invoice

    def compare(self, rule=None, **values):
        rule = rule or self.rule
        period = (TODAY - timedelta(days=30), TODAY)
        return rule._compare(*period, **values)

    def compare_one(self, **values):
        self.rule.write(values)
        return self.compare().line_ids

    def results(self, comparison):
        return {line.shipment_id: line.result for line in comparison.line_ids}


@tagged("post_install", "-at_install")
class TestComparison(ComparisonCase):
    def test_each_shipment_is_held_against_its_invoice(self):
        """L37, O22: same, other amount, earlier, later, only one side, not known."""
        day = DAY
        same, other, earlier, later, ours, theirs, draft, neither = (
            self.ship(delivered=NOON if told else None)
            for told in (1, 1, 1, 1, 1, 0, 1, 0)
        )
        self.bill(same)
        self.bill(other, price=9)
        self.bill(earlier, day + timedelta(days=3))
        self.bill(later, day - timedelta(days=1))
        invoice = self.bill(theirs)
        draft.sale_order_ids._create_invoices()
        comparison = self.compare()
        self.assertEqual(
            self.results(comparison),
            {
                same: "same",
                other: "amount",
                earlier: "earlier",
                later: "later",
                ours: "only_rule",
                theirs: "only_invoice",
                draft: "unknown",
                neither: "neither",
            },
        )
        lines = {line.shipment_id: line for line in comparison.line_ids}
        self.assertEqual((lines[earlier].days, lines[later].days), (-3, 1))
        self.assertEqual(lines[other].rule_amount, 23)
        self.assertAlmostEqual(lines[other].invoice_amount, 20.7)
        self.assertAlmostEqual(lines[other].amount_difference, 2.3)
        self.assertEqual(lines[draft].doubt, "draft")
        self.assertEqual(lines[same].rule_at, NOON + timedelta(minutes=1))
        self.assertEqual(lines[theirs].invoice_names, invoice.name)
        self.assertEqual(comparison.comparable_count, 6)
        self.assertEqual(comparison.unknown_count, 1)
        self.assertEqual(comparison.match_percentage, 16.6)
        self.assertIn("16.6", self.rule.last_match)
        self.assertIn("1 of 6", self.rule.comparison_summary)

    def test_nothing_to_compare_is_no_match(self):
        """L37: without a comparable shipment no percentage is shown, least of all 100.

        A fact without a time is not known to have come at any time.
        """
        shipment = self.ship(delivered=None)
        self.bill(shipment)
        self._tell(shipment, "delivered", occurred_at=False)
        shipment.sudo().write({"status": "delivered", "delivered_at": False})
        comparison = self.compare()
        self.assertEqual(comparison.line_ids.mapped("doubt"), ["time"])
        self.assertEqual(comparison.comparable_count, 0)
        self.assertNotRegex(comparison.match_text, r"\d")
        self.assertNotRegex(comparison._get_summary(), r"\d")

    def test_partial_invoices_and_rounding(self):
        """L37: of an order's invoices each shipment has its part, rounded alike."""
        self.bolt.list_price = 3.33
        order = self._order((self.bolt, 3), (self.freight, 1))
        first = self._ship(order, {self.bolt: 1})
        self.leave(first)
        self._tell(first, "delivered", at=NOON)
        self.bill(first)
        second = self._ship(order)
        self.leave(second)
        self._tell(second, "delivered", at=NOON + timedelta(days=1))
        self.bill(second, DAY + timedelta(days=1))
        comparison = self.compare()
        self.assertEqual(self.results(comparison), {first: "same", second: "same"})
        # No invoice says which of two shipments its fee belongs to.
        self.assertFalse(any(comparison.line_ids.mapped("with_fees")))

    def test_amounts_are_added_exactly(self):
        """L37: no amount becomes a float on its way; a half is rounded up."""
        currency, side = self.company.currency_id, Side()
        side.add(currency, Decimal("900000000000000.115"))
        side.add(currency, Decimal("-0.005"))
        self.assertEqual(side.total, Decimal("900000000000000.11"))

    def test_an_unknown_amount_is_no_nought(self):
        """L37: nothing was invoiced and nobody knows what the rule would have."""
        shipment = self.ship()
        line = shipment.sale_order_ids.order_line
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order_line SET product_uom_qty = 0 WHERE id = %s", [line.id]
        )
        line.invalidate_recordset(["product_uom_qty"], flush=False)
        found = self.compare().line_ids
        self.assertEqual((found.result, found.doubt), ("only_rule", "amount"))

    def test_fees_count_where_the_order_has_one_shipment(self):
        """L37: a rule that leaves fees out is not the same as an invoice with them."""
        self.bill(self.ship((self.bolt, 2), (self.freight, 1)))
        line = self.compare_one()
        self.assertTrue(line.with_fees)
        self.assertEqual((line.result, line.rule_amount), ("same", 46))
        line = self.compare_one(service_policy="never")
        self.assertEqual((line.result, line.amount_difference), ("amount", -23))

    def test_a_fee_nobody_invoiced_is_a_difference(self):
        """L37: the fee came later than its invoice; the rule would have billed it."""
        shipment = self.ship()
        self.bill(shipment)
        shipment.sale_order_ids.order_line = [
            Command.create({"product_id": self.freight.id, "product_uom_qty": 1})
        ]
        line = self.compare_one()
        self.assertEqual((line.result, line.amount_difference), ("amount", 23))

    def test_services_by_what_was_done_cannot_be_told(self):
        """L37: how much was done by that day is not known, and not guessed."""
        self.freight.invoice_policy = "delivery"
        shipment = self.ship((self.bolt, 2), (self.freight, 1))
        shipment.sale_order_ids.order_line[1].qty_delivered = 1
        self.bill(shipment)
        line = self.compare_one()
        self.assertEqual((line.result, line.doubt), ("unknown", "amount"))

    def test_whole_orders_wait_for_their_last_shipment(self):
        """L37: a rule that waits for the order is judged with all its shipments."""
        self.rule.partial_policy = "complete"
        order = self._order((self.bolt, 3))
        first = self._ship(order, {self.bolt: 1})
        self.leave(first)
        self._tell(first, "delivered", at=NOON)
        self.assertEqual(self.results(self.compare()), {first: "neither"})
        last = self._ship(order)
        self.leave(last)
        self.assertEqual(set(self.results(self.compare()).values()), {"neither"})
        self._tell(last, "delivered", at=NOON + timedelta(days=1))
        self.bill(last, DAY + timedelta(days=1))
        self.assertEqual(self.results(self.compare()), {first: "same", last: "same"})

    def test_unknown_shipment_of_an_invoice(self):
        """L37: invoiced while nobody kept the ledger, it is not called uninvoiced."""
        shipment = self.ship()
        self.bill(shipment)
        ledger = self.env["logistics.invoiced.quantity"].sudo()
        ledger.search([("shipment_id", "=", shipment.id)]).unlink()
        lines = self.compare().line_ids
        self.assertEqual((lines.result, lines.doubt), ("unknown", "ledger"))

    def test_the_rule_that_fits_best_is_asked(self):
        """L37: shipments that a closer rule would judge are left out."""
        other = self.env["res.partner"].create({"name": "Quay Stores"})
        theirs = self.ship(partner_id=other.id)
        mine = self.ship()
        self._rule("dispatched", partner_ids=[Command.set(other.ids)])
        self.assertEqual(set(self.results(self.compare())), {mine})
        self.rule.partner_ids = other
        self.rule.sequence = 1
        self.assertEqual(set(self.results(self.compare())), {theirs})

    def test_nothing_is_changed(self):
        """L37: no invoice, release, message, event or trigger comes of a comparison."""
        self._rule("proof_of_delivery", sequence=50)
        shipment = self.ship()
        self.bill(self.ship())
        self.env.cr.flush()

        def look():
            counts = {
                name: self.env[name].sudo().with_context(active_test=False)
                for name in KEPT
            }
            counts = {name: model.search_count([]) for name, model in counts.items()}
            release = shipment.invoice_release_id
            return counts, release.read(), self.rule.read(["active", "version"])

        before = look()
        comparison = self.compare()
        self.assertEqual(len(comparison.line_ids), 2)
        self.env.invalidate_all()
        self.assertEqual(look(), before)

    def test_limit_and_queries(self):
        """L37: at most so many shipments, the newest, told so; no query for each."""
        shipments = [self.ship() for _number in range(3)]
        for shipment in shipments[:2]:
            self.bill(shipment)
        self.compare()
        self.env.flush_all()
        queries = []
        for limit in (1, 3):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            comparison = self.compare(limit=limit)
            self.env.flush_all()
            queries.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(comparison.line_ids), limit)
            self.assertEqual(comparison.is_cut_off, limit < 3)
        self.assertLessEqual(queries[1] - queries[0], 3)
        self.assertEqual(set(self.results(comparison)), set(shipments))
