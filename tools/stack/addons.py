# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The suite's addons: which there are, where Odoo finds them, what they hash to."""

import ast
import hashlib
import itertools
from pathlib import Path

from .paths import DEV_ADDONS, LINKS, ROOT
from .shell import StackError

SUITE = (
    "logistics_sync_base",
    "logistics_sync_carrier",
    "logistics_sync_freight_audit",
    "logistics_sync_ap",
    "logistics_sync",
)
# Installed in every template; also what the suite's manifests depend on.
THIRD_PARTY = (
    "mail",
    "queue_job",
    "account",
    "sale_stock",
    "stock_delivery",
    "purchase_stock",
    "stock_landed_costs",
    "logistics_sync_dev",
)
# What an installed database does not hold: changing it needs no new template.
OUTSIDE_DATABASE = ("tests", "static", "readme", "__pycache__")


def folder(addon: str) -> Path:
    """The folder of one of the suite's addons; the root is an addon too."""
    return ROOT if addon == "logistics_sync" else ROOT / addon


def present() -> list[str]:
    """The suite's addons of this clone, dependencies first."""
    return [name for name in SUITE if (folder(name) / "__manifest__.py").exists()]


def manifest(addon: str) -> dict:
    """The manifest of one of the suite's addons."""
    return ast.literal_eval((folder(addon) / "__manifest__.py").read_text())


def with_dependencies(addons: list[str]) -> list[str]:
    """The addons and every addon of the suite they depend on, dependencies first."""
    wanted, queue = set(), list(addons)
    while queue:
        name = queue.pop()
        if name in SUITE and name not in present():
            raise StackError(f"the addon {name} has no __manifest__.py")
        if name in SUITE and name not in wanted:
            wanted.add(name)
            queue += manifest(name).get("depends", [])
    return [name for name in SUITE if name in wanted]


def combinations() -> list[list[str]]:
    """The sets of addons that can be installed, less those that one addon brings."""
    names = present()
    sets = {
        tuple(with_dependencies(list(chosen)))
        for size in range(1, len(names) + 1)
        for chosen in itertools.combinations(names, size)
    }
    alone = {tuple(with_dependencies([name])) for name in names}
    # What the root brings but the root itself is the same.
    return [list(s) for s in sorted(sets - alone) if {*s, "logistics_sync"} != {*names}]


def links() -> Path:
    """A folder outside of the clone with one link per addon, for the addons path.

    The repository root is itself an addon, so its name has to come from a link.
    """
    LINKS.mkdir(parents=True, exist_ok=True)
    for name in SUITE:
        link = LINKS / name
        if name in present():
            if not link.is_symlink():
                link.symlink_to(folder(name))
        elif link.is_symlink():
            link.unlink()
    return LINKS


def source_files(addon: str) -> list[Path]:
    """The files of an addon that decide what a database holds after installing it."""
    base = folder(addon)
    if addon == "logistics_sync":
        return [
            base / "__manifest__.py",
            *_files(base / "data"),
            *_files(base / "i18n"),
        ]
    return [
        path
        for path in _files(base)
        if not set(path.relative_to(base).parts[:-1]) & set(OUTSIDE_DATABASE)
    ]


def static_files(addon: str) -> list[Path]:
    """The files of an addon that web bundles are made of."""
    return _files(folder(addon) / "static")


def digest(files: list[Path], *more: str) -> str:
    """A short key of the content of files and of anything else that matters."""
    key = hashlib.sha256("\n".join(more).encode())
    for path in files:
        key.update(f"\n{path.relative_to(ROOT)}\n".encode())
        key.update(path.read_bytes())
    return key.hexdigest()[:12]


def dev_addon_files() -> list[Path]:
    """The files of the addons that only development installs."""
    return _files(DEV_ADDONS)


def _files(base: Path) -> list[Path]:
    return sorted(
        path
        for path in base.rglob("*")
        if path.is_file() and path.suffix != ".pyc" and not path.name.startswith(".")
    )
