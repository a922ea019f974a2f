# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from ..exception import OPEN_STATES

MOODS = [
    ("success", "Fine"),
    ("info", "Under way"),
    ("warning", "Held up"),
    ("danger", "Needs somebody"),
]


class LogisticsSyncMessage(models.Model):
    """The one sentence that says how a message stands, and what is asked about it."""

    _inherit = "logistics.sync.message"

    reading_sentence = fields.Char(
        compute="_compute_sentence", string="In One Sentence"
    )
    reading_remedy = fields.Char(compute="_compute_sentence", string="What Helps")
    reading_mood = fields.Selection(MOODS, compute="_compute_sentence", string="Mood")
    open_question_ids = fields.Many2many(
        "logistics.sync.exception", compute="_compute_sentence", string="Open Questions"
    )
    question_total = fields.Integer(compute="_compute_sentence", string="To Decide")

    @api.depends_context("uid", "lang", "tz", "allowed_company_ids")
    def _compute_sentence(self):
        for message in self:
            questions = message._get_open_questions()
            message.open_question_ids = questions
            message.question_total = len(questions)
            if questions:
                told = questions[0].name, "danger", questions[0].hint
            else:
                told = (*message._describe_standing(), False)
            message.reading_sentence = told[0]
            message.reading_mood = told[1]
            message.reading_remedy = told[2]

    def _get_open_questions(self):
        """Those about the message and about what it told, the gravest first."""
        self.ensure_one()
        questions = self.env["logistics.sync.exception"]
        if not self._origin:
            return questions
        return questions.search(
            [
                "|",
                ("message_id", "=", self._origin.id),
                ("event_id.message_id", "=", self._origin.id),
                ("state", "in", OPEN_STATES),
            ],
            order="severity desc, id",
        )

    def action_answer(self):
        """Button: the usual answer to the gravest open question."""
        self.ensure_one()
        return self._get_gravest_question().action_solve()

    def action_open_question(self):
        """Button: that question with everything that may be done about it."""
        self.ensure_one()
        return self._get_gravest_question()._get_records_action(context={})

    def _get_gravest_question(self):
        self.check_access("read")
        question = self._get_open_questions()[:1]
        if not question:
            raise UserError(self.env._("Nothing is open about this message."))
        return question

    def _describe_standing(self):
        """(sentence, mood) of a message nobody is asked about."""
        self.ensure_one()
        tell = {
            "failed": self._describe_retry,
            "dead": self._describe_end,
            "exception": self._describe_end,
            "ignored": self._describe_ignored,
            "duplicate": self._describe_duplicate,
            "processed": self._describe_done,
            "acknowledged": self._describe_done,
            "transformed": self._describe_facts,
        }
        if self.waiting_for and self.state not in ("processed", "acknowledged"):
            return self._describe_wait()
        return tell.get(self.state, self._describe_queue)()

    def _describe_retry(self):
        at = self.next_attempt_at and format_datetime(
            self.env, self.next_attempt_at, dt_format="short"
        )
        return (
            self.env._(
                "It did not work yet (try %(count)s): %(problem)s. It is tried again "
                "%(when)s; nobody has to do anything.",
                count=self.attempt_count,
                problem=first_line(self.error).rstrip("."),
                when=self.env._("at %s", at) if at else self.env._("soon"),
            ),
            "warning",
        )

    def _describe_end(self):
        problem = first_line(self.error).rstrip(".")
        return (
            self.env._(
                "It was given up: %s. The question about it is closed; replay it when "
                "the cause is gone.",
                problem or self.env._("no reason is known"),
            ),
            "danger",
        )

    def _describe_ignored(self):
        last = (self.history or [{}])[-1].get("note") or first_line(self.error)
        if last:
            return self.env._("Somebody decided to ignore it: %s", last), "info"
        return self.env._("Somebody decided to ignore it."), "info"

    def _describe_duplicate(self):
        return (
            self.env._(
                "The same document had come before; nothing was done a second time."
            ),
            "info",
        )

    def _describe_wait(self):
        labels = dict(self._fields["waiting_for"]._description_selection(self.env))
        note = self.waiting_note and self.waiting_note.rstrip(".")
        waits = labels[self.waiting_for].lower()
        if note:
            sentence = self.env._(
                "It waits for %(what)s: %(note)s.", what=waits, note=note
            )
            return sentence, "info"
        return self.env._("It waits for %s.", waits), "info"

    def _describe_queue(self):
        partner = self.connector_id
        if partner.state != "live" or not partner.active:
            # Workers take up only what live partners sent or are owed.
            return (
                self.env._(
                    "It waits until %s is live: nobody works on it before.",
                    partner.name,
                ),
                "warning",
            )
        return self.env._("It is in the queue and is worked on next."), "info"

    def _describe_done(self):
        partner = self.connector_id.name
        if self.direction == "out":
            if self.state == "acknowledged":
                sentence = self.env._("%s has it and confirmed it.", partner)
            else:
                sentence = self.env._("%s has it.", partner)
            return sentence, "success"
        return self._describe_facts()

    def _describe_facts(self):
        """What became of the facts of a document; none is passed over in silence."""
        states = Counter(self.event_ids.mapped("state"))
        # What was known as it came is no event of its own.
        skipped = [row for row in self.duplicates or [] if not row.get("tried_again")]
        known = states["duplicate"] + len(skipped)
        total = states.total() + len(skipped)
        left = total - states["done"] - known - states["ignored"]
        if not total:
            return self.env._("It was read; it holds nothing to apply."), "success"
        if states["done"] == total:
            if total == 1:
                return self.env._("It was read and applied."), "success"
            return (
                self.env._("It was read and applied: all of its %s facts.", total),
                "success",
            )
        parts = [
            (count, text)
            for count, text in (
                (states["done"], self.env._("applied")),
                (known, self.env._("known already")),
                (states["ignored"], self.env._("set aside")),
                (left, self.env._("still to do")),
            )
            if count
        ]
        if total == 1:
            sentence = self.env._("It was read; its one fact is %s.", parts[0][1])
        else:
            sentence = self.env._(
                "It was read: %(all)s facts, %(parts)s.",
                all=total,
                parts=", ".join(f"{count} {text}" for count, text in parts),
            )
        if left:
            waiting = self.event_ids.filtered(lambda event: event.state == "waiting")
            reason = first_line(waiting[:1].error)
            return f"{sentence} {reason}".strip(), "info"
        return sentence, "success"


def first_line(text):
    """What a person reads of an error: of a traceback its last line."""
    lines = [line.strip() for line in (text or "").splitlines() if line.strip()]
    if not lines:
        return ""
    if lines[0].startswith("Traceback"):
        return lines[-1].partition(": ")[2] or lines[-1]
    return lines[0]
