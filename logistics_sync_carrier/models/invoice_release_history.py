# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from .invoice_release import OPEN_STATES


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
        remark = self.env._(
            "Its last news was loaded as history: invoice it by hand, or wait for news "
            "of today."
        )
        known = history.invoice_release_ids.filtered(
            lambda release: release.state in OPEN_STATES
        )
        known.filtered(lambda one: one.note != remark).write({"note": remark})
        releases.filtered(lambda one: one.note == remark).write({"note": False})
        return releases | known
