# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Odoo itself: the user's own, or Debian's package unpacked into the cache."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from .debian import PrivateApt, release, unpack
from .locking import build_once
from .paths import CACHE, ODOO_SERIES
from .shell import StackError, step

PACKAGE = "odoo-19"
# The package links its fonts and jQuery to these.
ASSETS = (
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-inconsolata",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
)
# Of the machine's own release: newer ones rename the files the links name.
RELEASE_ASSETS = ("fonts-font-awesome",)


@dataclass(frozen=True)
class Odoo:
    """Where an Odoo lives."""

    python_path: Path
    script: Path
    addons: tuple[Path, ...]

    @property
    def version(self) -> str:
        """What tells one Odoo from another in the hash of a database template."""
        release_file = self.python_path / "odoo/release.py"
        return f"{self.python_path}:{release_file.stat().st_mtime}"


def odoo() -> Odoo:
    """The Odoo to use, fetched on first use."""
    home = os.environ.get("ODOO_HOME")
    if home:
        return _from_checkout(Path(home).resolve())
    folder = build_once(CACHE / f"odoo-{ODOO_SERIES}", _fetch)
    packages = folder / "usr/lib/python3/dist-packages"
    return Odoo(packages, folder / "usr/bin/odoo", (packages / "odoo/addons",))


def _from_checkout(home: Path) -> Odoo:
    scripts = [home / "odoo-bin", home / "odoo"]
    script = next((path for path in scripts if path.is_file()), None)
    if script is None or not (home / "odoo/release.py").exists():
        raise StackError(
            f"ODOO_HOME={home} holds no odoo-bin and odoo/: name a checkout of"
            f" Odoo {ODOO_SERIES}, or unset it to have one fetched"
        )
    addons = tuple(p for p in (home / "addons", home / "odoo/addons") if p.is_dir())
    return Odoo(home, script, addons)


def _fetch(target: Path) -> None:
    with step(f"fetching Odoo {ODOO_SERIES} (once per user)"):
        work = target / ".apt"
        unstable = PrivateApt(work / "sid", "sid")
        unstable.update()
        try:
            unstable.download([PACKAGE, *ASSETS], work / "packages")
        except StackError as error:
            raise StackError(
                f"Debian's unstable suite does not give {PACKAGE}:\n{error}\n"
                f"Get Odoo {ODOO_SERIES} elsewhere and name its folder in ODOO_HOME"
            ) from error
        own = PrivateApt(work / "own", release())
        own.update()
        unpack(own.download(list(RELEASE_ASSETS), work / "packages"), target)
        _relink(target)
        shutil.rmtree(work)


def _relink(target: Path) -> None:
    """Point the package's absolute links into the unpacked folder."""
    for link in (target / "usr/lib/python3/dist-packages").rglob("*"):
        if link.is_symlink() and str(link.readlink()).startswith("/"):
            inside = target / str(link.readlink()).lstrip("/")
            if inside.exists():
                # Relative, because the folder is renamed once it is complete.
                goal = os.path.relpath(inside, link.parent)
                link.unlink()
                link.symlink_to(goal)
