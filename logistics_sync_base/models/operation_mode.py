# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

MODES = [
    ("normal", "Normal"),
    ("hold", "Hold: nothing is sent"),
    ("manual", "Released by hand"),
    ("alternate", "Sent another way"),
]


class LogisticsSyncOperationMode(models.Model):
    """A time in which a partner was not in normal operation: who, when and why."""

    _name = "logistics.sync.operation.mode"
    _description = "Time out of Normal Operation"
    _order = "started_at desc, id desc"
    _rec_name = "started_at"
    _log_access = False

    connector_id = fields.Many2one(
        "logistics.sync.connector", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    mode = fields.Selection(MODES, required=True, readonly=True)
    covers_inbound = fields.Boolean(string="Also What Comes In", readonly=True)
    alternate_connector_id = fields.Many2one(
        "logistics.sync.connector",
        string="Sent Through",
        readonly=True,
        ondelete="set null",
    )
    started_at = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )
    reason = fields.Text(required=True, readonly=True)
    started_by_id = fields.Many2one("res.users", string="Switched By", readonly=True)
    ended_at = fields.Datetime(readonly=True)
    end_reason = fields.Text(readonly=True, string="Why It Ended")
    ended_by_id = fields.Many2one("res.users", readonly=True)

    _running_unique = models.UniqueIndex(
        "(connector_id) WHERE ended_at IS NULL",
        "This connector was switched at the same moment. Look again.",
    )
