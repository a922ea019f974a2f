# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from .message_sentence import first_line

# Who wants to see more of them opens the history.
MOST_TRIES = 12
TONES = {
    "success": "success",
    "transient": "warning",
    "permanent": "danger",
    "business": "danger",
}


class LogisticsSyncMessage(models.Model):
    """The tries of a message one after another, in words."""

    _inherit = "logistics.sync.message"

    def _get_timeline(self):
        """([{at, title, tone, took, layer, text}], how many tries are left out)"""
        self.ensure_one()
        tries = self.attempt_ids.sorted("id")
        shown = tries[-MOST_TRIES:]
        points = [self._tell_beginning()]
        points += [self._tell_try(one) for one in shown]
        points += self._tell_next()
        return points, len(tries) - len(shown)

    def _tell_moment(self, moment):
        if not moment:
            return ""
        local = fields.Datetime.context_timestamp(self, moment)
        return f"{local:%Y-%m-%d %H:%M:%S %Z}"

    def _tell_beginning(self):
        if self.direction == "in":
            title = self.env._("Received from %s", self.connector_id.name)
        else:
            title = self.env._("Ready for %s", self.connector_id.name)
        return self._get_point(self.received_at, title, "info")

    def _tell_next(self):
        if self.next_attempt_at:
            title = self.env._("Next try")
            return [self._get_point(self.next_attempt_at, title, "muted")]
        return []

    def _tell_try(self, attempt):
        labels = dict(attempt._fields["failure_layer"]._description_selection(self.env))
        if attempt.number:
            title = self.env._("Try %s", attempt.number)
        else:
            title = self.env._("A careful first call after an outage")
        return self._get_point(
            attempt.started_at,
            title,
            TONES[attempt.result],
            took=self._tell_duration(attempt),
            layer=labels.get(attempt.failure_layer, ""),
            text=self._tell_outcome(attempt),
        )

    def _tell_outcome(self, attempt):
        labels = dict(attempt._fields["result"]._description_selection(self.env))
        outcome = labels[attempt.result]
        if attempt.result == "success" and self.direction == "out":
            outcome = self.env._("%s took it", self.connector_id.name)
        if attempt.http_status:
            outcome = self.env._(
                "%(outcome)s (answer code %(code)s)",
                outcome=outcome,
                code=attempt.http_status,
            )
        problem = first_line(attempt.error)
        return f"{outcome}: {problem}" if problem else outcome

    def _tell_duration(self, attempt):
        """``1.2 s, of which the partner 0.9 s``"""
        took = self.env._("%.2f s", attempt.duration_ms / 1000)
        if attempt.partner_ms:
            return self.env._(
                "%(took)s, of which the partner %(partner).2f s",
                took=took,
                partner=attempt.partner_ms / 1000,
            )
        return took

    def _get_point(self, at, title, tone, took="", layer="", text=""):
        return {
            "at": self._tell_moment(at),
            "title": title,
            "tone": tone,
            "took": took,
            "layer": layer,
            "text": text,
        }
