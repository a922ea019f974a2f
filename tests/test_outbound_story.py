# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""From a carrier's webhook over shipment and invoice to other systems, and one id."""

import json
from decimal import Decimal

from odoo import Command
from odoo.tests import tagged

from .common import DeliveryStory

TRACE = "trace-0815-abcdef"


@tagged("post_install", "-at_install")
class TestOutboundStory(DeliveryStory):
    def make_subscriber(self, event_type, rules=None, schema=None, **values):
        """A system that is told of one event type in its own JSON."""
        if not rules:
            return super().make_subscriber(event_type, format="canonical", **values)
        mapping = self.make_mapping(
            rules, direction="out", canonical_schema=schema, format="json"
        )
        documents = [Command.create({"direction": "out", "mapping_id": mapping.id})]
        values = {"format": "connector"} | values
        return super().make_subscriber(event_type, documents, **values)

    def deliver(self):
        return super().deliver(correlation_id=TRACE)

    def read_told(self, connector):
        """What a subscriber got, document by document."""
        messages = self.env["logistics.sync.message"].search(
            [("connector_id", "=", connector.id), ("direction", "=", "out")]
        )
        self.assertEqual(set(messages.mapped("state")), {"processed"})
        return [
            json.loads((self.outbox / message.file_name).read_bytes())
            for message in messages.sorted("id")
        ]

    def test_another_erp_gets_the_invoice(self):
        """D21: a generic ERP connector exports the posted invoice by its own mapping"""
        erp = self.make_subscriber(
            "customer_invoice_posted",
            {
                "Document.Number": "number",
                "Document.Customer": "customer.name",
                "Document.Currency": "currency",
                "Document.Net": "totals.net",
                "Document.Total": "totals.total",
            },
            "customer_invoice/1.0",
        )
        self.deliver()
        invoice = self.order.invoice_ids
        [told] = self.read_told(erp)
        self.assertEqual(told["Document"]["Number"], invoice.name)
        self.assertEqual(told["Document"]["Customer"], "Brightwater Clinics")
        self.assertEqual(told["Document"]["Currency"], invoice.currency_id.name)
        self.assertEqual(Decimal(told["Document"]["Net"]), Decimal("300.00"))
        self.assertEqual(
            Decimal(told["Document"]["Total"]), Decimal(str(invoice.amount_total))
        )

    def test_a_billing_tool_is_told_of_deliveries(self):
        """D22: a subscription to "delivered" works with the consumer's own mapping."""
        billing = self.make_subscriber(
            "delivered",
            {
                "billable.parcel": "references.tracking_number",
                "billable.at": {"expression": "occurred_at", "transform": "datetime"},
                "source": {"constant": "odoo"},
            },
            "delivery_event/1.0",
        )
        self.deliver()
        self.assertEqual(
            self.read_told(billing),
            [
                {
                    "billable": {"parcel": "1Z999", "at": "2026-11-20T17:05:00+00:00"},
                    "source": "odoo",
                }
            ],
        )

    def test_one_id_from_the_webhook_to_the_notification(self):
        """B4: the carrier's id is on shipment, invoice and what others are told."""
        erp = self.make_subscriber("customer_invoice_posted")
        portal = self.make_subscriber("delivered")
        message = self.deliver()
        invoice = self.order.invoice_ids
        self.assertEqual(message.correlation_id, TRACE)
        self.assertEqual(self.shipment.milestone_ids[-1:].correlation_id, TRACE)
        self.assertEqual(invoice.correlation_id, TRACE)
        messages = self.env["logistics.sync.message"]
        found = messages.search([("correlation_id", "=", TRACE)])
        self.assertEqual(
            found.connector_id, self.carrier | erp | portal, "one search finds all"
        )
        for told in found.filtered(lambda one: one.direction == "out"):
            self.assertEqual(told._get_wire_headers()["X-Correlation-ID"], TRACE)
        events = self.env["logistics.sync.event"].search(
            [("correlation_id", "=", TRACE)]
        )
        self.assertEqual(
            set(events.event_type_id.mapped("code")),
            {"delivered", "customer_invoice_posted"},
        )

    def test_the_invoice_shows_what_was_told_about_it(self):
        """B3: the invoice counts the message that told another system of it."""
        erp = self.make_subscriber("customer_invoice_posted")
        self.deliver()
        action = self.order.invoice_ids.action_view_sync_messages()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertIn(erp, found.connector_id)
        self.assertIn(self.carrier, found.connector_id)
