# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Databases: created in a quarter of a second from templates keyed by their content."""

import os
import shutil
import subprocess
from collections.abc import Sequence

from . import addons, venv
from .context import Stack
from .locking import lock
from .paths import CLONE_ID, DATA_DIR, DATABASE_LOGS, ODOO_SERIES
from .shell import StackError, run, step

TEMPLATE = "ls_template_"
FIXES = "logistics_sync_dev"
KEPT = 8
FILESTORE = DATA_DIR / "filestore"


def physical(name: str) -> str:
    """The name on the server, which other clones of this user share."""
    return name if name.startswith("ls_") else f"ls_{CLONE_ID}_{name}"


def sql(stack: Stack, database: str, statement: str) -> list[str]:
    """Run one statement; the rows as text."""
    command = ["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", database]
    return run([*command, "-c", statement], env=stack.environment).stdout.splitlines()


def listed(stack: Stack, prefix: str) -> list[str]:
    """The databases whose name starts with a prefix."""
    names = sql(stack, "postgres", "SELECT datname FROM pg_database ORDER BY 1")
    return [name for name in names if name.startswith(prefix)]


def drop(stack: Stack, database: str) -> None:
    """Delete a database, whoever is connected, and its files."""
    run(["dropdb", "--force", "--if-exists", database], env=stack.environment)
    shutil.rmtree(FILESTORE / database, ignore_errors=True)


def clone(stack: Stack, template: str, database: str) -> None:
    """Replace a database by a copy of a template, files included."""
    drop(stack, database)
    run(["createdb", "-T", template, database], env=stack.environment)
    source = FILESTORE / template
    if source.exists():
        # Odoo never changes a stored file, so links do for copies.
        shutil.copytree(source, FILESTORE / database, copy_function=os.link)


def odoo(stack: Stack, database: str, *words: str) -> None:
    """Run the server once on a database, for installing or updating."""
    DATABASE_LOGS.mkdir(parents=True, exist_ok=True)
    log = DATABASE_LOGS / f"{database}.log"
    command = stack.server("server", "-d", database, "--no-http", "--stop-after-init")
    with open(log, "w") as output:
        done = subprocess.run(
            [*command, *words],
            env=stack.environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    if done.returncode:
        tail = "\n".join(log.read_text().splitlines()[-80:])
        raise StackError(f"odoo {' '.join(words)} on {database} failed:\n{tail}")


def install(stack: Stack, database: str, names: list[str]) -> None:
    """Install addons and see that they are installed: Odoo only logs a wrong name."""
    odoo(stack, database, "-i", ",".join(names))
    query = "SELECT name FROM ir_module_module WHERE state = 'installed'"
    missing = set(names) - set(sql(stack, database, query))
    if missing:
        log = DATABASE_LOGS / f"{database}.log"
        raise StackError(f"not installed in {database}: {sorted(missing)}, see {log}")


def third_party_template(stack: Stack) -> str:
    """The template with everything the suite depends on."""
    return _fresh_template(stack, addons.THIRD_PARTY)


def dependencies_template(stack: Stack, names: list[str]) -> str:
    """The template with what these addons depend on outside of the suite, no more."""
    if set(names) == set(addons.SUITE):
        return third_party_template(stack)
    depends = {dep for name in names for dep in addons.manifest(name)["depends"]}
    return _fresh_template(stack, sorted(depends - set(addons.SUITE) | {FIXES}))


def _fresh_template(stack: Stack, names: Sequence[str]) -> str:
    key = addons.digest(
        addons.dev_addon_files(),
        ODOO_SERIES,
        stack.odoo.version,
        venv.LOCK.read_text(),
        *names,
        "with web bundles",
    )

    def fill(database: str) -> None:
        words = ["-T", "template0", "-l", "C.UTF-8", "-E", "UTF8", database]
        run(["createdb", *words], env=stack.environment)
        install(stack, database, list(names))
        _bundle_assets(stack, database)

    return template(stack, f"{TEMPLATE}odoo_{key}", fill)


def _bundle_assets(stack: Stack, database: str) -> None:
    """Build the web bundles into a template; each test run would else do it anew."""
    script = "env['ir.qweb']._pregenerate_assets_bundles(); env.cr.commit()"
    command = stack.server("shell", "-d", database, "--no-http")
    done = subprocess.run(
        command,
        input=script,
        env=stack.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise StackError(f"building the web assets failed:\n{done.stderr[-4000:]}")


def suite_template(stack: Stack, names: list[str]) -> str:
    """The template with the given addons of the suite installed from this clone."""
    names = addons.with_dependencies(names)
    base = third_party_template(stack)
    files = [path for name in names for path in addons.source_files(name)]
    key = addons.digest(files, base, *names)

    def fill(database: str) -> None:
        clone(stack, base, database)
        install(stack, database, names)
        _prune(stack, f"{TEMPLATE}suite_")

    return template(stack, f"{TEMPLATE}suite_{key}", fill)


def browser_template(stack: Stack, base: str, names: list[str]) -> str:
    """A copy of the suite's template that holds the web bundles of these addons too.

    What a page builds during a test is rolled back with it: without them each browser
    test would build its own.
    """
    static = [path for name in names for path in addons.static_files(name)]
    # Odoo tells by it whether a bundle is still good.
    changed = [str(path.stat().st_mtime) for path in static]
    key = addons.digest(static, base, *changed)

    def fill(database: str) -> None:
        clone(stack, base, database)
        _bundle_assets(stack, database)
        _prune(stack, f"{TEMPLATE}web_")

    return template(stack, f"{TEMPLATE}web_{key}", fill)


def _prune(stack: Stack, prefix: str) -> None:
    """Each change of the sources leaves a template behind; keep the newest few."""
    query = (
        f"SELECT datname FROM pg_database WHERE datname LIKE '{prefix}%' ORDER BY oid"
    )
    for old in sql(stack, "postgres", query)[:-KEPT]:
        drop(stack, old)


def template(stack: Stack, name: str, fill) -> str:
    """A template by its key: filled under another name, renamed once complete."""
    if listed(stack, name):
        return name
    with lock(name):
        if listed(stack, name):
            return name
        fresh = name.replace(TEMPLATE, "ls_new_")
        drop(stack, fresh)
        with step(f"making the database template {name}"):
            fill(fresh)
        files = FILESTORE / fresh
        shutil.rmtree(FILESTORE / name, ignore_errors=True)
        if files.exists():
            files.rename(FILESTORE / name)
        run(["dropdb", "--force", "--if-exists", name], env=stack.environment)
        sql(stack, "postgres", f'ALTER DATABASE "{fresh}" RENAME TO "{name}"')
    return name
