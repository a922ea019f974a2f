# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import AccessError

from odoo.addons.logistics_sync_base.models.protected_record import LOOK, LOOK_ALLOWED


class LogisticsSyncLook(models.TransientModel):
    """The values a shipment keeps of its proof of delivery are looked at, too."""

    _inherit = "logistics.sync.look"

    shipment_id = fields.Many2one("logistics.shipment", readonly=True)

    def write(self, vals):
        if "shipment_id" in vals and not self.env.su:
            raise AccessError(
                self.env._("Ask anew for each document whose values you want to see.")
            )
        return super().write(vals)

    def _get_record(self):
        return self.shipment_id or super()._get_record()

    def _read_text(self):
        if not self.shipment_id:
            return super()._read_text()
        shipment = self.shipment_id.with_context(**{LOOK: LOOK_ALLOWED})
        return self.env._("Signed by: %s", shipment.pod_signed_by_shown or "-")
