# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..core.outcome import Outcome


class LogisticsSyncHandler(models.AbstractModel):
    _inherit = "logistics.sync.handler"

    @api.model
    def _consequence_stage_document(self, events):
        """Keep an invoice apart until a person accepts it; nothing is booked."""
        Documents = self.env["logistics.sync.document"]
        known = events.filtered(
            lambda event: Documents._is_staged_kind(event.canonical)
        )
        documents = Documents._stage(known)
        outcomes = {
            event.id: self._get_staged_outcome(documents[event.id]) for event in known
        }
        for event in events - known:
            outcomes[event.id] = Outcome.business(
                "unsupported_document",
                self.env._(
                    "“%s” is no invoice, so there is nothing to accept.",
                    event.canonical.get("schema"),
                ),
            )
        return outcomes

    def _get_staged_outcome(self, document):
        if document.finding_count:
            note = self.env._("Staged, with %s findings", document.finding_count)
        else:
            note = self.env._("Staged, ready to accept")
        return Outcome.done(document, note)
