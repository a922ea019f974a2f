# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Facts that need each other, told to several workers at the same time."""

from contextlib import ExitStack

from harness import Database, Worker

PARCELS = 60
LANES = ("operational", "operational", "financial", "financial")
UNFINISHED = """
    SELECT state, waiting_for, error FROM logistics_sync_message
     WHERE state NOT IN ('processed', 'duplicate')
"""
EVENTS = """
    SELECT t.code, e.state, count(*) FROM logistics_sync_event e
      JOIN logistics_sync_event_type t ON t.id = e.event_type_id
     GROUP BY 1, 2
"""
# How often the consequences of an event ran, beyond the one time they should.
RUN_TWICE = """
    SELECT e.id, s->>'consequence', count(*) FROM logistics_sync_event e,
           jsonb_array_elements(e.steps) s
     WHERE s->>'result' IN ('done', 'skipped') GROUP BY 1, 2 HAVING count(*) > 1
"""


def test_facts_that_need_each_other(ready):
    """B11, B15, A23: four processes; none waits in vain, nothing has effect twice."""
    with Database("meeting", template=ready) as database, ExitStack() as stack:
        database.run("meet.py", "seed", str(PARCELS))
        workers = [
            stack.enter_context(Worker(database, "meet.py", "drain", lane))
            for lane in LANES
        ]
        for worker in workers:
            worker.expect("ready")
        for worker in workers:
            worker.go()
        for worker in workers:
            worker.expect("done")
        assert database.query(UNFINISHED) == []
        assert sorted(database.query(EVENTS)) == [
            ("delivered", "done", PARCELS),
            ("delivered", "duplicate", PARCELS),
            ("freight_charge_posted", "done", PARCELS),
            ("picked_up", "done", PARCELS),
            ("rate_adjusted", "done", PARCELS),
        ]
        assert database.query(RUN_TWICE) == []
        _check_each_once(database)


def _check_each_once(database):
    """Deliveries confirmed, charges complete with their taxes, waits at their end."""
    rows = database.query(
        "SELECT result, count(*), count(DISTINCT subject_value)"
        " FROM logistics_sync_agreement GROUP BY 1"
    )
    assert rows == [("confirmed", PARCELS, PARCELS)]
    rows = database.query(
        "SELECT a.state, count(*) FROM logistics_sync_assembly a GROUP BY 1"
    )
    assert rows == [("complete", PARCELS)]
    merged = database.value(
        "SELECT count(*) FROM logistics_sync_event e"
        " JOIN logistics_sync_event_type t ON t.id = e.event_type_id"
        " WHERE t.code = 'freight_charge_posted'"
        " AND e.canonical->'location'->>'city' = 'Chicago'"
    )
    assert merged == PARCELS
    assert (
        database.query("SELECT state FROM logistics_sync_wait WHERE state <> 'came'")
        == []
    )
    assert database.value("SELECT count(*) FROM logistics_sync_exception") == 0
    milestones = database.query(
        "SELECT count(*), count(DISTINCT (shipment_id, type_id))"
        " FROM logistics_shipment_milestone"
    )
    assert milestones == [(2 * PARCELS, 2 * PARCELS)]
