# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A company and a partner are added while a worker of others is at work."""

from carrier import CONNECTOR, WAITING
from facts import check_delivered, check_done_once, check_milestones
from harness import Database, Worker

FACTS = WAITING * 5
MESSAGES = FACTS * 2
TRIAL = 3
# Adding a company must not wait for anybody's work; far beyond what one step takes.
IMPATIENT = {"PGOPTIONS": "-c lock_timeout=30s"}
MINE = (
    "connector_id IN"
    f" (SELECT id FROM logistics_sync_connector WHERE code = '{CONNECTOR}')"
)
ROWS = {
    "logistics_sync_message": MINE,
    "logistics_sync_gate": MINE,
    "logistics_sync_credential": MINE,
    "logistics_sync_connector": f"code = '{CONNECTOR}'",
    "logistics_shipment": "TRUE",
    "logistics_shipment_package": "TRUE",
    "res_company": "id = 1",
    "ir_cron": "cron_name LIKE 'Logistics Sync%'",
}


def _look(database):
    """{table: [(id, version of the row)]} of what is at work for the others."""
    return {
        table: database.query(f"SELECT id, xmin FROM {table} WHERE {where} ORDER BY id")
        for table, where in ROWS.items()
    }


def test_growth_beside_running_work(full):
    """N12: a company and a carrier more; the worker of others begins nothing again."""
    with (
        Database("growth", template=full) as database,
        # One: of two that are told the same facts one begins again without any growth.
        Worker(database, "grow.py", "work") as worker,
        Worker(database, "grow.py", "grow", str(TRIAL), **IMPATIENT) as grower,
    ):
        worker.expect("ready")
        grower.expect("ready")
        with database.held_up("logistics_shipment_milestone"):
            worker.go()
            # In the middle of a set, with a snapshot of before.
            database.wait_until_held_up()
            before = _look(database)
            assert [table for table, rows in before.items() if not rows] == []
            grower.go()
            assert grower.expect("grown").endswith("live")
            assert _look(database) == before
        # Another one, while it claims, works and commits.
        grower.go()
        assert grower.expect("grown").endswith("live")
        assert worker.expect("claimed") == f"{MESSAGES} 0"
        _check_others(database)
        _check_log(database)


def _check_others(database):
    """Applied once, at the first try."""
    check_done_once(database, FACTS + 2 * TRIAL, doubles=FACTS)
    check_milestones(database, FACTS)
    check_delivered(database, WAITING)
    attempts = database.query(
        "SELECT a.result, a.number, count(*), count(DISTINCT m.id)"
        " FROM logistics_sync_attempt a JOIN logistics_sync_message m"
        f" ON m.id = a.message_id WHERE m.{MINE} GROUP BY 1, 2"
    )
    assert attempts == [("success", 1, MESSAGES, MESSAGES)]


def _check_log(database):
    """What it took is on record, step by step, and no hour of it twice."""
    rows = database.query(
        "SELECT o.state, o.finished_at >= o.started_at, count(s.done_at),"
        " count(s.done_by_id), sum(s.hours) <= max(o.duration_hours) + 0.001,"
        " min(s.hours) >= 0 FROM logistics_sync_onboarding o"
        " JOIN logistics_sync_onboarding_step s ON s.onboarding_id = o.id GROUP BY o.id"
    )
    assert rows == [("done", True, 10, 10, True, True)] * 2
