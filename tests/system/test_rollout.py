# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Installed with everything off, Odoo's own tests of its standard flows pass."""

import re
import subprocess

from harness import STACK, BareDatabase

# Orders, deliveries, returns, invoices and credit notes as Odoo itself tests them.
STANDARD = (
    "/sale:TestSaleToInvoice",
    "/sale:TestSaleRefund",
    "/sale_stock:TestSaleStock",
    "/sale_stock:TestSaleStockInvoices",
)
# Fewer mean that Odoo moved its tests and this one has lost its subject.
AT_LEAST = 80
LONGEST = 240


def test_standard_flows_with_everything_off(monkeypatch, tmp_path):
    """N11: installed with all off, Odoo's own SO, delivery and invoice tests pass."""
    monkeypatch.setenv("LOGISTICS_SYNC_ROLLOUT", "off")
    with BareDatabase("rollout_off", "logistics_sync_carrier") as database:
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
