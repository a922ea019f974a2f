# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..core.merging import merge
from ..core.outcome import Outcome
from ..core.sameness import differences, readable
from ..core.subjects import subject_values
from .assembly import OPEN
from .backfill import HISTORY

CONFLICT = "contribution_conflict"


class LogisticsSyncEvent(models.Model):
    """Events that are parts of one transaction: gathered, merged, processed once.

    The event of the first part is processed with what all parts tell; those of the
    others are done with it. Costs a look at a cache where nothing is configured.
    """

    _inherit = "logistics.sync.event"

    def _run_consequences(self, isolated=False):
        routes = self.env["logistics.sync.assembly.rule"]._get_routes()
        parts = (
            self.filtered(
                lambda event: (event.connector_id.id, event.event_type_id.id) in routes
            )
            if routes
            else self.browse()
        )
        if not parts or self.env.context.get(HISTORY):
            return super()._run_consequences(isolated)
        ready = (self - parts) | parts._gather(routes)
        if ready:
            super(LogisticsSyncEvent, ready)._run_consequences(isolated)
            done = (parts & ready).filtered(lambda event: event.state == "done")
            self.env["logistics.sync.exception"]._resolve_for(done)
        return None

    # -------------------------------------------------------------- gathering
    def _gather(self, routes):
        """Put each part where it belongs; returns the events that can be processed."""
        Assembly = self.env["logistics.sync.assembly"]
        Part = self.env["logistics.sync.assembly.part"]
        outcomes, placed = {}, {}
        for event in self:
            part = Part.browse(routes[event.connector_id.id, event.event_type_id.id])
            values = subject_values(event.canonical or {}, part.rule_id.subject)
            if values:
                key = (event.company_id.id, part.rule_id.id, values[0])
                placed[event] = (key, part)
            else:
                outcomes[event.id] = event._get_unplaced_outcome(part)
        ready = self.browse()
        if placed:
            found = Assembly._meet({key for key, __ in placed.values()})
            Assembly._contribute(
                [(found[key], part, event) for event, (key, part) in placed.items()]
            )
            assemblies = Assembly.union(*found.values())
            complete = assemblies._settle()
            for event, (key, part) in placed.items():
                outcome = event._get_part_outcome(found[key], part)
                if outcome:
                    outcomes[event.id] = outcome
                else:
                    ready |= event
            self._wake_parts(complete)
        self._close_held(outcomes)
        return ready

    def _get_unplaced_outcome(self, part):
        labels = dict(part.rule_id._fields["subject"]._description_selection(self.env))
        return Outcome.business(
            "contribution_unplaced",
            self.env._(
                "%(partner)s sent a part of “%(what)s” without its number "
                "(%(subject)s), so that nobody knows what it belongs to.",
                partner=self.told_by,
                what=part.rule_id.name,
                subject=labels[part.rule_id.subject].lower(),
            ),
        )

    def _get_part_outcome(self, assembly, part):
        """What becomes of this part now; None when the event is to be processed."""
        holder = assembly.contribution_ids.filtered(
            lambda c: c.part_id == part
        ).event_id
        if holder != self:
            return self._get_repeated_outcome(assembly, part, holder)
        if assembly.state in OPEN:
            return Outcome.waiting(
                "contribution",
                self.env._("Awaiting %s.", assembly.missing),
            )
        lead = assembly._get_lead()
        if lead == self:
            return self._merge_parts(assembly)
        return Outcome.done(note=self.env._("Part of %s", lead.display_name))

    def _get_repeated_outcome(self, assembly, part, holder):
        """A part that is there already: the first counts; another content is asked."""
        lines = differences(holder.canonical or {}, self.canonical or {})
        if lines:
            return self._get_conflict_outcome(part, self.told_by, lines)
        return Outcome.skipped(
            self.env._(
                "“%(part)s” of %(number)s was there already.",
                part=part.name,
                number=assembly.number,
            )
        )

    def _merge_parts(self, assembly):
        """Take in what the other parts tell; an Outcome when they contradict."""
        merged = dict(self.canonical or {})
        others = assembly.contribution_ids.filtered(lambda c: c.event_id != self)
        for contribution in others.sorted(lambda c: (c.part_id.sequence, c.id)):
            told = contribution.event_id.canonical or {}
            lines = differences(merged, told)
            if lines and assembly.state != "forced":
                return self._get_conflict_outcome(
                    contribution.part_id, contribution.event_id.told_by, lines
                )
            merged = merge(merged, told)
        self.canonical = merged
        return None

    def _get_conflict_outcome(self, part, told_by, lines):
        return Outcome.business(
            CONFLICT,
            self.env._(
                "“%(part)s” of %(partner)s contradicts what %(number)s tells already: "
                "%(difference)s.",
                part=part.name,
                partner=told_by,
                number=self.reference or part.rule_id.name,
                difference="; ".join(
                    f"{readable(name)}: {first} / {second}"
                    for name, first, second in lines
                ),
            ),
        )

    def _wake_parts(self, complete):
        """What waited in other messages for the last part goes on now."""
        events = complete.contribution_ids.event_id - self
        events.filtered(lambda event: event.state == "waiting")._take_up(
            self.env._("All parts are there")
        )
