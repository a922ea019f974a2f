# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class LogisticsInvoiceRelease(models.Model):
    """Finds what no event told."""

    _inherit = "logistics.invoice.release"

    @api.model
    @api.private
    def _mark_stale(self, companies):
        """Have the open releases of ``companies`` judged again soon."""
        self.search(
            [
                ("company_id", "in", companies.ids),
                ("state", "in", ("waiting", "to_approve", "failed")),
            ]
        ).needs_evaluation = True
        self.env.ref(
            "logistics_sync_carrier.ir_cron_invoice_reevaluate"
        ).sudo()._trigger()

    @api.model
    def _cron_reevaluate(self, limit=200):
        """Catch what no event told: rule changes, transfers validated by other ways."""
        domain = [
            ("state", "in", ("waiting", "to_approve")),
            "|",
            ("needs_evaluation", "=", True),
            ("evaluated_at", "<", "-1H"),
        ]
        cron = self.env["ir.cron"]
        releases = self.search(domain, limit=limit).try_lock_for_update(
            allow_referencing=True
        )
        self._evaluate_for(releases.shipment_id)
        releases.write(
            {"needs_evaluation": False, "evaluated_at": fields.Datetime.now()}
        )
        remaining = self.search_count(domain) if releases else 0
        cron._commit_progress(len(releases), remaining=remaining)
