# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Taking away what the stack made."""

import shutil

from . import database, postgres
from .context import Stack
from .paths import BYTECODE, CACHE, CLONE, CLONE_ID, ROOT
from .shell import say

LEFT_BY_TOOLS = ("__pycache__", ".pytest_cache", ".ruff_cache", ".hypothesis")


def clean(stack: Stack) -> None:
    """This clone's databases, links, logs and caches; what clones share stays."""
    for name in database.listed(stack, f"ls_{CLONE_ID}_"):
        database.drop(stack, name)
    shutil.rmtree(CLONE, ignore_errors=True)
    for sources in (ROOT, CLONE):
        shutil.rmtree(BYTECODE / sources.relative_to("/"), ignore_errors=True)
    for name in LEFT_BY_TOOLS:
        for folder in [path for path in ROOT.rglob(name) if path.is_dir()]:
            shutil.rmtree(folder)
    say("this clone's databases, links and caches are gone")


def distclean(stack: Stack) -> None:
    """Also what this user's clones share: Odoo, packages, the private PostgreSQL."""
    for name in database.listed(stack, database.TEMPLATE):
        database.drop(stack, name)
    postgres.remove()
    shutil.rmtree(CACHE, ignore_errors=True)
    say(f"{CACHE} is gone")
