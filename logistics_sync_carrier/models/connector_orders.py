# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncConnector(models.Model):
    """How the orders of a partner are taken."""

    _inherit = "logistics.sync.connector"

    order_intake = fields.Selection(
        [
            ("file", "Keep on file only"),
            ("quotation", "Make a quotation"),
            ("confirm", "Make and confirm an order"),
        ],
        string="Orders of This Partner",
        required=True,
        default="quotation",
        help="An order is only made when everything in it is known: customer, "
        "products, units, prices, addresses. Otherwise it becomes one question.",
    )
    order_price_tolerance = fields.Float(
        string="Price Tolerance (%)",
        digits=(16, 4),
        help="How far the price in an order may be off our price list. Within it the "
        "price of the order holds; beyond it the order becomes a question.",
    )
    order_change = fields.Selection(
        [
            ("ask", "Ask a person"),
            ("quotation", "Apply while it is a quotation"),
        ],
        string="Changes and Cancellations",
        required=True,
        default="ask",
        help="A confirmed order is never changed by a message.",
    )

    _order_price_tolerance_range = models.Constraint(
        "CHECK(order_price_tolerance >= 0 AND order_price_tolerance <= 100)",
        "The price tolerance is between 0 and 100 percent.",
    )
