# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncAssemblyContribution(models.Model):
    """The event that is a part of one transaction; each part counts once."""

    _name = "logistics.sync.assembly.contribution"
    _description = "Contribution"
    _order = "assembly_id, id"
    _log_access = False

    assembly_id = fields.Many2one(
        "logistics.sync.assembly", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    part_id = fields.Many2one(
        "logistics.sync.assembly.part",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    event_id = fields.Many2one(
        "logistics.sync.event",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    message_id = fields.Many2one(
        "logistics.sync.message", readonly=True, ondelete="cascade", index=True
    )
    connector_id = fields.Many2one(related="message_id.connector_id", string="From")
    received_at = fields.Datetime(readonly=True)
    event_state = fields.Selection(related="event_id.state", string="State")

    _part_unique = models.UniqueIndex(
        "(assembly_id, part_id)", "This part is there already."
    )
