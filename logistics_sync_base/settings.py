# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Settings that belong to the server, not to the database.

Each is read from the environment (``LOGISTICS_SYNC_FOLDER_ROOTS``), else from the
section ``[logistics_sync]`` of the server's configuration file (``folder_roots``).
"""

import configparser
import os
from functools import lru_cache
from pathlib import Path

from odoo.tools import config

SECTION = "logistics_sync"


def get_setting(name, default=None):
    """The text of a setting, or ``default`` when nobody has set it."""
    return (
        os.environ.get(f"LOGISTICS_SYNC_{name.upper()}")
        or _get_section().get(name)
        or default
    )


def _get_section():
    path = Path(config["config"] or "")
    if not path.is_file():
        return {}
    return _read_section(path, path.stat().st_mtime_ns)


# The time of change is part of the key, so that an edited file is read again.
@lru_cache(maxsize=4)
def _read_section(path, _changed_at):
    parser = configparser.RawConfigParser()
    parser.read(path, encoding="utf-8")
    return dict(parser[SECTION]) if parser.has_section(SECTION) else {}
