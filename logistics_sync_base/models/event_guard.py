# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class LogisticsSyncEvent(models.Model):
    """Whoever works with events does so by buttons, which check and keep record.

    A state or a time written by remote call would be a replay without reason, limit
    or approval. Server-side code, whoever it runs as, writes as before.
    """

    _inherit = "logistics.sync.event"

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
