# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which adapter classes there are. An addon registers its own by a decorator.

Classes are known to the process; whether the addon they come from is installed in a
database is asked there, as one server may serve several databases.
"""

from typing import TypeVar

from .base import Adapter

AdapterClass = TypeVar("AdapterClass", bound=type[Adapter])

_CLASSES: dict[tuple[str, str, str], type[Adapter]] = {}


class AdapterConflict(ValueError):
    """Two classes claim the same transport, code and version."""


def register(adapter: AdapterClass) -> AdapterClass:
    """Class decorator: offer this adapter to connectors of its transport."""
    for name in ("transport", "code", "version", "name"):
        if not getattr(adapter, name, None):
            raise AdapterConflict(f"{adapter.__name__} does not say its {name}")
    key = (adapter.transport, adapter.code, adapter.version)
    known = _CLASSES.get(key)
    # A module imported anew, as tests do, brings the same class again.
    if known and known.__qualname__ != adapter.__qualname__:
        raise AdapterConflict(f"{adapter.__name__} and {known.__name__} are both {key}")
    _CLASSES[key] = adapter
    return adapter


def get_addon(adapter: type[Adapter]) -> str:
    """The technical name of the addon a class comes from."""
    parts = adapter.__module__.split(".")
    return parts[2] if parts[:2] == ["odoo", "addons"] else parts[0]


def get_adapters(addons) -> list[type[Adapter]]:
    """Classes of these addons, ordered by transport, code and version."""
    return [
        adapter
        for _key, adapter in sorted(_CLASSES.items())
        if get_addon(adapter) in addons
    ]
