# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Checks by public tools."""

import os
import subprocess
from pathlib import Path

from .. import addons
from ..context import Stack
from ..paths import DEV_ADDONS, ROOT
from .files import tracked


def ruff(stack: Stack) -> list[str]:
    """Python style."""
    return _findings(stack, ["ruff", "check", "--output-format", "concise", "."])


def ruff_format(stack: Stack) -> list[str]:
    """Python formatting."""
    words = ["--check", "--output-format", "concise", "."]
    return _findings(stack, ["ruff", "format", *words])


def format_python(stack: Stack, paths: list[str]) -> None:
    """Sort imports and format Python files."""
    for words in (["check", "--select", "I", "--fix-only", "-q"], ["format", "-q"]):
        command = ["ruff", *words, "--force-exclude", *(paths or [str(ROOT)])]
        subprocess.run(command, env=stack.environment, check=False)


def pylint(stack: Stack) -> list[str]:
    """The Odoo community's rules, for each addon on its own."""
    targets = [name for name in addons.present() if name != "logistics_sync"]
    targets = [f"{name}/" for name in targets]
    targets += [str(p.relative_to(ROOT)) for p in _root_addon() if p.suffix == ".py"]
    if not targets:
        return []
    command = [stack.python, "-m", "pylint", "--rcfile", ROOT / ".pylintrc", *targets]
    return _findings(stack, command)


def odoo_files(stack: Stack) -> list[str]:
    """Manifests, XML ids, access rights and the like, and .po files."""
    modules = [str(addons.folder(n)) for n in addons.present() if n != "logistics_sync"]
    catalogues = [str(path) for path in tracked(".po", ".pot")]
    findings = []
    if modules:
        # Odoo's own data writes numbers as text; the ORM converts them.
        words = ["oca-checks-odoo-module", "--disable=xml-field-numeric-without-eval"]
        findings += _findings(stack, [*words, *modules])
    if catalogues:
        findings += _findings(stack, ["oca-checks-po", *catalogues])
    return findings


def licences(stack: Stack) -> list[str]:
    """No addon depends on one whose licence forbids it."""
    # manifestoo takes the root for no addon; its licence is pylint-odoo's to check.
    names = [name for name in addons.present() if name != "logistics_sync"]
    if not names:
        return []
    site = next((stack.python.parent.parent / "lib").glob("*/site-packages"))
    places = [addons.links(), DEV_ADDONS, site / "odoo/addons", *stack.odoo.addons]
    path = ",".join(str(place) for place in places)
    return _findings(
        stack,
        [stack.python, "-m", "manifestoo", "--addons-path", path]
        + ["--select-include", ",".join(names), "check-licenses"],
    )


def _root_addon() -> list[Path]:
    names = ("__manifest__.py", "tests")
    found = [ROOT / name for name in names]
    files = [found[0]] if found[0].exists() else []
    return files + sorted(found[1].rglob("*.py"))


def _findings(stack: Stack, command: list) -> list[str]:
    done = subprocess.run(
        [str(word) for word in command],
        cwd=ROOT,
        env={**stack.environment, "NO_COLOR": "1", "COLUMNS": str(10**4)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if not done.returncode:
        return []
    lines = [line for line in done.stdout.splitlines() if line.strip()]
    return lines or [
        f"{os.path.basename(str(command[0]))} ended with {done.returncode}"
    ]
