# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dataclasses import dataclass, field
from datetime import timedelta

from odoo import api, fields, models

from ..core.outcome import Outcome
from ..core.subjects import subject_values
from .backfill import HISTORY
from .event_processing import RUN_CACHE
from .wait import RELEASED

MISSING = "prerequisite_missing"


@dataclass
class Hold:
    """Why an event cannot go on: the rule, and the facts that are missing."""

    rule: models.BaseModel
    value: str
    keys: list = field(default_factory=list)


class LogisticsSyncEvent(models.Model):
    """Events whose prerequisite is missing wait; what they wait for wakes them.

    Costs a look at a cache where no sequencing rule is configured.
    """

    _inherit = "logistics.sync.event"

    def _run_consequences(self, isolated=False):
        Rules = self.env["logistics.sync.sequence.rule"]
        types = Rules._get_waiting_types(self.env.company.id)
        candidates = self.filtered(lambda event: event.event_type_id.id in types)
        if not candidates or self.env.context.get(HISTORY):
            # Facts of the past wait for nothing: what is missing will not come.
            return super()._run_consequences(isolated)
        waits = {wait.event_id.id: wait for wait in candidates._find_waits()}
        ready = self - candidates
        while True:
            holds = candidates._find_holds(types, waits)
            held = candidates.browse(holds)
            ready |= candidates - held
            if ready:
                super(LogisticsSyncEvent, ready)._run_consequences(isolated)
            candidates = held
            # What was done just now may be what the others wait for.
            awaited = {key[1] for hold in holds.values() for key in hold.keys}
            if not awaited & set(ready.event_type_id.ids):
                break
            ready = self.browse()
        if candidates:
            late = candidates._hold(holds, waits)
            if late:
                super(LogisticsSyncEvent, late)._run_consequences(isolated)
        self._end_waits(waits, candidates)
        return None

    def _find_waits(self):
        return self.env["logistics.sync.wait"].search([("event_id", "in", self.ids)])

    # --------------------------------------------------------------- asking
    def _find_holds(self, types, waits):
        """{event id: Hold} of the events of which something has to come first."""
        rules = self.env["logistics.sync.sequence.rule"].browse(
            {rule_id for event in self for rule_id in types[event.event_type_id.id]}
        )
        by_id = {rule.id: rule for rule in rules}
        asked = []
        for event in self:
            wait = waits.get(event.id)
            if event.classifier not in (False, "actual") or (
                wait and wait.state in RELEASED
            ):
                continue
            for rule_id in types[event.event_type_id.id]:
                rule = by_id[rule_id]
                if rule.connector_ids and event.connector_id not in rule.connector_ids:
                    continue
                values = subject_values(event.canonical or {}, rule.subject)
                if values:
                    asked.append((event, rule, values))
        return self._compare_with_known(asked)

    @api.model
    def _compare_with_known(self, asked):
        Facts = self.env["logistics.sync.known.fact"]
        keys = {
            key
            for event, rule, values in asked
            for key in self._get_fact_keys(event, rule, values)
        }
        done = Facts._find_done(keys)
        if keys - done:
            done |= self._find_known_elsewhere(keys - done)
        holds = {}
        for event, rule, values in asked:
            wanted = self._get_fact_keys(event, rule, values)
            missing = [key for key in wanted if key not in done]
            is_met = len(missing) < len(wanted) if rule.match == "any" else not missing
            if not is_met and event.id not in holds:
                holds[event.id] = Hold(rule, values[0], missing)
        return holds

    @api.model
    def _get_fact_keys(self, event, rule, values):
        """Every number of an event counts as the subject; the first one is awaited."""
        return [
            (event.company_id.id, event_type.id, rule.subject, values[0])
            for event_type in rule.prerequisite_ids
        ]

    @api.model
    def _find_known_elsewhere(self, keys):
        """Those of the keys that are true though no rule was there when it was told.

        Here: events of before. Domain addons add what Odoo's documents tell.
        """
        values = {key[3] for key in keys}
        found = self.search_fetch(
            [
                ("reference", "in", [*values, *(value.upper() for value in values)]),
                ("event_type_id", "in", list({key[1] for key in keys})),
                ("state", "=", "done"),
                ("classifier", "in", ("actual", False)),
            ],
            ["company_id", "event_type_id"],
        )
        return {
            key
            for key in keys
            for event in found
            if (event.company_id.id, event.event_type_id.id) == key[:2]
            and key[3] in subject_values(event.canonical or {}, key[2])
        }

    # -------------------------------------------------------------- holding
    def _hold(self, holds, waits):
        """Let events wait; returns those that go on without it, as their rule says."""
        now = fields.Datetime.now()
        facts = self.env["logistics.sync.known.fact"]._meet(
            {key for hold in holds.values() for key in hold.keys}
        )
        outcomes, rows = {}, []
        late = self.browse()
        for event in self:
            hold, wait = holds[event.id], waits.get(event.id)
            since = wait.since if wait else now
            until = since + timedelta(minutes=hold.rule.wait_minutes)
            if until <= now and hold.rule.on_timeout == "process":
                late |= event
                continue
            outcome = event._get_hold_outcome(hold, until <= now)
            outcomes[event.id] = outcome
            state = "asked" if outcome.kind == "business" else "waiting"
            rows.append((event, hold, since, until, state, facts))
        self._write_waits(rows, waits)
        self._close_held(outcomes)
        for event in late:
            waits[event.id].write({"state": "processed", "ended_at": now})
        return late

    def _get_hold_outcome(self, hold, is_overdue):
        self.ensure_one()
        event_types = self.env["logistics.sync.event.type"].browse(
            [key[1] for key in hold.keys]
        )
        missing = hold.rule._get_missing_names(event_types)
        if not is_overdue:
            return Outcome.waiting(
                "prerequisite",
                self.env._(
                    "Waiting for “%(missing)s” of %(value)s.",
                    missing=missing,
                    value=self.reference or hold.value,
                ),
            )
        return Outcome.business(
            MISSING,
            self.env._(
                "%(partner)s told “%(event)s” of %(value)s, but “%(missing)s” did not "
                "come within %(minutes)s minutes.",
                partner=self.told_by,
                event=self.event_type_id.name,
                value=self.reference or hold.value,
                missing=missing,
                minutes=hold.rule.wait_minutes,
            ),
        )

    def _write_waits(self, rows, waits):
        fresh = []
        for event, hold, since, until, state, facts in rows:
            event_types = self.env["logistics.sync.event.type"].browse(
                [key[1] for key in hold.keys]
            )
            values = {
                "rule_id": hold.rule.id,
                "subject_value": event.reference or hold.value,
                "missing": hold.rule._get_missing_names(event_types),
                "since": since,
                "until": until,
                "state": state,
                "ended_at": False,
                "fact_ids": [(6, 0, [facts[key] for key in hold.keys])],
            }
            if event.id in waits:
                waits[event.id].write(values)
                continue
            fresh.append(
                values
                | {
                    "event_id": event.id,
                    "message_id": event.message_id.id,
                    "connector_id": event.connector_id.id,
                    "company_id": event.company_id.id,
                }
            )
        self.env["logistics.sync.wait"].create(fresh)

    def _close_held(self, outcomes):
        held = self.browse(outcomes)
        if not held:
            return
        self.env.cr.cache[RUN_CACHE] = {}
        try:
            held._close(outcomes, {}, {})
        finally:
            self.env.cr.cache.pop(RUN_CACHE, None)

    def _end_waits(self, waits, held):
        """What was asked about events that waited and are done now is answered."""
        went_on = self.filtered(lambda event: event.id in waits and event not in held)
        done = went_on.filtered(lambda event: event.state == "done")
        self.env["logistics.sync.exception"]._resolve_for(done)

    # -------------------------------------------------------------- telling
    def _close(self, results, log, documents):
        result = super()._close(results, log, documents)
        done = [event_id for event_id in self.ids if results[event_id].is_final]
        self.browse(done)._tell_facts(self.env.company)
        return result

    def _insert_published(self, rows):
        events = super()._insert_published(rows)
        done = events.filtered(lambda event: event.state == "done")
        for company, told in done.grouped("company_id").items():
            told._tell_facts(company)
        return events

    def _tell_facts(self, company):
        """Remember done events that rules ask about, and wake who waits for them."""
        awaited = self.env["logistics.sync.sequence.rule"]._get_awaited_types(
            company.id
        )
        if awaited:
            self._tell_awaited(company, awaited)

    def _tell_awaited(self, company, awaited):
        keys = {
            (company.id, event.event_type_id.id, subject, value)
            for event in self
            if event.classifier in (False, "actual")
            for subject in awaited.get(event.event_type_id.id, ())
            for value in subject_values(event.canonical or {}, subject)
        }
        if keys:
            facts = self.env["logistics.sync.known.fact"]._meet(
                keys, fields.Datetime.now()
            )
            self.env["logistics.sync.wait"]._fact_came(facts.values())
