# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncRetryRule(models.Model):
    """The policy for one event type at one connector: the most specific one."""

    _name = "logistics.sync.retry.rule"
    _description = "Retry Rule"
    _order = "connector_id, event_type_id"
    _rec_name = "event_type_id"

    connector_id = fields.Many2one(
        "logistics.sync.connector", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="connector_id.company_id", store=True)
    event_type_id = fields.Many2one(
        "logistics.sync.event.type", required=True, ondelete="cascade", index=True
    )
    policy_id = fields.Many2one(
        "logistics.sync.retry.policy", required=True, ondelete="restrict"
    )

    _pair_unique = models.UniqueIndex(
        "(connector_id, event_type_id)",
        "This event type has a retry rule at this connector already.",
    )
