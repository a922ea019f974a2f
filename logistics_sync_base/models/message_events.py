# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from ..codec.faults import FieldFault
from ..codec.json_document import as_json, is_replaced, json_safe
from ..core.canonical import content_key, raw_key
from ..core.identity import main_reference
from ..core.times import OccurredAt
from .code_map import KINDS
from .exception_raising import Question
from .fresh_events import FRESH_CACHE
from .message_inbound import FINAL_EVENT_STATES

CODE_KINDS = frozenset(kind for kind, __ in KINDS)

EVENT_COLUMNS = (
    "message_id",
    "connector_id",
    "company_id",
    "event_type_id",
    "position",
    "content_key",
    "canonical",
    "source",
    "classifier",
    "reference",
    "external_code",
    "occurred_at",
    "occurred_offset",
    "occurred_precision",
    "occurred_raw",
    "received_at",
    "correlation_id",
    "state",
    "error",
    "fault_code",
    "external_kind",
)


class LogisticsSyncMessage(models.Model):
    """From decoded items to event rows: insert-or-skip on the content key."""

    _inherit = "logistics.sync.message"

    def _store_events(self, decodings):
        """Store the items of all messages; returns the events that want processing."""
        types = {
            event_type.code: event_type.id
            for event_type in self.env["logistics.sync.event.type"].search([])
        }
        known = self._get_known_events()
        fresh, changed = [], []
        for message, decoding in decodings.items():
            for item in decoding.items:
                row = message._prepare_event(item, types)
                event = known.get((message.id, item.position))
                if event is None:
                    fresh.append(row)
                elif message._is_due_again(event):
                    changed.append((event, row))
        inserted = self._insert_events(fresh)
        self._note_duplicates(fresh, inserted)
        refreshed = self._refresh_events(changed)
        by_state = defaultdict(list)
        stored = self.env.cr.cache.get(FRESH_CACHE)
        for row in fresh:
            event_id = inserted.get((row["message_id"], row["position"]))
            if event_id:
                by_state[row["state"]].append(event_id)
                if stored is not None:
                    stored[event_id] = row
        for event in refreshed:
            by_state[event.state].append(event.id)
        events = self.env["logistics.sync.event"]
        self._ask_about_faults(events.browse(by_state["exception"]))
        return events.browse(sorted(by_state["pending"]))

    def _get_known_events(self):
        """{(message id, position): event} of messages that were decoded before."""
        again = self.filtered(
            lambda message: message.attempt_count > 1 or message.replay_count
        )
        again.invalidate_recordset(["event_ids"])
        return {
            (event.message_id.id, event.position): event for event in again.event_ids
        }

    def _is_due_again(self, event):
        """Whether this try of the message is for this event too.

        A person's replay is for everything that is not done; the machine's own retry
        only for what failed in a way that time may cure.
        """
        self.ensure_one()
        if self.attempt_count > 1:
            return event.state in ("pending", "failed")
        return event.state not in FINAL_EVENT_STATES

    def _prepare_event(self, item, types):
        """A dict of EVENT_COLUMNS for one mapped item."""
        connector_id = self.connector_id.id
        canonical = item.canonical or {}
        fault = next(iter(item.errors), None)
        event_type = types.get(canonical.get("event_type"))
        if canonical and not fault and not event_type:
            fault = self._get_unknown_type_fault(canonical)
        elif event_type and not self.connector_id._may_publish(event_type):
            fault = self.connector_id._get_publish_fault(canonical["event_type"])
        unknown_code = fault and fault.code == "unknown_code"
        unknown_kind = fault.kind if unknown_code and fault.kind in CODE_KINDS else None
        occurred = OccurredAt.from_canonical(canonical.get("occurred_at") or {})
        code = item.source.get("code")
        key = (
            content_key(connector_id, canonical, code)
            if canonical and (not fault or unknown_kind == "milestone")
            else self._get_faulty_key(item)
        )
        return {
            "message_id": self.id,
            "connector_id": connector_id,
            "company_id": self.company_id.id,
            "event_type_id": event_type,
            "position": item.position,
            "content_key": key,
            "canonical": canonical,
            "source": item.source,
            "classifier": canonical.get("classifier"),
            "reference": main_reference(canonical),
            "external_code": fault.external_code if fault else code,
            "occurred_at": occurred.utc,
            "occurred_offset": occurred.offset_minutes,
            "occurred_precision": occurred.precision,
            "occurred_raw": item.source.get("time"),
            "received_at": self.received_at,
            "correlation_id": self.correlation_id,
            "state": "exception" if fault else "pending",
            "error": fault.message if fault else None,
            "fault_code": fault
            and ("unknown_code" if unknown_kind else f"invalid_{fault.field}"),
            "external_kind": unknown_kind,
        }

    def _get_faulty_key(self, item):
        """What makes an item that could not be mapped this item and no other."""
        told = [item.source, item.canonical] if item.canonical else item.source
        if not item.canonical and not item.source:
            told = [self.public_id, item.position]
        return raw_key(self.connector_id.id, json_safe(told))

    def _get_unknown_type_fault(self, canonical):
        """An event of a type nobody set up must not pass as if it were applied."""
        return FieldFault(
            "unknown_event_type",
            "event_type",
            "",
            "",
            self.env._(
                "The event type “%s” is not in the catalogue, or not active.",
                canonical.get("event_type"),
            ),
            self.env._("Add or activate the event type, then process the event again."),
        )

    def _insert_events(self, rows):
        """{(message id, position): event id} of the rows that were new."""
        self.env.cr.cache.pop(FRESH_CACHE, None)
        if not rows:
            return {}
        text = as_json(rows)
        if not is_replaced(text):
            self.env.cr.cache[FRESH_CACHE] = {}
        found = self.env.execute_query(
            SQL(
                """INSERT INTO logistics_sync_event (%(columns)s, steps, next_step)
                   SELECT %(columns)s, '[]', 0
                     FROM json_populate_recordset(NULL::logistics_sync_event, %(rows)s)
                   ON CONFLICT (connector_id, content_key) DO NOTHING
                   RETURNING id, message_id, position""",
                columns=SQL(", ").join(map(SQL.identifier, EVENT_COLUMNS)),
                rows=text,
            )
        )
        self.env["logistics.sync.event"].invalidate_model()
        self.invalidate_recordset(["event_ids"])
        return {(message_id, position): key for key, message_id, position in found}

    # --------------------------------------------------------- duplicates
    def _note_duplicates(self, rows, inserted):
        """What was known is noted; what was known but never done is tried again."""
        skipped = [
            row for row in rows if (row["message_id"], row["position"]) not in inserted
        ]
        if not skipped:
            return
        known = self._find_by_key(skipped)
        duplicates, again = defaultdict(list), self.env["logistics.sync.event"]
        for row in skipped:
            event = known[row["connector_id"], row["content_key"]]
            unfinished = event.state in ("exception", "failed", "dead", "waiting")
            if unfinished and event.message_id.id != row["message_id"]:
                again |= event
            duplicates[row["message_id"]].append(
                {
                    "position": row["position"],
                    "event_id": event.id,
                    "tried_again": unfinished,
                }
            )
        self._write_duplicates(duplicates)
        again._reprocess()

    def _find_by_key(self, rows):
        events = self.env["logistics.sync.event"].search(
            [
                ("connector_id", "in", list({row["connector_id"] for row in rows})),
                ("content_key", "in", [row["content_key"] for row in rows]),
            ]
        )
        return {(event.connector_id.id, event.content_key): event for event in events}

    def _refresh_events(self, changed):
        """Bring events that were not done up to date with what decoding says now."""
        events = self.env["logistics.sync.event"]
        if not changed:
            return events
        settled = events.browse()
        taken = self._find_by_key([row for __, row in changed])
        for event, row in changed:
            holder = taken.get((row["connector_id"], row["content_key"]))
            if holder and holder != event:
                event.write(
                    {
                        "state": "duplicate",
                        "error": self.env._("The same fact is known already."),
                    }
                )
                settled |= event
                continue
            event._refresh(row)
            events |= event
        self.env["logistics.sync.exception"]._resolve_for(settled)
        return events

    def _ask_about_faults(self, events):
        """A question for a person for each of these, which could not be mapped."""
        self.env["logistics.sync.exception"]._raise_set(
            [
                Question(
                    event.fault_code
                    if event.fault_code == "unknown_code"
                    else "invalid_field",
                    event._get_fault_sentence(),
                    event=event,
                    external_code=event.external_code,
                )
                for event in events
            ]
        )
