# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The pure core without Odoo, and the documents its tests read."""

import sys
import types
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ADDON = ROOT / "logistics_sync_base"
PACKAGE = "pure_core"


def load(name):
    """A module of the pure core, such as ``codec.json_document``."""
    # The __init__ of the addon and of its tests would bring Odoo.
    for package, folder in ((PACKAGE, ADDON), (f"{PACKAGE}.tests", ADDON / "tests")):
        if package not in sys.modules:
            module = types.ModuleType(package)
            module.__path__ = [str(folder)]
            sys.modules[package] = module
    return import_module(f"{PACKAGE}.{name}")


def is_named(error):
    """Whether an exception is one of the core's own, which callers know by name."""
    return type(error).__module__.startswith(f"{PACKAGE}.")
