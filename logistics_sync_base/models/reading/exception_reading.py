# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..protected_record import LOOK


class LogisticsSyncException(models.Model):
    """The document a question is about, beside what was understood of it."""

    _inherit = "logistics.sync.exception"

    reading_html = fields.Html(
        compute="_compute_reading", string="Reading", sanitize=False
    )

    @api.depends_context("uid", "lang", "tz", "allowed_company_ids", LOOK)
    def _compute_reading(self):
        for exception in self:
            message = exception.message_id
            if not message or not message.has_access("read"):
                exception.reading_html = False
                continue
            events = exception.event_id or message._get_read_events()
            exception.reading_html = message._render_reading(events)
