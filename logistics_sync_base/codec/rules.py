# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A mapping as data: what an administrator keeps, versioned, without code."""

from __future__ import annotations

import re
from collections.abc import Mapping as Mapped
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from .assemble import DELIVERY_EVENT

TRANSFORMS = (
    "text",
    "upper",
    "lower",
    "decimal",
    "integer",
    "boolean",
    "datetime",
    "date",
    "code",
    "country",
    "base64_document",
    "list",
    "texts",
    "items",
    "packages",
    "number",
    "keep",
)
# The form of an event type code, as in the schema.
EVENT_TYPE = re.compile("[a-z][a-z0-9_]{1,63}", re.ASCII)


class MappingError(ValueError):
    """The mapping cannot work; the text names the rule and the remedy."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How one field is filled.

    ``target`` is a field of the canonical object (``references.order``,
    ``lines[].sku``) or ``source.<name>`` for what is kept beside it; in a mapping
    outward it is a field of the partner's document. The value is ``constant``, or
    what the JMESPath ``expression`` finds in the item (``scope`` ``parent``: in what
    holds this list; ``document``: in the whole document), or ``default``;
    ``transform`` then gives it its form. ``required`` makes a missing value an error.

    Fields of a list need a rule for the list itself with the transform ``list``,
    whose expression finds the entries; theirs are relative to an entry.

    With a ``condition`` the rule acts only where that JMESPath finds something, with
    ``equals`` only where it finds one of these texts. Of several rules for one field
    the first that finds a value counts.
    """

    target: str
    expression: str | None = None
    constant: Any = None
    default: Any = None
    transform: str = "text"
    options: Mapped[str, Any] = field(default_factory=dict)
    required: bool = False
    scope: str = "item"
    condition: str | None = None
    equals: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """Rules between a partner's document and canonical objects of one ``schema``.

    ``split`` is a JMESPath giving the list of items of a batch document; without it
    the document is the one item. ``timezone`` is the IANA name for times without an
    offset, outward the clock times are written in. ``direction`` is ``in`` (partner's
    document to canonical) or ``out``; ``flat`` keeps the fields of a mapping outward
    as they are called instead of nesting them at their dots (columns of a file).
    """

    schema: str = DELIVERY_EVENT
    rules: Sequence[Rule] = ()
    split: str | None = None
    timezone: str | None = None
    direction: str = "in"
    flat: bool = False

    @classmethod
    def from_dict(cls, data: Mapped[str, Any]) -> Mapping:
        """The mapping of a JSON object; raises MappingError for unknown settings."""
        values = dict(data)
        unknown = set(values) - {item.name for item in fields(cls)}
        if unknown:
            raise MappingError(f"Unknown settings: {', '.join(sorted(unknown))}.")
        try:
            rules = tuple(
                Rule(**{**rule, "equals": tuple(rule.get("equals") or ())})
                for rule in values.pop("rules", ())
            )
        except TypeError as error:
            raise MappingError(f"A rule is wrong: {error}.") from error
        return cls(rules=rules, **values)

    def to_dict(self) -> dict[str, Any]:
        """The mapping as a JSON object; :meth:`from_dict` gives it back."""
        return {**asdict(self), "rules": [asdict(rule) for rule in self.rules]}


def place_of(target: str) -> tuple[str, str]:
    """(list it is in, name there): ``lines[].sku`` gives (``lines``, ``sku``)."""
    holder, mark, name = target.rpartition("[].")
    return (holder, name) if mark else ("", target)
