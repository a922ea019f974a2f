# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Unexpected warnings and errors in Odoo's logs, and secrets that leaked there."""

import re
from pathlib import Path

ALLOWED = Path(__file__).with_name("allowed_log_lines.txt")
# What tests use as secrets of partners; in a log they would be somebody's real ones.
SECRETS = Path(__file__).with_name("secret_texts.txt")
LINE = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \d+"
    r" (WARNING|ERROR|CRITICAL) \S+ ([^ :]+): (.*?) *$"
)
# Failed tests are counted where they are read; here they would count again.
TEST_RESULT = re.compile(
    r"(ERROR|WARNING) odoo\.tests\.result: |ERROR odoo\.addons\.\S+: (FAIL|ERROR): "
)


def unexpected(text: str) -> list[str]:
    """The warnings and errors that the list of allowed ones does not cover.

    A line that holds a secret of the tests is told, too, whatever its level.
    """
    patterns = _patterns()
    secrets = _read_lines(SECRETS)
    found = {}
    for line in text.splitlines():
        for secret in secrets:
            if secret in line:
                entry = f"a secret ({secret[:12]}...) in: {line.split(secret)[0][:120]}"
                found[entry] = found.get(entry, 0) + 1
        match = LINE.match(line)
        if match:
            entry = f"{match[1]} {match[2]}: {match[3]}"
            if TEST_RESULT.match(entry):
                continue
            if not any(pattern.search(entry) for pattern in patterns):
                found[entry] = found.get(entry, 0) + 1
    return [f"{entry} ({n} times)" if n > 1 else entry for entry, n in found.items()]


def _patterns() -> list[re.Pattern]:
    return [re.compile(line) for line in _read_lines(ALLOWED)]


def _read_lines(path: Path) -> list[str]:
    lines = path.read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]
