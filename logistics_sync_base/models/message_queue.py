# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import contextlib
import gc
import logging
import time

import psycopg2

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL

from .. import wake_up
from ..conflicts import CONFLICTS, expected_conflicts
from ..core.masking import mask_error, mask_trace
from ..core.set_size import next_size
from .message_lease import BATCH_SIZE, CONFLICT_RETRIES

_logger = logging.getLogger(__name__)

# Lanes: each has workers of its own, so that none of them holds up another.
CHANNELS = ("operational", "financial", "outbound", "batch")
# Where workers are few, jobs of a lane with a smaller number get the next one.
JOB_PRIORITIES = {"financial": 5, "operational": 10, "outbound": 10, "batch": 20}
# A partner may be slow: what one worker holds, no other one can send meanwhile.
BATCH_SIZES = {"outbound": 20}
# OCA queue_job's runner holds this session lock while it is alive.
RUNNER_LOCK = 2293787760715711918


@contextlib.contextmanager
def paused_gc():
    """No search for garbage meanwhile; on again whatever happened."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class LogisticsSyncMessage(models.Model):
    """From a due message to a worker: wake-ups, the drain and the sweeper."""

    _inherit = "logistics.sync.message"

    # ---------------------------------------------------------- wake-ups
    @api.model
    @api.private
    def _dispatch(self, channels=CHANNELS, eta=None):
        """Wake a worker for each channel: a job where a runner lives, else a cron.

        Losing the wake-up loses nothing; the sweeper finds what is due.
        """
        runner_is_alive = self._runner_is_alive()
        for channel in channels:
            if runner_is_alive:
                self.with_user(SUPERUSER_ID).with_delay(
                    channel=f"root.logistics_sync.{channel}",
                    identity_key=f"logistics_sync_drain_{channel}_{eta or 'now'}",
                    description=self.env._("Process %s messages", channel),
                    eta=eta,
                    priority=JOB_PRIORITIES.get(channel, 10),
                    max_retries=1,
                )._job_drain(channel)
            else:
                self._get_cron(channel)._trigger(at=eta)

    @api.model
    @api.private
    def _dispatch_after_commit(self, channels):
        """Wake workers once the messages of this transaction are there to be found.

        A wake-up within the transaction could meet a job that is about to end: that
        job would take its place and never see what is not committed yet.
        """
        registry = self.env.registry

        def wake():
            try:
                with registry.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    env[self._name]._dispatch(channels)
            except psycopg2.Error:
                # The messages are safe and the sweeper will find them; an error now
                # would tell their sender that they are not.
                _logger.info("Could not wake workers of %s", channels, exc_info=True)

        key = (registry.db_name, *sorted(channels))
        self.env.cr.postcommit.add(lambda: wake_up.wake(key, wake))

    @api.model
    def _get_cron(self, channel):
        return self.env.ref(f"logistics_sync_base.ir_cron_drain_{channel}").sudo()

    @api.model
    def _runner_is_alive(self):
        """Whether a queue_job runner holds its lock on this database."""
        rows = self.env.execute_query(
            SQL(
                """SELECT 1 FROM pg_locks
                    WHERE locktype = 'advisory' AND granted AND objsubid = 1
                      AND classid = %s AND objid = %s
                      AND database = (SELECT oid FROM pg_database
                                       WHERE datname = current_database())
                    LIMIT 1""",
                RUNNER_LOCK >> 32,
                RUNNER_LOCK & 0xFFFFFFFF,
            )
        )
        return bool(rows)

    def _job_drain(self, channel):
        """Entry of a queue_job job; its function record allows commits."""
        self._drain(channel, gives_way=True)

    @api.model
    def _cron_drain(self, channel):
        self._drain(channel, gives_way=True)

    @api.model
    def _cron_sweep(self):
        """Every minute: wake workers for due work nobody was woken for."""
        self.env["logistics.sync.priority.rule"]._close_ended()
        lanes = self._find_waiting_lanes(CHANNELS)
        if lanes:
            _logger.info("Due messages found by the sweeper in: %s", ", ".join(lanes))
            self._dispatch(lanes)

    # ------------------------------------------------------------ draining
    @api.model
    @api.private
    def _drain(self, channel, gives_way=False):
        """Claim and process due messages of a channel until none is due.

        Returns how many were claimed. Commits after each claim and each set. One that
        ``gives_way`` ends, and is woken again, when another lane has work and nobody
        there: a flood in one lane must not keep the only worker.
        """
        with self._attend(channel):
            return self._drain_attended(channel, gives_way)

    def _drain_attended(self, channel, gives_way):
        total = 0
        cron = self.env["ir.cron"]
        most = BATCH_SIZES.get(channel, BATCH_SIZE)
        while True:
            self.env["logistics.sync.priority.rule"]._put_forward()
            limit = self._get_claim_limit(channel, most)
            claimed, token = self._claim(channel, limit)
            if not claimed:
                return total
            total += len(claimed)
            if channel == "outbound":
                self._send_claimed(claimed, token)
            else:
                started = time.monotonic()
                with expected_conflicts():
                    self._work_on(claimed, token)
                most = next_size(most, len(claimed), time.monotonic() - started)
            if cron._commit_progress(len(claimed)) <= 0 and self.env.context.get(
                "cron_id"
            ):
                # The time slice is over; the sweeper's wake-up is not waited for.
                self._get_cron(channel)._trigger()
                return total
            if gives_way and len(claimed) == limit and self._is_wanted_elsewhere():
                self._dispatch([channel])
                return total

    # -------------------------------------------------------- one claimed set
    def _work_on(self, claimed, token):
        """Process claimed messages as a set; what breaks the set is cornered.

        A failing set is halved until each message that fails is alone: the others
        are processed as sets all the same.
        """
        if len(claimed) == 1:
            self._work_on_one(claimed[0], token)
        elif not self._work_on_set(claimed, token):
            middle = len(claimed) // 2
            for half in (claimed[:middle], claimed[middle:]):
                self._renew(half, token)
                self._work_on(half, token)

    def _work_on_set(self, claimed, token):
        """Whether the set could be processed together; if not, nothing was done."""
        for attempt in range(1, CONFLICT_RETRIES + 1):
            started_at = fields.Datetime.now()
            try:
                messages = self._lock_claimed(claimed, token)
                if messages:
                    # A set makes a lot of objects and drops them together.
                    with paused_gc(), self.env.cr.savepoint():
                        messages._process_set(started_at)
                self.env.cr.commit()  # pylint: disable=invalid-commit
                return True
            except CONFLICTS:
                # Same facts at another worker: begin again with a new snapshot.
                self.env.cr.rollback()
                self._pause(attempt)
            # Whatever a handler raised, only the message it is about may
            # suffer; which one that is shows when they are fewer.
            except Exception as error:  # pylint: disable=broad-except
                _logger.info("Set of %s is halved: %s", len(claimed), mask_error(error))
                self.env.cr.rollback()
                return False
        return False

    def _work_on_one(self, message_id, token):
        """Process one message alone; its failure is its own."""
        for attempt in range(1, CONFLICT_RETRIES + 1):
            started_at = fields.Datetime.now()
            try:
                message = self._lock_claimed([message_id], token)
                if message:
                    self._process_or_fail(message, started_at, attempt)
                self.env.cr.commit()  # pylint: disable=invalid-commit
                return
            except CONFLICTS:
                self.env.cr.rollback()
                self._pause(attempt)
            # Not even its failure can be stored. The others must not wait for
            # it; when its lease has run out it counts as a lost worker's.
            except Exception as error:  # pylint: disable=broad-except
                trace = mask_trace(error)
                _logger.error("Message %s was left to its lease\n%s", message_id, trace)
                self.env.cr.rollback()
                return

    def _process_or_fail(self, message, started_at, attempt):
        try:
            with self.env.cr.savepoint():
                message._process_isolated(started_at)
        # The savepoint took the work back; whatever a handler raised is classified and
        # stored with the message, so that nothing is swallowed.
        except Exception as error:  # pylint: disable=broad-except
            if isinstance(error, CONFLICTS) and attempt < CONFLICT_RETRIES:
                raise
            message._fail(error, started_at)
