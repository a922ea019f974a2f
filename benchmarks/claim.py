# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One claim with a million stored messages, against one with ten thousand.

Two databases side by side hold messages that are finished, as they pile up over the
years. In turns, new ones come into each, a worker claims them, and they are finished
like the others, so that both tables live and leave dead rows behind. The median of
the claims counts, their commits included. Claims that find nothing, as an idle worker
makes them, are told, not judged.
"""

import contextlib
import hashlib
import statistics

import _inbox
import _stage
import _workload
import psycopg2

from odoo.sql_db import close_db

FEW, MANY = 10_000, 1_000_000
PARTNERS, EACH, ROUNDS, WARM_UP = 3, 100, 60, 5
GOAL = 1.3
LANE = "operational"
COPY = f"{_stage.DATABASE}_many"
FINISH = """
    UPDATE logistics_sync_message
       SET state = 'processed', finished_at = received_at, next_attempt_at = NULL,
           lease_token = NULL, lease_until = NULL
     WHERE next_attempt_at IS NOT NULL
"""
# Everything of one message again, except what is a message's own.
MULTIPLY = """
    INSERT INTO logistics_sync_message
           ({columns}, public_id, idempotency_key, correlation_id, received_at)
    SELECT {columns}, 'copy-' || n, 'copy-' || n, 'copy-' || n,
           received_at - n * interval '1 minute'
      FROM logistics_sync_message, generate_series(%s, %s) AS n
     WHERE idempotency_key = 'benchmark-0'
"""
OWN = {"id", "public_id", "idempotency_key", "correlation_id", "received_at"}


def main():
    """Measure in turns, check, print; the last line is the ratio."""
    documents = _workload.make(["1ZCLAIM0000001"], 1, seed=3).documents
    with _stage.environment(_stage.open_registry()) as env:
        connectors = make_connectors(env, documents)
        multiply(env, 1, FEW - 1)
    with copied():
        with _stage.environment(_stage.open_registry(COPY)) as env:
            multiply(env, FEW, MANY - 1)
        sides = [Side(_stage.DATABASE, connectors), Side(COPY, connectors)]
        for number in range(WARM_UP + ROUNDS):
            for side in sides:
                side.turn(documents[0], f"turn{number}")
        for side, stored in zip(sides, (FEW, MANY), strict=True):
            side.check(stored)
        close_db(COPY)
    report(*sides)


def make_connectors(env, documents):
    """The ids of the live connectors; the first has one message, which is finished."""
    first = _inbox.make_connector(env)
    _inbox.receive(first, documents)
    env.cr.execute(FINISH)
    others = [
        first.copy({"code": f"benchmark-{number}"}) for number in range(1, PARTNERS)
    ]
    for other in others:
        other.action_go_live()
    return [first.id, *(other.id for other in others)]


def multiply(env, first, last):
    """Store the finished message again, under these numbers."""
    env.cr.execute(
        """SELECT column_name FROM information_schema.columns
            WHERE table_name = 'logistics_sync_message'"""
    )
    columns = {name for (name,) in env.cr.fetchall()} - OWN
    env.cr.execute(MULTIPLY.format(columns=", ".join(sorted(columns))), [first, last])
    env.cr.commit()


@contextlib.contextmanager
def copied():
    """Within the block there is a second database like the benchmark's own."""
    close_db(_stage.DATABASE)
    server = psycopg2.connect(dbname="postgres")
    server.autocommit = True
    with contextlib.closing(server), server.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{COPY}" TEMPLATE "{_stage.DATABASE}"')
        try:
            _release(COPY)
            yield
        finally:
            cursor.execute(f'DROP DATABASE "{COPY}" WITH (FORCE)')


def _release(database):
    """A copy acts in nobody's name until somebody says that it may."""
    with contextlib.closing(psycopg2.connect(dbname=database)) as connection:
        with connection, connection.cursor() as cursor:
            cursor.execute("UPDATE logistics_sync_environment SET fingerprint = NULL")


class Side:
    """One of the two databases, and how long claims took in it."""

    def __init__(self, database, connectors):
        self.registry = _stage.open_registry(database)
        self.connectors = connectors
        self.seconds, self.idle = [], []
        with contextlib.closing(psycopg2.connect(dbname=database)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")

    def turn(self, document, name):
        """New messages come, are claimed and finished; then there is nothing."""
        with _stage.environment(self.registry) as env:
            self.receive(env, document, name)
        with _stage.environment(self.registry) as env:
            with _stage.stopwatch() as taken:
                claimed, __ = env["logistics.sync.message"]._claim(LANE)
            assert len(claimed) == PARTNERS * EACH, len(claimed)
            self.seconds += taken
            env.cr.execute(FINISH)
        with _stage.environment(self.registry) as env:
            with _stage.stopwatch() as taken:
                assert not env["logistics.sync.message"]._claim(LANE)[0]
            self.idle += taken

    def receive(self, env, document, name):
        """The same number of documents of each partner."""
        messages = env["logistics.sync.message"]
        digest = hashlib.sha256(document).hexdigest()
        for connector in env["logistics.sync.connector"].browse(self.connectors):
            for number in range(EACH):
                row = messages._prepare_row(
                    connector, document, digest, f"{name}-{number}"
                )
                messages._insert_row(row)

    def check(self, stored):
        """Nothing is missing, and nothing is left to do."""
        with _stage.environment(self.registry) as env:
            env.cr.execute(
                "SELECT count(*), count(next_attempt_at) FROM logistics_sync_message"
            )
            came = (WARM_UP + ROUNDS) * PARTNERS * EACH
            assert env.cr.fetchone() == (stored + came, 0)

    def get_milliseconds(self):
        """(a claim that finds work, a claim that finds none), each the median."""
        return [
            statistics.median(seconds[WARM_UP:]) * 1000
            for seconds in (self.seconds, self.idle)
        ]


def report(few, many):
    """The figures, then the one line that is read."""
    found = [side.get_milliseconds() for side in (few, many)]
    for stored, (work, idle) in zip((FEW, MANY), found, strict=True):
        print(
            f"{stored:9,} stored: claim of {PARTNERS * EACH} {work:7.2f} ms, "
            f"of none {idle:6.2f} ms"
        )
    print(f"ratio {found[1][0] / found[0][0]:.2f} goal {GOAL} at most")


if __name__ == "__main__":
    main()
