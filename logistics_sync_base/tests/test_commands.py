# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from ..codec import contracts
from .test_webhooks_out import WebhookCase


@tagged("post_install", "-at_install")
class TestCommands(WebhookCase):
    def setUp(self):
        super().setUp()
        self.subscriber.external_id_path = "shipment.id"
        self.ordered = self.env.ref("logistics_sync_base.event_type_shipment_created")
        self.record = self.env["res.partner"].create({"name": "A document of ours"})

    def order(self, number="1Z1", record=None):
        """Odoo asks the partner for something; returns the message."""
        examples = contracts.canonical_examples("shipment/1.0")
        document = {**next(iter(examples.values())), "number": number}
        event = self.env["logistics.sync.event"]._publish(
            "shipment_created", document, record=record or self.record
        )
        self.assertEqual(event.state, "done", event.error)
        return event.delivery_ids.message_id

    def test_the_partner_s_number_is_kept_on_return(self):
        """C21: the id is stored when the command returns; the state waits for events"""
        self.subscribe(types=self.ordered)
        self.answer({"shipment": {"id": 4711}}, status=201)
        message = self.order()
        self.deliver()
        self.assertEqual(message.external_id, "4711")
        reference = self.env["logistics.sync.external.ref"].search(
            [("connector_id", "=", self.subscriber.id)]
        )
        self.assertEqual(
            (reference.kind, reference.external_id, reference.res_id),
            ("shipment", "4711", self.record.id),
        )

    def test_a_number_that_leads_elsewhere_is_a_question(self):
        """C21, B8: one number for two documents is never silently overwritten."""
        self.subscribe(types=self.ordered)
        self.answer({"shipment": {"id": "S-1"}})
        self.order()
        other = self.record.copy()
        message = self.order("1Z2", record=other)
        self.deliver()
        self.assertEqual(message.state, "processed")
        question = self.get_exceptions("conflicting_references")
        self.assertIn("S-1", question.name)
        self.assertEqual(
            self.env["logistics.sync.external.ref"].search_count(
                [("connector_id", "=", self.subscriber.id)]
            ),
            1,
        )

    def test_an_answer_without_number(self):
        """C21: no number is made up; the command was accepted all the same."""
        self.subscribe(types=self.ordered)
        for answer in (b"thank you", {"shipment": None}, {"shipment": {"id": [1]}}):
            with self.subTest(answer=answer):
                self.answer(answer)
                message = self.order(str(answer)[:40].strip("b'{}\"[] "))
                self.deliver()
                self.assertEqual(message.state, "processed")
                self.assertFalse(message.external_id)
