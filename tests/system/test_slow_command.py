# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A partner that does not answer what a user's click asked of it."""

import threading

from harness import PATIENCE, Database, Server, wait_for
from rpc import User
from subscriber import CODE, Subscriber
from told_on_validate import SECONDS

COUNT = 6
# Beside a busy machine's own moods; waiting for the partner would be far beyond.
FACTOR = 5
CONTEXT = {"skip_sms": True, "skip_backorder": True}
RETRYING = "SELECT count(*) FROM logistics_sync_message WHERE state = 'failed'"
TRIES = """
    SELECT DISTINCT a.result, a.error FROM logistics_sync_attempt a
      JOIN logistics_sync_message m ON m.id = a.message_id AND m.direction = 'out'
"""


def _validate(user, pickings):
    """The seconds it takes to validate each of them, as a user does it."""
    return [
        user.timed("stock.picking", "button_validate", [picking], context=CONTEXT)
        for picking in pickings
    ]


def test_validate_returns_at_once_while_the_partner_sleeps():
    """C23: nobody waits for the partner; the message is tried again by itself."""
    called, answer = threading.Event(), threading.Event()

    def sleep(_number):
        called.set()
        answer.wait(PATIENCE)

    with (
        Subscriber(sleep) as subscriber,
        Database("slow_command") as database,
    ):
        database.run("told_on_validate.py", subscriber.url, str(COUNT))
        words = "--load=base,rpc,web", "--max-cron-threads=1"
        with Server(database, *words) as server:
            user = User(server, database)
            ready = user.call("stock.picking", "search", [("state", "=", "assigned")])
            assert len(ready) == COUNT
            connectors = user.call(
                "logistics.sync.connector", "search", [("code", "=", CODE)]
            )
            # The same click without anybody to be told; the first one warms up.
            user.call("logistics.sync.connector", "write", connectors, {"active": 0})
            alone = _validate(user, ready[: COUNT // 2])[1:]
            assert database.states() == {}
            user.call("logistics.sync.connector", "write", connectors, {"active": 1})
            told = _validate(user, ready[COUNT // 2 :])
            database.wake_crons()
            assert called.wait(PATIENCE)
            # And once more in the very moment in which the worker waits.
            last = ready[-1]
            edit = user.timed("stock.picking", "write", [last], {"note": "Gate 7"})
            assert max(edit, *told) < max(FACTOR * max(alone), SECONDS / 2)
            wait_for(lambda: database.value(RETRYING), "the message to be retrying")
            [(result, error)] = database.query(TRIES)
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
            answer.set()
