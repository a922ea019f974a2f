# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

# Partners that tell what left a warehouse.
MOVE_GOODS = ("3pl", "wms", "warehouse", "carrier", "ltl")


class LogisticsSyncConnector(models.Model):
    """Orders need the rights of sales, confirmations those of the warehouse."""

    _inherit = "logistics.sync.connector"

    def _get_service_groups(self):
        groups = super()._get_service_groups()
        if self.order_intake != "file":
            groups |= self.env.ref("sales_team.group_sale_salesman_all_leads")
        if self.kind in MOVE_GOODS:
            groups |= self.env.ref("stock.group_stock_user")
        return groups
