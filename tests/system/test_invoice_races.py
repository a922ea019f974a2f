# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Two who invoice the same delivered goods at the same moment, on real connections."""

import pytest
from harness import PATIENCE, Database, Worker

ACTIVE = "SELECT sum(quantity) FROM logistics_invoiced_quantity WHERE state = 'active'"
INVOICES = "SELECT count(*) FROM account_move WHERE move_type = 'out_invoice'"
RELEASE = "SELECT state FROM logistics_invoice_release"
MOVED = "UPDATE sale_order SET write_date = now() WHERE id = %s"
EXCEPTIONS = "SELECT count(*) FROM logistics_sync_exception"


@pytest.fixture(scope="module")
def shipped():
    """A database with one order of which everything has left."""
    with Database("shipped") as database:
        output = database.run("bill.py", "seed")
        order = output.rsplit("order", 1)[1].split()[0]
        database.disconnect()
        yield database, order


def _race(database, order, winner, loser):
    """Both look, the winner invoices, the loser tries, then the winner commits.

    What came out for the winner, and in the end for the loser.
    """
    with (
        Worker(database, "bill.py", winner, order) as first,
        Worker(database, "bill.py", loser, order) as second,
    ):
        first.expect("ready")
        second.expect("ready")
        first.go()
        won = first.expect("outcome")
        second.go()
        if winner != "hand" and loser != "hand":
            # Rules do not wait for each other.
            lost = second.expect("outcome")
            first.go()
        else:
            database.wait_until_held_up()
            first.go()
            lost = second.expect("outcome")
        second.go()
        assert first.process.wait(PATIENCE) == 0
        assert second.process.wait(PATIENCE) == 0
    return won, lost


def _check(database):
    assert database.value(INVOICES) == 1
    assert float(database.value(ACTIVE)) == 10
    assert database.value(RELEASE) != "failed"
    assert database.value(EXCEPTIONS) == 0


@pytest.mark.parametrize(
    ("winner", "loser", "lost"),
    [
        ("rule", "rule", "busy"),
        ("rule", "hand", "refused"),
        ("hand", "rule", "busy"),
        ("hand", "hand", "refused"),
    ],
)
def test_one_invoice(shipped, winner, loser, lost):
    """B9: rule and button at the same moment make exactly one invoice."""
    source, order = shipped
    with Database(f"race_{winner}_{loser}", template=source) as database:
        assert _race(database, order, winner, loser) == ("invoiced", lost)
        _check(database)


def test_the_loser_settles(shipped):
    """B9: the next run of a rule that lost finds the goods invoiced, not failed."""
    source, order = shipped
    with Database("race_after", template=source) as database:
        _race(database, order, "hand", "rule")
        with Worker(database, "bill.py", "again", order) as worker:
            assert worker.expect("outcome") == "nothing"
            worker.go()
            assert worker.process.wait(PATIENCE) == 0
        assert database.value(RELEASE) == "nothing"
        _check(database)


def test_an_order_that_moves_is_invoiced_by_the_next_run(shipped):
    """B9: a worker that writes the order meanwhile is no failure and no alarm."""
    source, order = shipped
    with Database("race_moved", template=source) as database:
        with Worker(database, "bill.py", "rule", order) as worker:
            worker.expect("ready")
            database.query(MOVED, order)
            worker.go()
            assert worker.expect("outcome") == "busy"
            worker.go()
            assert "bad query" not in worker.process.stdout.read()
            assert worker.process.wait(PATIENCE) == 0
        with Worker(database, "bill.py", "again", order) as worker:
            assert worker.expect("outcome") == "invoiced"
            worker.go()
            assert worker.process.wait(PATIENCE) == 0
        _check(database)
