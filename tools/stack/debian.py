# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Debian packages: installed on the machine, or unpacked into a folder."""

import os
import shutil
from pathlib import Path

from .shell import StackError, as_root, run, say

SOURCES = Path("/etc/apt")


def install(program: str, package: str) -> str:
    """The path of a program, installing its package first where it is missing."""
    found = shutil.which(program)
    if not found:
        install_package(package)
        found = shutil.which(program)
    if not found:
        raise StackError(f"{program} is missing: install the package {package}")
    return found


def browser() -> None:
    """See that Odoo finds a browser for its tours."""
    known = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
    if not any(shutil.which(name) for name in known):
        install("chromium", "chromium")


def broker() -> None:
    """See that the program a message broker is tested against is there.

    The server program comes with the tools' package under another name; the server's
    own package would start a service that nobody here asked for.
    """
    install("redis-check-rdb", "redis-tools")


def partner_programs() -> None:
    """See that what partners call us with by hand is there, as their guide shows it."""
    for program in ("curl", "openssl"):
        install(program, program)


def install_package(package: str) -> None:
    """apt-get install, with fresh package lists when the known ones do not do."""
    if not shutil.which("apt-get"):
        raise StackError(f"This is no Debian: install {package} yourself")
    say(f"installing the system package {package}")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "-y", "--no-install-recommends", package]
    try:
        run(as_root(command), env=env)
    except StackError:
        run(as_root(["apt-get", "update"]), env=env)
        run(as_root(command), env=env)


def release() -> str:
    """The code name of the machine's own Debian release."""
    for line in Path("/etc/os-release").read_text().splitlines():
        key, _, value = line.partition("=")
        if key == "VERSION_CODENAME":
            return value.strip('"')
    raise StackError("/etc/os-release names no VERSION_CODENAME")


class PrivateApt:
    """apt with folders of its own, so that the machine's state stays untouched."""

    def __init__(self, folder: Path, suite: str):
        self.folder = folder
        self.suite = suite

    def update(self) -> None:
        """Write the source and fetch its lists, verified by the machine's keyring."""
        for part in ("parts", "lists/partial", "cache/archives/partial"):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        name, text = own_source(self.suite)
        (self.folder / "parts" / name).write_text(text)
        run(["apt-get", *self._options(), "update"])

    def download(self, packages: list[str], target: Path) -> list[Path]:
        """Download packages into the target folder, without their dependencies."""
        target.mkdir(parents=True, exist_ok=True)
        run(["apt-get", *self._options(), "download", *packages], cwd=target)
        return sorted(target.glob("*.deb"))

    def _options(self) -> list[str]:
        places = {
            "Dir::Etc::SourceList": "/dev/null",
            "Dir::Etc::SourceParts": self.folder / "parts",
            "Dir::State::Lists": self.folder / "lists",
            "Dir::Cache": self.folder / "cache",
            # Root's apt drops to a user who cannot reach a private folder.
            "APT::Sandbox::User": "root",
        }
        return [f"-o{key}={value}" for key, value in places.items()]


def own_source(suite: str) -> tuple[str, str]:
    """The machine's own package source turned to a suite: (file name, content).

    The project names no mirror: whatever the machine uses serves the suite too.
    """
    name = release()
    for path in sorted(SOURCES.glob("sources.list.d/*.sources")):
        for stanza in path.read_text().split("\n\n"):
            if name in _field(stanza, "Suites"):
                return "own.sources", _with_field(stanza, "Suites", suite)
    for path in [SOURCES / "sources.list", *SOURCES.glob("sources.list.d/*.list")]:
        for line in path.read_text().splitlines() if path.exists() else ():
            words = line.split()
            if words[:1] == ["deb"] and name in words:
                words[words.index(name)] = suite
                return "own.list", " ".join(words) + "\n"
    raise StackError(f"No package source for {name} found in {SOURCES}")


def _field(stanza: str, field: str) -> list[str]:
    for line in stanza.splitlines():
        if line.startswith(f"{field}:"):
            return line.partition(":")[2].split()
    return []


def _with_field(stanza: str, field: str, value: str) -> str:
    lines = [
        f"{field}: {value}" if line.startswith(f"{field}:") else line
        for line in stanza.splitlines()
    ]
    return "\n".join(lines) + "\n"


def unpack(packages: list[Path], target: Path) -> None:
    """Unpack packages without installing them."""
    for package in packages:
        run(["dpkg-deb", "-x", package, target])
