# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The files of the project, as git sees them."""

import subprocess
from pathlib import Path

from ..paths import ROOT

NOT_OURS = {"__pycache__", "node_modules", "lib"}


def tracked(*suffixes: str) -> list[Path]:
    """The files with one of the suffixes; new ones count, ignored ones do not."""
    return sorted(path for path in _all() if path.name.endswith(suffixes))


def _all() -> list[Path]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        found = [path for path in ROOT.rglob("*") if ".git" not in path.parts]
    else:
        found = [ROOT / name for name in done.stdout.decode().split("\0") if name]
    return [
        path
        for path in found
        if path.is_file() and not NOT_OURS & set(path.relative_to(ROOT).parts)
    ]
