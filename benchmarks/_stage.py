# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Odoo within this process, on the database the benchmark was given.

Importing this configures Odoo; only then can addons be imported.
"""

import contextlib
import os
import time

import odoo.init  # the names below are set by it
import odoo.modules.registry
from odoo import SUPERUSER_ID, api
from odoo.tools import config

DATABASE = os.environ["LOGISTICS_SYNC_DATABASE"]
WORDS = ["-c", os.environ["LOGISTICS_SYNC_CONFIG"], "-d", DATABASE]
config.parse_config([*WORDS, "--log-level", "warn"])


def open_registry(database=DATABASE):
    """The registry of the benchmark's own database, or of another one."""
    return odoo.modules.registry.Registry(database)


@contextlib.contextmanager
def environment(registry):
    """An environment as a worker has it; committed at the end."""
    with registry.cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {})


@contextlib.contextmanager
def stopwatch():
    """A list whose one item is the seconds that the block took."""
    seconds = []
    start = time.perf_counter()
    yield seconds
    seconds.append(time.perf_counter() - start)


def settle(registry):
    """Give the planner what a running system has: statistics."""
    with registry.cursor() as cr:
        cr.execute("ANALYZE")
