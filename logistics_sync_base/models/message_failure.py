# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
import random
from datetime import timedelta

import psycopg2

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..core import backoff
from ..core.masking import mask_error, mask_trace
from ..exceptions import BusinessError, PermanentError, TransientError

_logger = logging.getLogger(__name__)

TRANSIENT = (
    TransientError,
    psycopg2.OperationalError,
    psycopg2.errors.UniqueViolation,
    OSError,
)


def classify(error):
    """``transient``, ``business`` or ``permanent``: what an exception means to us.

    An error nobody foresaw is permanent: repeating it blindly helps nobody, and a
    dead letter has an owner.
    """
    if isinstance(error, BusinessError):
        return "business"
    if isinstance(error, PermanentError | AccessError):
        return "permanent"
    if isinstance(error, UserError):
        return "business"
    if isinstance(error, TRANSIENT):
        return "transient"
    return "permanent"


class LogisticsSyncMessage(models.Model):
    _inherit = "logistics.sync.message"

    def _fail(self, error, started_at):
        """Store a failure by its class: retry, question for a person, dead letter."""
        for message in self:
            kind = classify(error)
            text = mask_error(error)
            if kind == "permanent" and not isinstance(error, PermanentError):
                _logger.info("Message %s failed: %s", message.public_id, text)
                message._log_attempt(kind, mask_trace(error), started_at)
            else:
                message._log_attempt(kind, text, started_at)
            if kind == "transient":
                message._schedule_retry(text, getattr(error, "retry_after", None))
            elif kind == "business":
                message._ask_person(
                    getattr(error, "code", "rejected_by_odoo"), text, error
                )
            else:
                message._bury(text)

    def _log_attempt(self, result, error, started_at):
        elapsed = fields.Datetime.now() - started_at
        self._insert_attempts(
            [
                (
                    message,
                    result,
                    error,
                    started_at,
                    int(elapsed.total_seconds() * 1000),
                )
                for message in self
            ]
        )

    def _schedule_retry(self, reason, retry_after=None):
        """Try again later by the message's policy, or give up as a dead letter."""
        for message in self:
            policy = message._get_retry_policy()._as_core()
            now = fields.Datetime.now()
            age = (now - message._get_tried_since()).total_seconds()
            if backoff.is_exhausted(policy, message.attempt_count, age):
                message._bury(
                    self.env._(
                        "Given up after %(count)s tries: %(reason)s",
                        count=message.attempt_count,
                        reason=reason,
                    )
                )
                continue
            delay = backoff.next_delay(
                policy, max(message.attempt_count, 1), random.Random(), retry_after
            )
            message._set_state(
                "failed",
                note=reason,
                error=reason,
                next_attempt_at=now + timedelta(seconds=delay),
                lease_until=False,
                lease_token=False,
            )

    def _get_tried_since(self):
        """From when on the age counts after which a message is given up."""
        self.ensure_one()
        return self.received_at

    def _ask_person(self, code, sentence, error=None):
        for message in self:
            if code == "unreadable":
                sentence = self.env._(
                    "%(connector)s sent a document that cannot be read: %(problem)s",
                    connector=message.connector_id.name,
                    problem=sentence,
                )
            message._set_state(
                "exception",
                note=sentence,
                error=sentence,
                next_attempt_at=False,
                lease_until=False,
                lease_token=False,
            )
            message._open_question(code, sentence, error)

    def _open_question(self, code, sentence, error):
        """Ask a person about one message as a whole."""
        self.ensure_one()
        self.env["logistics.sync.exception"]._raise_for(
            code,
            sentence,
            message=self,
            record=getattr(error, "record", None),
            amount=getattr(error, "amount", None),
        )

    def _bury(self, reason):
        """Dead letter: nothing happens any more until a person replays or ignores."""
        for message in self:
            message._set_state(
                "dead",
                note=reason,
                error=reason,
                finished_at=fields.Datetime.now(),
                next_attempt_at=False,
                lease_until=False,
                lease_token=False,
            )
            message.event_ids.filtered(lambda event: event.state == "failed").write(
                {"state": "dead"}
            )
            self.env["logistics.sync.exception"]._raise_for(
                "dead_letter",
                self.env._(
                    "A message of %(connector)s could not be processed: %(reason)s",
                    connector=message.connector_id.name,
                    reason=reason,
                ),
                message=message,
            )
