# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The commands of tools/dev."""

import argparse
import os
import subprocess
import sys

from . import addons, bench, clean, database, debian, demo, fault, lint, testing, venv
from .context import stack
from .lint import translations
from .network import free_port
from .paths import ROOT
from .shell import StackError


def main(words: list[str]) -> int:
    """Run one command; what went wrong is one readable message."""
    try:
        options = _parser().parse_args(words)
        return options.run(options) or 0
    except StackError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tools/dev", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(run, name: str, *arguments: str) -> None:
        command = commands.add_parser(name, help=run.__doc__.splitlines()[0])
        command.set_defaults(run=run)
        for argument in arguments:
            many = {"nargs": argparse.REMAINDER} if argument == "args" else {}
            command.add_argument(argument, **many)

    add(_up, "up")
    add(_db, "db", "name", "addons")
    add(_bare, "bare", "name", "addons")
    add(_clone, "clone", "name")
    add(_update, "update", "name", "addons")
    add(_drop, "drop", "name")
    add(_name, "name", "name")
    add(_pytest, "pytest", "name", "args")
    add(_odoo, "odoo", "name", "args")
    add(_shell, "shell", "name")
    add(_psql, "psql", "name", "args")
    add(_run, "run", "args")
    add(_test, "test", "args")
    add(_lint, "lint")
    add(_format, "format", "args")
    add(_pot, "pot")
    add(_bench, "bench", "args")
    add(_fuzz, "fuzz", "args")
    add(_fault, "fault", "args")
    add(_demo, "demo")
    add(_pictures, "pictures")
    add(_clean, "clean")
    add(_distclean, "distclean")
    add(_lock, "lock")
    return parser


def _up(options) -> None:
    """Set everything up and start PostgreSQL."""
    ready = stack()
    database.third_party_template(ready)
    for key in sorted(ready.environment):
        if key.startswith(("PG", "LOGISTICS_SYNC_")):
            print(f"export {key}={ready.environment[key]}")


def _db(options) -> None:
    """Create a database anew with the given addons of this clone installed."""
    ready = stack()
    name = database.physical(options.name)
    database.clone(ready, database.third_party_template(ready), name)
    database.install(ready, name, options.addons.split(","))
    print(name)


def _bare(options) -> None:
    """The same with nothing beside them but what they depend on."""
    ready = stack()
    name = database.physical(options.name)
    names = addons.with_dependencies(options.addons.split(","))
    database.clone(ready, database.dependencies_template(ready, names), name)
    database.install(ready, name, names)
    print(name)


def _clone(options) -> None:
    """Create a database anew as a copy of the template with the whole suite."""
    ready = stack()
    name = database.physical(options.name)
    template = os.environ.get("LOGISTICS_SYNC_TEMPLATE")
    template = template or database.suite_template(ready, addons.present())
    database.clone(ready, template, name)
    print(name)


def _update(options) -> None:
    """Update addons in a database."""
    database.odoo(stack(), database.physical(options.name), "-u", options.addons)


def _drop(options) -> None:
    """Delete a database."""
    database.drop(stack(), database.physical(options.name))


def _name(options) -> None:
    """Print the name a database has on the server."""
    print(database.physical(options.name))


def _pytest(options) -> int:
    """Run pytest with Odoo on a database, HTTP tests included."""
    ready = stack()
    debian.browser()
    debian.broker()
    name = database.physical(options.name)
    command = [ready.python, "-m", "pytest", f"--odoo-config={ready.config}"]
    command += [f"--odoo-database={name}", "--odoo-http", *options.args]
    return _call(command)


def _odoo(options) -> None:
    """Run the Odoo server on a database; takes the options of odoo server."""
    name = database.physical(options.name)
    words = ["-d", name, "--db-filter", f"^{name}$"]
    if not any(word.startswith(("--http-port", "-p")) for word in options.args):
        words += ["--http-port", str(free_port())]
    if not any(word.startswith("--gevent-port") for word in options.args):
        words += ["--gevent-port", str(free_port())]
    _replace(stack().server("server", *words, *_logged(name, options.args)))


def _logged(name: str, words: list[str]) -> list[str]:
    """In a test run, servers log to where the run looks for warnings."""
    folder = os.environ.get("LOGISTICS_SYNC_LOGS")
    if not folder or any(word.startswith("--logfile") for word in words):
        return words
    return [*words, f"--logfile={folder}/{name}-{os.getpid()}.log"]


def _shell(options) -> None:
    """Run Odoo's shell on a database; it reads a script on standard input."""
    name = database.physical(options.name)
    _replace(stack().server("shell", "-d", name, "--no-http", "--log-level", "warn"))


def _psql(options) -> None:
    """Run psql on a database."""
    _replace(["psql", "-d", database.physical(options.name), *options.args])


def _run(options) -> None:
    """Run any program with the environment of the stack."""
    _replace(options.args)


def _test(options) -> int:
    """Run every test and check, or the tests under the given paths."""
    try:
        return testing.run(stack(), options.args)
    except StackError as error:
        return testing.broken(error)


def _lint(options) -> int:
    """Check the sources; prints every finding."""
    failed = 0
    for name, findings in lint.run(stack()):
        print(f"{'FAILED' if findings else 'ok':6} {name}")
        print("".join(f"    {finding}\n" for finding in findings), end="", flush=True)
        failed += bool(findings)
    return 1 if failed else 0


def _format(options) -> int:
    """Format Python and XML, all or the given paths; prints what is left to do."""
    left = lint.fix(stack(), options.args)
    print("".join(f"{finding}\n" for finding in left), end="")
    return 1 if left else 0


def _pot(options) -> None:
    """Bring the .pot files up to date."""
    translations.write(stack())


def _bench(options) -> int:
    """Run the named benchmark, or all of them."""
    return bench.run(stack(), options.args[0] if options.args else None)


def _fuzz(options) -> int:
    """Feed inputs by chance to every reader of the core (N of them, 100,000), then
    requests by chance to a running server (one for each twenty of these)."""
    inputs, *seed = options.args or ["100000"]
    requests = str(max(int(inputs) // 20, 1))
    fuzz = ROOT / "tools/fuzz"
    core = _call([stack().python, fuzz / "run.py", inputs, *seed])
    return _call([stack().python, fuzz / "web_run.py", requests, *seed]) or core


def _fault(options) -> int:
    """Let partners and machines fail over N messages (5000) and count what is lost."""
    return fault.run(stack(), options.args)


def _demo(options) -> None:
    """Play the demo day in a fresh database, then serve it unless SERVE=0."""
    demo.run(stack())


def _pictures(options) -> None:
    """Take the pictures of the guides anew, in the demo's screens."""
    os.environ.update(PICTURES="1", SERVE="0")
    demo.run(stack())


def _clean(options) -> None:
    """Delete this clone's databases, links and caches."""
    clean.clean(stack())


def _distclean(options) -> None:
    """Delete what the user's clones share as well."""
    clean.clean(stack())
    clean.distclean(stack())


def _lock(options) -> None:
    """Resolve requirements/*.in anew and write the lock file."""
    venv.lock()


def _call(command: list) -> int:
    return subprocess.run(
        [str(word) for word in command], env=stack().environment, cwd=ROOT, check=False
    ).returncode


def _replace(command: list[str]) -> None:
    """Become the program, so that signals and exit status are its own."""
    os.execvpe(command[0], command, stack().environment)
