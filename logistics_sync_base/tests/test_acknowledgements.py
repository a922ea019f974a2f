# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Orders sent to a 3PL as JSON, which answers late, badly or not at all."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from ..codec import contracts
from .test_webhooks_out import WebhookCase

WATCH = "logistics_sync_base.ir_cron_watch_acknowledgements"


@tagged("post_install", "-at_install")
class TestAcknowledgements(WebhookCase):
    def setUp(self):
        super().setUp()
        self.subscriber.write({"ack_expected": "acceptance", "ack_hours": 2})
        self.ordered = self.env.ref("logistics_sync_base.event_type_order_received")
        self.subscription = self.subscribe(types=self.ordered)

    def send_order(self, number="S00041"):
        """An order for the 3PL, taken by its server; returns the message."""
        examples = contracts.canonical_examples("order/1.0")
        document = {**next(iter(examples.values())), "number": number}
        event = self.env["logistics.sync.event"]._publish("order_received", document)
        self.assertEqual(event.state, "done", event.error)
        self.deliver()
        return event.delivery_ids.message_id

    def acknowledge(self, status="accepted", errors=(), connector=None, **document):
        message = self.ingest(
            connector or self.subscriber,
            {
                "schema": "acknowledgement/1.0",
                "event_type": "acknowledgement_received",
                "status": status,
                "document": document,
                "errors": [{"message": error} for error in errors],
            },
        )
        self.drain()
        return message

    def let_pass(self, message, hours):
        message.acknowledgement_due -= timedelta(hours=hours)
        self.trigger_cron(WATCH)

    def test_without_an_answer_it_is_overdue_once(self):
        """B19: an order without ack: overdue after its time, one exception."""
        message = self.send_order()
        self.assertEqual(message.state, "processed")
        self.assertEqual(message.acknowledgement_state, "awaiting")
        due = message.acknowledgement_due - fields.Datetime.now()
        self.assertAlmostEqual(due / timedelta(hours=1), 2, places=1)
        self.let_pass(message, 1)
        self.assertEqual(message.acknowledgement_state, "awaiting")
        self.let_pass(message, 2)
        self.assertEqual(message.acknowledgement_state, "overdue")
        question = self.get_exceptions("edi_ack_overdue")
        self.assertEqual(question.message_id, message)
        self.assertIn("S00041", question.name)
        self.trigger_cron(WATCH)
        self.assertEqual(self.get_exceptions("edi_ack_overdue"), question)
        self.assertEqual(message.delivery_ids.acknowledgement_state, "overdue")

    def test_a_late_answer_settles_it(self):
        """B19: late is better than never: acknowledged, the question is closed."""
        message = self.send_order()
        self.let_pass(message, 3)
        answer = self.acknowledge(message_id=message.public_id)
        self.assertEqual(answer.state, "processed", answer.error)
        self.assertEqual(message.acknowledgement_state, "accepted")
        self.assertEqual(message.state, "acknowledged")
        self.assertEqual(message.acknowledgement_message_id, answer)
        self.assertFalse(self.get_exceptions("edi_ack_overdue"))

    def test_a_rejection_is_a_question(self):
        """B19: rejected with the partner's words; sent again it is awaited again."""
        message = self.send_order()
        self.acknowledge("rejected", ["LAMP-07 is not set up"], number="S00041")
        self.assertEqual(message.acknowledgement_state, "rejected")
        self.assertIn("LAMP-07", self.get_exceptions("edi_rejected").name)
        message._replay("It is set up now")
        self.deliver()
        self.assertEqual(message.acknowledgement_state, "awaiting")
        self.assertTrue(message.acknowledgement_due)

    def test_arrived_is_not_accepted(self):
        """B19: a mere receipt settles only what was not to be accepted as well."""
        message = self.send_order()
        self.acknowledge("received", message_id=message.public_id)
        self.assertEqual(message.acknowledgement_state, "awaiting")
        self.subscription.write({"ack_expected": "receipt", "ack_hours": 1})
        other = self.send_order("S00042")
        self.acknowledge("received", message_id=other.public_id)
        self.assertEqual(other.acknowledgement_state, "accepted")

    def test_an_answer_is_never_matched_by_guessing(self):
        """B19, C9: unknown, ambiguous, or another partner's: a question, no change."""
        first, second = self.send_order(), self.send_order("S00042")
        second.delivery_ids.event_id.reference = "S00041"
        for values in (
            {"number": "S00041"},
            {"number": "S99"},
            {"connector": self.teller, "message_id": first.public_id},
        ):
            with self.subTest(values=values):
                answer = self.acknowledge(**values)
                self.assertEqual(answer.state, "exception")
                self.assertEqual(answer.exception_ids.code, "edi_ack_unknown")
        self.assertEqual(
            (first | second).mapped("acknowledgement_state"), ["awaiting"] * 2
        )

    def test_where_it_is_agreed(self):
        """B19: subscription before document before connector; nothing by default."""
        self.subscriber.ack_expected = "none"
        self.assertFalse(self.send_order("S1").acknowledgement_state)
        self.subscription.ack_expected = "receipt"
        self.assertEqual(self.send_order("S2").acknowledgement_state, "awaiting")
        mapping = self.make_mapping(
            {"order": "number"}, direction="out", canonical_schema="order/1.0"
        )
        self.subscriber.document_ids = [
            Command.create(
                {
                    "direction": "out",
                    "mapping_id": mapping.id,
                    "ack_expected": "acceptance",
                    "ack_hours": 5,
                }
            )
        ]
        self.subscription.write({"ack_expected": False, "format": "connector"})
        message = self.send_order("S3")
        self.assertEqual(message.acknowledgement_state, "awaiting", message.error)
        due = message.acknowledgement_due - fields.Datetime.now()
        self.assertAlmostEqual(due / timedelta(hours=1), 5, places=1)

    def test_an_answer_that_overtakes_our_own_note(self):
        """B19: the partner answers before its server has let go of our call."""

        def answer_at_once(request):
            self.early = request.headers["webhook-id"]
            return self.partner.routes["/fine"]

        self.partner.routes["/fine"] = self.partner.routes["/hooks/odoo"]
        self.partner.routes["/hooks/odoo"] = answer_at_once
        message = self.send_order()
        self.assertEqual(message.public_id, self.early)
        message.write({"acknowledgement_state": False, "state": "queued"})
        self.acknowledge(message_id=message.public_id)
        message._close_delivered()
        self.assertEqual(message.acknowledgement_state, "accepted")
        self.assertEqual(message.state, "acknowledged")
