# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncCredential(models.Model):
    """How often whoever holds a token may ask."""

    _inherit = "logistics.sync.credential"

    inbound_limit = fields.Integer(
        string="Requests a Minute",
        help="For whoever uses this access token. More are refused and told when to "
        "come again. 0: only the limit of the connector counts.",
    )

    _limit_positive = models.Constraint(
        "CHECK(COALESCE(inbound_limit, 0) >= 0)", "The limit cannot be below zero."
    )
