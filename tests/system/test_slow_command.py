# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A partner that does not answer what a user's click asked of it."""

import contextlib
import threading

from harness import PATIENCE, Database, Server, Worker, wait_for
from rpc import User
from subscriber import Subscriber

COUNT = 4
CONTEXT = {"skip_sms": True, "skip_backorder": True}
RETRYING = "SELECT count(*) FROM logistics_sync_message WHERE state = 'failed'"
TRIES = """
    SELECT a.result, a.error FROM logistics_sync_attempt a
      JOIN logistics_sync_message m ON m.id = a.message_id AND m.direction = 'out'
     WHERE a.result <> 'success'
"""


@contextlib.contextmanager
def _never_answered():
    """A partner that answers nobody, but the first one once the test says so."""
    called, answer, end = threading.Event(), threading.Event(), threading.Event()

    def sleep(number):
        called.set()
        (answer if number == 1 else end).wait(PATIENCE)

    with Subscriber(sleep) as subscriber:
        try:
            yield subscriber, called, answer
        finally:
            answer.set()
            end.set()


def _validate(user, pickings):
    for picking in pickings:
        user.call("stock.picking", "button_validate", [picking], context=CONTEXT)


def test_validate_returns_at_once_while_the_partner_sleeps():
    """C23: nobody waits for the partner; the message is tried again by itself."""
    with (
        _never_answered() as (subscriber, called, answer),
        Database("slow_command") as database,
    ):
        database.run("told_on_validate.py", subscriber.url, str(COUNT))
        words = "--load=base,rpc,web", "--max-cron-threads=0"
        with (
            Server(database, *words) as server,
            Worker(database, "drain.py", "outbound") as worker,
        ):
            user = User(server, database)
            ready = user.call("stock.picking", "search", [("state", "=", "assigned")])
            assert len(ready) == COUNT
            worker.expect("ready")
            _validate(user, ready[:2])
            # It is told later, by somebody else.
            assert not called.is_set()
            assert database.states() == {"queued": 2}
            worker.go()
            assert called.wait(PATIENCE)
            # Once more in the very moment in which the worker waits for the partner,
            # who will not answer before these have come back.
            _validate(user, ready[2:])
            user.call("stock.picking", "write", [ready[0]], {"note": "Gate 7"})
            assert database.states() == {"queued": COUNT}
            database.query("UPDATE logistics_sync_connector SET read_timeout = 1")
            answer.set()
            wait_for(lambda: database.value(RETRYING), "the message to be retrying")
            [(result, error), *_others] = database.query(TRIES)
            assert result == "transient"
            assert "did not answer within" in error
            [message] = user.call(
                "logistics.sync.message",
                "search_read",
                [("state", "=", "failed")],
                ["state", "next_attempt_at", "attempt_count"],
                limit=1,
            )
            assert message["next_attempt_at"]
