# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class LogisticsSyncDelivery(models.Model):
    """A fact whose message was asked about and whose answer is not known."""

    _inherit = "logistics.sync.delivery"

    state = fields.Selection(selection_add=[("unknown", "Asked, answer unknown")])

    acknowledgement_state = fields.Selection(
        related="message_id.acknowledgement_state", string="Partner Says"
    )

    @api.depends("message_id.asked_at")
    def _compute_state(self):
        result = super()._compute_state()
        for delivery in self:
            if delivery.message_id.asked_at and delivery.state != "delivered":
                delivery.state = "unknown"
        return result
