# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A partner's whole document with protected values masked, in its own format."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Any

from lxml import etree

from .classification import PROTECTED, Classification, Path
from .masking import MASK

_DELIMITERS = ",;\t|"
# Names no file is known to hold, and no parser follows.
_PARSER = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
}


def mask_payload(
    body: bytes,
    payload_format: str,
    classification: Classification,
    levels: Collection[str] = PROTECTED,
) -> bytes | None:
    """The document with the values of these levels masked.

    One that holds no such value comes back byte for byte. None when it cannot be told
    which value is what: an unknown format, or a document that does not hold to its
    own.
    """
    if not classification.levels.intersection(levels):
        return body
    masker = _MASKERS.get(payload_format)
    if not masker:
        return None
    try:
        return masker(body, classification, levels)
    # A damaged document is what this is asked about too: it has no masked form.
    except (ValueError, RecursionError, csv.Error, etree.LxmlError):
        return None


def _mask_json(
    body: bytes, classification: Classification, levels: Collection[str]
) -> bytes:
    if not may_hold(body, classification, levels):
        return body
    document = json.loads(body, parse_float=Decimal)
    masked = classification.mask(document, levels)
    if masked == document:
        return body
    return _write_json(masked).encode("utf-8", "surrogatepass")


def _write_json(value: Any) -> str:
    """JSON text in which numbers have every digit they came with."""
    if isinstance(value, dict):
        pairs = (
            f"{json.dumps(key, ensure_ascii=False)}: {_write_json(child)}"
            for key, child in value.items()
        )
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_write_json, value))}]"
    if isinstance(value, Decimal):
        return str(value)
    return json.dumps(value, ensure_ascii=False)


def may_hold(
    body: bytes, classification: Classification, levels: Collection[str]
) -> bool:
    """Whether a name that a rule wants stands anywhere in the text.

    Looking for a few names costs a fraction of a walk through the document, and
    nearly no document has one. In doubt, as with escaped letters, the answer is yes.
    """
    words = classification.words_of(frozenset(levels))
    if words is None or b"\\" in body:
        return True
    try:
        text = body.translate(None, b" \t\r\n\x0b\x0c_-").decode().lower()
    except UnicodeDecodeError:
        return True
    return any(word in text for word in words) or not text.isprintable()


def _mask_xml(
    body: bytes, classification: Classification, levels: Collection[str]
) -> bytes:
    root = etree.fromstring(body, etree.XMLParser(**_PARSER))
    if root.getroottree().docinfo.doctype:
        raise ValueError("A document type definition is not followed.")
    changed = False
    for node in root.iter(etree.Element, etree.Comment):
        above = [etree.QName(one).localname for one in node.iterancestors()]
        path = tuple(reversed(above))
        # Behind a child or a comment the text of the element around it goes on.
        tail = _mask_text_of(node.tail, path, classification, levels)
        changed |= tail != node.tail
        node.tail = tail
        if node.tag is etree.Comment:
            # A value that was taken out of use says in there what it is.
            if may_hold((node.text or "").encode(), classification, levels):
                node.text, changed = MASK, True
            continue
        path = (*path, etree.QName(node).localname)
        text = _mask_text_of(node.text, path, classification, levels)
        changed |= text != node.text
        node.text = text
        for name, value in node.attrib.items():
            own = (*path, etree.QName(name).localname)
            masked = classification.mask_leaf(value, own, levels)
            changed |= masked != value
            node.attrib[name] = masked
    if not changed:
        return body
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _mask_text_of(
    text: str | None,
    path: Path,
    classification: Classification,
    levels: Collection[str],
) -> str | None:
    """A text beside elements; blanks between them are no value."""
    if not text or not text.strip():
        return text
    return str(classification.mask_leaf(text, path, levels))


def _mask_csv(
    body: bytes, classification: Classification, levels: Collection[str]
) -> bytes:
    text = body.decode("utf-8-sig")
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    titles, masked = rows[0] if rows else [], io.StringIO()
    writer = csv.writer(masked, delimiter=delimiter, lineterminator="\n")
    changed = False
    for place, row in enumerate(rows):
        if place and len(row) > len(titles):
            raise ValueError("A value without a title has no class.")
        values = [
            classification.mask_leaf(value, (title,), levels) if place else value
            for title, value in zip(titles, row, strict=False)
        ]
        changed |= values != row
        writer.writerow(values)
    return masked.getvalue().encode() if changed else body


def _mask_x12(
    body: bytes, classification: Classification, levels: Collection[str]
) -> bytes:
    text = body.decode("utf-8", "surrogateescape")
    if not text.startswith("ISA") or len(text) < 106:
        raise ValueError("No interchange.")
    separator, end = text[3], text[105]
    for segment in text.split(end):
        if segment.lstrip().startswith("ISA") and segment.count(separator) != 16:
            raise ValueError("Another interchange has delimiters of its own.")
    return _mask_segments(text, end, separator, classification, levels) or body


def _mask_edifact(
    body: bytes, classification: Classification, levels: Collection[str]
) -> bytes:
    text = body.decode("utf-8", "surrogateescape")
    service = text[:9] if text.startswith("UNA") else "UNA:+.? '"
    separator, release, end = service[4], service[6], service[8:9]
    if not end:
        raise ValueError("No interchange.")
    # A space stands for no release character at all.
    if release != " ":
        text = _join_released(text, release, separator + end)
    for segment in text.split(end):
        told = segment.lstrip()
        if told.startswith("UNA") and told != service[:8]:
            raise ValueError("Another interchange has delimiters of its own.")
    return _mask_segments(text, end, separator, classification, levels) or body


def _join_released(text: str, release: str, delimiters: str) -> str:
    """A released delimiter belongs to a value, which is masked as a whole.

    A released release character releases nothing itself.
    """
    return re.sub(
        f"{re.escape(release)}(.)",
        lambda match: " " if match[1] in delimiters else match[0],
        text,
        flags=re.DOTALL,
    )


def _mask_segments(
    text: str,
    end: str,
    separator: str,
    classification: Classification,
    levels: Collection[str],
) -> bytes | None:
    """Elements have paths such as N1.02, counted from 01 behind the segment's tag.

    None when nothing was to be masked.
    """
    segments, changed = [], False
    for segment in text.split(end):
        tag, *elements = segment.split(separator)
        name = tag.strip()
        masked = [
            classification.mask_leaf(element, (name, f"{place:02}"), levels)
            for place, element in enumerate(elements, 1)
        ]
        changed |= masked != elements
        segments.append(separator.join([tag, *masked]))
    if not changed:
        return None
    return end.join(segments).encode("utf-8", "surrogateescape")


_MASKERS: dict[str, Callable[[bytes, Classification, Collection[str]], bytes]] = {
    "json": _mask_json,
    "xml": _mask_xml,
    "soap": _mask_xml,
    "csv": _mask_csv,
    "x12": _mask_x12,
    "edifact": _mask_edifact,
}
