# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Wake-ups of workers, at most a few a second however many messages come in.

A wake-up costs more than storing a message does. The first of a burst goes out at
once; of those that follow within a moment only one more is made, at its end, so that
the last message of the burst is never left lying. A process that dies in between
loses a wake-up and nothing else: the sweeper finds what is due.
"""

import threading
import time

PAUSE = 0.5

_lock = threading.Lock()
_last = {}
_pending = set()


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
