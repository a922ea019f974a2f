# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One test run over everything, with one count at its end."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed

from .. import addons, database, debian
from ..context import Stack
from ..paths import DATABASE_LOGS
from ..shell import StackError
from . import jobs, log_scan, suite
from .jobs import Job
from .outcome import Outcome, count_line
from .suite import TestFile

# One more than there are cores: the system tests wait more than they work.
LANES = (os.cpu_count() or 1) + 1


def run(stack: Stack, paths: list[str]) -> int:
    """Run the whole suite, or the tests under the given paths; 0 when all is well."""
    debian.browser()
    debian.broker()
    debian.partner_programs()
    files = suite.discover(paths or None)
    made = database.suite_template(stack, addons.present())
    # Other clones tidy templates away that they do not need; this run needs its own.
    template = database.physical(made.removeprefix(database.TEMPLATE))
    database.clone(stack, made, template)
    twice = files if paths else [file for file in files if not file.once]
    planned = _pytest_jobs(stack, template, twice, paths)
    if not paths:
        planned += _alone(stack, files)
        planned += [jobs.together(stack, names) for names in addons.combinations()]
    outcomes = _run(planned)
    database.drop(stack, template)
    if not paths:
        outcomes.append(_install_log(made))
    if not any("::" in path for path in paths):
        outcomes.append(_completeness(files, twice, outcomes))
    return _report(outcomes)


def broken(error: StackError) -> int:
    """The run that did not get to a test: still one count."""
    print(f"error: {error}", file=sys.stderr, flush=True)
    print(count_line(0, 1, 0))
    return 1


def _pytest_jobs(
    stack: Stack, template: str, files: list[TestFile], paths: list[str]
) -> list[Job]:
    # What takes long begins first, so that no lane is left with it in the end; of the
    # parts that mostly wait only one, so that no core is idle.
    kinds = ("system", "odoo", "http", "unit")
    single = any("::" in path for path in paths)
    planned = []
    for kind in kinds:
        shares = suite.parts(kind, files, 1 if single else None)
        for number, (name, share) in enumerate(shares.items()):
            targets = paths if single else [str(file.path) for file in share]
            job = _pytest_job(stack, name, kind, template, targets)
            planned.append((number, job))
    return [job for _number, job in sorted(planned, key=lambda pair: pair[0])]


def _alone(stack: Stack, files: list[TestFile]) -> list[Job]:
    """Each addon by itself, and lint; the longest first, as one core does each."""

    def count(name: str) -> int:
        return sum(len(file.functions) for file in files if file.addon == name)

    longest, *others = sorted(addons.present(), key=count, reverse=True)
    return [
        jobs.native(stack, longest),
        jobs.checks(stack),
        *(jobs.native(stack, name) for name in others),
    ]


def _pytest_job(
    stack: Stack, name: str, kind: str, template: str, targets: list[str]
) -> Job:
    if kind in suite.PLAIN:
        folder = suite.PLAIN[kind]
        return jobs.plain_tests(stack, name, folder, template, targets)
    return jobs.odoo_tests(stack, name, template, targets)


def _run(planned: list[Job]) -> list[Outcome]:
    outcomes = []
    with ThreadPoolExecutor(LANES) as lanes:
        for future in as_completed([lanes.submit(job.run) for job in planned]):
            result = future.result()
            print(f"[test] {result.job}: {result} ({result.took})", flush=True)
            outcomes.append(result)
    return outcomes


def _install_log(template: str) -> Outcome:
    """Installing the whole suite may not warn either."""
    result = Outcome("install the whole suite")
    log = DATABASE_LOGS / f"{template.replace(database.TEMPLATE, 'ls_new_')}.log"
    if log.exists():
        result.problems = log_scan.unexpected(log.read_text())
    result.results["install", "", "suite"] = "passed"
    return result


def _completeness(
    files: list[TestFile], twice: list[TestFile], outcomes: list[Outcome]
) -> Outcome:
    """Compare what ran, under pytest and under Odoo, with what the sources hold."""
    result = Outcome("completeness")
    under_pytest, under_odoo = set(), set()
    for done in outcomes:
        (under_odoo if " alone" in done.job else under_pytest).update(done.executed())
    result.problems = suite.not_run(twice, under_pytest)
    if any(" alone" in done.job for done in outcomes):
        ran = {(f.removeprefix("logistics_sync."), c, n) for f, c, n in under_odoo}
        native = [suite.without_browser(file) for file in files if file.addon]
        for line in suite.not_run(native, ran):
            result.problems.append(f"{line} under Odoo's own runner")
    return result


def _report(outcomes: list[Outcome]) -> int:
    for result in outcomes:
        for problem in result.problems:
            print(f"PROBLEM {result.job}: {problem}")
    counts = [
        sum(result.count(kind) for result in outcomes)
        for kind in ("passed", "failed", "skipped")
    ]
    if not any(counts):
        counts[1] = 1
        print("PROBLEM: no test ran")
    print(count_line(*counts), flush=True)
    return 1 if counts[1] else 0
