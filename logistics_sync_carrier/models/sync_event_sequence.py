# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from .shipment_package import tracking_key


class LogisticsSyncEvent(models.Model):
    """A transfer done in Odoo has shipped its parcels, though no partner said so."""

    _inherit = "logistics.sync.event"

    @api.model
    def _find_known_elsewhere(self, keys):
        found = super()._find_known_elsewhere(keys)
        shipped = self.env.ref("logistics_sync_base.event_type_shipped").id
        wanted = {
            (key[0], tracking_key(key[3])): key
            for key in keys - found
            if key[1:3] == (shipped, "tracking_number")
        }
        if not wanted:
            return found
        packages = self.env["logistics.shipment.package"].search_fetch(
            [
                ("tracking_number", "in", [number for __, number in wanted]),
                ("shipment_id.origin", "=", "picking"),
            ],
            ["company_id", "tracking_number"],
        )
        return found | {
            wanted[package.company_id.id, package.tracking_number]
            for package in packages
            if (package.company_id.id, package.tracking_number) in wanted
        }
