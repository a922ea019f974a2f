# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncConnector(models.Model):
    """Two names for each partner: who answers for the business, who for the link."""

    _inherit = "logistics.sync.connector"

    owner_id = fields.Many2one(
        string="Business Owner",
        help="Answers for what follows the documents of this partner, and gets its "
        "exceptions.",
    )
    technical_owner_id = fields.Many2one(
        "res.users",
        tracking=True,
        domain="[('share', '=', False)]",
        help="Is called when the connection itself does not work.",
    )

    def _get_access_points(self):
        points = super()._get_access_points()
        owner = self.technical_owner_id
        if owner.active:
            return points
        sentence = self.env._("Nobody is named who looks after the connection itself.")
        if owner:
            sentence = self.env._(
                "%s, who looks after the connection, is archived.", owner.name
            )
        # A test partner may be tried out before everybody is named.
        level = "blocker" if self.environment == "production" else "hint"
        return [*points, (level, sentence)]


class LogisticsSyncEventType(models.Model):
    _inherit = "logistics.sync.event.type"

    technical_owner_id = fields.Many2one(
        "res.users",
        domain="[('share', '=', False)]",
        help="Is called when this event is not processed as it should be.",
    )
