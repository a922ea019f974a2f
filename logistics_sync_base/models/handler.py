# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..core.outcome import Outcome
from .event_processing import RUN_CACHE


class LogisticsSyncHandler(models.AbstractModel):
    """Where events meet business documents.

    Domain addons inherit it and add ``_consequence_<code>(events)``: it receives the
    events of one company that are at this step, works on them as a set, and returns
    ``{event id: Outcome}`` with an entry for every event. Connectors and codecs never
    write a business record; handlers never know which wire a fact came over.
    """

    _name = "logistics.sync.handler"
    _description = "Event Handler"

    @api.model
    def _enrich(self, events):
        """Complete ``events.enrichment`` from Odoo before the first consequence.

        For many events :meth:`_add_enrichment` is the cheap way to do it.
        """

    @api.model
    def _add_enrichment(self, facts):
        """Keep {event id: facts} with the events, written with their outcome.

        An event is a wide row with many indexes: each change before its end would
        cost as much as the fact itself.
        """
        run = self.env.cr.cache[RUN_CACHE]
        run.setdefault("enrichment", {}).update(facts)

    @api.model
    def _run(self, code, events):
        """Run one consequence; an event nobody answered for is a failure."""
        method = getattr(self, f"_consequence_{code}", None)
        if method is None:
            sentence = self.env._("No installed app knows the consequence “%s”.", code)
            return {event.id: Outcome.permanent(sentence) for event in events}
        outcomes = method(events) or {}
        for event in events:
            if event.id not in outcomes:
                outcomes[event.id] = Outcome.permanent(
                    self.env._("The consequence “%s” gave no answer.", code)
                )
        return outcomes

    @api.model
    def _consequence_record_only(self, events):
        """The event itself is the record; nothing else follows."""
        return {
            event.id: Outcome.done(note=self.env._("Kept on file")) for event in events
        }
