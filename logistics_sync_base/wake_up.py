# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Wake-ups of workers, at most a few a second however many messages come in.

A wake-up costs more than storing a message does. The first of a burst goes out at
once; of those that follow within a moment only one more is made, at its end, so that
the last message of the burst is never left lying. A process that dies in between
loses a wake-up and nothing else: the sweeper finds what is due.
"""

import logging
import threading
import time

import psycopg2

_logger = logging.getLogger(__name__)

PAUSE = 0.5

# A wake-up further off than this is not worth a thread: the sweeper is as quick.
LONGEST = 90

_lock = threading.Lock()
_last = {}
_pending = set()
_later = {}


def wake(key, call):
    """Run ``call`` now, or once at the end of the pause when ``key`` was just woken."""
    now = time.monotonic()
    with _lock:
        due = _last.get(key, -PAUSE) + PAUSE
        if due > now:
            if key in _pending:
                return
            _pending.add(key)
        else:
            _last[key] = now
    if due <= now:
        call()
        return
    timer = threading.Timer(due - now, _wake_late, [key, call])
    timer.daemon = True
    timer.start()


def _wake_late(key, call):
    with _lock:
        _pending.discard(key)
        _last[key] = time.monotonic()
    call()


def wake_later(key, seconds, call):
    """Run ``call`` once after so many seconds, at most LONGEST; the soonest one counts.

    What it runs may fail: it is a wake-up and nothing else.
    """
    due = time.monotonic() + max(seconds, 0.0)
    with _lock:
        if _later.get(key, due + 1) <= due:
            return
        _later[key] = due
    # A little later than asked: a wake-up that comes too early finds nothing.
    timer = threading.Timer(max(seconds, 0.0) + 0.01, _wake_then, [key, due, call])
    timer.daemon = True
    timer.start()


def _wake_then(key, due, call):
    with _lock:
        if _later.get(key) == due:
            del _later[key]
    try:
        call()
    except psycopg2.Error:
        _logger.info("Could not wake workers for %s", key, exc_info=True)
