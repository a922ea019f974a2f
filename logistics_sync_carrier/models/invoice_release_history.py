# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class LogisticsInvoiceRelease(models.Model):
    """What is known by history only is not invoiced by rule."""

    _inherit = "logistics.invoice.release"

    @api.model
    @api.private
    def _evaluate_for(self, shipments, create_missing=False):
        history = shipments.sudo()._filter_history()
        releases = super()._evaluate_for(
            shipments - history.with_env(shipments.env), create_missing
        )
        known = history.invoice_release_ids
        remark = self.env._(
            "Its last news was loaded as history: invoice it by hand, or wait for news "
            "of today."
        )
        known.filtered(lambda one: one.note != remark).write({"note": remark})
        return releases | known
