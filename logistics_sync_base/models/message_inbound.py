# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import fields, models
from odoo.tools import SQL

from ..codec.json_document import as_json, json_safe
from ..exceptions import BusinessError
from .fresh_events import FRESH_CACHE

FINAL_EVENT_STATES = ("done", "ignored", "duplicate")
FINISHED_STATES = ("processed", "duplicate", "ignored", "dead")


class LogisticsSyncMessage(models.Model):
    """The way of an inbound message: decode, store events, let handlers act."""

    _inherit = "logistics.sync.message"

    def _process_set(self, started_at):
        """Process claimed messages together; raises when one breaks the set."""
        try:
            readable, events = self._transform(started_at)
            if events:
                events._process()
        finally:
            self.env.cr.cache.pop(FRESH_CACHE, None)
        readable._finish(started_at)

    def _process_isolated(self, started_at):
        """Process one message so that each event fails or succeeds by itself."""
        self.ensure_one()
        readable, events = self._transform(started_at)
        # What one event changes, the next one must see.
        self.env.cr.cache.pop(FRESH_CACHE, None)
        for event in events:
            event._process_alone()
        readable._finish(started_at)

    def _transform(self, started_at):
        """Decode and store the events; returns (readable messages, events to do).

        What cannot be read fails here, alone: decoding touches no record.
        """
        decodings = {}
        decoder = self.env["logistics.sync.decoder"]
        for (connector, mapping), messages in self._group_by_mapping().items():
            context = decoder._get_context(connector, mapping)
            bodies = messages._read_bodies()
            refused = self.env["logistics.sync.contract"]._get_refused(connector)
            for message in messages:
                context.schema_version = message.schema_version
                try:
                    decoding = decoder._decode(
                        message._open_envelope(bodies[message.id]),
                        message.format,
                        context,
                    )
                    if refused:
                        decoder._check_approved(connector, decoding)
                    decodings[message] = decoding
                except BusinessError as error:
                    message._fail(error, started_at)
            messages._note_news(connector, context)
        self._note_mappings(decodings)
        readable = self.browse([message.id for message in decodings])
        events = readable._store_events(decodings)
        for message, decoding in decodings.items():
            if decoding.interchanges:
                getattr(message, f"_acknowledge_{message.format}")(
                    decoding.interchanges
                )
        return readable, events

    # ------------------------------------------------------------- finish
    def _finish(self, started_at):
        """Set each message's state from the states of its events, in one statement."""
        if not self:
            return
        now = fields.Datetime.now()
        duration = int((now - started_at).total_seconds() * 1000 / len(self))
        counts = self._count_event_states()
        rows, attempts, failing = [], [], self.browse()
        for message in self:
            states = counts[message.id]
            state = message._get_state_after(states)
            if state == "failed":
                failing |= message
                continue
            result = "business" if state in ("exception", "dead") else "success"
            attempts.append((message, result, None, started_at, duration))
            rows.append(message._prepare_finish(state, states, now))
        if failing:
            self._check_order(failing)
        # Asked before the write below, which makes the ORM read everything again.
        tried_before = self.filtered(lambda m: m.replay_count or m.attempt_count > 1)
        if rows:
            self._insert_attempts(attempts)
            self._write_finish(rows)
        tried_before._settle_questions()
        for message in failing:
            states = counts[message.id]
            message.write(message._prepare_counts(states))
            reason = message.event_ids.filtered(lambda e: e.state == "failed")[:1].error
            message._log_attempt("transient", reason, started_at)
            message._schedule_retry(reason)

    def _settle_questions(self):
        """What was asked about a message as a whole is answered once it is read."""
        readable = self.filtered(lambda message: message.state != "dead")
        if readable:
            self.env["logistics.sync.exception"]._resolve_for_messages(readable)

    def _prepare_counts(self, states):
        return {
            "event_count": sum(states.values()),
            "done_count": states.get("done", 0),
            "exception_count": states.get("exception", 0) + states.get("dead", 0),
        }

    def _refresh_state(self, note):
        """Bring messages up to date after a person changed what is to be done."""
        for message in self.filtered(lambda message: not message.lease_token):
            states = message._count_event_states()[message.id]
            state = message._get_state_after(states)
            values = message._prepare_counts(states)
            if state in FINISHED_STATES:
                values["finished_at"] = fields.Datetime.now()
                values["next_attempt_at"] = False
            message._set_state(state, note=note, **values)

    def _count_event_states(self):
        self.env["logistics.sync.event"].flush_model(["message_id", "state"])
        counts = defaultdict(dict)
        for message_id, state, count in self.env.execute_query(
            SQL(
                """SELECT message_id, state, count(*) FROM logistics_sync_event
                    WHERE message_id IN %s GROUP BY message_id, state""",
                tuple(self.ids),
            )
        ):
            counts[message_id][state] = count
        return counts

    def _get_state_after(self, states):
        self.ensure_one()
        if states.get("failed"):
            return "failed"
        if states.get("dead"):
            return "dead"
        if states.get("exception"):
            return "exception"
        if states.get("waiting") or states.get("pending"):
            return "transformed"
        if not states and self.duplicates:
            return "duplicate"
        return "ignored" if set(states) == {"ignored"} else "processed"

    def _prepare_finish(self, state, states, now):
        """One row of :meth:`_write_finish`."""
        at = fields.Datetime.to_string(now)
        path = ["validated", "transformed"]
        if state != "transformed":
            path.append(state)
        return {
            "id": self.id,
            "state": state,
            "steps": [{"state": step, "at": at} for step in path],
            "finished_at": now if state in FINISHED_STATES else None,
            **self._prepare_counts(states),
        }

    def _write_finish(self, rows):
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                """UPDATE logistics_sync_message m
                      SET state = v.state, history = m.history || v.steps,
                          finished_at = v.finished_at, event_count = v.event_count,
                          done_count = v.done_count,
                          exception_count = v.exception_count,
                          next_attempt_at = NULL, lease_until = NULL,
                          lease_token = NULL, error = NULL, failure_layer = NULL,
                          waiting_for = NULL, waiting_note = NULL
                     FROM json_to_recordset(%s) AS v (id int, state text, steps jsonb,
                          finished_at timestamp, event_count int, done_count int,
                          exception_count int)
                    WHERE m.id = v.id""",
                as_json(rows),
            )
        )
        self.invalidate_recordset()

    def _write_duplicates(self, duplicates):
        """Note which items of which message told what was known: {message id: [...]}

        What was known but not done is tried again, so it is no duplicate to count.
        """
        for message_id, found in duplicates.items():
            self.browse(message_id).write(
                {
                    "duplicate_count": sum(not item["tried_again"] for item in found),
                    "duplicates": json_safe(found),
                }
            )
