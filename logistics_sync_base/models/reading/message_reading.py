# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ...codec.layout import LayoutError
from ...codec.reading import MOST_BYTES, MOST_PLAIN, Reading, lay_out
from ...codec.reading_edi import codes_in
from ...core.masking import MASK
from ...core.partner_words import Describer
from ..protected_record import LOOK

# A screen of cards; the list of events has them all.
MOST_EVENTS = 8
FLAT = ("csv", "fixed_width")
LAST = ("done", "duplicate", "ignored")


class LogisticsSyncMessage(models.Model):
    """The document beside what Odoo understood beside what it did.

    Nothing of it is stored: it is made when somebody opens the message, masked for
    whoever that is.
    """

    _inherit = "logistics.sync.message"

    reading_html = fields.Html(
        compute="_compute_reading", string="Reading", sanitize=False
    )
    timeline_html = fields.Html(
        compute="_compute_timeline", string="Timeline", sanitize=False
    )
    is_reading_masked = fields.Boolean(compute="_compute_reading")

    @api.depends_context("uid", "lang", "tz", "allowed_company_ids", LOOK)
    def _compute_reading(self):
        for message in self:
            html = message._render_reading(message._get_read_events())
            message.reading_html = html
            message.is_reading_masked = MASK in html

    @api.depends_context("uid", "lang", "tz")
    def _compute_timeline(self):
        for message in self:
            points, left_out = message._get_timeline()
            message.timeline_html = self.env["ir.qweb"]._render(
                "logistics_sync_base.message_timeline",
                {"points": points, "left_out": left_out},
            )

    def _get_read_events(self):
        """The facts in it, or those it was written from; open ones come first."""
        self.ensure_one()
        events = (
            self.event_ids if self.direction == "in" else self.delivery_ids.event_id
        )
        return events.sorted(
            lambda event: (event.state in LAST, event.position, event.id)
        )

    def _render_reading(self, events):
        """HTML of the document beside these events."""
        self.ensure_one()
        own = self._origin or self
        return self.env["ir.qweb"]._render(
            "logistics_sync_base.message_reading",
            {
                "message": own,
                "document": own._lay_out_document(),
                "why_gone": own._tell_why_gone(),
                "events": [own._get_card(event) for event in events[:MOST_EVENTS]],
                "event_total": len(events),
                "known": own._get_first_told(),
                "origin": own.direction == "out" and own.origin_message_id,
            },
        )

    def _get_first_told(self):
        """The facts of earlier messages that this one only told again."""
        ids = [row.get("event_id") for row in self.duplicates or []]
        events = self.env["logistics.sync.event"].browse(filter(None, ids))
        return events.exists()._filtered_access("read")[:MOST_EVENTS]

    # ---------------------------------------------------------- the document
    def _lay_out_document(self):
        """The :class:`~..codec.reading.Reading` of the bytes, or None without any."""
        raw = b"" if self._get_body_problem() else self._get_body_bytes()
        if not raw:
            return None
        if len(raw) > MOST_BYTES and self.format not in FLAT:
            # Of the page beside it, so that a large document is masked once only.
            plain = (self.body_text or "")[:MOST_PLAIN]
            return Reading(plain=plain, problem="too_large")
        known = self._get_classification() if self._is_shown_masked() else None
        return lay_out(raw, self.format, known, layout=self._get_reading_layout())

    def _get_reading_layout(self):
        if self.format not in FLAT:
            return None
        connector = self.connector_id.sudo()
        mapping = self.mapping_id.sudo() or connector._get_mapping(self.direction)
        try:
            return mapping._get_layout() if mapping else None
        except LayoutError:
            # A layout somebody is still mending; the file can be looked at without.
            return None

    def _tell_why_gone(self):
        if self.body_kept:
            labels = dict(self._fields["body_kept"]._description_selection(self.env))
            return labels[self.body_kept]
        if problem := self._get_body_problem():
            return problem
        if self.is_promised:
            return self.env._("It is written in the partner's form when it leaves.")
        return ""

    # -------------------------------------------------------------- an event
    def _get_card(self, event):
        states = dict(event._fields["state"]._description_selection(self.env))
        canonical = event._mask_for_user(event.canonical)
        steps = event._get_told_steps()
        documents = self.env["logistics.sync.document"]
        source = not canonical and event._mask_for_user(event.source)
        if source and not isinstance(source, dict):
            source = {"Text": source}
        return {
            "event": event,
            "state": states.get(event.state, ""),
            "tone": self._get_tone(event),
            "meaning": canonical and documents._outline_document(canonical),
            "source": source and Describer(codes_in(self.format)).describe(source),
            "effects": event._get_effects(),
            "steps": steps,
            # A step that failed says it itself.
            "problem": event.state not in LAST and not steps and event.error,
        }

    @api.model
    def _get_tone(self, event):
        if event.state == "done":
            return "success"
        return "danger" if event.state in ("exception", "dead") else "secondary"
