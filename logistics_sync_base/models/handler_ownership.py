# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..core.outcome import Outcome
from ..core.ownership import claim_of
from .ownership import CONFLICT

# Steps that keep what was told and change no document.
NEUTRAL = frozenset({"record_only"})


class LogisticsSyncHandler(models.AbstractModel):
    """The one place where a write of a system that does not own the object ends."""

    _inherit = "logistics.sync.handler"

    @api.model
    def _run(self, code, events):
        refused = self._refuse_strangers(code, events)
        if not refused:
            return super()._run(code, events)
        rest = events.filtered(lambda event: event.id not in refused)
        return refused | (super()._run(code, rest) if rest else {})

    @api.model
    def _refuse_strangers(self, code, events):
        """{event id: Outcome} of events whose system may not do what they ask for.

        Costs a look at a cache where no system of record is configured.
        """
        Ownership = self.env["logistics.sync.ownership"]
        if code in NEUTRAL or not Ownership._get_rules(self.env.company.id):
            return {}
        refused = {}
        for event in events:
            for object_name, operation, fields in self._get_claims(code, event):
                conflict = Ownership._find_conflict(
                    object_name, operation, event.connector_id, fields, event.company_id
                )
                if conflict:
                    sentence = conflict._get_sentence(event.connector_id, event)
                    refused[event.id] = Outcome.business(CONFLICT, sentence)
                    break
        return refused

    @api.model
    def _get_claims(self, code, event):
        """What a step does with an event: [(object, operation, fields)].

        By itself the whole object of the document, without its fields: only who
        applies a document knows which of its fields would change. That one asks
        ``logistics.sync.ownership._check`` with them before it writes.
        """
        object_name, operation, is_status = claim_of(
            event.canonical or {}, event.event_type_id.code or ""
        )
        return [(object_name, operation, ("status",) if is_status else ())]
