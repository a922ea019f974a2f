# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Limits and breaker of one partner, shared by several worker processes."""

import contextlib
import threading
import time

from facts import UNFINISHED
from harness import PATIENCE, Database, Server, Worker, wait_for
from subscriber import CODE, Subscriber

WORKERS = 3
# So long that nothing ends it but the test.
LONG = 3600
SHUT = """
    SELECT count(*) FROM logistics_sync_gate
     WHERE closed_until > clock_timestamp() AT TIME ZONE 'UTC'
"""
# How far the partner's clock and PostgreSQL's may be apart.
CLOCKS = 0.1


class Door:
    """What the partner saw: when each call began, and how many at one time.

    The first of them go on once so many as ``wanted`` are there together; none gets
    an answer while ``answers`` is cleared.
    """

    def __init__(self, seconds=0.0, wanted=1):
        self.lock = threading.Lock()
        self.seconds = seconds
        self.wanted = wanted
        self.met = threading.Event()
        self.answers = threading.Event()
        self.answers.set()
        self.began = []
        self.inside = 0
        self.most = 0
        self.status = 204

    def __call__(self, _number):
        with self.lock:
            self.began.append(time.monotonic())
            self.inside += 1
            self.most = max(self.most, self.inside)
            status = self.status
            if self.inside >= self.wanted:
                self.met.set()
        self.met.wait(PATIENCE)
        self.answers.wait(PATIENCE)
        time.sleep(self.seconds)
        with self.lock:
            self.inside -= 1
        return status


@contextlib.contextmanager
def _partner(name, door, count, **settings):
    """A database that owes the partner so many facts, under these settings."""
    with Subscriber(door) as subscriber, Database(name) as database:
        database.run("subscriber.py", subscriber.url, str(count))
        _configure(database, **settings)
        yield database


def _configure(database, **settings):
    changes = ", ".join(f"{column} = %s" for column in settings)
    database.query(
        f"UPDATE logistics_sync_connector SET {changes} WHERE code = %s",
        *settings.values(),
        CODE,
    )


@contextlib.contextmanager
def _at_work(database, count=WORKERS):
    """So many workers that look for work; gives the moment before their first call."""
    with contextlib.ExitStack() as stack:
        workers = [
            stack.enter_context(Worker(database, "drain.py", "outbound", "stay"))
            for _number in range(count)
        ]
        for worker in workers:
            worker.expect("ready")
        begin = time.monotonic()
        for worker in workers:
            worker.go()
        yield begin


def _wait_for_outage(database):
    """Until calls are stopped, and whoever was on his way has come back."""
    count = "SELECT count(*) FROM logistics_sync_outage"
    wait_for(lambda: database.value(count) == 1, "the calls to be stopped")
    held = "SELECT count(*) FROM logistics_sync_message WHERE lease_token IS NOT NULL"
    wait_for(lambda: database.value(held) == 0, "the calls that had begun")


def _let_calls_go(database):
    """Let the time pass for which the breaker or a limit stops them."""
    database.query(
        "UPDATE logistics_sync_gate SET closed_until = NULL,"
        " open_until = clock_timestamp() AT TIME ZONE 'UTC'"
    )


def _wait_until_done(database):
    wait_for(lambda: database.value(UNFINISHED) == 0, "all messages to leave")
    assert set(database.states()) == {"processed"}


def test_a_rate_is_shared_by_all_workers():
    """K11, N4: three processes together keep to one partner's rate."""
    door = Door()
    with (
        _partner("rate", door, 12, call_rate=120, call_burst=2) as database,
        _at_work(database) as begin,
    ):
        _wait_until_done(database)
        assert len(door.began) == 12
        # Two at once, then one each half second, whoever sends it; later than that on
        # a busy machine, but never earlier.
        for number, moment in enumerate(door.began):
            assert moment - begin > (number - 1) / 2 - CLOCKS
        tries = database.query(
            "SELECT DISTINCT attempt_count FROM logistics_sync_message"
        )
        assert tries == [(1,)]
        waited = database.value("SELECT max(limit_ms) FROM logistics_sync_attempt")
        assert 4000 < waited < PATIENCE * 1000


def test_the_server_wakes_itself_when_a_gate_opens():
    """K11: without a job runner, too, the next call leaves when its turn comes."""
    door = Door()
    words = ("--load=base,rpc,web", "--max-cron-threads=1")
    with (
        _partner("woken", door, 5, call_rate=60) as database,
        Server(database, *words),
    ):
        begin = time.monotonic()
        database.wake_crons()
        # By itself a server looks once a minute, and each time one call may go.
        wait_for(lambda: len(door.began) == 5, "all five calls", seconds=150)
        assert door.began[-1] - begin > 4 - CLOCKS


def test_places_are_shared_by_all_workers():
    """K11, N4: never more calls at one time than the partner takes."""
    door = Door(0.1, wanted=2)
    with (
        # More than one claim holds, so that there is work for more than one.
        _partner("places", door, 48, calls_at_once=2) as database,
        _at_work(database, count=4),
    ):
        _wait_until_done(database)
        assert len(door.began) == 48
        assert door.most == 2


def test_a_limit_is_changed_while_workers_run():
    """K11, N4: a raised limit counts for processes that are running already."""
    door = Door()
    with (
        _partner("raised", door, 10, call_rate=1) as database,
        _at_work(database),
    ):
        wait_for(lambda: door.began, "the first call")
        wait_for(lambda: database.value(SHUT), "others to be told to wait")
        assert len(door.began) == 1
        database.query(
            "UPDATE logistics_sync_connector SET call_rate = 6000 WHERE code = %s", CODE
        )
        # As the form does it when it is saved.
        database.query("UPDATE logistics_sync_gate SET closed_until = NULL")
        _wait_until_done(database)


def test_a_partner_that_takes_too_long():
    """K21, K10: time-outs stop the calls; what piled up follows in its order."""
    door = Door()
    door.answers.clear()
    settings = {"read_timeout": 2, "breaker_failures": 2, "breaker_cool_down": LONG}
    with Subscriber(door) as subscriber, Database("late") as database:
        database.run("subscriber.py", subscriber.url, "12")
        _configure(database, **settings)
        with _at_work(database, count=1):
            _wait_for_outage(database)
            assert len(door.began) == 2
            untried = "state = 'queued' AND attempt_count = 0"
            count = f"SELECT count(*) FROM logistics_sync_message WHERE {untried}"
            wait_for(lambda: database.value(count) == 10, "the others to be given back")
            question = database.value(
                "SELECT e.name FROM logistics_sync_exception e"
                " JOIN logistics_sync_exception_code k ON k.id = e.code_id"
                " WHERE k.code = 'partner_down'"
            )
            assert "did not answer within" in question
            # From now on it may take as long as a busy machine does.
            _configure(database, read_timeout=PATIENCE)
            door.answers.set()
            _let_calls_go(database)
            _wait_until_done(database)
        # The two that had failed first, then all the others by their age.
        assert subscriber.parcels[2:] == sorted(subscriber.parcels[2:])
        assert len(subscriber.parcels) == 14


def test_one_trial_however_many_workers():
    """K10, N4: a partner that is down gets one trial call at a time, of all workers."""
    door = Door(0.5)
    door.status = 503
    settings = {"breaker_failures": 3, "breaker_cool_down": LONG}
    with (
        _partner("trial", door, 30, **settings) as database,
        _at_work(database),
    ):
        _wait_for_outage(database)
        # Those that were on their way when the third one failed.
        begun = len(door.began)
        assert begun <= 3 + WORKERS
        door.most = 0
        _configure(database, breaker_cool_down=1)
        _let_calls_go(database)
        wait_for(lambda: len(door.began) >= begun + 3, "three trials")
        assert door.most == 1
        trials = door.began[begun:]
        for first, later in zip(trials, trials[1:], strict=False):
            assert later - first > 1.4
        # Trials cost nobody a try.
        costs = database.value(
            "SELECT count(*) FROM logistics_sync_attempt WHERE number > 0"
        )
        assert costs == begun
        door.status, door.seconds = 204, 0.0
        _wait_until_done(database)
        assert database.query(
            "SELECT DISTINCT ended_at IS NOT NULL FROM logistics_sync_outage"
        ) == [(True,)]
        state = database.value(
            "SELECT g.state FROM logistics_sync_gate g"
            " JOIN logistics_sync_connector c ON c.id = g.connector_id"
            " WHERE c.code = %s",
            CODE,
        )
        assert state == "closed"
