# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
import logging

from odoo import fields, models

from ..conflicts import CONFLICTS
from ..core.masking import mask_text
from ..core.outcome import Outcome
from ..exceptions import BusinessError
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


class LogisticsSyncEvent(models.Model):
    """Runs the ordered consequences of events, as sets, from where each stands."""

    _inherit = "logistics.sync.event"

    def _process(self):
        """Process events set-wise, company by company."""
        for company, events in self.grouped("company_id").items():
            events.with_company(company)._run_consequences()

    def _process_alone(self):
        """Process one event; what it completed stays, what it failed at is stored."""
        self.ensure_one()
        event = self.with_company(self.company_id)
        try:
            with self.env.cr.savepoint():
                self.env["logistics.sync.handler"]._enrich(event)
        except CONFLICTS:
            raise
        except Exception as error:  # pylint: disable=broad-except
            # Classified and stored like any other failure of this event.
            event._close({event.id: self._outcome_of(error)}, {})
            return
        event._run_consequences(isolated=True)

    def _run_consequences(self, isolated=False):
        handler = self.env["logistics.sync.handler"]
        if not isolated:
            handler._enrich(self)
        plan = self.event_type_id._get_plan()
        steps = {event.id: event._get_steps(plan) for event in self}
        log = {event.id: [] for event in self}
        results = {}
        standing = list(self)
        while standing:
            ahead = [event for event in standing if steps[event.id]]
            for event in standing:
                if not steps[event.id]:
                    results[event.id] = Outcome.done()
            if not ahead:
                break
            current = min(steps[event.id][0] for event in ahead)
            at_step = self.browse(e.id for e in ahead if steps[e.id][0] == current)
            outcomes = self._run_step(handler, current[1], at_step, isolated)
            standing = []
            for event in ahead:
                if event not in at_step:
                    standing.append(event)
                    continue
                outcome = outcomes[event.id]
                log[event.id].append(self._get_log_line(current[1], outcome))
                if outcome.is_final:
                    steps[event.id].pop(0)
                    standing.append(event)
                else:
                    results[event.id] = outcome
        self._close(results, log)

    def _get_steps(self, plan):
        """The consequences this event still has ahead of it."""
        self.ensure_one()
        return list(plan.get(self.event_type_id.id, []))[self.next_step :]

    def _run_step(self, handler, code, events, isolated):
        if not isolated:
            return handler._run(code, events)
        try:
            with self.env.cr.savepoint():
                return handler._run(code, events)
        except CONFLICTS:
            # No failure of the event: the whole message begins again.
            raise
        except Exception as error:  # pylint: disable=broad-except
            # The savepoint took this step back; the steps before it stay done and
            # the failure is classified and stored with the event.
            _logger.info("Consequence %s failed: %s", code, error)
            return {event.id: self._outcome_of(error) for event in events}

    def _outcome_of(self, error):
        kind = classify(error)
        text = mask_text(str(error)) or type(error).__name__
        if isinstance(error, BusinessError):
            return Outcome.business(error.code, text, error.record, error.amount)
        if kind == "business":
            return Outcome.business("rejected_by_odoo", text)
        return (
            Outcome.transient(text) if kind == "transient" else Outcome.permanent(text)
        )

    def _get_log_line(self, code, outcome):
        return {
            "consequence": code,
            "result": outcome.kind,
            "at": fields.Datetime.to_string(fields.Datetime.now()),
            "note": outcome.note or outcome.message or "",
        }

    # ---------------------------------------------------------------- close
    def _close(self, results, log):
        """Write all outcomes in one statement, then ask what must be asked."""
        self.flush_recordset()
        now = fields.Datetime.now()
        rows = []
        for event in self:
            outcome = results[event.id]
            lines = log.get(event.id, [])
            finished = sum(line["result"] in ("done", "skipped") for line in lines)
            rows.append(
                (
                    event.id,
                    STATE_AFTER[outcome.kind],
                    json.dumps(lines),
                    finished,
                    outcome.message,
                    now if outcome.is_final else None,
                    outcome.res_model,
                    outcome.res_id,
                )
            )
        self.env.cr.execute_values(
            """UPDATE logistics_sync_event e
                  SET state = v.state,
                      steps = COALESCE(e.steps, '[]') || v.lines::jsonb,
                      next_step = e.next_step + v.finished, error = v.error,
                      processed_at = v.processed_at::timestamp,
                      res_model = COALESCE(v.res_model, e.res_model),
                      res_id = COALESCE(v.res_id::int, e.res_id)
                 FROM (VALUES %s) AS v (id, state, lines, finished, error,
                       processed_at, res_model, res_id)
                WHERE e.id = v.id""",
            rows,
            page_size=len(rows),
        )
        self.invalidate_recordset()
        self._ask_and_settle(results)

    def _ask_and_settle(self, results):
        """Ask about business failures; close questions that solved themselves."""
        exceptions = self.env["logistics.sync.exception"]
        done = self.browse()
        for event in self:
            outcome = results[event.id]
            if outcome.is_final:
                done |= event
            elif outcome.kind == "business":
                exceptions._raise_for(
                    outcome.code,
                    outcome.message,
                    event=event,
                    record=outcome.res_model
                    and self.env[outcome.res_model].browse(outcome.res_id),
                    amount=outcome.amount,
                )
            elif outcome.kind == "permanent":
                exceptions._raise_for("dead_letter", outcome.message, event=event)
        reprocessed = done.filtered(lambda event: event.message_id.replay_count)
        exceptions._resolve_for(reprocessed)
