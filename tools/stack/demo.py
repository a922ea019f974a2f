# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The demo: a database with the suite, and the script that plays a day in it."""

import os

from . import addons, database
from .context import Stack
from .network import free_port, is_free
from .paths import ROOT, TOOLS
from .shell import StackError, step

SCRIPT = TOOLS / "demo/run.py"
USUAL_PORT = 8069


def run(stack: Stack) -> None:
    """Become the demo's script, with a fresh database named in its environment."""
    if not SCRIPT.exists():
        raise StackError(f"{SCRIPT.relative_to(ROOT)} is missing")
    base = database.physical("demo")
    with step("making the demo database"):
        template = database.suite_template(stack, addons.present())
        database.clone(stack, template, base)
    environment = {
        **stack.environment,
        "LOGISTICS_SYNC_DATABASE": base,
        "LOGISTICS_SYNC_HTTP_PORT": str(_port()),
        "SERVE": os.environ.get("SERVE", "1"),
        "PYTHONUNBUFFERED": "1",
    }
    python = str(stack.python)
    os.chdir(ROOT)
    os.execve(python, [python, str(SCRIPT)], environment)


def _port() -> int:
    """The port people know from Odoo, if it is to be had."""
    return USUAL_PORT if is_free(USUAL_PORT) else free_port()
