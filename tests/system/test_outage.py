# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a partner is told while the database of a running server is away."""

import contextlib

import psycopg2
import pytest
from carrier import Client, journeys
from harness import Database, Server

CRON_ONLY = ("--load=base,rpc,web", "--max-cron-threads=0", "--workers=0")


def _command(statement, *names):
    with contextlib.closing(psycopg2.connect(dbname="postgres")) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement.format(*names))


@contextlib.contextmanager
def _away(database):
    """Nobody can reach the database, as while PostgreSQL is restarted."""
    database.disconnect()
    _command('ALTER DATABASE "{}" ALLOW_CONNECTIONS false', database.real)
    _command(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'",
        database.real,
    )
    try:
        yield
    finally:
        _command('ALTER DATABASE "{}" ALLOW_CONNECTIONS true', database.real)


@pytest.mark.parametrize("has_filter", [True, False])
def test_a_database_that_is_away_is_no_missing_address(ready, tmp_path, has_filter):
    """N15, K21: no 404, which partners take for good, but 503, and then 202."""
    [(key, body), *_rest] = journeys(1)
    words = () if has_filter else ("--db-filter=",)
    with (
        Database("away", template=ready) as database,
        Server(database, *CRON_ONLY, *words, f"--logfile={tmp_path}/log") as server,
    ):
        client = Client(server.url)
        with _away(database):
            answer = client.post(key, body)
            assert answer.status_code == 503
            assert answer.headers["Retry-After"]
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert "same key" in answer.json()["remedy"]
            # What is not ours is left to Odoo.
            assert client.session.get(f"{server.url}/shop").status_code == 404
        assert client.post(key, body).status_code == 202
        assert database.states() == {"received": 1}
