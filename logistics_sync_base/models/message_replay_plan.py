# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import contextlib
import time
from dataclasses import dataclass

from odoo import SUPERUSER_ID, api, fields, models

from ..codec.json_document import json_safe
from ..conflicts import CONFLICTS, expected_conflicts
from ..core.changes import MOST_CHANGES, compare_lines, find_changes
from ..core.masking import mask_error
from .message_inbound import FINAL_EVENT_STATES

# A preview is looked at by a person who waits for it.
PREVIEW_SECONDS = 10


@dataclass
class EventView:
    """What a preview compares of an event, before and after."""

    name: str
    state: str
    canonical: dict
    steps: list
    error: str


def refuse_commit():
    """Stands in for ``commit`` where nothing may stay."""
    raise RuntimeError("A preview commits nothing.")


@contextlib.contextmanager
def trial_cursor(registry):
    """A connection of which nothing stays, whatever is done on it."""
    cr = registry.cursor()
    try:
        # Whoever commits in the middle of its work must not make a trial real.
        cr.commit = refuse_commit
        yield cr
    finally:
        cr.rollback()
        cr.close()
        # What was cached of records that never came to be.
        registry.reset_changes()


class LogisticsSyncMessage(models.Model):
    """What a replay would do: it is done for real, then everything is taken back."""

    _inherit = "logistics.sync.message"

    @api.private
    def _plan_replay(self, mapping="current", payload=None, stage=None):
        """{message id: {plan, sentence, details}} of what a replay would do.

        ``plan`` is a value of the replay lines' field, ``details`` holds the events
        and what changes of them. Messages are read, mapped and handled on a
        connection of its own whose transaction never ends well, so that nothing of
        it stays or leaves; what this transaction has not committed is not seen there.
        What did not fit into the time of a preview is missing.
        """
        outgoing = self.filtered(lambda message: message.direction == "out")
        plans = {message.id: message._plan_sending() for message in outgoing}
        incoming = self - outgoing
        if not incoming:
            return plans
        self.env.flush_all()
        with trial_cursor(self.env.registry) as cr, expected_conflicts():
            context = {key: self.env.context.get(key) for key in ("lang", "tz")}
            env = api.Environment(cr, SUPERUSER_ID, context)
            trial = incoming.with_env(env).exists()
            plans |= trial._try_replay(mapping, payload, stage)
        return plans

    def _plan_sending(self):
        return {
            "plan": "send",
            "sentence": self.env._(
                "The same document is sent to %(connector)s again under the same "
                "number, so that it is recognised.",
                connector=self.connector_id.name,
            ),
        }

    def _try_replay(self, mapping, payload, stage):
        """Plans of messages, on a connection whose work is taken back."""
        plans = {}
        deadline = time.monotonic() + PREVIEW_SECONDS
        for message in self:
            if time.monotonic() > deadline:
                break
            before = message._view_events()
            try:
                with self.env.cr.savepoint():
                    subject = message._try_one(mapping, payload, stage)
                    plans[message.id] = message._describe_trial(subject, before)
            except CONFLICTS:
                plans[message.id] = {
                    "plan": "busy",
                    "sentence": self.env._(
                        "Somebody else works on the same records just now: preview it "
                        "again in a moment."
                    ),
                }
                break
            # Whatever a handler raises at a try is what the preview is to show.
            except Exception as error:  # pylint: disable=broad-except
                plans[message.id] = {"plan": "fail", "sentence": mask_error(error)}
        return plans

    def _try_one(self, mapping, payload, stage):
        """Process a message as a worker would; returns what was processed."""
        self.ensure_one()
        note = self.env._("Preview of a replay")
        if payload is None:
            self._requeue(note, mapping, stage)
            subject = self
        else:
            subject = self._replay_edited(payload, note, mapping)
        subject.attempt_count = 1
        subject.flush_recordset()
        subject._process_isolated(fields.Datetime.now())
        self.env.flush_all()
        subject.invalidate_recordset()
        return subject

    def _view_events(self):
        """{position: EventView}"""
        self.invalidate_recordset(["event_ids"])
        return {
            event.position: EventView(
                event.display_name,
                event.state,
                event.canonical or {},
                event.steps or [],
                event.error or "",
            )
            for event in self.event_ids
        }

    # ------------------------------------------------------------------ words
    def _describe_trial(self, subject, before):
        """One plan, from the events before and after a try."""
        after = subject._view_events()
        events = [
            self._describe_event(before.get(position), after.get(position))
            for position in sorted({*before, *after})
        ]
        details = {"events": events}
        if subject != self:
            details["document"] = compare_lines(
                self.body_text or "", subject.body_text or ""
            )
        counts = {}
        for event in events:
            counts[event["plan"]] = counts.get(event["plan"], 0) + 1
        return {
            "plan": subject._get_trial_plan(counts),
            "sentence": subject._get_trial_sentence(counts, events),
            "details": json_safe(details),
        }

    def _get_trial_plan(self, counts):
        if self.state in ("failed", "dead"):
            return "fail"
        if self.state == "exception":
            return "refuse"
        return "apply" if counts.get("apply") else "done"

    def _get_trial_sentence(self, counts, events):
        """Counts of what becomes of the events, in words, and the first problem."""
        if not counts:
            return self.error or self.env._("There is nothing in it to be done.")
        words = {
            "apply": self.env._("%s will be applied", counts.get("apply")),
            "done": self.env._("%s done already", counts.get("done")),
            "wait": self.env._("%s will wait", counts.get("wait")),
            "refuse": self.env._("%s will need a decision", counts.get("refuse")),
            "fail": self.env._("%s will fail", counts.get("fail")),
        }
        text = ", ".join(text for plan, text in words.items() if counts.get(plan))
        problems = [e["text"] for e in events if e["plan"] in ("refuse", "fail")]
        return f"{text}: {problems[0]}" if problems else text

    def _describe_event(self, old, new):
        """What becomes of one event: plan, words, and how its content changes."""
        if new is None:
            # Nothing tells it any more; what was done of it stays.
            plan = "done" if old.state in FINAL_EVENT_STATES else "refuse"
            text = self.env._("Not in the document any more")
            return {"name": old.name, "plan": plan, "text": text, "changes": []}
        known = len(old.steps) if old else 0
        changes = find_changes(old.canonical, new.canonical) if old else []
        if old and old.state in FINAL_EVENT_STATES:
            plan, text, changes = "done", self.env._("Done already: left alone"), []
        elif new.state == "duplicate":
            plan, text = "done", self.env._("Known already from another message")
        elif new.state in FINAL_EVENT_STATES:
            plan, text = "apply", self._name_steps(new.steps[known:])
        elif new.state in ("waiting", "pending"):
            plan, text = "wait", new.error or self.env._("Waits for something else")
        elif new.state == "exception":
            plan, text = "refuse", new.error
        else:
            plan, text = "fail", new.error
        return {
            "name": new.name,
            "plan": plan,
            "text": text,
            "more": max(len(changes) - MOST_CHANGES, 0),
            "changes": [
                [change.path, _as_text(change.old), _as_text(change.new)]
                for change in changes[:MOST_CHANGES]
            ],
        }

    def _name_steps(self, steps):
        consequences = self.env["logistics.sync.event.consequence"]
        names = dict(consequences._fields["code"]._description_selection(self.env))
        done = [
            " ".join(
                filter(
                    None,
                    (
                        names.get(step["consequence"], step["consequence"]),
                        step.get("note") and f"({step['note']})",
                    ),
                )
            )
            for step in steps
        ]
        return ", ".join(done) or self.env._("Kept on file")


def _as_text(value):
    """A value as a person reads it; None where there is none."""
    return None if value is None else str(value)
