# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class LogisticsSyncTraceSearch(models.TransientModel):
    """One field for any number, and the story behind it."""

    _name = "logistics.sync.trace.search"
    _description = "Trace"

    display_name = fields.Char(compute="_compute_display_name")
    number = fields.Char(
        help="An order, transfer, shipment, parcel, invoice, bill or message, or what "
        "a partner calls it. Capitals and blanks do not matter.",
    )
    result = fields.Html(compute="_compute_result", sanitize=False)

    @api.depends("number")
    def _compute_display_name(self):
        for search in self:
            search.display_name = search.number or self.env._("Trace")

    @api.depends("number")
    @api.depends_context("allowed_company_ids", "lang", "tz")
    def _compute_result(self):
        for search in self:
            number = (search.number or "").strip()
            search.result = number and self.env["ir.qweb"]._render(
                "logistics_sync_base.trace_result",
                {
                    "number": number,
                    "stories": self.env["logistics.sync.trace"]._trace_stories(number),
                    "tell": self._tell,
                    "labels": self._get_labels("logistics.sync.event"),
                    "states": self._get_labels("logistics.sync.message"),
                },
            )

    @api.model
    def _get_labels(self, model):
        return dict(self.env[model]._fields["state"]._description_selection(self.env))

    def _tell(self, moment):
        if not moment:
            return ""
        if not hasattr(moment, "hour"):
            return f"{moment:%Y-%m-%d}"
        local = fields.Datetime.context_timestamp(self, moment)
        return f"{local:%Y-%m-%d %H:%M %Z}"

    def action_trace(self):
        """Button: the number is kept by pressing it; the result follows."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Trace"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "current",
        }

    @api.model
    def action_open(self):
        """An empty page to ask on; the menu calls it."""
        self.check_access("create")
        return self.create({}).action_trace()
