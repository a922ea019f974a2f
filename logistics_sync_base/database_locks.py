# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Locks that no row stands for: one worker at a time, on whatever machine.

A session lock belongs to the database connection. It outlives the transactions of
its block, so that work can be committed piece by piece under it, and it is gone the
moment the worker dies.
"""

import contextlib
import enum
import logging

import psycopg2
from psycopg2 import errors

from odoo.tools import SQL

_logger = logging.getLogger(__name__)


class Space(enum.IntEnum):
    """What the numbers of a lock mean: one space for each kind of work."""

    LANE = 1280919123  # number of the lane; shared: it has a worker
    BATCH_JOB = 1280919124  # id of the job
    FOLDER = 1280919125  # id of the connector
    ACCESS_TOKEN = 1280919126  # id of the connector
    PUBLISHED_KEYS = 1280919127  # id of the connector


@contextlib.contextmanager
def session_lock(cr, space, number, *, is_shared=False, wait_ms=None):
    """Hold a lock of the connection within the block; yields whether it is held.

    :param space: a :class:`Space`; ``number``: which one of it, an int of 32 bits
    :param is_shared: held together with others who share it
    :param wait_ms: None waits for as long as it takes, 0 not at all; in between, at
        most so many milliseconds

    What the block does is seen by the next holder once it is committed; a holder that
    had to wait sees what was committed before only in a new transaction. Where the
    block leaves its transaction in a failed state, that transaction is rolled back: a
    lock can only be let go in a sound one.
    """
    kind = SQL("_shared" if is_shared else "")
    key = (int(space), number)
    if not _take(cr, kind, key, wait_ms):
        yield False
        return
    try:
        yield True
    finally:
        _let_go(cr, kind, key)


def count_holders(cr, space):
    """{number: how many connections hold that lock of the space now}"""
    cr.execute(
        SQL(
            """SELECT objid::int, count(*) FROM pg_locks
                WHERE locktype = 'advisory' AND granted AND objsubid = 2
                  AND classid = %s
                  AND database = (SELECT oid FROM pg_database
                                   WHERE datname = current_database())
             GROUP BY 1""",
            int(space),
        )
    )
    return dict(cr.fetchall())


def _take(cr, kind, key, wait_ms):
    if wait_ms == 0:
        return _call(cr, SQL("pg_try_advisory_lock%s", kind), key)
    if wait_ms is None:
        _call(cr, SQL("pg_advisory_lock%s", kind), key)
        return True
    try:
        with cr.savepoint(flush=False):
            before = _set_lock_timeout(cr, str(wait_ms))
            _call(cr, SQL("pg_advisory_lock%s", kind), key)
            _set_lock_timeout(cr, before)
    except errors.LockNotAvailable:
        return False
    return True


def _set_lock_timeout(cr, value):
    """For the rest of this transaction; returns what it was before."""
    cr.execute("SELECT current_setting('lock_timeout')")
    [(before,)] = cr.fetchall()
    cr.execute("SELECT set_config('lock_timeout', %s, true)", [value])
    return before


def _let_go(cr, kind, key):
    try:
        _release(cr, kind, key)
    except errors.InFailedSqlTransaction:
        cr.rollback()
        _release(cr, kind, key)
    except (psycopg2.OperationalError, psycopg2.InterfaceError):
        # Where the connection is lost the lock went with it, and the first error is
        # the one to be told.
        if not cr.connection.closed:
            # It would go back to the pool with the lock, and nobody get it again.
            cr.rollback()
            _release(cr, kind, key)
            raise


def _release(cr, kind, key):
    if not _call(cr, SQL("pg_advisory_unlock%s", kind), key):
        _logger.error("The lock %s was not held any more when it was let go.", key)


def _call(cr, function, key):
    cr.execute(SQL("SELECT %s(%s, %s)", function, *key), log_exceptions=False)
    return cr.fetchone()[0]
