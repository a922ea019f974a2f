# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A short run of the fuzzer; `make fuzz` is the long one."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(os.environ["LOGISTICS_SYNC_ROOT"])


def run(script, *words):
    return subprocess.run(
        [sys.executable, str(ROOT / "tools/fuzz" / script), *words],
        capture_output=True,
        text=True,
        check=False,
    )


def test_unforeseen_input_ends_in_named_errors():
    """A1, C11, C20: bombs, 100 MB lines and noise: named errors, bounded memory."""
    done = run("run.py", "3000", "7")
    last = done.stdout.strip().splitlines()[-1]
    assert last == "inputs 3000 failures 0", done.stdout[-3000:] + done.stderr[-3000:]
    assert done.returncode == 0


def test_unforeseen_requests_are_answered_in_our_form():
    """C20, J6: no 5xx, no traceback, and what was accepted is stored as it came."""
    done = run("web_run.py", "200", "7")
    last = done.stdout.strip().splitlines()[-1]
    assert last == "requests 200 failures 0", done.stdout[-3000:] + done.stderr[-3000:]
    assert done.returncode == 0
