# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where everything lives: the clone, the user's cache and the private cluster."""

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / "tools"
DEV_ADDONS = TOOLS / "dev_addons"
PROJECT = "logistics-sync"
ODOO_SERIES = "19.0"


def _cache_home() -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / PROJECT


CACHE = _cache_home()
# Two clones share the cache and the PostgreSQL server; this keeps them apart.
CLONE_ID = hashlib.sha256(str(ROOT).encode()).hexdigest()[:6]
CLONE = CACHE / "clones" / CLONE_ID
LINKS = CLONE / "links"
LOGS = CLONE / "logs"
DATABASE_LOGS = CACHE / "logs"
DATA_DIR = CACHE / "data"
LOCKS = CACHE / "locks"
BYTECODE = CACHE / "bytecode"


def cluster_dir() -> Path:
    """The server's folder; root's own cache is out of its unprivileged user's reach."""
    if os.geteuid() == 0:
        return Path("/var/cache") / PROJECT / "postgresql"
    return CACHE / "postgresql"
