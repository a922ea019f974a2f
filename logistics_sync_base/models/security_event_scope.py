# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncSecurityEvent(models.Model):
    """What somebody we know asked for: not theirs, or protected.

    Who looked at protected values stands where others have their address.
    """

    _inherit = "logistics.sync.security.event"

    reason = fields.Selection(
        selection_add=[
            ("foreign_token", "Token of another partner"),
            ("operation_not_allowed", "Token may not do this"),
            ("event_type_not_allowed", "Token may not tell such events"),
            ("address_not_allowed", "From an address that is not on the list"),
            ("masked_access", "Protected values were looked at"),
        ],
        ondelete={
            "foreign_token": "cascade",
            "operation_not_allowed": "cascade",
            "event_type_not_allowed": "cascade",
            "address_not_allowed": "cascade",
            "masked_access": "cascade",
        },
    )

    def _alert(self, connector, reason, remote_address):
        # Whoever may look does nothing wrong; the auditors read the list.
        if reason == "masked_access":
            return None
        return super()._alert(connector, reason, remote_address)
