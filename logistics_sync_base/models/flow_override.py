# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from .flow import MODES


class LogisticsSyncFlowOverride(models.Model):
    """What is agreed with one partner about a flow, other than with all others."""

    _name = "logistics.sync.flow.override"
    _description = "Flow of One Partner"
    _inherit = ["logistics.sync.cached.record"]
    _order = "connector_id, event_type_id"
    _rec_name = "event_type_id"

    connector_id = fields.Many2one(
        "logistics.sync.connector",
        string="Partner",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="connector_id.company_id", store=True)
    event_type_id = fields.Many2one(
        "logistics.sync.event.type",
        string="Flow",
        required=True,
        ondelete="cascade",
        index=True,
    )
    mode = fields.Selection(
        MODES, string="Worked On", help="Empty: as with all other partners."
    )
    sla_minutes = fields.Integer(
        string="SLA (minutes)", help="Zero: as with all other partners."
    )

    _flow_unique = models.UniqueIndex(
        "(connector_id, event_type_id)", "This flow is set for this partner already."
    )
    _sla_positive = models.Constraint(
        "CHECK(sla_minutes >= 0)", "The SLA must not be below zero."
    )
