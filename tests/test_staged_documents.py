# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import TransactionCase, tagged

from odoo.addons.logistics_sync_base.codec.contracts import canonical_examples
from odoo.addons.logistics_sync_base.tests.common import LogisticsSyncCommon

INVOICES = ("customer_invoice", "supplier_invoice", "freight_invoice")


@tagged("post_install", "-at_install")
class TestStagedDocuments(LogisticsSyncCommon, TransactionCase):
    def test_no_journal_entry_exists_for_what_nobody_accepted(self):
        """A6: with accounting installed, an invoice that came in books nothing."""
        self.env.ref("base.GBP").active = True
        moves = self.env["account.move"].search_count([])
        connector = self.make_connector(channel="operational")
        for name in INVOICES:
            for example in canonical_examples(f"{name}/1.0").values():
                self.ingest(connector, example)
        faulty = canonical_examples("supplier_invoice/1.0")["invoice"]
        faulty = faulty | {"number": "OS-1", "currency": None}
        self.ingest(connector, faulty)
        self.drain()
        documents = self.env["logistics.sync.document"].search(
            [("connector_id", "=", connector.id)]
        )
        self.assertEqual(len(documents), 7)
        self.assertEqual(
            sorted(documents.mapped("state")), ["staged"] + ["validated"] * 6
        )
        self.assertEqual(self.env["account.move"].search_count([]), moves)
        finance = self.make_user("staged_finance", "finance")
        rejected = documents.filtered(lambda doc: doc.state == "staged")
        rejected.with_user(finance)._reject("No currency")
        self.assertEqual(self.env["account.move"].search_count([]), moves)
