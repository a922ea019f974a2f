# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class LogisticsSyncEventType(models.Model):
    _name = "logistics.sync.event.type"
    _description = "Event Type"
    _order = "sequence, code"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, index=True)
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    description = fields.Text(translate=True)
    category = fields.Selection(
        [("operational", "Operational"), ("financial", "Financial")],
        required=True,
        default="operational",
        help="Operational events apply at once; financial ones pass their rule, "
        "their approval and their evidence first.",
    )
    source_system = fields.Selection(
        "_selection_system", string="Told By", help="Who may tell us this fact."
    )
    target_systems = fields.Char(
        help="Who needs to know it, as a list: finance, portal, warehouse ..."
    )
    owner_id = fields.Many2one(
        "res.users",
        string="Business Owner",
        help="Answers for what follows this event.",
    )
    sla_minutes = fields.Integer(
        string="SLA (minutes)",
        help="From the moment it is received to the moment it is applied.",
    )
    retry_policy_id = fields.Many2one(
        "logistics.sync.retry.policy",
        ondelete="restrict",
        help="For partners whose connector has no policy of its own.",
    )
    priority = fields.Integer(default=10, help="A lower number goes first.")
    notify_users = fields.Boolean(
        help="Post this event in the chatter of the documents it concerns. "
        "Leave off for scans of low value.",
    )
    consequence_ids = fields.One2many(
        "logistics.sync.event.consequence", "event_type_id", copy=True
    )

    _code_unique = models.UniqueIndex("(code)", "This event type code exists already.")

    @api.model
    def _selection_system(self):
        return [
            ("odoo", "Odoo"),
            ("carrier", "Carrier"),
            ("3pl", "3PL"),
            ("wms", "Warehouse (WMS)"),
            ("tms", "Transport system (TMS)"),
            ("customs", "Customs"),
            ("freight_audit", "Freight audit"),
            ("ap", "Accounts payable"),
            ("any", "Any partner"),
        ]

    @api.constrains("active", "owner_id", "sla_minutes")
    def _check_governance(self):
        for event_type in self:
            if event_type.active and not (
                event_type.owner_id and event_type.sla_minutes > 0
            ):
                raise ValidationError(
                    self.env._(
                        "Event type “%s” is active, so it needs a business owner and "
                        "an SLA in minutes.",
                        event_type.name,
                    )
                )

    def _get_plan(self):
        """{event type id: [(sequence, consequence code), ...]} in order."""
        plan = {event_type.id: [] for event_type in self}
        for consequence in self.consequence_ids.sorted("sequence"):
            if consequence.active:
                plan[consequence.event_type_id.id].append(
                    (consequence.sequence, consequence.code)
                )
        return plan
