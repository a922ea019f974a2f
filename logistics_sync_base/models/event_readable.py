# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class LogisticsSyncEvent(models.Model):
    _inherit = "logistics.sync.event"

    canonical_html = fields.Html(
        compute="_compute_canonical_html", string="What It Says", sanitize=False
    )

    @api.depends("canonical")
    def _compute_canonical_html(self):
        render = self.env["logistics.sync.document"]._render_document
        for event in self:
            event.canonical_html = render(event.canonical)
