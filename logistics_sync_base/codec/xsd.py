# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""XSD checks that end in a sentence. A schema is its own files and nothing else."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from lxml import etree

from .schema import Finding, SchemaDefect
from .xml_document import XmlError, XmlOptions, apart, parse, prefixes_of, qualified

XS = "{http://www.w3.org/2001/XMLSchema}"
MAX_FILES = 50
_REFERRING = tuple(f"{XS}{name}" for name in ("import", "include", "redefine"))
# libxml2 repeats the partner's value in its sentences; a log must not.
_TYPED = re.compile(r"'.*'(?= is not a valid value)", re.DOTALL)
_FACET = re.compile(r"(?<=value )'.*'(?= (?:is|has|does) )", re.DOTALL)
_NAME = re.compile(r"\{[^}]*\}")


class XsdChecker:
    """A compiled XSD. Raises SchemaDefect when it is none, or not complete."""

    def __init__(self, main: bytes, others: Mapping[str, bytes] | None = None) -> None:
        others = {_file_name(name): body for name, body in (others or {}).items()}
        if len(others) > MAX_FILES:
            raise SchemaDefect(f"More than {MAX_FILES} schema files are not read.")
        trees = {"": _tree("the schema", main)}
        trees.update((name, _tree(name, body)) for name, body in others.items())
        self.list_names = frozenset(
            name for tree in trees.values() for name in _repeated(tree)
        )
        for name, tree in trees.items():
            _check_references(name, tree, others)
        self._lock = threading.Lock()
        self._schema = _compile(trees[""], others)

    def check(
        self, body: bytes, options: XmlOptions | None = None, limit: int = 20
    ) -> list[Finding]:
        """The first ``limit`` refusals of a body that :func:`.load` has accepted."""
        return apart(self._check, body, options or XmlOptions(), limit)

    def _check(self, body: bytes, options: XmlOptions, limit: int) -> list[Finding]:
        root = parse(body)
        # The validator keeps its log in itself.
        with self._lock:
            if self._schema.validate(root):
                return []
            entries = list(self._schema.error_log)[:limit]
        prefixes = prefixes_of(options)
        return [_finding(root, entry, prefixes) for entry in entries]


def checker(files: tuple[tuple[str, bytes], ...]) -> XsdChecker:
    """The checker of (name, content) files, the main one first, compiled once."""
    return _checker(files)


@lru_cache(maxsize=64)
def _checker(files: tuple[tuple[str, bytes], ...]) -> XsdChecker:
    return XsdChecker(files[0][1], dict(files[1:]))


class _Files(etree.Resolver):
    """Answers a reference with one of the schema's own files, else not at all."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files

    def resolve(self, url: str, _public: str | None, context: Any) -> Any:
        body = self.files.get(_file_name(url or ""))
        if body is None:
            return self.resolve_empty(context)
        return self.resolve_string(body, context, base_url=_file_name(url))


def _parser(files: Mapping[str, bytes]) -> etree.XMLParser:
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False
    )
    parser.resolvers.add(_Files(files))
    return parser


def _compile(tree: Any, others: Mapping[str, bytes]) -> etree.XMLSchema:
    try:
        main = etree.fromstring(etree.tostring(tree), _parser(others))
        return etree.XMLSchema(main)
    except (etree.XMLSchemaParseError, etree.XMLSyntaxError) as error:
        raise SchemaDefect(f"The schema is wrong: {_NAME.sub('', str(error))}") from (
            error
        )


def _tree(name: str, body: bytes) -> Any:
    try:
        parse(body, _NoDoctype())
        root = parse(body)
    except XmlError as error:
        raise SchemaDefect(f"{name}: {error}") from error
    if root.tag != f"{XS}schema":
        raise SchemaDefect(f"{name} is no XML Schema: its root is not xs:schema.")
    return root


class _NoDoctype:
    def doctype(self, *_names: str | None) -> None:
        raise XmlError("doctype", "A schema file with a DOCTYPE is not read.")

    def close(self) -> None:
        """Nothing is built."""


def _check_references(name: str, tree: Any, others: Mapping[str, bytes]) -> None:
    for node in tree.iterchildren(_REFERRING):
        location = node.get("schemaLocation")
        if location is None or _file_name(location) in others:
            continue
        raise SchemaDefect(
            f"{name or 'The schema'} refers to {_file_name(location)}, which is not "
            "among its files. Add that file; nothing is fetched."
        )


def _file_name(location: str) -> str:
    return re.split(r"[/\\]", location)[-1]


def _repeated(tree: Any) -> Iterator[str]:
    """Names of elements that may stand more than once in one place."""
    for node in tree.iter(f"{XS}element"):
        chain = [node]
        for above in node.iterancestors():
            if above.tag not in (f"{XS}sequence", f"{XS}choice", f"{XS}all"):
                break
            chain.append(above)
        if any(part.get("maxOccurs", "1") not in ("0", "1") for part in chain):
            yield (node.get("name") or node.get("ref", "")).rpartition(":")[2]


def _finding(root: Any, entry: Any, prefixes: Mapping[str, str]) -> Finding:
    path = _path(root, entry, prefixes)
    message = _NAME.sub("", entry.message).rstrip(". ")
    message = _TYPED.sub("The value", message.partition(": ")[2] or message)
    message = _FACET.sub("given", message)
    where = f"line {entry.line}" if entry.line else "the document"
    return Finding(
        path,
        "element",
        f"{path or 'The document'} ({where}): {message}.",
        "Ask the partner what has changed, or bring the schema up to date.",
        entry.type_name,
    )


def _path(root: Any, entry: Any, prefixes: Mapping[str, str]) -> str:
    """The place as the mapping calls it: ``Shipment.Events.Event[1].Code``."""
    node = _locate(root, entry)
    parts: list[str] = []
    while node is not None:
        name = qualified(node.tag, prefixes)
        parent = node.getparent()
        if parent is not None:
            alike = list(parent.iterchildren(node.tag))
            name = f"{name}[{alike.index(node)}]" if len(alike) > 1 else name
        parts.append(name)
        node = parent
    return ".".join(reversed(parts))


def _locate(root: Any, entry: Any) -> Any:
    spaces: dict[str, str] = {}
    for node in root.iter(etree.Element):
        spaces.update((key, value) for key, value in node.nsmap.items() if key)
    try:
        found = root.xpath(entry.path or "/*", namespaces=spaces)
    except etree.XPathError:
        found = []
    return found[0] if found and hasattr(found[0], "getparent") else root
