# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .common_invoicing import InvoicingCase

LONG_AGO = "2025-01-01 00:00:00"


@tagged("post_install", "-at_install")
class TestRetention(InvoicingCase):
    """What an invoice still has to be made of is kept, whatever its age."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.finance = cls.env.user
        cls.env = cls.env(user=cls.env.ref("base.user_root"))
        cls.env["logistics.sync.retention.rule"].create(
            {
                "name": "Thirty days",
                "document_days": 30,
                "file_days": 30,
                "log_days": 30,
                "company_id": cls.company.id,
            }
        )
        cls.connector = cls.env["logistics.sync.connector"].create(
            {
                "name": "Carrier",
                "code": "retained-carrier",
                "environment": "test",
                "owner_id": cls.env.user.id,
                "company_id": cls.company.id,
            }
        )
        cls.connector.state = "live"

    def tell(self, shipment):
        """A scan of a carrier, long ago and done with, on the shipment's timeline."""
        message, __ = self.env["logistics.sync.message"]._ingest(
            self.connector, b'{"seen": "parcel"}', f"scan-{shipment.id}"
        )
        kind = self.env["logistics.milestone.type"].search([("code", "=", "delivered")])
        event = self.env["logistics.sync.event"].create(
            {
                "message_id": message.id,
                "connector_id": self.connector.id,
                "company_id": self.company.id,
                "event_type_id": self.env["logistics.sync.event.type"]
                .search([], limit=1)
                .id,
                "content_key": f"scan-{shipment.id}",
                "canonical": {"milestone": "delivered"},
                "state": "done",
            }
        )
        self.env["logistics.shipment.milestone"].create(
            {
                "shipment_id": shipment.id,
                "company_id": self.company.id,
                "type_id": kind.id,
                "classifier": "actual",
                "event_id": event.id,
                "received_at": LONG_AGO,
                "processed_at": LONG_AGO,
            }
        )
        message.write(
            {
                "state": "processed",
                "next_attempt_at": False,
                "received_at": LONG_AGO,
                "finished_at": LONG_AGO,
            }
        )
        return message

    def is_kept(self, message):
        with self.enter_registry_test_mode():
            self.env.ref("logistics_sync_base.ir_cron_purge").method_direct_trigger()
        message.invalidate_recordset()
        return bool(message._get_body_bytes())

    def test_what_waits_for_its_invoice_is_kept(self):
        """M12, M34: until it is approved and posted, its documents stay."""
        self._rule("dispatched", action="approve")
        shipment = self._ship(self._order((self.bolt, 2)))
        message, release = self.tell(shipment), shipment.invoice_release_id
        self.assertEqual(release.state, "to_approve")
        self.assertTrue(self.is_kept(message))
        release.with_user(self.finance).action_approve()
        invoice = release.invoice_ids
        self.assertEqual(invoice.state, "posted")
        invoice.button_draft()
        self.assertTrue(self.is_kept(message))
        invoice.action_post()
        question = self.env["logistics.sync.exception"]._raise_for(
            "unreadable", "Which pallet is it?", record=shipment
        )
        self.assertTrue(self.is_kept(message))
        question.state = "resolved"
        self.assertFalse(self.is_kept(message))

    def test_what_no_rule_invoices_is_not_kept_for_ever(self):
        """M12: where nobody waits for an invoice, the time of the rule counts."""
        shipment = self._ship(self._order((self.bolt, 2)))
        self.assertFalse(self.is_kept(self.tell(shipment)))
