# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Installed with everything off, Odoo's own tests of its standard flows pass."""

import re
import subprocess

from harness import STACK, BareDatabase

# Orders, deliveries, returns, invoices and credit notes as Odoo itself tests them;
# of its many tests of deliveries those from an order to its invoice.
DELIVERIES = (
    "test_00_sale_stock_invoice",
    "test_01_sale_stock_order",
    "test_02_sale_stock_return",
    "test_03_sale_stock_delivery_partial",
    "test_05_confirm_cancel_confirm",
    "test_06_uom",
    "test_08_sale_return_qty_and_cancel",
    "test_11_return_with_refund",
    "test_inventory_admin_no_backorder_not_own_sale_order",
)
STANDARD = (
    "/sale:TestSaleToInvoice",
    "/sale:TestSaleRefund",
    "/sale_stock:TestSaleStockInvoices",
    *(f"/sale_stock:TestSaleStock.{name}" for name in DELIVERIES),
)
# Fewer mean that Odoo moved its tests and this one has lost its subject.
AT_LEAST = 50
LONGEST = 600


def test_standard_flows_with_everything_off(tmp_path):
    """N11: installed with all off, Odoo's own SO, delivery and invoice tests pass."""
    off = {"LOGISTICS_SYNC_ROLLOUT": "off"}
    with BareDatabase("rollout_off", "logistics_sync_carrier", **off) as database:
        switches = database.query(
            "SELECT switch, state, named_count FROM logistics_sync_rollout_rule"
        )
        assert switches == [("off", "in_force", 0)]
        database.disconnect()
        log = tmp_path / "standard.log"
        words = ["--stop-after-init", f"--logfile={log}"]
        words += ["--test-tags", ",".join(STANDARD), "--load=base,rpc,web"]
        done = subprocess.run(
            [STACK, "odoo", database.name, *words],
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )
        text = log.read_text()
        failed = re.findall(r"(?:FAIL|ERROR): \S+", text)
        assert not failed, text[-8000:]
        assert done.returncode == 0, done.stderr
        assert text.count(": Starting ") >= AT_LEAST
