# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Our key in a SOAP call: the header of WS-Addressing, or one of the arguments.

Web Services Addressing 1.0 - Core (https://www.w3.org/TR/ws-addr-core/), section 3.2:
a message has an id that is an IRI, and says its action.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

NAMESPACE = "http://www.w3.org/2005/08/addressing"


def add_message_id(envelope: etree._Element, key: str, action: str) -> None:
    """Write MessageID and Action into the header of an envelope.

    ``key`` is a UUID, the same for each try of a message.
    """
    space = etree.QName(envelope).namespace
    header = envelope.find(f"{{{space}}}Header")
    if header is None:
        header = etree.Element(f"{{{space}}}Header")
        envelope.insert(0, header)
    for name, text in (("MessageID", f"urn:uuid:{key}"), ("Action", action)):
        element = etree.SubElement(
            header, f"{{{NAMESPACE}}}{name}", nsmap={"wsa": NAMESPACE}
        )
        element.text = text


def put_key(arguments: dict[str, Any], path: str, key: str) -> dict[str, Any]:
    """A copy of the arguments with the key at ``path``, names separated by dots.

    Raises ValueError where the path leads through something that is no object.
    """
    name, _dot, rest = path.partition(".")
    inner = arguments.get(name)
    if not rest:
        return {**arguments, name: key}
    if inner is not None and not isinstance(inner, dict):
        raise ValueError(f"“{name}” is no object, so that nothing can be put into it.")
    return {**arguments, name: put_key(inner or {}, rest, key)}
