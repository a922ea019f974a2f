# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Checks of files that are no Python: XML, CSV, JSON."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path

from ..paths import ROOT
from . import xml_format
from .files import tracked


def xml(fix: bool = False, paths: Sequence[str] = ()) -> list[str]:
    """XML is well-formed and written in one way."""
    files = tracked(".xml")
    if paths:
        places = [Path(path).resolve() for path in paths]
        files = [f for f in files if any(f.is_relative_to(place) for place in places)]
    return [finding for path in files for finding in _xml(path, fix)]


def _xml(path: Path, fix: bool) -> list[str]:
    text = path.read_text()
    shown = path.relative_to(ROOT)
    error = xml_format.problem(text)
    if error:
        return [f"{shown}: {error}"]
    wanted = xml_format.formatted(text)
    if wanted == text:
        return []
    if fix and xml_format.same_content(text, wanted):
        path.write_text(wanted)
        return []
    pairs = zip(text.split("\n"), wanted.split("\n"), strict=False)
    differing = (n for n, (is_, ought) in enumerate(pairs, 1) if is_ != ought)
    line = next(differing, 1)
    return [f"{shown}:{line}: formatting (tools/dev format puts it right)"]


def data() -> list[str]:
    """CSV has one width all through, JSON can be read, both are UTF-8."""
    findings = []
    for reader, suffix in ((_csv, ".csv"), (_json, ".json")):
        for path in tracked(suffix):
            # Samples in tests are wrong on purpose.
            if "tests" in path.relative_to(ROOT).parts:
                continue
            try:
                problem = reader(path)
            except (ValueError, csv.Error) as error:
                problem = str(error)
            if problem:
                findings.append(f"{path.relative_to(ROOT)}: {problem}")
    return findings


def _csv(path: Path) -> str | None:
    with open(path, encoding="utf-8", newline="") as handle:
        rows = list(csv.reader(handle, strict=True))
    widths = {len(row) for row in rows}
    return f"rows of {sorted(widths)} columns" if len(widths) > 1 else None


def _json(path: Path) -> str | None:
    json.loads(path.read_text(encoding="utf-8"))
    return None
