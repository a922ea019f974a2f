# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The .pot files: each addon's terms, exported by Odoo itself."""

import subprocess
import tempfile
from pathlib import Path

from .. import addons, database
from ..context import Stack
from ..paths import ROOT
from ..shell import StackError

SCRIPT = Path(__file__).with_name("export_pot.py")
CHANGES_EVERY_TIME = ('"POT-Creation-Date:', '"PO-Revision-Date:')


def check(stack: Stack) -> list[str]:
    """Each .pot holds the terms its addon has now."""
    findings = []
    for name, fresh in _export(stack).items():
        path = _path(name)
        kept = path.read_text() if path.exists() else ""
        if _terms(kept) != _terms(fresh):
            findings.append(f"{path.relative_to(ROOT)}: out of date, run make pot")
    return findings


def write(stack: Stack) -> None:
    """Bring every .pot up to date; one with the same terms is left alone."""
    for name, fresh in _export(stack).items():
        path = _path(name)
        if path.exists() and _terms(path.read_text()) == _terms(fresh):
            continue
        if fresh:
            path.parent.mkdir(exist_ok=True)
            path.write_text(fresh)
        else:
            path.unlink(missing_ok=True)


def _path(addon: str) -> Path:
    return addons.folder(addon) / f"i18n/{addon}.pot"


def _terms(text: str) -> list[str]:
    lines = text.splitlines()
    return [line for line in lines if not line.startswith(CHANGES_EVERY_TIME)]


def _export(stack: Stack) -> dict[str, str]:
    """Addon to fresh .pot text, empty where the addon has no terms."""
    names = addons.present()
    work = database.physical("pot")
    database.clone(stack, database.suite_template(stack, names), work)
    try:
        with tempfile.TemporaryDirectory() as folder:
            _run(stack, work, folder, names)
            files = {name: Path(folder) / f"{name}.pot" for name in names}
            return {n: p.read_text() if p.exists() else "" for n, p in files.items()}
    finally:
        database.drop(stack, work)


def _run(stack: Stack, work: str, folder: str, names: list[str]) -> None:
    command = stack.server("shell", "-d", work, "--no-http", "--log-level", "warn")
    done = subprocess.run(
        command,
        input=SCRIPT.read_text(),
        env={**stack.environment, "POT_FOLDER": folder, "POT_ADDONS": ",".join(names)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise StackError(f"exporting the .pot files failed:\n{done.stderr[-4000:]}")
