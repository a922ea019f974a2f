# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
import random
import time
import uuid
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

from ..codec.json_document import as_json
from ..conflicts import expected_conflicts
from ..settings import get_setting

_logger = logging.getLogger(__name__)

BATCH_SIZE = 1000
LEASE_SECONDS = 120
CONFLICT_RETRIES = 10
# One part in so many of a claim is shared out evenly, whatever the priorities.
GUARANTEED_SHARE = 4


def get_lease_seconds():
    """How long a worker may be silent before its messages are given to another one.

    The setting ``lease_seconds`` of ``settings.py``.
    """
    return int(get_setting("lease_seconds", LEASE_SECONDS))


class LogisticsSyncMessage(models.Model):
    """Leases: who works on which messages, also when a worker dies.

    A claim is committed, so that it outlives its worker and shows that a try began.
    While messages are processed their rows are locked as well; a lease can therefore
    only be taken over from a worker that is dead or has not begun.
    """

    _inherit = "logistics.sync.message"

    @api.model
    def _claim(self, channel, limit=BATCH_SIZE):
        """Lease up to ``limit`` due messages; returns (their ids, lease token)."""
        token = uuid.uuid4().hex
        attempt = 0
        while True:
            try:
                with expected_conflicts():
                    ids = self._claim_rows(channel, limit, token)
                    if not ids:
                        ids = self._claim_rows(channel, 1, token, suspects=True)
                self.env.cr.commit()  # pylint: disable=invalid-commit
                return ids, token
            except psycopg2.errors.SerializationFailure:
                # Another worker changed a row after our snapshot was taken. Somebody
                # got on, so that this ends; only the pause has to grow.
                self.env.cr.rollback()
                attempt += 1
                self._pause(attempt)

    @api.model
    def _pause(self, attempt):
        """Let the other one finish; a random time keeps two from meeting again."""
        time.sleep(random.uniform(0, min(0.02 * attempt, 0.5)))

    @api.model
    def _get_claim_conditions(self, channel):
        """What else must be true of a due message of this lane to be claimed.

        Returns a list of SQL conditions over the aliases ``m`` (message) and ``c``
        (its connector), none by default. What only depends on ``c`` costs one look
        at each connector; what depends on ``m`` is asked of each candidate, so keep
        it to columns of the row or to one index look-up. A message that is left
        alone holds up no other one.
        """
        return []

    @api.model
    def _get_due_condition(self, channel, now, suspects=None):
        """Whether message ``m`` of connector ``c`` can be claimed, as SQL.

        ``suspects`` are those that lost more than one worker; None means any.
        """
        conditions = [
            SQL(
                """m.channel = %(channel)s AND m.next_attempt_at IS NOT NULL
                   AND m.next_attempt_at <= %(now)s
                   AND (m.lease_until IS NULL OR m.lease_until <= %(now)s)""",
                channel=channel,
                now=now,
            ),
            self._get_turn_condition(now),
            *self._get_claim_conditions(channel),
        ]
        if suspects is not None:
            conditions.append(
                SQL(
                    "(m.lease_token IS NOT NULL AND m.attempt_count > 1) = %s",
                    suspects,
                )
            )
        return SQL(" AND ").join(SQL("(%s)", condition) for condition in conditions)

    def _claim_rows(self, channel, limit, token, suspects=False):
        """Lease due rows; ``suspects`` are those that lost more than one worker.

        One of them may be what kills workers, so each goes alone and after the rest.

        Each connector has a share of every claim, so that the flood of one never
        keeps the others waiting; what is left goes to whatever is most urgent, then
        oldest. How many of whom is decided by reading; locking follows that, and
        takes the next ones where another worker was quicker. One look at the work
        list for each connector: messages that are finished cost nothing. The update
        names its rows instead of joining them, as a planner whose statistics are old
        may choose to compare each stored message with each claimed one.
        """
        now = fields.Datetime.now()
        rows = self.env.execute_query(
            SQL(
                """WITH candidate AS (
                     SELECT c.id AS connector_id, due.*, row_number() OVER (
                              PARTITION BY c.id
                                  ORDER BY due.priority, due.next_attempt_at, due.id
                            ) AS place
                       FROM logistics_sync_connector c CROSS JOIN LATERAL (
                              SELECT m.id, m.priority, m.next_attempt_at
                                FROM logistics_sync_message m
                               WHERE m.connector_id = c.id AND %(due)s
                            ORDER BY m.priority, m.next_attempt_at, m.id
                               LIMIT %(limit)s) due
                      WHERE c.state = 'live' AND c.active),
                   chosen AS (
                     SELECT connector_id FROM candidate
                   ORDER BY place > (
                              SELECT %(limit)s
                                     / (%(share)s * count(DISTINCT connector_id))
                                FROM candidate),
                            priority, next_attempt_at, id
                      LIMIT %(limit)s),
                   quota AS (
                     SELECT connector_id, count(*) AS size FROM chosen GROUP BY 1),
                   taken AS (
                     SELECT due.* FROM quota
                       JOIN logistics_sync_connector c ON c.id = quota.connector_id
                      CROSS JOIN LATERAL (
                              SELECT m.id, m.lease_token AS lost
                                FROM logistics_sync_message m
                               WHERE m.connector_id = quota.connector_id AND %(due)s
                            ORDER BY m.priority, m.next_attempt_at, m.id
                               LIMIT quota.size
                                 FOR NO KEY UPDATE SKIP LOCKED) due)
                   UPDATE logistics_sync_message m
                      SET lease_token = %(token)s, lease_until = %(until)s,
                          attempt_count = m.attempt_count + 1
                    WHERE m.id = ANY (ARRAY(SELECT id FROM taken)) AND %(in_order)s
                RETURNING m.id, m.id = ANY (
                            ARRAY(SELECT id FROM taken WHERE lost IS NOT NULL))""",
                due=self._get_due_condition(channel, now, suspects),
                in_order=self._get_order_condition(SQL("SELECT id FROM taken")),
                limit=limit,
                share=GUARANTEED_SHARE,
                token=token,
                until=now + timedelta(seconds=get_lease_seconds()),
            )
        )
        lost = self.browse([row_id for row_id, lost in rows if lost])
        buried = lost._log_lost_workers(now) if lost else lost
        return sorted({row_id for row_id, __ in rows} - set(buried.ids))

    def _log_lost_workers(self, now):
        """A lease that ran out means that its worker died: that try goes on record.

        Returns those that had all the tries their policy gives; nobody tries them
        again, for they may be what workers die of.
        """
        self.invalidate_recordset()
        _logger.info("%s leases ran out and were taken over", len(self))
        reason = self.env._("The worker was lost.")
        self._insert_attempts(
            [(message, "transient", reason, now, 0) for message in self], earlier=1
        )
        exhausted = self.filtered(
            lambda message: (
                message.attempt_count > message._get_retry_policy().max_attempts
            )
        )
        exhausted._bury(self.env._("Each worker that took it was lost."))
        return exhausted

    @api.model
    def _renew(self, claimed, token):
        """Give messages that still wait for their turn another full lease."""
        try:
            self.env.cr.execute(
                SQL(
                    """UPDATE logistics_sync_message SET lease_until = %s
                        WHERE id IN %s AND lease_token = %s""",
                    fields.Datetime.now() + timedelta(seconds=get_lease_seconds()),
                    tuple(claimed),
                    token,
                )
            )
            self.env.cr.commit()  # pylint: disable=invalid-commit
        except psycopg2.errors.SerializationFailure:
            # Taken over at this very moment: whoever has them now does them.
            self.env.cr.rollback()

    def _lock_claimed(self, claimed, token):
        """Those of the claimed messages whose lease is still ours, locked.

        One that has to wait for an earlier one of its order goes back unworked.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT m.id, %s FROM logistics_sync_message m
                    WHERE m.id IN %s AND m.lease_token = %s
                 ORDER BY m.id FOR NO KEY UPDATE SKIP LOCKED""",
                self._get_order_condition(tuple(claimed)),
                tuple(claimed),
                token,
            )
        )
        early = [row_id for row_id, in_order in rows if not in_order]
        if early:
            self._give_back(early, token)
        messages = self.browse([row_id for row_id, in_order in rows if in_order])
        messages.invalidate_recordset()
        messages.fetch(self._get_working_fields())
        return messages

    @api.model
    def _get_working_fields(self):
        """What is read of every message of a set; all its columns would be many."""
        return [
            *("connector_id", "company_id", "channel", "received_at", "correlation_id"),
            *("format", "content_type", "headers", "schema_version", "mapping_id"),
            *("attempt_count", "replay_count", "replay_stage", "replay_mapping_id"),
            *("edi_problem", "is_test_data", "duplicates", "state"),
        ]

    def _insert_attempts(self, rows, earlier=0):
        """Log tries together: (message, result, error, started_at, ms).

        ``earlier`` is how many tries before the present one they were.
        """
        if not rows:
            return
        values = [
            {
                "message_id": message.id,
                "company_id": message.company_id.id,
                "number": message.attempt_count - earlier,
                "started_at": started_at,
                "duration_ms": duration_ms,
                "result": result,
                "error": error or None,
            }
            for message, result, error, started_at, duration_ms in rows
        ]
        self.env.cr.execute(
            SQL(
                """INSERT INTO logistics_sync_attempt (%(columns)s) SELECT %(columns)s
                     FROM json_populate_recordset(
                            NULL::logistics_sync_attempt, %(rows)s)""",
                columns=SQL(", ").join(map(SQL.identifier, values[0])),
                rows=as_json(values),
            )
        )
        self.invalidate_recordset(["attempt_ids"], flush=False)
