# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class LogisticsSyncMessage(models.Model):
    """Each message tells how its connector was set up when it came or was made."""

    _inherit = "logistics.sync.message"

    # Found by time, so that the way of a message costs nothing for it.
    setup_version_id = fields.Many2one(
        "logistics.sync.setup.version",
        compute="_compute_setup_version_id",
        string="Setup of the Connector",
    )

    @api.depends("connector_id", "received_at")
    def _compute_setup_version_id(self):
        versions = (
            self.env["logistics.sync.setup.version"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "logistics.sync.connector"),
                    ("res_id", "in", self.connector_id.ids),
                    ("active_from", "!=", False),
                ],
                order="active_from desc, id desc",
            )
        )
        for message in self:
            at = message.received_at or message.create_date
            message.setup_version_id = versions.filtered(
                lambda one, of=message, at=at: (
                    one.res_id == of.connector_id.id and at and one.active_from <= at
                )
            )[:1]
