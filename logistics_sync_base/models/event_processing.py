# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging

from odoo import fields, models
from odoo.tools import SQL

from ..codec.json_document import as_json
from ..conflicts import CONFLICTS
from ..core.masking import mask_error
from ..core.outcome import Outcome
from ..exceptions import BusinessError
from .exception_raising import Question
from .message_failure import classify

_logger = logging.getLogger(__name__)

STATE_AFTER = {
    "done": "done",
    "skipped": "done",
    "waiting": "waiting",
    "business": "exception",
    "transient": "failed",
    "permanent": "dead",
}
# Key of ``cr.cache`` under which handlers keep what they read of the events of one
# run; it is empty at the start of each run and gone after it.
RUN_CACHE = "logistics_sync.run"
# What is read of every event of a set; its documents are wide and seldom asked for.
WORKING_FIELDS = (
    *("company_id", "connector_id", "event_type_id", "message_id"),
    *("state", "next_step", "correlation_id"),
)


class LogisticsSyncEvent(models.Model):
    """Runs the ordered consequences of events, as sets, from where each stands."""

    _inherit = "logistics.sync.event"

    def _process(self):
        """Process events set-wise, company by company."""
        self.fetch(WORKING_FIELDS)
        companies = self.company_id
        if len(companies) == 1:
            self.with_company(companies)._run_consequences()
            return
        for company, events in self.grouped("company_id").items():
            events.with_company(company)._run_consequences()

    def _process_alone(self):
        """Process one event; what it completed stays, what it failed at is stored."""
        self.ensure_one()
        self.with_company(self.company_id)._run_consequences(isolated=True)

    def _run_consequences(self, isolated=False):
        # What handlers read of these events is read once: see RUN_CACHE.
        self.env.cr.cache[RUN_CACHE] = {}
        try:
            failure = self._run_enrichment(isolated)
            if failure:
                self._close(dict.fromkeys(self.ids, failure), {}, {})
            else:
                self._run_steps(isolated)
        finally:
            self.env.cr.cache.pop(RUN_CACHE, None)

    def _run_enrichment(self, isolated):
        """Complete the events; the outcome of the one event that failed at it."""
        handler = self.env["logistics.sync.handler"]
        if not isolated:
            handler._enrich(self)
            return None
        try:
            with self.env.cr.savepoint():
                handler._enrich(self)
        except CONFLICTS:
            raise
        # Classified and stored like any other failure of this event.
        except Exception as error:  # pylint: disable=broad-except
            self.env.cr.cache[RUN_CACHE] = {}
            return self._outcome_of(error)
        return None

    def _run_steps(self, isolated):
        handler = self.env["logistics.sync.handler"]
        plan = self.event_type_id._get_plan()
        ahead = {event.id: event._get_steps(plan) for event in self}
        log = {event_id: [] for event_id in self.ids}
        results, documents = {}, {}
        while standing := [key for key, steps in ahead.items() if steps]:
            step = min(ahead[key][0] for key in standing)
            at_step = [key for key in standing if ahead[key][0] == step]
            outcomes = self._run_step(handler, step[1], self.browse(at_step), isolated)
            at = fields.Datetime.to_string(fields.Datetime.now())
            for key in at_step:
                outcome = outcomes[key]
                log[key].append(self._get_log_line(step[1], outcome, at))
                if not outcome.is_final:
                    results[key] = outcome
                    ahead[key] = []
                    continue
                ahead[key].pop(0)
                if outcome.res_model:
                    documents.setdefault(key, outcome)
        for key in ahead:
            results.setdefault(key, Outcome.done())
        self._close(results, log, documents)

    def _get_steps(self, plan):
        """The consequences this event still has ahead of it.

        What is done counts by name, not by place: the plan may have changed since.
        """
        self.ensure_one()
        if not self.next_step:
            return list(plan.get(self.event_type_id.id, []))
        final = [
            line["consequence"]
            for line in self.steps or []
            if line["result"] in ("done", "skipped")
        ]
        done = final[-self.next_step :]
        steps = plan.get(self.event_type_id.id, [])
        return [step for step in steps if step[1] not in done]

    def _run_step(self, handler, code, events, isolated):
        run = self.env.cr.cache[RUN_CACHE]
        if not isolated:
            outcomes = handler._run(code, events)
        else:
            outcomes, run = self._run_step_alone(handler, code, events, run)
        # Whoever took back a savepoint, its handler too, emptied the cache.
        self.env.cr.cache.setdefault(RUN_CACHE, run)
        return outcomes

    def _run_step_alone(self, handler, code, events, run):
        """(outcomes, what is known of the run afterwards)"""
        kept = run.get("enrichment", {})
        try:
            with self.env.cr.savepoint():
                return handler._run(code, events), run
        except CONFLICTS:
            # No failure of the event: the whole message begins again.
            raise
        # The savepoint took this step back; the steps before it stay done and
        # the failure is classified and stored with the event.
        except Exception as error:  # pylint: disable=broad-except
            _logger.info("Consequence %s failed: %s", code, mask_error(error))
            # What completed the events still holds.
            failed = {event.id: self._outcome_of(error) for event in events}
            return failed, {"enrichment": kept}

    def _outcome_of(self, error):
        kind = classify(error)
        text = mask_error(error)
        if isinstance(error, BusinessError):
            return Outcome.business(error.code, text, error.record, error.amount)
        if kind == "business":
            return Outcome.business("rejected_by_odoo", text)
        return (
            Outcome.transient(text) if kind == "transient" else Outcome.permanent(text)
        )

    def _get_log_line(self, code, outcome, at):
        return {
            "consequence": code,
            "result": outcome.kind,
            "at": at,
            "note": outcome.note or outcome.message or "",
        }

    # ---------------------------------------------------------------- close
    def _close(self, results, log, documents):
        """Write all outcomes in one statement, then ask what must be asked.

        What an event is about stays known, also when a later step has failed.
        """
        self.flush_recordset()
        # Asked before the write below, which makes the ORM read everything again.
        replayed = self.filtered("message_id.replay_count")
        self._write_close(
            [
                self._prepare_close(key, results[key], log.get(key, []), documents)
                for key in self.ids
            ]
        )
        self._ask_about_failures(results)
        done = replayed.filtered(lambda event: results[event.id].is_final)
        self.env["logistics.sync.exception"]._resolve_for(done)

    def _prepare_close(self, event_id, outcome, lines, documents):
        """One row of :meth:`_write_close`."""
        document = documents.get(event_id, outcome)
        added = self.env.cr.cache[RUN_CACHE].get("enrichment", {})
        return {
            "id": event_id,
            "state": STATE_AFTER[outcome.kind],
            "lines": lines,
            "finished": sum(line["result"] in ("done", "skipped") for line in lines),
            "error": outcome.message,
            "processed_at": fields.Datetime.now() if outcome.is_final else None,
            "res_model": document.res_model,
            "res_id": document.res_id,
            "added": added.get(event_id),
        }

    def _write_close(self, rows):
        self.env.cr.execute(
            SQL(
                """UPDATE logistics_sync_event e
                      SET state = v.state,
                          steps = COALESCE(e.steps, '[]') || v.lines,
                          next_step = e.next_step + v.finished, error = v.error,
                          processed_at = v.processed_at,
                          res_model = COALESCE(e.res_model, v.res_model),
                          res_id = COALESCE(e.res_id, v.res_id),
                          enrichment = CASE WHEN v.added IS NULL THEN e.enrichment
                            ELSE COALESCE(e.enrichment, '{}') || v.added END
                     FROM json_to_recordset(%s) AS v (id int, state text,
                          lines jsonb, finished int, error text,
                          processed_at timestamp, res_model text, res_id int,
                          added jsonb)
                    WHERE e.id = v.id""",
                as_json(rows),
            )
        )
        self.invalidate_recordset()

    def _ask_about_failures(self, results):
        asked = []
        for event in self.browse(key for key in self.ids if not results[key].is_final):
            outcome = results[event.id]
            if outcome.kind == "business":
                asked.append(event._prepare_business_question(outcome))
            elif outcome.kind == "permanent":
                asked.append(Question("dead_letter", outcome.message, event=event))
        self.env["logistics.sync.exception"]._raise_set(asked)

    def _prepare_business_question(self, outcome):
        self.ensure_one()
        is_unknown = outcome.code == "unknown_code"
        record = outcome.res_model and self.env[outcome.res_model].browse(
            outcome.res_id
        )
        return Question(
            outcome.code,
            outcome.message,
            event=self,
            record=record,
            amount=outcome.amount,
            external_code=self.external_code if is_unknown else None,
        )
