# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Locks between processes, and folders that appear complete or not at all."""

import fcntl
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .paths import LOCKS


@contextmanager
def lock(name: str) -> Iterator[None]:
    """Hold the named lock of this user; several clones may set up at once."""
    LOCKS.mkdir(parents=True, exist_ok=True)
    with open(LOCKS / name, "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def build_once(target: Path, build: Callable[[Path], None]) -> Path:
    """Fill a folder beside the target, then rename it: no build is ever half done."""
    if target.exists():
        return target
    with lock(f"build-{target.name}"):
        if target.exists():
            return target
        target.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".new-", dir=target.parent))
        try:
            work.chmod(0o755)
            build(work)
            work.rename(target)
        # Also when the run is interrupted: half a folder is not left behind.
        except BaseException:
            shutil.rmtree(work, ignore_errors=True)
            raise
    return target
