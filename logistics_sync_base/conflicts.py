# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Two workers at the same rows: nothing is wrong, one of them begins again.

Odoo's cursor logs every failed statement as an error, parameters included. For a
conflict that is met by beginning again this would alarm people for nothing and put
what partners sent into the log.
"""

import contextlib
import logging
import threading

from psycopg2 import errors

CONFLICTS = (errors.SerializationFailure, errors.DeadlockDetected)
_TEXTS = ("could not serialize access", "deadlock detected", "lock timeout")
_worker = threading.local()


class _ConflictFilter(logging.Filter):
    def filter(self, record):
        if not getattr(_worker, "expects_conflicts", False):
            return True
        error = str(record.args[-1]) if record.args else ""
        return not any(text in error for text in _TEXTS)


@contextlib.contextmanager
def expected_conflicts():
    """Within the block, conflicts in this thread are not logged by the cursor."""
    before = getattr(_worker, "expects_conflicts", False)
    _worker.expects_conflicts = True
    try:
        yield
    finally:
        _worker.expects_conflicts = before


logging.getLogger("odoo.sql_db").addFilter(_ConflictFilter())
