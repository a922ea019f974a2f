# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from .common_orders import OrderCase


class TestOrderAgain(OrderCase):
    """The same order again, changed, cancelled."""

    def test_same_order_again_is_confirmed(self):
        """A19: the same order told again, in another message, makes no second one."""
        first = self.order("W-13", self.line("LAMP-1", 1, unit_price="50.00"))
        again = dict(
            first, revision="2", lines=[dict(first["lines"][0], quantity="1.0")]
        )
        self.send(first)
        (event,) = self.send(again)
        self.assertEqual(event.state, "done", event.error)
        self.assertEqual(event._get_document(), self.made())

    def test_same_number_with_other_content_is_asked(self):
        """A19: the same number with other lines is a contradiction that is named."""
        first = self.order("W-14", self.line("LAMP-1", 1))
        self.send(first)
        (event,) = self.send(self.order("W-14", self.line("LAMP-1", 5)))
        question = self.exception_of(event)
        self.assertEqual(question.code, "order_contradiction")
        self.assertIn("line 10: quantity", question.name)
        self.assertEqual(self.made().order_line.product_uom_qty, 1)

    def test_two_of_one_number_in_one_message(self):
        """A19: one message with one order twice makes one sales order."""
        first = self.order("W-15", self.line("LAMP-1", 1))
        again, other = (
            dict(first, revision="2"),
            self.order("W-15", self.line("SHADE-1")),
        )
        events = self.send(first, again, other)
        self.assertEqual(events.mapped("state"), ["done", "done", "exception"])
        self.assertEqual(len(self.made()), 1)

    def test_confirmed_where_the_connector_says_so(self):
        """A19: the connector decides whether the order is confirmed."""
        self.shop.order_intake = "confirm"
        self.send(self.order("W-16", self.line("LAMP-1", 1)))
        self.assertEqual(self.made().state, "sale")
        self.assertTrue(self.made().picking_ids)

    def test_kept_on_file_where_the_connector_says_so(self):
        """A19: a connector may keep orders on file without making any."""
        self.shop.order_intake = "file"
        (event,) = self.send(self.order("W-17", self.line("LAMP-1", 1)))
        self.assertEqual(event.state, "done")
        self.assertFalse(self.made())
        self.assertIn("only kept on file", event.steps[0]["note"])

    def test_change_and_cancellation_are_asked_or_applied(self):
        """A19: a change updates what the rules allow and is refused by name else."""
        self.send(self.order("W-18", self.line("LAMP-1", 1)))
        change = self.order(
            "W-18", self.line("LAMP-1", 5), action="change", event_type="order_changed"
        )
        (refused,) = self.send(change)
        self.assertEqual(self.exception_of(refused).code, "order_change_refused")
        self.assertEqual(self.made().order_line.product_uom_qty, 1)
        self.shop.order_change = "quotation"
        self.exception_of(refused).action_retry()
        refused.message_id._process_set(self.env.cr.now())
        self.assertEqual(refused.state, "done", refused.error)
        self.assertEqual(self.made().order_line.product_uom_qty, 5)
        self.made().action_confirm()
        cancel = self.order("W-18", action="cancel", event_type="order_cancelled")
        (kept,) = self.send(cancel)
        self.assertEqual(self.exception_of(kept).code, "order_change_refused")
        self.assertEqual(self.made().state, "sale")

    def test_quotation_is_cancelled_where_allowed(self):
        """A19: a cancellation is applied to a quotation, and once."""
        self.shop.order_change = "quotation"
        self.send(self.order("W-19", self.line("LAMP-1", 1)))
        for revision in ("1", "2"):
            (event,) = self.send(
                self.order(
                    "W-19",
                    action="cancel",
                    event_type="order_cancelled",
                    revision=revision,
                )
            )
            self.assertEqual(event.state, "done", event.error)
        self.assertEqual(self.made().state, "cancel")

    def test_change_of_an_order_that_never_came(self):
        """A19: a change of an unknown order is named, and nothing is made."""
        (event,) = self.send(
            self.order(
                "W-20", self.line("LAMP-1"), action="change", event_type="order_changed"
            )
        )
        self.assertEqual(self.exception_of(event).code, "unknown_order")
        self.assertFalse(self.made())

    def test_deleted_sales_order_is_not_made_again_silently(self):
        """A19: an order whose sales order was deleted by hand is asked about."""
        self.send(self.order("W-21", self.line("LAMP-1")))
        self.made().unlink()
        (event,) = self.send(self.order("W-21", self.line("LAMP-1"), revision="2"))
        self.assertEqual(self.exception_of(event).code, "order_contradiction")

    def test_change_of_what_odoo_owns_is_refused(self):
        """A19: a change updates nothing another system has the say about."""
        self.shop.order_change = "quotation"
        self.env["logistics.sync.ownership"].create(
            {"object": "order", "part": "quantity", "operation": "update"}
        )
        self.send(self.order("W-30", self.line("LAMP-1", 1)))
        change = {"action": "change", "event_type": "order_changed"}
        (more,) = self.send(self.order("W-30", self.line("LAMP-1", 5), **change))
        self.assertEqual(self.exception_of(more).code, "ownership_conflict")
        self.assertEqual(self.made().order_line.product_uom_qty, 1)
        later = self.order(
            "W-30", self.line("LAMP-1", 1), requested_ship_date="2026-12-05", **change
        )
        (dated,) = self.send(later)
        self.assertEqual(dated.state, "done", dated.error)
        self.assertEqual(self.made().commitment_date.day, 5)
