# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Databases that the tests of this folder copy."""

import pytest
from carrier import PARCELS, WAITING
from harness import Database


@pytest.fixture(scope="session")
def ready():
    """A database with a live connector and the shipments it reports on."""
    with Database("ready") as database:
        database.run("seed.py", str(PARCELS), "0")
        database.disconnect()
        yield database


@pytest.fixture(scope="session")
def full(ready):
    """The same with 500 facts in the inbox, each told by two messages."""
    with Database("full", template=ready) as database:
        database.run("seed.py", str(PARCELS), str(WAITING))
        database.disconnect()
        yield database
