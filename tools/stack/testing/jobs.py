# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The jobs of a test run: each a process with a database and a log of its own."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .. import addons, database, lint
from ..context import Stack
from ..lint.sources import BROWSER_TAG
from ..network import held_port
from ..paths import LOGS, ROOT
from . import log_scan, outcome
from .outcome import Outcome

FOLDER = LOGS / "test"
# Far beyond what any job takes; a hang must not eat the whole run.
LONGEST = 1500


@dataclass(frozen=True)
class Job:
    """A name and what to do; done by whichever lane is free."""

    name: str
    work: Callable[[Outcome], None]

    def run(self) -> Outcome:
        """Do it; whatever goes wrong is a problem in the outcome."""
        result = Outcome(self.name)
        start = time.monotonic()
        try:
            self.work(result)
        # Whatever it is, the other jobs go on and the run fails.
        except Exception as error:
            result.problems.append(f"{type(error).__name__}: {error}")
        result.seconds = time.monotonic() - start
        return result


def odoo_tests(stack: Stack, name: str, template: str, targets: list[str]) -> Job:
    """Tests under pytest with Odoo, HTTP and browser included."""

    def work(result: Outcome) -> None:
        base = database.physical(f"test_{name}")
        source = template
        if name == "http":
            source = database.browser_template(stack, template, addons.present())
        database.clone(stack, source, base)
        server_log = FOLDER / f"{name}-odoo.log"
        server_log.unlink(missing_ok=True)
        words = [f"--odoo-config={stack.config}", f"--odoo-database={base}"]
        words += ["--odoo-http", "--odoo-log-level=warn"]
        words += [f"--odoo-extra=logfile={server_log}", *targets]
        _pytest(stack, result, words)
        if server_log.exists():
            _scan(result, server_log)
        database.drop(stack, base)

    return Job(name, work)


def plain_tests(
    stack: Stack, name: str, folder: Path, template: str, targets: list[str]
) -> Job:
    """Tests of a folder that import no Odoo; they start servers themselves."""

    def work(result: Outcome) -> None:
        logs = FOLDER / name
        logs.mkdir(parents=True, exist_ok=True)
        for old in logs.glob("*.log"):
            old.unlink()
        more = {
            "LOGISTICS_SYNC_TEMPLATE": template,
            "LOGISTICS_SYNC_LOGS": str(logs),
            "LOGISTICS_SYNC_JOB": name,
        }
        # Beyond this folder pytest would import the addon's tests, and so Odoo.
        words = ["-p", "no:odoo", f"--confcutdir={folder}", *targets]
        _pytest(stack, result, words, more)
        for log in sorted(logs.glob("*.log")):
            _scan(result, log)

    return Job(name, work)


def native(stack: Stack, addon: str) -> Job:
    """Install one addon on no more than it depends on; Odoo's runner tests it there."""

    def work(result: Outcome) -> None:
        names = addons.with_dependencies([addon])
        base = database.physical(f"native_{addon}")
        database.clone(stack, database.dependencies_template(stack, names), base)
        log = FOLDER / f"native-{addon}.log"
        words = ["-d", base, "-i", addon, "--stop-after-init"]
        words += ["--test-tags", f"/{addon},-{BROWSER_TAG}"]
        with held_port() as port:
            words += ["--http-port", str(port)]
            status = _call(stack, result, stack.server("server", *words), log)
        text = log.read_text()
        outcome.from_odoo_log(result, text)
        if result.count("failed"):
            print(f"--- {result.job}", *outcome.tracebacks(text), sep="\n", flush=True)
        _scan(result, log)
        result.results["install", "", addon] = "passed"
        if status and not result.count("failed"):
            result.problems.append(f"Odoo ended with {status}, see {log}")
        database.drop(stack, base)

    return Job(f"install and test {addon} alone", work)


def together(stack: Stack, names: list[str]) -> Job:
    """Install addons beside each other that do not know of one another."""
    title = " and ".join(names)
    short = "-".join(name.removeprefix("logistics_sync_") for name in names)

    def work(result: Outcome) -> None:
        base = database.physical(f"test_{short}")
        database.clone(stack, database.third_party_template(stack), base)
        log = FOLDER / f"install-{short}.log"
        words = ["-d", base, "-i", ",".join(names), "--stop-after-init", "--no-http"]
        status = _call(stack, result, stack.server("server", *words), log)
        _scan(result, log)
        result.results["install", "", title] = "failed" if status else "passed"
        database.drop(stack, base)

    return Job(f"install {title}", work)


def checks(stack: Stack) -> Job:
    """Lint; each check counts as one test."""

    def work(result: Outcome) -> None:
        for name, findings in lint.run(stack):
            result.results["lint", "", name] = "failed" if findings else "passed"
            if findings:
                print(f"--- lint: {name}", *findings, sep="\n", flush=True)

    return Job("lint", work)


def _pytest(
    stack: Stack, result: Outcome, words: list[str], more: dict | None = None
) -> None:
    report = FOLDER / f"{result.job}.xml"
    log = FOLDER / f"{result.job}.log"
    report.unlink(missing_ok=True)
    command = [stack.python, "-m", "pytest", f"--junitxml={report}", "-q", *words]
    status = _call(stack, result, command, log, more)
    outcome.from_junit(result, report)
    # 1 is failed tests, which the report holds; the others are breakdowns, 5 no tests.
    if status not in (0, 1):
        result.problems.append(f"pytest ended with {status}, see {log}")
    if status:
        print(f"--- {result.job}", _failures(log.read_text()), sep="\n", flush=True)


def _failures(text: str) -> str:
    """pytest's output without the dots before the first failure."""
    marks = [text.find(f" {word} ") for word in ("ERRORS", "FAILURES")]
    starts = [mark for mark in marks if mark >= 0]
    return text[text.rfind("\n", 0, min(starts)) + 1 :] if starts else text[-4000:]


def _scan(result: Outcome, log: Path) -> None:
    for line in log_scan.unexpected(log.read_text()):
        result.problems.append(f"{log.name}: {line}")


def _call(
    stack: Stack, result: Outcome, command: list, log: Path, more: dict | None = None
) -> int:
    log.parent.mkdir(parents=True, exist_ok=True)
    with open(log, "w") as output:
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=ROOT,
            env={**stack.environment, **(more or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    end = threading.Timer(LONGEST, os.killpg, (process.pid, signal.SIGKILL))
    end.start()
    try:
        # Unlike the process's own wait() it tells what all of it has cost.
        _pid, status, usage = os.wait4(process.pid, 0)
    finally:
        end.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    result.worked += usage.ru_utime + usage.ru_stime
    return process.returncode
