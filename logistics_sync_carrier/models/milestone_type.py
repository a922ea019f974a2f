# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import ormcache

from ..core.ranking import Kind

SHIPMENT_STATUS = [
    ("planned", "Planned"),
    ("in_transit", "In transit"),
    ("out_for_delivery", "Out for delivery"),
    ("partially_delivered", "Partly delivered"),
    ("delivered", "Delivered"),
    ("exception", "Problem"),
    ("returned", "Returned"),
    ("cancelled", "Cancelled"),
]


class LogisticsMilestoneType(models.Model):
    """Catalogue of what can happen to a shipment, whoever tells it."""

    _name = "logistics.milestone.type"
    _inherit = ["logistics.sync.cached.record"]
    _description = "Milestone Type"
    _order = "sequence, rank, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(
        default=1000, required=True, help="Order of milestones of equal rank."
    )
    phase = fields.Selection(
        [
            ("pre", "Before pickup"),
            ("transit", "In transit"),
            ("customs", "Customs"),
            ("delivery", "Delivery"),
            ("exception", "Problem"),
            ("return", "Return"),
            ("info", "Information"),
        ],
        required=True,
    )
    rank = fields.Integer(
        required=True,
        help="A shipment only moves to a milestone of higher rank.",
    )
    moves_state = fields.Boolean(
        default=True, help="Off for news that says nothing about where the goods are."
    )
    terminal = fields.Boolean(help="Nothing more is expected after this milestone.")
    status = fields.Selection(
        SHIPMENT_STATUS,
        string="Shipment Status",
        help="What a shipment at this milestone is shown as.",
    )
    attention = fields.Selection(
        [
            ("none", "No"),
            ("passing", "Until the goods move on"),
            ("lasting", "Until a person has handled it"),
        ],
        string="Needs Attention",
        required=True,
        default="none",
    )
    meaning = fields.Text(translate=True)
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex("(code)", "This milestone code exists already.")
    _moving_has_status = models.Constraint(
        "CHECK(NOT moves_state OR status IS NOT NULL)",
        "A milestone that moves the state needs a shipment status.",
    )

    @api.model
    @api.private
    @ormcache()
    def _get_catalogue(self):
        """{code: (id, Kind)} of every milestone, archived ones included."""
        everything = self.sudo().with_context(active_test=False)
        rows = everything.search([("code", "!=", False)])
        return {row.code: (row.id, row._as_kind()) for row in rows}

    def _as_kind(self):
        self.ensure_one()
        return Kind(
            code=self.code,
            rank=self.rank,
            sequence=self.sequence,
            status=self.status or None,
            terminal=self.terminal,
            moves_state=self.moves_state,
            attention=self.attention,
        )
