# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncMessage(models.Model):
    """Messages whose facts are collected wait for them."""

    _inherit = "logistics.sync.message"

    batch_item_ids = fields.One2many(
        "logistics.sync.batch.item", "message_id", readonly=True
    )

    def _get_waiting_values(self):
        result = super()._get_waiting_values()
        items = (
            self.env["logistics.sync.batch.item"]
            .sudo()
            .search([("message_id", "in", self.ids), ("state", "=", "waiting")])
        )
        for message, found in items.grouped("message_id").items():
            result.setdefault(message.id, ("batch", found._get_note(), None))
        return result
