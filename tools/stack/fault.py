# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""`make fault`: partners and machines that fail, on a PostgreSQL server of its own."""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from . import addons, database, postgres
from .cluster import Cluster
from .context import Stack
from .paths import LOGS, TOOLS
from .shell import run as call
from .shell import say, step

SCRIPT = TOOLS / "fault/run.py"
MESSAGES, SEED = "5000", "1"
# Far longer than a claim of this run's workers takes; a dead one is soon replaced.
LEASE_SECONDS = "3"


def run(stack: Stack, words: list[str]) -> int:
    """Run the harness over so many messages (first word) from a seed (second one)."""
    messages, seed = (*words, *(MESSAGES, SEED)[len(words) :])
    template = os.environ.get("LOGISTICS_SYNC_TEMPLATE")
    template = template or database.suite_template(stack, addons.present())
    # A socket's path may not be long, and its server must be able to enter.
    private = Path(tempfile.mkdtemp(prefix="ls-fault-"))
    private.chmod(0o755)
    cluster = Cluster(private / "pg")
    name = database.physical(f"fault_{os.getpid()}")
    folder = LOGS / "fault" / f"{messages}-{seed}-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        environment = {**stack.environment, **cluster.environment()}
        with step("copying the database to a server of its own"):
            cluster.create()
            _copy(stack, template, environment, name, private / "dump")
        environment |= {
            "LOGISTICS_SYNC_DATABASE": name,
            "LOGISTICS_SYNC_CLUSTER": str(cluster.folder),
            "LOGISTICS_SYNC_FOLDER_ROOTS": str(folder),
            "LOGISTICS_SYNC_LEASE_SECONDS": LEASE_SECONDS,
        }
        say(f"logs are in {folder}")
        return _call([stack.python, "-u", SCRIPT, messages, seed, folder], environment)
    finally:
        cluster.remove()
        shutil.rmtree(private, ignore_errors=True)
        shutil.rmtree(database.FILESTORE / name, ignore_errors=True)


def _call(command: list, environment: dict) -> int:
    """Run the script; whoever ends us ends it, and gives it time to clear up."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    process = subprocess.Popen([str(word) for word in command], env=environment)
    try:
        return process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()


def _copy(stack: Stack, template: str, environment: dict, name: str, dump: Path):
    """Copy a template from the stack's server, with its files."""
    tool = postgres.binaries()
    words = [tool / "pg_dump", "-Fd", "-j2", "-Z0", "-f", dump, template]
    call(words, env=stack.environment)
    call(["createdb", "-T", "template0", name], env=environment)
    call([tool / "pg_restore", "-j2", "-d", name, dump], env=environment)
    shutil.rmtree(dump)
    source = database.FILESTORE / template
    if source.exists():
        target = database.FILESTORE / name
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target, copy_function=os.link)
