# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import contextlib

import psycopg2

from odoo.tools import SQL


@contextlib.contextmanager
def reading_alone(connector):
    """Whether this worker has the connector's folder to itself, as a context.

    The lock belongs to the database connection and outlives transactions: each
    document ends one, and none is open while a server is waited for.
    """
    is_held = _call(connector, "pg_try_advisory_lock")
    try:
        yield is_held
    finally:
        if is_held:
            _release(connector)


def _release(connector):
    """Let go of it, also when the database refused something before."""
    try:
        _call(connector, "pg_advisory_unlock")
    except psycopg2.errors.InFailedSqlTransaction:
        connector.env.cr.rollback()
        _call(connector, "pg_advisory_unlock")


def _call(connector, function):
    ((answer,),) = connector.env.execute_query(
        SQL(
            "SELECT %s(hashtext(%s), %s)",
            SQL(function),
            connector._name,
            connector.id,
        )
    )
    return answer
