# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a job came to, read from what pytest and Odoo's own runner leave behind."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

ALLOWED_SKIPS = Path(__file__).with_name("allowed_skips.txt")
STARTED = re.compile(r" INFO \S+ odoo\.addons\.(\S+): Starting (\w+)\.(\w+) \.\.\.")
BROKEN = re.compile(r" ERROR \S+ odoo\.addons\.(\S+): (?:FAIL|ERROR): (\w+)\.(\w+)")
SKIPPED = re.compile(r" INFO \S+ odoo\.addons\.(\S+): skipped (\w+)\.(\w+) : (.*)")
CLASS_BROKEN = re.compile(r" ERROR \S+ \S+: ERROR: (setUpClass|tearDownClass) \((.*)\)")

Test = tuple[str, str, str]


@dataclass
class Outcome:
    """How each test (dotted file, class, function) ended, and what else went wrong."""

    job: str
    results: dict[Test, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    seconds: float = 0.0
    worked: float = 0.0

    @property
    def took(self) -> str:
        """Time by the clock, and on the cores; without what PostgreSQL does."""
        return f"{self.seconds:.0f} s, {self.worked:.0f} s of work"

    def count(self, result: str) -> int:
        """How many tests ended so; a problem counts as a failure of its own."""
        extra = len(self.problems) if result == "failed" else 0
        return sum(value == result for value in self.results.values()) + extra

    def executed(self) -> set[Test]:
        """The tests that were reached; a skip needs a permission of its own."""
        return set(self.results)

    def __str__(self) -> str:
        return count_line(*(self.count(r) for r in ("passed", "failed", "skipped")))


def count_line(passed: int, failed: int, skipped: int) -> str:
    """The closing line, in the one form that is read."""
    return f"{passed} passed, {failed} failed, {skipped} skipped"


def from_junit(outcome: Outcome, path: Path) -> None:
    """Read pytest's report; of a test's subtests the worst counts."""
    if not path.exists():
        outcome.problems.append("pytest left no report: it broke down")
        return
    for case in ElementTree.parse(path).iter("testcase"):
        test = _pytest_name(case)
        result, reason = _pytest_result(case)
        if result == "skipped" and not _allowed(test, reason):
            outcome.problems.append(f"{'.'.join(test)}: skipped: {reason}")
        if outcome.results.get(test, "passed") in ("passed", result):
            outcome.results[test] = result
        elif result == "failed":
            outcome.results[test] = result


def from_odoo_log(outcome: Outcome, text: str) -> None:
    """Read what Odoo's own runner logged."""
    for match in STARTED.finditer(text):
        outcome.results[match.groups()] = "passed"
    for match in SKIPPED.finditer(text):
        test, reason = match.groups()[:3], match.group(4)
        outcome.results[test] = "skipped"
        if not _allowed(test, reason):
            outcome.problems.append(f"{'.'.join(test)}: skipped: {reason}")
    for match in BROKEN.finditer(text):
        outcome.results[match.groups()] = "failed"
    for match in CLASS_BROKEN.finditer(text):
        outcome.problems.append(f"{match.group(1)} of {match.group(2)} failed")
    if " tests when loading database" not in text:
        outcome.problems.append("Odoo's runner did not come to its end")


def tracebacks(text: str) -> list[str]:
    """What Odoo's log says of each failed test, traceback included."""
    entries = re.split(
        r"^(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,)", text, flags=re.MULTILINE
    )
    return [e for e in entries if BROKEN.search(e) or CLASS_BROKEN.search(e)]


def _pytest_name(case: ElementTree.Element) -> Test:
    module, _, owner = case.get("classname", "").rpartition(".")
    name = case.get("name", "").partition("[")[0].partition(" ")[0]
    if owner.startswith("test_"):
        return f"{module}.{owner}".lstrip("."), "", name
    return module, owner, name


def _pytest_result(case: ElementTree.Element) -> tuple[str, str]:
    for child in case:
        if child.tag in ("failure", "error"):
            return "failed", ""
        if child.tag == "skipped":
            return "skipped", child.get("message", "")
    return "passed", ""


def _allowed(test: Test, reason: str) -> bool:
    """Whether the list of allowed skips names this one."""
    lines = ALLOWED_SKIPS.read_text().splitlines()
    patterns = [line for line in lines if line and not line.startswith("#")]
    subject = f"{'.'.join(test)}: {reason}"
    return any(re.search(pattern, subject) for pattern in patterns)
