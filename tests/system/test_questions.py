# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Two workers that find the same thing wrong at the same moment."""

from harness import PATIENCE, Database, Worker


def test_two_workers_ask_one_question(ready):
    """J21, K18: the second one counts up what the first one asked; no work fails."""
    with (
        Database("questions", template=ready) as database,
        Worker(database, "ask.py") as first,
        Worker(database, "ask.py") as second,
    ):
        first.expect("ready")
        # The snapshot of the second one is from before anybody asks.
        second.expect("ready")
        first.go()
        first.expect("asked")
        second.go()
        database.wait_until_held_up()
        first.go()
        assert first.process.wait(PATIENCE) == 0
        second.expect("asked")
        second.go()
        output = second.process.stdout.read()
        assert second.process.wait(PATIENCE) == 0
        assert "bad query" not in output
        asked = database.query(
            "SELECT state, occurrences FROM logistics_sync_exception"
        )
        assert asked == [("open", 2)]


def test_the_watch_waits_for_who_changes_a_connector(ready):
    """K21: a turn that meets a change judges nobody; the next one does."""
    with (
        Database("watch", template=ready) as database,
        Worker(database, "watch.py") as worker,
    ):
        worker.expect("ready")
        database.value("UPDATE logistics_sync_connector SET name = 'N' RETURNING id")
        worker.go()
        assert worker.expect("first") == "False"
        assert worker.expect("then") == "True"
        output = worker.process.stdout.read()
        assert worker.process.wait(PATIENCE) == 0
        assert "bad query" not in output
