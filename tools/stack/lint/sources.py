# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""House rules for Python files that no public tool knows."""

import ast
import re
from pathlib import Path

from ..paths import ROOT
from .files import tracked

HEADER = (
    "# Copyright 2026 Logistics Sync contributors",
    "# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).",
)
MOST_LINES = 300
BROAD_CATCH = re.compile(r"\s*except( (Base)?Exception\b|:)")
BROWSER_CALLS = {"start_tour", "browser_js"}
BROWSER_TAG = "logistics_tour"


def house_rules() -> list[str]:
    """Licence header, length, reasons of broad catches, the tag of browser tests."""
    findings = []
    for path in tracked(".py"):
        text = path.read_text()
        shown = path.relative_to(ROOT)
        found = _header(text) + _length(text) + _broad_catches(text)
        findings += [f"{shown}{finding}" for finding in found]
        if path.name.startswith("test_"):
            findings += [f"{shown}{finding}" for finding in _browser_tags(path, text)]
    return findings


def _header(text: str) -> list[str]:
    lines = [line for line in text.splitlines() if not line.startswith("#!")]
    if not text.strip() or tuple(lines[:2]) == HEADER:
        return []
    return [":1: the two lines of copyright and licence are missing"]


def _length(text: str) -> list[str]:
    count = len(text.splitlines())
    return [f":{MOST_LINES}: {count} lines, split it"] if count > MOST_LINES else []


def _broad_catches(text: str) -> list[str]:
    """Catches of everything without the reason on the line above."""
    lines = text.splitlines()
    return [
        f":{number + 1}: say on the line above why everything is caught here"
        for number, line in enumerate(lines)
        if BROAD_CATCH.match(line) and not lines[number - 1].lstrip().startswith("# ")
    ]


def _browser_tags(path: Path, text: str) -> list[str]:
    """Classes that use a browser without the tag by which Odoo leaves them out."""
    return [
        f":{node.lineno}: {node.name} drives a browser: tag it {BROWSER_TAG!r}"
        for node in ast.walk(ast.parse(text, str(path)))
        if isinstance(node, ast.ClassDef)
        and _calls_browser(node)
        and BROWSER_TAG not in decorator_words(node)
    ]


def _calls_browser(node: ast.ClassDef) -> bool:
    return any(
        isinstance(part, ast.Call)
        and isinstance(part.func, ast.Attribute)
        and part.func.attr in BROWSER_CALLS
        for part in ast.walk(node)
    )


def decorator_words(node: ast.ClassDef) -> set[str]:
    """The strings in a class's decorators, its test tags among them."""
    return {
        part.value
        for decorator in node.decorator_list
        for part in ast.walk(decorator)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }
