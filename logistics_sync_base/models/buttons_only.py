# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class LogisticsSyncButtonsOnly(models.AbstractModel):
    """Whoever works with such records does so by buttons, which check and keep record.

    A state or a time written by remote call would be a replay without reason, limit
    or approval. Server-side code, whoever it runs as, writes as before.
    """

    _name = "logistics.sync.buttons.only"
    _description = "Record Changed by Buttons Only"

    @api.private
    def write(self, vals):
        return super().write(vals)

    @api.private
    def web_save(self, vals, specification, next_id=None):
        return super().web_save(vals, specification, next_id)

    @api.private
    def web_save_multi(self, vals_list, specification):
        return super().web_save_multi(vals_list, specification)

    @api.private
    def load(self, fields, data):
        return super().load(fields, data)


class LogisticsSyncMessage(models.Model):
    _name = "logistics.sync.message"
    _inherit = ["logistics.sync.message", "logistics.sync.buttons.only"]


class LogisticsSyncEvent(models.Model):
    _name = "logistics.sync.event"
    _inherit = ["logistics.sync.event", "logistics.sync.buttons.only"]
