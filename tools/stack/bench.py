# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Benchmarks: each prints a ratio and its goal, and has to meet it."""

import ast
import re
import subprocess
from pathlib import Path

from . import addons, database
from .context import Stack
from .paths import ROOT
from .shell import StackError, say

FOLDER = ROOT / "benchmarks"
LAST_LINE = re.compile(r"ratio ([0-9.]+) goal ([0-9.]+)( at most)?")


def run(stack: Stack, name: str | None) -> int:
    """Run the named benchmark, or all of them; 0 when every goal is met."""
    scripts = sorted(p for p in FOLDER.glob("*.py") if not p.name.startswith("_"))
    if name:
        scripts = [path for path in scripts if path.stem == name]
    if not scripts:
        raise StackError(f"no benchmark {name or ''} in {FOLDER}")
    missed = [path.stem for path in scripts if not _one(stack, path)]
    met = len(scripts) - len(missed)
    print(f"{met} of {len(scripts)} benchmarks met their goal", end="")
    print(f"; missed by: {', '.join(missed)}" if missed else "")
    return 1 if missed else 0


def _one(stack: Stack, script: Path) -> bool:
    base = database.physical(f"bench_{script.stem}")
    database.clone(stack, _template(stack, script), base)
    say(f"benchmark {script.stem}")
    try:
        output = _output(stack, script, base)
    finally:
        database.drop(stack, base)
    met = is_met(output)
    if met is None:
        print(
            f"{script.stem}: FAILED, the last line is no "
            "'ratio <figure> goal <figure>[ at most]'"
        )
        return False
    print(f"{script.stem}: {'met' if met else 'MISSED'}", flush=True)
    return met


def is_met(output: str) -> bool | None:
    """Whether the last line meets its goal, at least or at most; None without one."""
    last = LAST_LINE.fullmatch(output.splitlines()[-1]) if output.split() else None
    if not last:
        return None
    ratio, goal = float(last[1]), float(last[2])
    return ratio <= goal if last[3] else ratio >= goal


def _output(stack: Stack, script: Path, base: str) -> str:
    """Run the script; what it prints is shown as it comes."""
    lines = []
    with subprocess.Popen(
        [stack.python, "-u", script],
        cwd=ROOT,
        env={**stack.environment, "LOGISTICS_SYNC_DATABASE": base},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line.rstrip())
    # A benchmark that broke down has not met its goal, whatever it printed before.
    return "\n".join(lines).strip() if not process.returncode else ""


def _template(stack: Stack, script: Path) -> str:
    """The suite, and the addons the script names to measure against."""
    suite = database.suite_template(stack, addons.present())
    more = _extra_addons(script)
    if not more:
        return suite

    def fill(fresh: str) -> None:
        database.clone(stack, suite, fresh)
        database.install(stack, fresh, more)

    name = f"{suite}_{addons.digest([], *more)}"
    return database.template(stack, name, fill)


def _extra_addons(script: Path) -> list[str]:
    for node in ast.parse(script.read_text()).body:
        if (
            isinstance(node, ast.Assign)
            and getattr(node.targets[0], "id", "") == "ADDONS"
        ):
            return list(ast.literal_eval(node.value))
    return []
