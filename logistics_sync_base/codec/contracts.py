# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The published contracts: canonical schemas with their examples, by version.

A schema is the file ``schemas/<object>-<version>.json``; what several have in common
is written once in ``common-<version>.json`` and copied into each published schema, so
that a partner can use what was downloaded without fetching anything else. An addon for
another field than logistics keeps its own files and offers them with ``add_folder``.
"""

from __future__ import annotations

import copy
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "schemas"
_NAME = re.compile(r"^([a-z][a-z_]*)-([0-9]+\.[0-9]+)$")
_SHARED = "common"
_SHARED_REFERENCE = re.compile(r"^(common-[0-9.]+\.json)#/\$defs/([a-z_]+)$")


# Every module holds this very list, so that what is added later is known to all.
SCHEMAS: list[str] = []
_HOMES: dict[str, Path] = {}


def add_folder(folder: Path) -> None:
    """Offer the schemas of a folder laid out as ours, with ``examples`` within.

    Its schemas may take parts of our common file. Adding a folder again does nothing;
    raises ValueError for a name that another folder has.
    """
    for file in sorted(folder.glob("*.json")):
        match = _NAME.match(file.stem)
        if not match or match[1] == _SHARED:
            continue
        name = f"{match[1]}/{match[2]}"
        home = _HOMES.setdefault(name, folder)
        if home != folder:
            raise ValueError(f"{folder} and {home} both hold a schema {name!r}.")
        if name not in SCHEMAS:
            SCHEMAS.append(name)


add_folder(FOLDER)


def split_name(name: str) -> tuple[str, str]:
    """``("order", "1.0")`` of ``order/1.0``; a text without a version has none."""
    canonical, __, version = name.partition("/")
    return canonical, version


@cache
def canonical_schema(name: str) -> dict[str, Any]:
    """The self-contained schema of a canonical object, as in ``delivery_event/1.0``.

    Raises KeyError for a name that is not in ``SCHEMAS``. Not to be changed: it is
    shared by all callers.
    """
    if name not in SCHEMAS:
        raise KeyError(f"There is no canonical schema {name!r}.")
    schema = _load(_HOMES[name] / (name.replace("/", "-") + ".json"))
    bundled = _Bundler(schema).bundle()
    if "examples" not in bundled:
        bundled["examples"] = [_load(file) for file in _get_example_files(name)]
    return bundled


def canonical_examples(name: str) -> dict[str, Any]:
    """``{what it shows: document}`` of a canonical object; KeyError as above."""
    schema = canonical_schema(name)
    files = _get_example_files(name)
    if not files:
        return {
            f"example_{place}": copy.deepcopy(example)
            for place, example in enumerate(schema["examples"], 1)
        }
    start = len(name) + 1
    return {file.stem[start:]: _load(file) for file in files}


def _get_example_files(name: str) -> list[Path]:
    examples = _HOMES[name] / "examples"
    return sorted(examples.glob(name.replace("/", "-") + "-*.json"))


def _load(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


class _Bundler:
    """Copies what a schema takes from the common file into its own ``$defs``."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self.schema = schema
        self.taken: dict[str, Any] = {}

    def bundle(self) -> dict[str, Any]:
        bundled = self._rewrite(self.schema, None)
        if self.taken:
            own = bundled.get("$defs", {})
            bundled["$defs"] = own | dict(sorted(self.taken.items()))
        return bundled

    def _rewrite(self, part: Any, home: str | None) -> Any:
        if isinstance(part, list):
            return [self._rewrite(entry, home) for entry in part]
        if not isinstance(part, dict):
            return part
        return {
            key: self._point(value, home)
            if key == "$ref" and isinstance(value, str)
            else self._rewrite(value, home)
            for key, value in part.items()
        }

    def _point(self, pointer: str, home: str | None) -> str:
        """The pointer within the bundle; ``home`` is the common file it stood in."""
        match = _SHARED_REFERENCE.match(pointer)
        file = match[1] if match else home
        if file is None:
            return pointer
        name = pointer.rpartition("/")[2]
        if name not in self.taken:
            if name in self.schema.get("$defs", {}):
                raise ValueError(f"{name} is defined in the schema and in {file}.")
            self.taken[name] = None
            definition = _load(FOLDER / file)["$defs"][name]
            self.taken[name] = self._rewrite(definition, file)
        return f"#/$defs/{name}"
