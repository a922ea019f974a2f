# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Writes figures in the text format that Prometheus and its relatives read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Gauge:
    """One figure in several variants: ``samples`` are (labels, value)."""

    name: str
    help: str
    samples: tuple[tuple[Mapping[str, str], float], ...]


def write(gauges: Iterable[Gauge]) -> str:
    """The figures as text, each gauge with its description.

    Source of the format: Prometheus, "Exposition formats", version 0.0.4.
    """
    lines: list[str] = []
    for gauge in gauges:
        lines.append(f"# HELP {gauge.name} {_escape(gauge.help)}")
        lines.append(f"# TYPE {gauge.name} gauge")
        for labels, value in gauge.samples:
            inner = ",".join(
                f'{name}="{_escape_label(text)}"' for name, text in labels.items()
            )
            # repr keeps all digits of a large count.
            where = f"{{{inner}}}" if inner else ""
            lines.append(f"{gauge.name}{where} {value!r}")
    return "\n".join(lines) + "\n"


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def _escape_label(text: str) -> str:
    return _escape(text).replace('"', '\\"')
