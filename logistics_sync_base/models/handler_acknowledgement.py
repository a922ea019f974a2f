# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..core.outcome import Outcome

OPEN = ("awaiting", "overdue")


class LogisticsSyncHandler(models.AbstractModel):
    """What a partner says of a document we sent it, in its own words or in JSON."""

    _inherit = "logistics.sync.handler"

    @api.model
    def _consequence_take_acknowledgement(self, events):
        """Settle the message each acknowledgement names; never a guessed one."""
        return {event.id: self._take_acknowledgement(event) for event in events}

    def _take_acknowledgement(self, event):
        canonical = event.canonical or {}
        if not (canonical.get("schema") or "").startswith("acknowledgement/"):
            return Outcome.skipped(self.env._("It is no acknowledgement"))
        sent = self._find_acknowledged(event, canonical.get("document") or {})
        if len(sent) != 1:
            return Outcome.business(
                "edi_ack_unknown", self._describe_unknown_answer(event, len(sent))
            )
        details = tuple(
            error["message"] for error in canonical.get("errors") or () if error
        )
        if canonical.get("notes"):
            details = (*details, canonical["notes"])
        sent._take_told_answer(canonical["status"], details, event.message_id)
        about = sent.delivery_ids.event_id
        document = about._get_document() if len(about) == 1 else None
        return Outcome.done(document, self.env._("Settles %s", sent.display_name))

    def _find_acknowledged(self, event, document):
        """What we sent to this very partner and the acknowledgement names."""
        messages = self.env["logistics.sync.message"]
        ours = [
            ("connector_id", "=", event.connector_id.id),
            ("direction", "=", "out"),
            ("attempt_count", ">", 0),
        ]
        if document.get("message_id"):
            named = [("public_id", "=", document["message_id"])]
            return messages.search([*ours, *named], limit=1)
        ours.append(("acknowledgement_state", "in", OPEN))
        if document.get("correlation_id"):
            named = [("correlation_id", "=", document["correlation_id"])]
            return messages.search([*ours, *named], limit=2)
        number = document.get("number")
        if not number:
            return messages
        by_its_number = [("external_id", "=", number)]
        by_ours = [("delivery_ids.event_id.reference", "=", number)]
        return messages.search([*ours, *by_its_number], limit=2) or messages.search(
            [*ours, *by_ours], limit=2
        )

    def _describe_unknown_answer(self, event, count):
        document = event.canonical.get("document") or {}
        name = next(
            (str(document[key]) for key in document if document[key]),
            self.env._("a document without number"),
        )
        if count:
            return self.env._(
                "%(connector)s acknowledges %(name)s, but several documents that wait "
                "for an answer have this number. Ask the partner to name our message.",
                connector=event.connector_id.name,
                name=name,
            )
        return self.env._(
            "%(connector)s acknowledges %(name)s, which we never sent to this partner, "
            "or which waits for no answer. It changed nothing.",
            connector=event.connector_id.name,
            name=name,
        )
