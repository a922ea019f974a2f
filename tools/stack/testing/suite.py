# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What tests the suite holds, read from the sources: what runs is compared with it."""

import ast
from dataclasses import dataclass, replace
from pathlib import Path

from .. import addons
from ..lint.sources import BROWSER_TAG, decorator_words
from ..paths import ROOT

PLAIN = {"system": ROOT / "tests/system", "unit": ROOT / "tests/unit"}
# Kinds of which one process after the other would take too long, and in how many parts.
PARTS = {"system": 2}
PURE = "test_pure_"
ONCE = ("logistics_sync", "logistics_sync_carrier")
HTTP_WORDS = ("HttpCase", "start_tour", "browser_js")


@dataclass(frozen=True)
class TestFile:
    """One test_*.py: the addon it belongs to and how its tests run."""

    path: Path
    addon: str | None
    kind: str
    functions: frozenset[tuple[str, str]]
    browser_classes: frozenset[str]

    @property
    def shown(self) -> str:
        """The path as a person writes it."""
        return str(self.path.relative_to(ROOT))

    @property
    def dotted(self) -> str:
        """The path as pytest and Odoo's log write it, up to the addon's prefix."""
        return self.shown.removesuffix(".py").replace("/", ".")

    @property
    def once(self) -> bool:
        """Whether a second run, with all addons, could tell nothing new.

        The root needs all of them anyway, and pure tests need none. Beside the carrier
        addon there is little so far, which the root's scenarios meet.
        """
        alike = self.addon in ONCE or self.path.name.startswith(PURE)
        return alike and self.addon is not None and not self.browser_classes


def discover(only: list[str] | None = None) -> list[TestFile]:
    """The test files, all or those under the given paths."""
    found = [_read(path, name) for name in addons.present() for path in _of_addon(name)]
    for folder in PLAIN.values():
        found += [_read(path, None) for path in sorted(folder.rglob("test_*.py"))]
    if only is None:
        return found
    wanted = [Path(word.split("::")[0]).resolve() for word in only]
    return [f for f in found if any(f.path.is_relative_to(path) for path in wanted)]


def _of_addon(name: str) -> list[Path]:
    base = addons.folder(name) / "tests"
    plain = tuple(PLAIN.values())
    return sorted(
        path
        for path in base.rglob("test_*.py")
        if not any(path.is_relative_to(folder) for folder in plain)
    )


def _read(path: Path, addon: str | None) -> TestFile:
    text = path.read_text()
    tree = ast.parse(text, str(path))
    if addon is None:
        kind = next(kind for kind, base in PLAIN.items() if path.is_relative_to(base))
    else:
        # The root's scenarios are long: with the HTTP tests they balance the rest.
        apart = addon == "logistics_sync" or any(word in text for word in HTTP_WORDS)
        kind = "http" if apart else "odoo"
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    functions = {("", name) for name in _test_names(tree.body)}
    for node in classes:
        functions |= {(node.name, name) for name in _test_names(node.body)}
    browser = {node.name for node in classes if BROWSER_TAG in decorator_words(node)}
    return TestFile(path, addon, kind, frozenset(functions), frozenset(browser))


def _test_names(body: list[ast.stmt]) -> list[str]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    names = [node.name for node in body if isinstance(node, kinds)]
    return [name for name in names if name.startswith("test_")]


def parts(
    kind: str, files: list[TestFile], count: int | None = None
) -> dict[str, list[TestFile]]:
    """The files of a kind, under the names of the jobs that run them."""
    mine = [file for file in files if file.kind == kind]
    count = count or PARTS.get(kind, 1)
    names = [kind] if count == 1 else [f"{kind}-{n + 1}" for n in range(count)]
    shares = {name: mine[n::count] for n, name in enumerate(names)}
    return {name: share for name, share in shares.items() if share}


def without_browser(file: TestFile) -> TestFile:
    """The file as Odoo's own runner is asked to run it."""
    kept = {test for test in file.functions if test[0] not in file.browser_classes}
    return replace(file, functions=frozenset(kept))


def not_run(files: list[TestFile], executed: set[tuple[str, str, str]]) -> list[str]:
    """The tests of these files that nothing ran, in words.

    A mixin's test runs under the name of the class that inherits it, so the function's
    name running anywhere in the same addon does for those.
    """
    by_name = {(file.split(".tests.")[0], name) for file, _class, name in executed}
    missing = []
    for file in files:
        for owner, name in sorted(file.functions):
            ran = (file.dotted, owner, name) in executed
            if not ran and (file.dotted.split(".tests.")[0], name) not in by_name:
                missing.append(f"{file.shown}: {owner}.{name} did not run")
    return missing
