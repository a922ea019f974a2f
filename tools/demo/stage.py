# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The stage: folders, a configuration, the database's records and a real server."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import requests

TOOLS = Path(__file__).resolve().parents[1]
SETUP = (
    "import sys; sys.path.insert(0, {tools!r})\n"
    "from demo import records\n"
    "records.make(env)\n"
)
START_SECONDS = 90


class DemoError(Exception):
    """The demo cannot go on; the message says why."""


class Stage:
    """Everything a run needs beside the scenario; made anew for each run."""

    def __init__(self):
        self.database = os.environ["LOGISTICS_SYNC_DATABASE"]
        self.python = os.environ["LOGISTICS_SYNC_PYTHON"]
        self.odoo = os.environ["LOGISTICS_SYNC_ODOO"]
        self.port = int(os.environ["LOGISTICS_SYNC_HTTP_PORT"])
        self.config = Path(os.environ["LOGISTICS_SYNC_CONFIG"])
        self.folder = self.config.parent / "demo"
        # The server's administrator says which folders connectors may use.
        self.environment = {
            **os.environ,
            "LOGISTICS_SYNC_FOLDER_ROOTS": str(self.folder),
        }
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = self.folder / "server.log"
        self.setup_log = self.folder / "setup.log"
        self.server: subprocess.Popen | None = None

    # ----------------------------------------------------------------- set-up
    def prepare(self) -> dict:
        """Empty folders, and the records."""
        shutil.rmtree(self.folder, ignore_errors=True)
        for name in ("depot", "mailbox"):
            (self.folder / name).mkdir(parents=True)
        return self._make_records()

    def _make_records(self) -> dict:
        answer = self.folder / "records.json"
        task = {
            "folders": {name: str(self.folder / name) for name in ("depot", "mailbox")},
            "answer": str(answer),
        }
        task_file = self.folder / "task.json"
        task_file.write_text(json.dumps(task), encoding="utf-8")
        done = subprocess.run(
            self._odoo("shell", "--no-http", "--logfile", str(self.setup_log)),
            input=SETUP.format(tools=str(TOOLS)),
            env={**self.environment, "LOGISTICS_SYNC_DEMO_TASK": str(task_file)},
            capture_output=True,
            text=True,
            check=False,
        )
        if not answer.exists():
            raise DemoError(f"The records could not be made:\n{done.stderr[-4000:]}")
        return json.loads(answer.read_text(encoding="utf-8"))

    def _odoo(self, command: str, *words: str) -> list[str]:
        head = [self.python, self.odoo, command, "-c", str(self.config)]
        return [*head, "-d", self.database, *words]

    # ----------------------------------------------------------------- server
    def start_server(self) -> None:
        """Start Odoo with its cron thread and job runner; wait until it is healthy."""
        self.server = subprocess.Popen(
            self._odoo(
                "server",
                "--db-filter",
                f"^{self.database}$",
                "--http-port",
                str(self.port),
                "--gevent-port",
                str(_free_port()),
                "--logfile",
                str(self.log),
            ),
            env=self.environment,
            stdin=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.server.poll() is not None:
                break
            try:
                answer = requests.get(
                    f"{self.address}/logistics_sync/v1/health", timeout=5
                )
                if answer.status_code == 200:
                    return
            except requests.RequestException:
                pass
            time.sleep(0.2)
        raise DemoError(f"The server did not become healthy; see {self.log}")

    def stop_server(self) -> None:
        """End the server that this stage started."""
        if self.server is None or self.server.poll() is not None:
            return
        self.server.send_signal(signal.SIGTERM)
        try:
            self.server.wait(20)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()

    def call(self, key: str, model: str, method: str, **arguments):
        """One call of Odoo's external API."""
        answer = requests.post(
            f"{self.address}/json/2/{model}/{method}",
            json=arguments,
            headers={"Authorization": f"Bearer {key}"},
            timeout=30,
        )
        if answer.status_code != 200:
            raise DemoError(
                f"{model}.{method}: {answer.status_code} {answer.text[:500]}"
            )
        return answer.json()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
