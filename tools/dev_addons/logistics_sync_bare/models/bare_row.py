# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class BareRow(models.Model):
    """One body, stored without asking anything."""

    _name = "logistics.sync.bare.row"
    _description = "Bare Row"
    _log_access = False

    body = fields.Text()
    received_at = fields.Datetime()
