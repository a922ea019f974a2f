# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncExternalRef(models.Model):
    """The numbers partners give our master data."""

    _inherit = "logistics.sync.external.ref"

    kind = fields.Selection(
        selection_add=[("product", "Product"), ("customer", "Customer")],
        ondelete={"product": "cascade", "customer": "cascade"},
    )
