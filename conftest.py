# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Lets pytest import the root addon's tests under the name Odoo gives them.

The repository root is the addon `logistics_sync`, whatever the clone's folder is
called, and it has no `__init__.py` that would make a package of the clone.
"""

from pathlib import Path

import _pytest.pathlib
import pytest

ROOT = Path(__file__).resolve().parent


def pytest_configure(config):
    """Only under Odoo: the system tests import nothing of it."""
    if config.getoption("--odoo-config", None):
        _name_root_tests(_pytest.pathlib.resolve_pkg_root_and_module_name)


def pytest_collect_directory(path, parent):
    """Without Odoo the root tests are a folder: their package would import Odoo."""
    if path == ROOT / "tests" and not parent.config.getoption("--odoo-config", None):
        return pytest.Dir.from_parent(parent, path=path)
    return None


def _name_root_tests(original):
    def resolve(path, **options):
        root, name = original(path, **options)
        if Path(root).resolve() == ROOT and name.split(".")[0] == "tests":
            name = f"odoo.addons.logistics_sync.{name}"
        return root, name

    _pytest.pathlib.resolve_pkg_root_and_module_name = resolve
