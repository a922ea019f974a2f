# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class LogisticsSyncException(models.Model):
    """What a clerk reads next to the question, in plain words."""

    _inherit = "logistics.sync.exception"

    body_text = fields.Text(related="message_id.body_text", string="Document as Sent")
    event_occurred_at = fields.Datetime(
        related="event_id.occurred_at", string="Happened at"
    )
    event_location = fields.Char(compute="_compute_event_words", string="Place")
    event_references = fields.Char(
        compute="_compute_event_words", string="Numbers Given"
    )
    event_text = fields.Text(compute="_compute_event_words", string="Partner's Words")

    @api.depends_context("uid")
    @api.depends("event_id")
    def _compute_event_words(self):
        render = self.env["logistics.sync.mapping"]._render_json
        for exception in self:
            event = exception.event_id.sudo()
            canonical = event.canonical or {}
            place = canonical.get("location") or {}
            references = canonical.get("references") or {}
            exception.event_location = ", ".join(
                place[part]
                for part in ("name", "city", "state", "country")
                if place.get(part)
            )
            exception.event_references = ", ".join(
                f"{name.replace('_', ' ')} {value}"
                for name, value in references.items()
                if value
            )
            exception.event_text = render(event and event._mask_for_user(event.source))
