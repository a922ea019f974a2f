# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..core.failure_layer import INTEGRATION
from .exception_code_layer import FAILURE_LAYERS


class LogisticsSyncException(models.Model):
    """Where the failure behind a question happened."""

    _inherit = "logistics.sync.exception"

    failure_layer = fields.Selection(
        FAILURE_LAYERS, string="Where It Failed", readonly=True
    )

    @api.model_create_multi
    def create(self, vals_list):
        for values in vals_list:
            if not values.get("failure_layer"):
                values["failure_layer"] = self._find_layer(values)
        return super().create(vals_list)

    def _find_layer(self, values):
        kind = (
            self.env["logistics.sync.exception.code"]
            .sudo()
            .browse(values.get("code_id"))
        )
        messages = self.env["logistics.sync.message"].sudo()
        message = messages.browse(values.get("message_id") or ())
        return kind.failure_layer or message.failure_layer or INTEGRATION
