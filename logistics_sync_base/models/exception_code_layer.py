# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..core.failure_layer import INTEGRATION, ODOO, SOURCE, TRANSPORT, of_code

FAILURE_LAYERS = [
    (SOURCE, "Source data"),
    (INTEGRATION, "Integration"),
    (TRANSPORT, "API and transport"),
    (ODOO, "Odoo's business rules"),
]


class LogisticsSyncExceptionCode(models.Model):
    """Whose failure a kind of question is; an administrator may see it differently."""

    _inherit = "logistics.sync.exception.code"

    failure_layer = fields.Selection(
        FAILURE_LAYERS,
        string="Where It Failed",
        compute="_compute_failure_layer",
        store=True,
        readonly=False,
        help="Empty: as the failure itself tells.",
    )

    @api.depends("code", "layer")
    def _compute_failure_layer(self):
        for kind in self:
            kind.failure_layer = of_code(kind.code, kind.layer)
