# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What we owe a partner, sent by processes that are slow, many, or die."""

import contextlib
import threading
from collections import Counter

import requests
from facts import UNFINISHED
from harness import PATIENCE, Database, Server, Worker, wait_for
from subscriber import Subscriber

# Long enough that a busy machine does not lose one between two renewals, and no
# longer: it has to run out.
SHORT_LEASE = {"LOGISTICS_SYNC_LEASE_SECONDS": "6"}
LEASE_ENDS = """
    SELECT max(lease_until) FROM logistics_sync_message WHERE lease_token IS NOT NULL
"""
IS_OVER = "SELECT now() AT TIME ZONE 'UTC' > %s"
LATER = """
    SELECT count(*) FROM logistics_sync_message
     WHERE next_attempt_at > now() AT TIME ZONE 'UTC'
"""
# Odoo itself keeps the row of the running cron locked, and no other table.
HELD_TABLES = """
    SELECT DISTINCT a.query, c.relname FROM pg_stat_activity a
      JOIN pg_locks l ON l.pid = a.pid JOIN pg_class c ON c.oid = l.relation
     WHERE l.database = (SELECT oid FROM pg_database
                          WHERE datname = current_database())
       AND l.pid <> pg_backend_pid()
       AND c.relname ~ '^(logistics|stock|res_)'
"""


@contextlib.contextmanager
def _owed(name, subscriber, count):
    """A database in which so many facts are owed to the subscriber."""
    with Database(name) as database:
        database.run("subscriber.py", subscriber.url, str(count))
        yield database


def _start(stack, database, *words, **environment):
    """A worker of the outbox that is ready; with ``stay`` it goes on looking."""
    worker = Worker(database, "drain.py", "outbound", *words, **environment)
    stack.enter_context(worker)
    worker.expect("ready")
    return worker


def _edit_delivery(server, database):
    """As a user does it in the browser."""
    session = requests.Session()

    def call(path, **params):
        answer = session.post(
            server.url + path, json={"params": params}, timeout=PATIENCE
        )
        return answer.json()["result"]

    login = {"db": database.real, "login": "admin", "password": "admin"}
    call("/web/session/authenticate", **login)
    edit = {"model": "stock.picking", "kwargs": {}}
    ids = call("/web/dataset/call_kw", **edit, method="search", args=[[]])
    values = {"note": "Gate 7"}
    assert call("/web/dataset/call_kw", **edit, method="write", args=[ids, values])


def test_a_slow_partner_holds_up_nobody():
    """K25: while a partner takes its time, the delivery it is about can be edited."""
    called, answer = threading.Event(), threading.Event()

    def be_slow(_number):
        called.set()
        answer.wait(PATIENCE)

    with (
        Subscriber(be_slow) as subscriber,
        _owed("slow_partner", subscriber, 1) as database,
        Server(database, "--load=base,rpc,web", "--max-cron-threads=1") as server,
    ):
        # It is not given up while the test looks.
        database.query(
            "UPDATE logistics_sync_connector SET read_timeout = %s", PATIENCE * 2
        )
        database.wake_crons()
        assert called.wait(PATIENCE)
        # No transaction has so much as read our tables and the documents.
        assert database.query(HELD_TABLES) == []
        # The partner answers later than this, however long it takes.
        _edit_delivery(server, database)
        assert "Gate 7" in database.value("SELECT note FROM stock_picking")
        assert database.states() == {"queued": 1}
        answer.set()
        wait_for(lambda: database.states() == {"processed": 1}, "the message")
        assert len(subscriber.received) == 1


def test_a_partner_that_delays_is_asked_again():
    """O23, K21, K25: no answer in time is a failed try; the next has the same id."""
    answer = threading.Event()

    def be_late(number):
        if number <= 2:
            answer.wait(PATIENCE)

    with (
        Subscriber(be_late) as subscriber,
        _owed("delayed", subscriber, 2) as database,
        contextlib.ExitStack() as stack,
    ):
        # A minute of the partner is two seconds here.
        database.query("UPDATE logistics_sync_connector SET read_timeout = 2")
        worker = _start(stack, database, "stay")
        worker.go()
        failed = "SELECT count(*) FROM logistics_sync_message WHERE state = 'failed'"
        wait_for(lambda: database.value(failed) == 2, "both tries to fail")
        assert database.value(LATER) == 2
        # From now on it may take as long as a busy machine does.
        database.query("UPDATE logistics_sync_connector SET read_timeout = %s", 60)
        database.query(
            "UPDATE logistics_sync_message"
            " SET next_attempt_at = now() AT TIME ZONE 'UTC'"
        )
        wait_for(lambda: database.value(UNFINISHED) == 0, "both messages")
        answer.set()
        assert database.states() == {"processed": 2}
        assert sorted(Counter(subscriber.ids).values()) == [2, 2]
        assert len(set(subscriber.received)) == 2
        tries = database.query(
            "SELECT number, result, count(*) FROM logistics_sync_attempt"
            " GROUP BY 1, 2 ORDER BY 1"
        )
        assert tries == [(1, "transient", 2), (2, "success", 2)]


def test_killed_between_sending_and_storing():
    """K18, N15, C4: kill -9 after a call: that message alone is sent again, same id."""
    victim = []

    def kill_at_the_fifth(number):
        if number == 5:
            victim[0].kill()

    with (
        Subscriber(kill_at_the_fifth) as subscriber,
        _owed("killed_sending", subscriber, 30) as database,
        contextlib.ExitStack() as stack,
    ):
        victim.append(_start(stack, database))
        survivor = _start(stack, database, "stay")
        victim[0].go()
        victim[0].process.wait(PATIENCE)
        assert len(subscriber.received) == 5
        database.end_leases()
        survivor.go()
        wait_for(lambda: database.value(UNFINISHED) == 0, "the survivor")
        survivor.stop()
        twice = [key for key, times in Counter(subscriber.ids).items() if times > 1]
        assert twice == [subscriber.ids[4]]
        assert len(subscriber.ids) == 31
        # The same bytes under the same id, and every fact arrived.
        assert len(set(subscriber.received)) == 30
        assert len(set(subscriber.parcels)) == 30
        assert database.states() == {"processed": 30}
        tries = database.query(
            "SELECT number, result, count(DISTINCT message_id)"
            " FROM logistics_sync_attempt GROUP BY 1, 2 ORDER BY 1, 2"
        )
        # It held 20: four were stored, the fifth and those it never began came back.
        assert tries == [(1, "success", 14), (1, "transient", 16), (2, "success", 16)]


def test_many_workers_send_each_message_once():
    """K18, C4: workers that compete send each message once, in slow calls as well."""
    called, answer = threading.Event(), threading.Event()

    def hold_the_first(_number):
        if not called.is_set():
            called.set()
            answer.wait(PATIENCE)

    with (
        Subscriber(hold_the_first) as subscriber,
        _owed("many_senders", subscriber, 50) as database,
        contextlib.ExitStack() as stack,
    ):
        workers = [_start(stack, database, "stay", **SHORT_LEASE) for _ in range(3)]
        for worker in workers:
            worker.go()
        assert called.wait(PATIENCE)
        # The first call outlasts its lease twice, whatever the others do meanwhile.
        for _lease in range(2):
            end = database.value(LEASE_ENDS)
            wait_for(lambda end=end: database.value(IS_OVER, end), "a lease to end")
        answer.set()
        wait_for(lambda: database.value(UNFINISHED) == 0, "all to be sent")
        assert sum(worker.stop() for worker in workers) == 50
        assert len(subscriber.ids) == len(set(subscriber.ids)) == 50
        assert database.states() == {"processed": 50}
        assert database.value("SELECT count(*) FROM logistics_sync_attempt") == 50
