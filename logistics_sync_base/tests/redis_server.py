# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A real message broker for the time of a test."""

import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

PASSWORD = "password-of-a-simulated-broker"


class RedisServer:
    """A Redis server on loopback that wants a password and keeps nothing.

    The tools' package brings the server program under another name; it is the server
    when it is called so.
    """

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="logistics-sync-broker-")
        program = shutil.which("redis-server")
        if not program:
            program = Path(self.folder.name) / "redis-server"
            program.symlink_to(shutil.which("redis-check-rdb"))
        # Held as long as this is there: nobody else is given it. The server may use it,
        # as both allow that.
        self.holder = socket.socket()
        self.holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.holder.bind(("127.0.0.1", 0))
        self.port = self.holder.getsockname()[1]
        words = ["--port", self.port, "--bind", "127.0.0.1", "--save", ""]
        words += ["--appendonly", "no", "--requirepass", PASSWORD]
        self.process = subprocess.Popen(
            [program, *map(str, words)],
            cwd=self.folder.name,
            stdout=subprocess.DEVNULL,
        )
        self._wait()

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.port}/0"

    def _wait(self):
        # A minute, of a machine that is busy with something else.
        for _attempt in range(3000):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        self.stop()
        raise RuntimeError("The Redis server did not start")

    def stop(self):
        self.process.terminate()
        self.process.wait(60)
        self.holder.close()
        self.folder.cleanup()
