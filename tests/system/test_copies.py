# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A restored copy reaches nobody, and a dump holds no secret."""

import base64
import os
import shutil
import subprocess

import pytest
from harness import JOB, PYTHON, Database, Worker, databases, stack
from subscriber import Subscriber

OWED = 3
# Long and of no other use, so that finding it anywhere means one thing.
BEGINNING = "only-for-the-search-of-secrets-7f3a91"


class Restored(Database):
    """A database restored from a dump, as an operator does it."""

    def __init__(self, name, dump):
        self.name = f"{JOB}_{name}"
        self.real = databases.physical(self.name)
        self.connection = None
        subprocess.run(["createdb", "-T", "template0", self.real], check=True)
        subprocess.run(["pg_restore", "-j2", "-d", self.real, dump], check=True)

    def neutralize(self):
        """By Odoo's own command."""
        subprocess.run(
            [PYTHON, os.environ["LOGISTICS_SYNC_ODOO"], "neutralize"]
            + ["-c", os.environ["LOGISTICS_SYNC_CONFIG"], "-d", self.real],
            check=True,
            capture_output=True,
        )


def _drain(database):
    """How many messages a worker of the outbox took."""
    with Worker(database, "drain.py", "outbound") as worker:
        worker.expect("ready")
        worker.go()
        return int(worker.expect("claimed"))


@pytest.fixture(name="source", scope="module")
def make_source(tmp_path_factory):
    """(database that owes facts and keeps secrets, its partner, its dump)"""
    dump = tmp_path_factory.mktemp("dump") / "source.dump"
    with Subscriber() as partner, Database("source") as database:
        database.run("subscriber.py", partner.url, str(OWED))
        output = database.run("keep_secrets.py", BEGINNING)
        assert BEGINNING not in output
        database.disconnect()
        tool = shutil.which("pg_dump")
        subprocess.run([tool, "-Fc", "-f", dump, database.real], check=True)
        yield database, partner, dump


def test_a_restored_copy_reaches_nobody(source):
    """M16, N15: neither as restored nor neutralized; the original still does."""
    database, partner, dump = source
    with Restored("copy", dump) as copy:
        live = "SELECT count(*) FROM logistics_sync_connector WHERE state = 'live'"
        kept = (
            "SELECT count(*) FROM logistics_sync_credential"
            " WHERE secret_encrypted IS NOT NULL OR token_hash IS NOT NULL"
        )
        assert copy.value(live) > 0
        assert copy.value(kept) > 0
        assert _drain(copy) == 0
        assert partner.received == []
        copy.neutralize()
        assert copy.value(live) == 0
        assert copy.value(kept) == 0
        assert _drain(copy) == 0
        assert partner.received == []
    assert _drain(database) == OWED
    assert len(partner.received) == OWED


def test_a_running_process_notices_a_copy_in_its_place(source):
    """M16: what is restored under a running server is known as a copy at once."""
    original, __, __ = source
    with Database("place", template=original) as database:
        database.run("declare.py")
        database.disconnect()
        with Worker(database, "place.py") as worker:
            for expected in ("True", "False"):
                worker.go()
                assert worker.expect("may act:") == expected
                if expected == "True":
                    # In its contents it is what a dump of the original restores.
                    databases.clone(stack(), original.real, database.real)


def test_a_dump_holds_no_secret(source):
    """M8, M14, C29: no table holds what was entered, in no form one would look for."""
    __, __, dump = source
    text = subprocess.run(
        ["pg_restore", "-f", "-", dump], check=True, capture_output=True
    ).stdout
    assert b"Keeper of secrets" in text
    assert b"Secrets were entered." in text
    for form in _get_forms(BEGINNING):
        assert form not in text, form


def _get_forms(word):
    """The word as it is, as hexadecimal digits, and in base 64 at each offset."""
    raw = word.encode()
    yield raw
    yield raw.hex().encode()
    for offset in range(3):
        coded = base64.b64encode(b"x" * offset + raw)
        # Ends depend on what stands beside it.
        yield coded[4:-4]
