# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestSupplierTemplates(TransactionCase):
    def test_a_supplier_by_edi_needs_all_it_sends_read(self):
        """D27: its answers to orders come in as its invoices do, and need a mapping."""
        template = self.env.ref("logistics_sync_ap.connector_template_supplier_x12")
        onboarding = self.env["logistics.sync.onboarding"].create(
            {"name": "Oder Screws", "template_id": template.id}
        )
        onboarding.action_begin()
        self.assertIn("read: 810, 855", onboarding._get_missing()["reading"])
