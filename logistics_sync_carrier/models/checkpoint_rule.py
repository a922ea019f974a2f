# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from odoo.addons.logistics_sync_base.models.exception_team import TEAMS

from ..core import checkpoints
from ..core.checkpoints import Deadline, Scope

CHECKPOINT_KINDS = [
    (checkpoints.RELEASED, "Release to the warehouse"),
    (checkpoints.WAREHOUSE, "Warehouse confirmation"),
    (checkpoints.BOOKED, "Carrier booking"),
    (checkpoints.PICKED_UP, "Pickup by the carrier"),
    (checkpoints.DELIVERED, "Delivery"),
    (checkpoints.POD, "Proof of delivery"),
    (checkpoints.ELIGIBLE, "Ready to invoice"),
    (checkpoints.INVOICED, "Invoice made"),
    (checkpoints.POSTED, "Invoice posted"),
]


class LogisticsCheckpointRule(models.Model):
    """How long a step of an order may take, who tells it and who is asked."""

    _name = "logistics.checkpoint.rule"
    _inherit = "logistics.sync.named.by.choice"
    _description = "Workflow Deadline"
    _order = "step, sequence, id"
    _rec_name = "kind"
    _check_company_auto = True

    kind = fields.Selection(CHECKPOINT_KINDS, string="Checkpoint", required=True)
    step = fields.Integer(compute="_compute_step", store=True)
    sequence = fields.Integer(
        default=10, help="Decides between deadlines that fit equally well."
    )
    active = fields.Boolean(default=True)
    hours = fields.Float(string="Due Within (hours)", required=True, default=24.0)
    start = fields.Selection(
        [
            (checkpoints.FROM_PREVIOUS, "the previous checkpoint"),
            (checkpoints.FROM_CONFIRMATION, "the confirmation of the order"),
        ],
        string="Counted From",
        required=True,
        default=checkpoints.FROM_PREVIOUS,
    )
    company_id = fields.Many2one("res.company", help="Empty for all companies.")
    warehouse_id = fields.Many2one(
        "stock.warehouse", check_company=True, help="Empty for all warehouses."
    )
    carrier_id = fields.Many2one(
        "delivery.carrier",
        string="Delivery Method",
        check_company=True,
        help="Empty for all delivery methods.",
    )
    connector_id = fields.Many2one(
        "logistics.sync.connector",
        string="Told By",
        check_company=True,
        help="The partner system this news is expected from; its lateness counts in "
        "the failure trend of this partner.",
    )
    owner_id = fields.Many2one(
        "res.users",
        string="Responsible",
        help="Empty for the owner of the connector, else the salesperson.",
    )
    team = fields.Selection(
        TEAMS,
        string="Team to Ask",
        required=True,
        default="operations",
    )

    _hours_not_negative = models.Constraint(
        "CHECK(hours >= 0)", "The time a checkpoint may take cannot be negative."
    )

    @api.depends("kind")
    def _compute_step(self):
        for rule in self:
            rule.step = checkpoints.KINDS.index(rule.kind) if rule.kind else 0

    @api.model
    @api.private
    def _get_scopes(self):
        """Every active deadline as the pure core reads it."""
        return [
            Scope(
                key=rule.id,
                kind=rule.kind,
                sequence=rule.sequence,
                company=rule.company_id.id or None,
                warehouse=rule.warehouse_id.id or None,
                carrier=rule.carrier_id.id or None,
            )
            for rule in self.sudo().search([])
        ]

    @api.private
    def _as_deadline(self):
        self.ensure_one()
        return Deadline(self.hours, self.start)
