# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from odoo.addons.logistics_sync_base.core.reference_rows import ReferenceRow


class LogisticsOrderIntake(models.AbstractModel):
    """Codes of orders that nobody knows join the partner's references to decide."""

    _inherit = "logistics.order.intake"

    @api.model
    def _note_unknown(self, connector, draft):
        lines = draft.order.get("lines") or []
        rows = []
        for fault in draft.faults:
            if not fault.kind or not fault.value or fault.field.endswith("name"):
                continue
            told = {}
            if fault.kind == "product":
                told = lines[int(fault.field.partition("[")[2].partition("]")[0])]
            elif fault.kind == "customer":
                told = draft.order.get(fault.field.partition(".")[0]) or {}
            rows.append(
                ReferenceRow(
                    fault.value,
                    told.get("name") or told.get("description") or "",
                    told.get("gtin") or told.get("tax_id") or "",
                    fault.kind,
                )
            )
        if rows:
            lists = self.env["logistics.sync.reference.list"].sudo()
            lists._feed(connector, rows, fed=False)
