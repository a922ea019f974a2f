# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Odoo servers that are started, ended and shot, as on several machines."""

import contextlib
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import requests
from stack.network import held_port

START_SECONDS = 90
# With queue_job's runner, as the stack configures it; or the scheduler alone.
RUNNER = ("--workers=0", "--max-cron-threads=1")
THREADS = ("--load=base,rpc,web", "--workers=0", "--max-cron-threads=1")
PROCESSES = ("--load=base,rpc,web", "--workers=2", "--max-cron-threads=1")


class Node:
    """One Odoo server; it may be started again after its end, at the same address."""

    def __init__(self, name: str, folder: Path, *words: str):
        self.name = name
        self.words = words
        # As long as this is there, so that it finds its address free each time.
        self.ports = contextlib.ExitStack()
        self.port = self.ports.enter_context(held_port())
        self.gevent_port = self.ports.enter_context(held_port())
        self.log = folder / f"{name}.log"
        self.process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, without waiting until it answers."""
        database = os.environ["LOGISTICS_SYNC_DATABASE"]
        self.process = subprocess.Popen(
            [
                os.environ["LOGISTICS_SYNC_PYTHON"],
                os.environ["LOGISTICS_SYNC_ODOO"],
                "server",
                "-c",
                os.environ["LOGISTICS_SYNC_CONFIG"],
                "-d",
                database,
                f"--db-filter=^{database}$",
                f"--http-port={self.port}",
                f"--gevent-port={self.gevent_port}",
                f"--logfile={self.log}",
                *self.words,
            ],
            stdin=subprocess.DEVNULL,
            # Beside its log: what threads say when they die.
            stderr=self.log.with_suffix(".err").open("a"),
            start_new_session=True,
        )

    def wait(self) -> None:
        """Until it answers at all; raises TimeoutError."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise TimeoutError(f"{self.name} ended by itself, see {self.log}")
            if self.health() is not None:
                return
            time.sleep(0.1)
        raise TimeoutError(f"{self.name} does not answer, see {self.log}")

    def health(self) -> dict | None:
        """Its own word on how it does, None while it does not answer."""
        try:
            answer = requests.get(f"{self.url}/logistics_sync/v1/health", timeout=10)
            return answer.json() if answer.status_code in (200, 503) else None
        except (requests.RequestException, ValueError):
            return None

    def terminate(self) -> None:
        """As a service manager does it: SIGTERM, and the time to finish."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.kill()
                raise

    def kill(self) -> None:
        """As when the power of its machine fails: all its processes, at once."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def workers(self, kind: str) -> list[int]:
        """Ids of its living processes of a kind, such as ``WorkerCron``.

        It tells them in its log when they begin; their titles say nothing unless a
        library for that is installed.
        """
        told = re.findall(rf"Worker {kind} \((\d+)\) alive", self.log.read_text())
        return [pid for pid in map(int, told) if _parent(pid) == self.process.pid]


def _parent(pid: int) -> int | None:
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    # A dead one that nobody looked after yet is no worker any more.
    return int(words[1]) if words[0] != "Z" else None
