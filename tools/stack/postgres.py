# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""PostgreSQL: the server that libpq's variables name, or a private one.

The private cluster speaks through a socket in a folder of its own: no port to collide
with, nothing for other machines to reach. It trades durability for speed.
"""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

from .debian import install, install_package
from .locking import lock
from .paths import cluster_dir
from .shell import StackError, run, say, step

USER = "odoo"
SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{socket}'
unix_socket_permissions = 0700
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 300
shared_buffers = 512MB
work_mem = 16MB
max_wal_size = 4GB
checkpoint_timeout = 15min
jit = off
log_min_messages = warning
"""


def named_by_environment() -> bool:
    """Whether the user brings a server of their own."""
    if os.environ.get("PGHOST") == str(_socket()):
        return False  # our own environment, exported or inherited
    return any(os.environ.get(name) for name in ("PGHOST", "PGSERVICE", "PGPORT"))


def environment() -> dict[str, str]:
    """The libpq variables that lead to the running server."""
    if named_by_environment():
        return {k: v for k, v in os.environ.items() if k.startswith("PG")}
    return {"PGHOST": str(_socket()), "PGPORT": "5432", "PGUSER": USER}


def start() -> None:
    """Make the private cluster where there is none, and start it where it is down."""
    if named_by_environment():
        install("psql", "postgresql-client")
        return
    with lock("postgresql"):
        if _alive():
            return
        folder = binaries()
        data = _data(folder)
        if not (data / "PG_VERSION").exists():
            _create(folder, data)
        say("starting the private PostgreSQL")
        log = cluster_dir() / "server.log"
        as_owner([folder / "pg_ctl", "-D", data, "-l", log, "-w", "start"])


def stop() -> None:
    """Stop the private server if it runs."""
    if named_by_environment() or not _alive():
        return
    folder = binaries()
    as_owner([folder / "pg_ctl", "-D", _data(folder), "-m", "fast", "stop"])


def remove() -> None:
    """Stop the private server and delete its cluster."""
    with lock("postgresql"):
        stop()
        shutil.rmtree(cluster_dir(), ignore_errors=True)


def _alive() -> bool:
    if not _socket().exists():
        return False
    probe = ["pg_isready", "-q", "-h", str(_socket())]
    return subprocess.run(probe, check=False).returncode == 0


def _socket() -> Path:
    return cluster_dir() / "socket"


def _data(folder: Path) -> Path:
    # Keyed by version: another major version cannot read these files.
    return cluster_dir() / f"data-{folder.parent.name}"


def binaries() -> Path:
    """The folder of the newest server here, installed where there is none."""
    for attempt in ("look", "install"):
        found = sorted(
            Path("/usr/lib/postgresql").glob("*/bin/initdb"),
            key=lambda path: int(path.parts[-3]),
        )
        if found:
            return found[-1].parent
        if shutil.which("initdb"):
            return Path(shutil.which("initdb")).resolve().parent
        if attempt == "look":
            install_package("postgresql")
    raise StackError("No PostgreSQL server found: install one, or set PGHOST")


def _create(folder: Path, data: Path) -> None:
    with step("creating the private PostgreSQL cluster"):
        place = cluster_dir()
        place.mkdir(parents=True, exist_ok=True)
        _socket().mkdir(exist_ok=True)
        ids = owner()
        if ids:
            for path in (place, _socket()):
                os.chown(path, *ids)
        init(folder, data)
        settings = SETTINGS.format(socket=_socket())
        with open(data / "postgresql.conf", "a") as conf:
            conf.write(settings)


def init(folder: Path, data: Path) -> None:
    """Make the files of a new cluster; its owner must be able to write beside them."""
    as_owner(
        [folder / "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8"]
        + ["--locale=C.UTF-8", "--no-sync"]
    )


def owner() -> tuple[int, int] | None:
    """The unprivileged user that runs the server for root, as initdb refuses root."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam("postgres")
    except KeyError:
        entry = pwd.getpwnam("nobody")
    return entry.pw_uid, entry.pw_gid


def as_owner(command: list) -> None:
    """Run one of the server's programs as the user that owns its files."""
    who = owner()
    ids = {"user": who[0], "group": who[1], "extra_groups": []} if who else {}
    # A session of its own: the server outlives the terminal that started it.
    run(command, cwd="/", start_new_session=True, **ids)
