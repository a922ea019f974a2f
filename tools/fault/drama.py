# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What befalls our own machines, and when: by the share of documents handed over."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

from .nodes import PROCESSES, RUNNER, THREADS, Node
from .snapshot import WORKING

PATIENCE_SECONDS = 20


@dataclass(frozen=True)
class Act:
    """Something that happens once so much of the half was told."""

    share: float
    name: str
    play: Callable[[], None]


class Half:
    """Two nodes on one database, and the acts in which they suffer."""

    name = ""

    def __init__(self, folder, database, cluster):
        self.database = database
        self.cluster = cluster
        words = self.words()
        self.nodes = [
            Node(f"{self.name}-{number}", folder, *words[number]) for number in (0, 1)
        ]

    def words(self) -> tuple:
        """How each node is started."""
        raise NotImplementedError

    def acts(self) -> list[Act]:
        """What happens, in its order."""
        raise NotImplementedError

    def start(self) -> None:
        """Start both nodes and wait for them."""
        for node in self.nodes:
            node.start()
        for node in self.nodes:
            node.wait()

    def stop(self) -> None:
        """End both nodes."""
        for node in self.nodes:
            node.kill()

    # ----------------------------------------------------------------- acts
    def wait_for_work(self) -> None:
        """Until some worker holds messages, so that what comes now hits it."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end and not self.database.number(WORKING):
            time.sleep(0.005)

    def kill_node(self, number: int) -> None:
        """kill -9 of a whole node in the middle of its work; the other one goes on."""
        self.wait_for_work()
        self.nodes[number].kill()

    def terminate_node(self, number: int) -> None:
        """SIGTERM, as at each deployment."""
        self.wait_for_work()
        self.nodes[number].terminate()

    def kill_worker(self, number: int, kind: str) -> None:
        """kill -9 of single processes of a node; their parent makes new ones."""
        self.wait_for_work()
        victims = self.nodes[number].workers(kind)
        if not victims:
            raise LookupError(f"{self.nodes[number].name} has no {kind} worker")
        for pid in victims:
            os.kill(pid, signal.SIGKILL)

    def start_node(self, number: int) -> None:
        """Start it again and go on when it answers."""
        self.nodes[number].start()
        self.nodes[number].wait()

    def restart_postgres(self, mode: str) -> None:
        """``fast`` ends every session; ``immediate`` is a crash with recovery."""
        self.wait_for_work()
        self.cluster.restart(mode)


class RunnerHalf(Half):
    """queue_job's runner gives out the work, in threaded servers."""

    name = "runner"

    def words(self):
        return RUNNER, RUNNER

    def acts(self):
        return [
            Act(0.15, "kill -9 of the first node", lambda: self.kill_node(0)),
            Act(0.30, "the first node comes back", lambda: self.start_node(0)),
            Act(0.45, "PostgreSQL restarts", lambda: self.restart_postgres("fast")),
            Act(0.65, "SIGTERM to the second node", lambda: self.terminate_node(1)),
            Act(0.80, "the second node comes back", lambda: self.start_node(1)),
        ]


class CronHalf(Half):
    """The embedded scheduler does the work: one node of processes, one of threads."""

    name = "cron"

    def words(self):
        return PROCESSES, THREADS

    def acts(self):
        return [
            Act(
                0.10,
                "kill -9 of cron workers",
                lambda: self.kill_worker(0, "WorkerCron"),
            ),
            Act(
                0.25,
                "kill -9 of web workers",
                lambda: self.kill_worker(0, "WorkerHTTP"),
            ),
            Act(
                0.40,
                "PostgreSQL crashes and recovers",
                lambda: self.restart_postgres("immediate"),
            ),
            Act(0.55, "SIGTERM to the threaded node", lambda: self.terminate_node(1)),
            Act(0.70, "the threaded node comes back", lambda: self.start_node(1)),
            Act(0.85, "kill -9 of the prefork node", lambda: self.kill_node(0)),
        ]
