# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import AccessError

# Context of the lists of records that a dialog or a document of anybody holds: what
# comes with them chooses records and never writes into them.
CHOSEN_ONLY = "logistics_sync_chosen_only"


class LogisticsSyncButtonsOnly(models.AbstractModel):
    """Whoever works with such records does so by buttons, which check and keep record.

    A state or a time written by remote call would be a replay without reason, limit
    or approval. Server-side code, whoever it runs as, writes as before.
    """

    _name = "logistics.sync.buttons.only"
    _description = "Record Changed by Buttons Only"

    @api.private
    def write(self, vals):
        if self.env.context.get(CHOSEN_ONLY) and not self.env.su:
            raise AccessError(
                self.env._("%s is changed by its buttons only.", self._description)
            )
        return super().write(vals)

    @api.private
    def web_save(self, vals, specification, next_id=None):
        return super().web_save(vals, specification, next_id)

    @api.private
    def web_save_multi(self, vals_list, specification):
        return super().web_save_multi(vals_list, specification)

    @api.private
    def web_resequence(self, specification, field_name="sequence", offset=0):
        return super().web_resequence(specification, field_name, offset)

    @api.private
    def load(self, fields, data):
        return super().load(fields, data)


class LogisticsSyncMessage(models.Model):
    _name = "logistics.sync.message"
    _inherit = ["logistics.sync.message", "logistics.sync.buttons.only"]


class LogisticsSyncEvent(models.Model):
    _name = "logistics.sync.event"
    _inherit = ["logistics.sync.event", "logistics.sync.buttons.only"]


class LogisticsSyncException(models.Model):
    _name = "logistics.sync.exception"
    _inherit = ["logistics.sync.exception", "logistics.sync.buttons.only"]
