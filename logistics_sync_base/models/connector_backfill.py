# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncConnector(models.Model):
    _inherit = "logistics.sync.connector"

    backfill_id = fields.Many2one(
        "logistics.sync.backfill",
        string="History Being Loaded",
        readonly=True,
        copy=False,
        help="While it is set, what the partner sends is recorded as history: nothing "
        "follows from it.",
    )
