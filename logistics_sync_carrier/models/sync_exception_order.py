# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from odoo.addons.logistics_sync_base.models.event_processing import RUN_CACHE


class LogisticsSyncException(models.Model):
    """What is wrong with an order, one row a fault."""

    _inherit = "logistics.sync.exception"

    order_faults = fields.Json(readonly=True, prefetch=False)
    order_faults_html = fields.Html(
        compute="_compute_order_faults_html", string="What Is Wrong"
    )

    @api.depends("order_faults")
    def _compute_order_faults_html(self):
        for exception in self:
            rows = exception.order_faults
            exception.order_faults_html = rows and self.env["ir.qweb"]._render(
                "logistics_sync_carrier.order_faults", {"rows": rows}
            )

    @api.model
    @api.private
    def _raise_set(self, questions):
        exceptions = super()._raise_set(questions)
        run = self.env.cr.cache.get(RUN_CACHE) or {}
        faults = run.get("order_faults", {})
        for question, exception in zip(questions, exceptions, strict=True):
            if question.event and question.code == "order_refused":
                exception.order_faults = faults.get(question.event.id)
        return exceptions

    def action_open_order_references(self):
        """The codes of this partner that have no meaning yet."""
        self.ensure_one()
        return self.connector_id.action_open_references()
