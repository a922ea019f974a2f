# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Databases, servers and workers as processes of their own, for tests from outside."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psycopg2
import requests
from nursery import Nursery

sys.path.insert(0, str(Path(os.environ["LOGISTICS_SYNC_ROOT"]) / "tools"))

from stack import database as databases  # the path is set above
from stack.addons import with_dependencies
from stack.context import stack
from stack.network import held_port

HERE = Path(__file__).resolve().parent
STACK = os.environ["LOGISTICS_SYNC_STACK"]
# Jobs that run side by side make databases of the same names.
JOB = os.environ.get("LOGISTICS_SYNC_JOB", "system").replace("-", "_")
PYTHON = os.environ["LOGISTICS_SYNC_PYTHON"]
# Far beyond what anything here takes, on a busy machine too; a hang must end as a
# failed test.
PATIENCE = 180
WAITING_FOR_A_LOCK = """
    SELECT count(*) FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


def wait_for(condition, what, seconds=PATIENCE, pause=0.05):
    """What ``condition`` gives once it is true; fails when it never is."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(pause)
    raise AssertionError(f"waited {seconds} s in vain for {what}")


class Database:
    """A copy of a database; gone when the ``with`` block ends."""

    # Whether a process that has imported every addon may become a worker of it.
    is_whole = True

    def __init__(self, name, template=None):
        self.name = f"{JOB}_{name}"
        self.real = databases.physical(self.name)
        source = template.real if template else os.environ["LOGISTICS_SYNC_TEMPLATE"]
        databases.clone(stack(), source, self.real)
        self.connection = None
        # A copy acts in nobody's name until somebody says that it may.
        self.query("UPDATE logistics_sync_environment SET fingerprint = NULL")
        self.disconnect()

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.disconnect()
        databases.drop(stack(), self.real)

    def disconnect(self):
        """Let go of it: only a database nobody uses can be copied."""
        if self.connection:
            self.connection.close()
            self.connection = None

    def query(self, statement, *parameters):
        """Rows of one statement, which is committed at once."""
        if self.connection is None:
            self.connection = psycopg2.connect(dbname=self.real)
            self.connection.autocommit = True
        with self.connection.cursor() as cursor:
            cursor.execute(statement, parameters or None)
            return cursor.fetchall() if cursor.description else []

    def value(self, statement, *parameters):
        """The one value that a statement gives."""
        return self.query(statement, *parameters)[0][0]

    def states(self):
        """{message state: how many}"""
        return dict(
            self.query("SELECT state, count(*) FROM logistics_sync_message GROUP BY 1")
        )

    def dispatcher(self):
        """``queue_job`` while a runner holds its lock, as the addon knows it by."""
        alive = self.value(
            "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
            " WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1"
            " AND d.datname = current_database()"
            " AND (l.classid::bigint << 32 | l.objid::bigint) = 2293787760715711918"
        )
        return "queue_job" if alive else "cron"

    @contextlib.contextmanager
    def held_up(self, table):
        """Whoever writes into a table waits until the ``with`` block ends.

        The block begins as if somebody else had just begun to look at it; a worker
        that waits, which ``wait_until_held_up`` tells, is in the middle of its work.
        """
        with contextlib.closing(psycopg2.connect(dbname=self.real)) as connection:
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {table} IN SHARE MODE")
            yield

    def wait_until_held_up(self):
        """Until somebody waits for what another one has locked."""
        wait_for(lambda: self.value(WAITING_FOR_A_LOCK), "somebody to be held up")

    def end_leases(self):
        """Let the time pass for which workers had messages; then they count as lost."""
        self.query(
            "UPDATE logistics_sync_message"
            " SET lease_until = now() AT TIME ZONE 'UTC' - interval '1 s'"
            " WHERE lease_token IS NOT NULL"
        )

    def wake_crons(self):
        """Have Odoo look for due crons now; by itself it does so once a minute."""
        with contextlib.closing(psycopg2.connect(dbname="postgres")) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_notify('cron_trigger', %s)", [self.real])

    def run(self, script, *words):
        """Run a script of this folder on it to its end."""
        worker = Worker(self, script, *words)
        output, _nothing = worker.process.communicate(timeout=PATIENCE * 2)
        assert worker.process.returncode == 0, output
        return output


class BareDatabase(Database):
    """A database with these addons and what they depend on, nothing else.

    ``environment`` is what the installation finds there.
    """

    is_whole = False

    def __init__(self, name, *addons, **environment):
        self.name = f"{JOB}_{name}"
        self.real = databases.physical(self.name)
        names = with_dependencies(addons)
        source = databases.dependencies_template(stack(), names)
        databases.clone(stack(), source, self.real)
        told = {**stack().environment, **environment}
        databases.install(replace(stack(), environment=told), self.real, names)
        self.connection = None


class Worker:
    """A plain process that works on a database."""

    nursery = None

    def __init__(self, database, script, *words, **environment):
        words = [str(HERE / script), *words]
        environment = {
            **os.environ,
            "LOGISTICS_SYNC_DATABASE": database.real,
            **environment,
        }
        if database.is_whole:
            Worker.nursery = Worker.nursery or Nursery(PYTHON, database.real)
            self.process = Worker.nursery.start(words, environment)
        else:
            self.process = subprocess.Popen(
                [PYTHON, "-u", *words],
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.kill()
        self.process.stdin.close()
        self.process.stdout.close()

    def expect(self, word):
        """Read on until it says ``word``."""
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if line.startswith(word):
                return line.removeprefix(word).strip()
        raise AssertionError(f"it ended without {word!r}:\n{''.join(lines)}")

    def go(self):
        """Tell a worker that is ready to begin."""
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def stop(self):
        """Tell one of ``drain.py`` that stays to leave; how much it had claimed."""
        self.process.stdin.write("stop\n")
        self.process.stdin.flush()
        return int(self.expect("claimed"))

    def kill(self):
        """As the kernel does it when memory runs out: no goodbye."""
        self.process.kill()
        self.process.wait()


class Server:
    """An Odoo server on a free port; ended when the ``with`` block ends."""

    def __init__(self, database, *words, **environment):
        self.port = contextlib.ExitStack()
        port = self.port.enter_context(held_port())
        self.url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            [STACK, "odoo", database.name, f"--http-port={port}", *words],
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def __enter__(self):
        try:
            wait_for(self.health, "the server to answer")
        # Also when the run is interrupted: no server is left behind.
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(self, *_error):
        # Not by its leave: a shutdown in the middle of a cron logs errors.
        if self.process.poll() is None:
            self.kill()

    def kill(self):
        """End it and all its workers at once, in the middle of whatever they do."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.port.close()

    def health(self):
        """Its own word on how it does, or None while it does not answer."""
        assert self.process.poll() is None, "the server ended by itself"
        try:
            answer = requests.get(f"{self.url}/logistics_sync/v1/health", timeout=10)
        except (requests.ConnectionError, requests.Timeout):
            return None
        return answer.json() if answer.status_code in (200, 503) else None
