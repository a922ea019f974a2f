# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What must be true of a database once everything told was applied."""

from harness import PATIENCE, Worker, wait_for

UNFINISHED = """
    SELECT count(*) FROM logistics_sync_message WHERE next_attempt_at IS NOT NULL
"""


def wait_until_resumed(database, messages):
    """Wait for crons that nobody woke, without Odoo's own minute of waiting."""

    def look():
        database.wake_crons()
        return _is_done(database, messages)

    wait_for(look, f"{messages} messages to be taken up again", pause=0.5)


def wait_until_done(database, messages):
    """Wait until so many messages came and none of them has anything left to do."""
    wait_for(lambda: _is_done(database, messages), f"{messages} messages to be done")


def _is_done(database, messages):
    came = database.value("SELECT count(*) FROM logistics_sync_message")
    return came == messages and database.value(UNFINISHED) == 0


def check_done_once(database, facts, doubles=0):
    """Each fact is one event; nothing failed and nobody is asked."""
    wanted = {"processed": facts} | ({"duplicate": doubles} if doubles else {})
    assert database.states() == wanted
    events = database.query(
        "SELECT state, count(*), count(DISTINCT content_key)"
        " FROM logistics_sync_event GROUP BY 1"
    )
    assert events == [("done", facts, facts)]
    assert database.value("SELECT count(*) FROM logistics_sync_exception") == 0


def check_applied_once(database, facts, doubles=0):
    """Each fact is one event and one milestone; nothing failed and nobody is asked."""
    check_done_once(database, facts, doubles)
    check_milestones(database, facts)


def check_milestones(database, facts):
    """Each of so many facts is one milestone."""
    milestones = database.query(
        "SELECT count(*), count(DISTINCT event_id),"
        " count(DISTINCT (shipment_id, package_id, type_id))"
        " FROM logistics_shipment_milestone"
    )
    assert milestones == [(facts, facts, facts)]


def check_delivered(database, parcels):
    """These parcels went their whole way."""
    delivered = database.query(
        "SELECT s.status, count(*) FROM logistics_shipment s WHERE EXISTS"
        " (SELECT FROM logistics_shipment_milestone m WHERE m.shipment_id = s.id)"
        " GROUP BY 1"
    )
    assert delivered == [("delivered", parcels)]


def take_at_once(database, meanwhile=lambda: None):
    """Two workers take what is told at the same moment; returns when both are done.

    ``meanwhile`` is called while the second waits for the first, which has taken it
    and has not committed.
    """
    with (
        Worker(database, "take.py") as first,
        Worker(database, "drain.py", "operational", "stay") as second,
    ):
        first.expect("ready")
        second.expect("ready")
        first.go()
        assert first.expect("taken") == "done"
        second.go()
        database.wait_until_held_up()
        meanwhile()
        first.go()
        assert first.process.wait(PATIENCE) == 0
        wait_for(lambda: database.value(UNFINISHED) == 0, "the second to end")
        second.stop()
