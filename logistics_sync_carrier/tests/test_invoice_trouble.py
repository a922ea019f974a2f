# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .common_invoicing import InvoicingCase

# A database that refuses an invoice and shows the row it is about.
REFUSAL = """
    CREATE FUNCTION test_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'the disk is full'
              USING DETAIL = 'Failing row contains (Lindenweg 4, DE02 1203)';
    END $$;
    CREATE TRIGGER test_refuse BEFORE INSERT ON account_move
        FOR EACH ROW EXECUTE FUNCTION test_refuse();
"""


@tagged("post_install", "-at_install")
class TestInvoiceTrouble(InvoicingCase):
    def test_the_log_shows_where_it_failed_and_no_row(self):
        """M9, G24: a failure nobody foresaw is traced without the customer's data."""
        self._rule("dispatched")
        shipment = self._ship(self._order((self.bolt, 2)))
        self.env.cr.execute(REFUSAL)
        name = "odoo.addons.logistics_sync_carrier.models.invoice_release_invoicing"
        with self.assertLogs(name, "ERROR") as logs, self.assertLogs("odoo.sql_db"):
            self._run_cron()
        [text] = logs.output
        self.assertIn("the disk is full", text)
        self.assertIn("_invoice_claimed", text)
        release = shipment.invoice_release_id
        question = self._exceptions("invoice_failed", release)
        for told in (text, question.name, question.cause or "", release.error or ""):
            self.assertNotIn("Lindenweg", told)
        self.assertEqual(release.state, "failed")
