# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncSecurityEvent(models.Model):
    """Requests of somebody we know, for what is not theirs."""

    _inherit = "logistics.sync.security.event"

    reason = fields.Selection(
        selection_add=[
            ("foreign_token", "Token of another partner"),
            ("operation_not_allowed", "Token may not do this"),
            ("event_type_not_allowed", "Token may not tell such events"),
            ("address_not_allowed", "From an address that is not on the list"),
        ],
        ondelete={
            "foreign_token": "cascade",
            "operation_not_allowed": "cascade",
            "event_type_not_allowed": "cascade",
            "address_not_allowed": "cascade",
        },
    )
