# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from .exception_code_layer import FAILURE_LAYERS


class LogisticsSyncAttempt(models.Model):
    _inherit = "logistics.sync.attempt"

    failure_layer = fields.Selection(FAILURE_LAYERS, string="Where It Failed")
