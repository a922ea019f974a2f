# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What happened goes on its way although money does not, and the other way round."""

import json

from odoo import fields
from odoo.tests import tagged

from .common import DeliveryStory


@tagged("post_install", "-at_install")
class TestTwoPipelines(DeliveryStory):
    def setUp(self):
        super().setUp()
        self.customer_system = self.make_subscriber("delivered")

    def test_posting_fails_and_the_news_goes_on(self):
        """B22: the shipment shows delivered and the customer is told; finance is asked.

        Mended, the invoice follows, and nothing is told twice.
        """
        self.order.company_id.sale_lock_date = fields.Date.today()
        message = self.deliver()
        self.assertEqual(message.state, "processed")
        self.assertEqual(self.shipment.status, "delivered")
        [told] = self.outbox.iterdir()
        document = json.loads(told.read_bytes())
        self.assertEqual(document["references"]["tracking_number"], "1Z999")
        release = self.shipment.invoice_release_id
        self.assertEqual(release.state, "failed")
        self.assertFalse(self.order.invoice_ids)
        question = self.get_exceptions("invoice_failed", res_id=release.id)
        self.assertEqual((question.team, question.failure_layer), ("finance", "odoo"))
        self.order.company_id.sale_lock_date = False
        question.action_retry()
        self.assertEqual(release.state, "invoiced")
        self.assertEqual(question.state, "resolved")
        self.drain("outbound")
        self.assertEqual(len(list(self.outbox.iterdir())), 1)

    def test_the_news_fails_and_posting_goes_on(self):
        """B22: nobody can be told, and the invoice is posted all the same."""
        (self.outbox / "no_folder").write_text("a file")
        self.customer_system.outbound_folder_url = f"file://{self.outbox}/no_folder"
        self.deliver()
        owed = self.env["logistics.sync.message"].search(
            [("connector_id", "=", self.customer_system.id), ("direction", "=", "out")]
        )
        self.assertNotEqual(owed.state, "processed")
        self.assertEqual(self.shipment.status, "delivered")
        self.assertEqual(self.shipment.invoice_release_id.state, "invoiced")
        self.assertEqual(self.order.invoice_ids.state, "posted")
