# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Everything that can be said about the sources without running them."""

from collections.abc import Callable, Iterator

from ..context import Stack
from ..shell import StackError
from . import data_files, sources, tools, translations


def checks(stack: Stack) -> dict[str, Callable[[], list[str]]]:
    """Name to check; a check returns its findings."""
    return {
        "ruff": lambda: tools.ruff(stack),
        "ruff format": lambda: tools.ruff_format(stack),
        "pylint-odoo": lambda: tools.pylint(stack),
        "oca-checks": lambda: tools.odoo_files(stack),
        "manifestoo licences": lambda: tools.licences(stack),
        "xml": data_files.xml,
        "csv and json": data_files.data,
        "house rules": sources.house_rules,
        "pot files": lambda: translations.check(stack),
    }


def run(stack: Stack) -> Iterator[tuple[str, list[str]]]:
    """Run each check; yields its name and findings."""
    for name, check in checks(stack).items():
        try:
            yield name, check()
        except StackError as error:
            yield name, str(error).splitlines()


def fix(stack: Stack, paths: list[str]) -> list[str]:
    """Put right what a machine can, everywhere or under paths; returns what is left."""
    python = [path for path in paths if not path.endswith(".xml")]
    if python or not paths:
        tools.format_python(stack, python)
    return data_files.xml(fix=True, paths=paths)
