# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A PostgreSQL server for one run: it may be restarted or shot, nobody else is on it.

Unlike the server of the stack it keeps what was committed when it crashes: that is what
a test of crashes is about. Only a power cut of the machine would lose something.
"""

import os
import shutil
from pathlib import Path

from . import postgres

SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{socket}'
fsync = off
full_page_writes = off
synchronous_commit = on
max_connections = 200
shared_buffers = 256MB
max_wal_size = 2GB
jit = off
log_min_messages = warning
"""


class Cluster:
    """A cluster in a folder of its own; it speaks through a socket there."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.data = folder / "data"

    def environment(self) -> dict[str, str]:
        """The libpq variables that lead to it."""
        return {"PGHOST": str(self.folder), "PGPORT": "5432", "PGUSER": postgres.USER}

    def create(self) -> None:
        """Make it and start it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        owner = postgres.owner()
        if owner:
            os.chown(self.folder, *owner)
        postgres.init(postgres.binaries(), self.data)
        with open(self.data / "postgresql.conf", "a") as conf:
            conf.write(SETTINGS.format(socket=self.folder))
        self._control("start", "-l", self.folder / "server.log")

    def restart(self, mode: str) -> None:
        """``fast`` ends the sessions first, ``immediate`` is a crash."""
        self._control("restart", "-m", mode, "-l", self.folder / "server.log")

    def remove(self) -> None:
        """Stop it and delete everything."""
        if (self.data / "postmaster.pid").exists():
            self._control("stop", "-m", "immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _control(self, *words) -> None:
        command = [postgres.binaries() / "pg_ctl", "-D", self.data, "-w", *words]
        postgres.as_owner(command)
