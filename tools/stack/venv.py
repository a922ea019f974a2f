# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The virtual environment, keyed by what its lock file pins."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from .debian import install_package
from .locking import build_once
from .odoo_source import Odoo
from .paths import CACHE, ROOT, TOOLS
from .shell import StackError, run, step

REQUIREMENTS = ROOT / "requirements"
LOCK = REQUIREMENTS / "lock.txt"
PYTHON = (3, 11)
DEBIAN_PYTHON = (3, 11, 2)
# Wanted by the metadata of Odoo only. With PyPDF2 3 present Odoo picks it and its PDF
# code fails; psycopg2 is there as psycopg2-binary, which needs no compiler.
NEVER = ("odoo", "pypdf2", "psycopg2")


def python(odoo: Odoo) -> Path:
    """The interpreter of the virtual environment that sees this Odoo."""
    key = hashlib.sha256(LOCK.read_bytes() + odoo.version.encode()).hexdigest()[:12]
    folder = CACHE / "venv" / key

    def build(work: Path) -> None:
        with step("installing the Python packages (once per lock file)"):
            _create(work, odoo)
            _pip(work, "install", "--no-deps", "-r", LOCK)
            _point_scripts(work, folder)

    return build_once(folder, build) / "bin/python"


def site_packages(interpreter: Path) -> Path:
    """Where pip put the third party addons."""
    return interpreter.parent.parent / f"lib/python{_dotted()}/site-packages"


def lock() -> None:
    """Resolve the .in files anew and write the lock file."""
    from .odoo_source import odoo

    oldest = Path("/usr/bin/python3.11")
    if oldest.exists() and sys.version_info[:3] != DEBIAN_PYTHON:
        # What a later patch release accepts may refuse to install with Debian's.
        run([oldest, TOOLS / "dev", "lock"])
        return
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder) / "venv"
        _create(work, odoo())
        wanted = [w for path in sorted(REQUIREMENTS.glob("*.in")) for w in ("-r", path)]
        _pip(work, "install", *wanted)
        frozen = _pip(work, "freeze").splitlines()
    kept = [line for line in frozen if line.partition("==")[0].lower() not in NEVER]
    head = "# Made by `tools/dev lock` from the .in files; installed without resolving."
    LOCK.write_text("\n".join([head, *kept]) + "\n")


def _create(folder: Path, odoo: Odoo) -> None:
    base = _base_python()
    command = [base, "-m", "venv", "--without-pip", folder]
    try:
        run(command)
    except StackError:
        install_package(f"python{_dotted()}-venv")
        run(command)
    link = site_packages(folder / "bin/python") / "odoo_source.pth"
    link.write_text(f"{odoo.python_path}\n")


def _point_scripts(work: Path, folder: Path) -> None:
    """Make the scripts name the interpreter where it will be, not where it was made."""
    for script in (work / "bin").iterdir():
        if script.is_symlink() or not script.is_file():
            continue
        content = script.read_bytes()
        if content.startswith(b"#!"):
            script.write_bytes(content.replace(bytes(work), bytes(folder)))


def _base_python() -> str:
    """A Python of the locked version outside of any virtual environment."""
    if sys.version_info[:2] == PYTHON:
        return sys._base_executable
    found = shutil.which(f"python{_dotted()}")
    if not found:
        raise StackError(f"Python {_dotted()} is needed: the lock file is made for it")
    return found


def _pip(folder: Path, *words) -> str:
    """The base interpreter's pip working on the environment; it needs none inside."""
    base = _base_python()
    probe = [base, "-m", "pip", "--version"]
    if subprocess.run(probe, capture_output=True, check=False).returncode:
        install_package("python3-pip")
    env = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    command = [base, "-m", "pip", "--python", folder / "bin/python", *words]
    return run(command, env=env).stdout


def _dotted() -> str:
    return ".".join(map(str, PYTHON))
