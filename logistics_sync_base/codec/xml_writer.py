# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Dicts as XML bodies, by the rules :mod:`.xml_document` reads them with."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from lxml import etree

from .xml_document import MAX_DEPTH, MIXED, TEXT, XSI, XmlError, XmlOptions


def dump(document: Mapping[str, Any], options: XmlOptions | None = None) -> bytes:
    """UTF-8 bytes of ``{root name: content}``, children in the order of the dict.

    None is an empty element; leave a key out to leave the element out. Numbers are
    int or Decimal. Raises XmlError (code ``value`` or ``names``) naming the path of
    what XML cannot hold.
    """
    if not isinstance(document, Mapping) or len(document) != 1:
        raise XmlError("value", "An XML document has exactly one root element.")
    ((name, content),) = document.items()
    if isinstance(content, list):
        raise XmlError("value", "The root element cannot be a list.")
    writer = _Writer(options or XmlOptions())
    root = writer.element(None, name, content, name, 1)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


class _Writer:
    def __init__(self, options: XmlOptions) -> None:
        self.addresses = {"xsi": XSI, **options.namespaces}
        self.nsmap = {
            prefix or None: address for prefix, address in options.namespaces.items()
        }

    def element(self, parent: Any, name: str, content: Any, path: str, depth: int):
        if depth > MAX_DEPTH:
            raise XmlError("depth", f"{path[:80]} is nested too deeply.")
        tag = self._tag(name, path, self.addresses.get(""))
        try:
            if parent is None:
                node = etree.Element(tag, nsmap=self.nsmap)
            else:
                node = etree.SubElement(parent, tag)
        except ValueError as error:
            raise XmlError("names", f"{path}: {name!r} is no name in XML.") from error
        if isinstance(content, Mapping):
            self._fill(node, content, path, depth)
        else:
            self._set_text(node, content, path)
        return node

    def _fill(
        self, node: Any, content: Mapping[str, Any], path: str, depth: int
    ) -> None:
        if MIXED in content:
            raise XmlError("value", f"{path}: text between elements is not written.")
        for name, value in content.items():
            place = f"{path}.{name}"
            if name == TEXT:
                self._set_text(node, value, path)
            elif name.startswith("_"):
                if value is not None:
                    self._set_attribute(node, name[1:], value, place)
            elif isinstance(value, list):
                for index, entry in enumerate(value):
                    self.element(node, name, entry, f"{place}[{index}]", depth + 1)
            else:
                self.element(node, name, value, place, depth + 1)

    def _set_text(self, node: Any, value: Any, path: str) -> None:
        if value is None:
            return
        try:
            node.text = _text(value, path)
        except ValueError as error:
            raise _unwritable(path) from error

    def _set_attribute(self, node: Any, name: str, value: Any, path: str) -> None:
        text = _text(value, path)
        # An attribute without a prefix has no namespace, not the default one.
        tag = self._tag(name, path, None)
        try:
            node.set(tag, text)
        except ValueError as error:
            raise _unwritable(path) from error

    def _tag(self, name: str, path: str, default: str | None) -> str:
        prefix, colon, local = name.rpartition(":")
        if not colon:
            return f"{{{default}}}{name}" if default else name
        address = self.addresses.get(prefix)
        if not address:
            raise XmlError(
                "names",
                f"{path}: the prefix {prefix!r} has no namespace. Declare it in the "
                "mapping.",
            )
        return f"{{{address}}}{local}"


def _text(value: Any, path: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int)):
        return str(value)
    if isinstance(value, Decimal) and value.is_finite():
        return f"{value:f}"
    if isinstance(value, float) and value == value and abs(value) != float("inf"):
        return repr(value)
    raise XmlError(
        "value", f"{path}: a {type(value).__name__} cannot be written as text."
    )


def _unwritable(path: str) -> XmlError:
    return XmlError(
        "value", f"{path} has a name or a control character that XML does not allow."
    )
