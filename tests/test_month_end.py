# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The days of the close: a flood, what goes first, what rests, and another way in.

How long a financial document waits in a flood of 20,000 is what
``benchmarks/surge.py`` measures on a real server.
"""

import json
import os
import time
from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.logistics_sync_base.codec.contracts import canonical_examples
from odoo.addons.logistics_sync_base.tests.common import delivery_event

from .common import SuiteCase

INVOICE = "freight_invoice_received"
POLL = "logistics_sync_base.ir_cron_poll"
SWEEP = "logistics_sync_base.ir_cron_sweep"


def invoice(number, total):
    """A carrier's invoice in our own form."""
    example = canonical_examples("freight_invoice/1.0")["balance_due"]
    totals = example["totals"] | {"total": total}
    return example | {"number": number, "currency": "USD", "totals": totals}


class CloseCase(SuiteCase):
    """A company in its close: finance, operations, an audit platform, a carrier."""

    def setUp(self):
        super().setUp()
        self.env.company.currency_id = self.env.ref("base.USD")
        self.finance = self.make_user("closing_clerk", "finance")
        self.operator = self.make_user("closing_operator", "operations")
        self.supplier = self.env["res.partner"].create({"name": "Swift Lines"})
        self.audit = self.make_connector(
            channel="financial", partner_id=self.supplier.id
        )
        self.carrier = self.make_connector()

    def receive(self, totals, connector=None, prefix="FI"):
        messages = self.env["logistics.sync.message"]
        for number, total in enumerate(totals):
            document = invoice(f"{prefix}-{number}", total)
            messages |= self.ingest(connector or self.audit, document)
        return messages

    def flood(self, count):
        """So many status refreshes of one parcel."""
        self.ship(self.make_order(), "1ZCLOSE")
        messages = self.env["logistics.sync.message"]
        for number in range(count):
            moment = {
                "utc": f"2026-11-20T{number // 60:02d}:{number % 60:02d}:00Z",
                "offset_minutes": -300,
                "precision": "minute",
                "offset_source": "payload",
            }
            scan = delivery_event(
                "1ZCLOSE",
                event_type="in_transit",
                milestone="in_transit",
                occurred_at=moment,
            )
            messages |= self.ingest(self.carrier, scan)
        return messages

    def open_window(self):
        """Finance puts large invoices first for as long as the close lasts."""
        rules = self.env["logistics.sync.priority.rule"].with_user(self.finance)
        return rules.create({"name": "Close", "amount_from": 10000})

    def end_window(self, rule):
        now = fields.Datetime.now()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE logistics_sync_priority_rule SET date_start = %s, date_end = %s"
            " WHERE id = %s",
            [now - timedelta(hours=2), now, rule.id],
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        self.trigger_cron(SWEEP)
        self.env.invalidate_all()

    def claim(self, limit):
        """What a worker of the financial lane would take next."""
        rules = self.env["logistics.sync.priority.rule"]
        rules._get_in_force()._look_at_waiting()
        self.env.flush_all()
        messages = self.env["logistics.sync.message"]
        return messages.browse(messages._claim_rows("financial", limit, "close"))


@tagged("post_install", "-at_install")
class TestMonthEnd(CloseCase):
    def test_large_invoices_go_first_and_refreshes_go_on(self):
        """O20, K13, K14, K15: by amount while the close lasts; each lane by itself."""
        refreshes = self.flood(120)
        small = self.receive(["900.00"] * 60)
        large = self.receive(["25000.00"] * 3, prefix="BIG")
        rule = self.open_window()
        self.assertEqual(rule.state, "active")
        # Refreshes are worked off in a lane of their own, whatever finance has.
        self.drain()
        self.assertLessEqual(set(refreshes.mapped("state")), {"processed", "duplicate"})
        self.assertEqual(set(small.mapped("state")), {"received"})
        self.assertEqual(self.claim(3), large)
        self.end_window(rule)
        self.assertEqual((rule.state, rule.is_closed), ("over", True))
        late = self.receive(["90000.00"], prefix="LATE")
        self.assertEqual(self.claim(1), small[:1], "by age again")
        self.drain("financial")
        self.assertNotEqual(late.state, "received")

    def test_heavy_work_rests_while_the_close_lasts(self):
        """O20, N14: the archive job is left out, with the reason in its log."""
        now = fields.Datetime.now()
        quiet = self.env["logistics.sync.quiet.time"].create(
            {
                "name": "Month-end close",
                "recurrence": "once",
                "date_start": now - timedelta(hours=1),
                "date_end": now + timedelta(hours=1),
            }
        )
        job = self.env["logistics.sync.batch.job"].create(
            {"name": "Archive", "event_type_ids": [Command.set(self.event_type.ids)]}
        )
        job.next_run_at = "2026-01-01"
        self.trigger_cron("logistics_sync_base.ir_cron_batches")
        self.assertEqual(job.run_ids.state, "skipped")
        self.assertIn("Month-end close", job.run_ids.note)
        self.assertEqual(job.next_run_at, quiet.date_end)

    def test_a_platform_that_is_down_in_the_window(self):
        """O20, K22, B15: told by file meanwhile; told again by the API it is known."""
        folder = self.make_folder()
        by_file = self.make_connector(
            channel="financial",
            partner_id=self.supplier.id,
            transport="folder",
            folder_url=f"file://{folder}",
            state="draft",
        )
        kind = self.env["logistics.sync.event.type"].search([("code", "=", INVOICE)])
        self.env["logistics.sync.agreement.rule"].create(
            {
                "name": "API and files of the platform",
                "connector_ids": [Command.set((self.audit | by_file).ids)],
                "event_type_ids": [Command.set(kind.ids)],
            }
        )
        # An administrator opens the other way; what the platform owes comes as a file.
        by_file.state = "live"
        invoices = [invoice(f"FI-{number}", "120.50") for number in range(3)]
        path = folder / "invoices.json"
        path.write_bytes(json.dumps(invoices).encode())
        moment = time.time() - 60
        os.utime(path, (moment, moment))
        self.trigger_cron(POLL)
        self.drain("financial")
        documents = self.env["logistics.sync.document"]
        staged = documents.search([("number", "like", "FI-")])
        self.assertEqual(len(staged), 3)
        again = self.env["logistics.sync.message"].union(
            *(self.ingest(self.audit, document) for document in invoices)
        )
        self.drain("financial")
        self.assertEqual(set(again.mapped("state")), {"duplicate"})
        self.assertEqual(set(again.agreement_ids.mapped("result")), {"duplicate"})
        self.assertEqual(documents.search([("number", "like", "FI-")]), staged)
