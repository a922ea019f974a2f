# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""XML bodies as dicts, by rules that do not depend on what a document happens to hold.

An element with text alone is that text (None when it is empty); any other is a dict:
attributes under ``_name``, children under their names, text beside them under
``__text``, and where text stands between children, all pieces in order under
``__mixed``. An element that stands several times is a list; one that
``XmlOptions.lists`` names is a list always. Comments and processing instructions are
passed over, CDATA is text, text loses its outer white space, ``xsi:nil`` is None.

There is no document type and so no entity of the partner's making, no file and no
network: a body is read from its own bytes or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 100
MAX_NODES = 500_000
MAX_ATTRIBUTES = 1_000
# libxml2's own numbers of errors (xmlerror.h).
_SURPLUS, _MISMATCH, _UNCLOSED = 5, 76, 77
TEXT = "__text"
MIXED = "__mixed"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
_XML = "http://www.w3.org/XML/1998/namespace"
_UNSAID = frozenset(
    f"{{{XSI}}}{name}" for name in ("schemaLocation", "noNamespaceSchemaLocation")
)


class XmlError(ValueError):
    """The body is no XML document that is read here.

    ``code`` is one of empty, cut (it ends too early), size, syntax, doctype, depth,
    nodes, names, attributes, value.
    ``line`` and ``column`` count from 1 and are None without a place to name.
    """

    def __init__(
        self,
        code: str,
        message: str,
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class XmlOptions:
    """How names are written and what is always a list.

    ``namespaces`` is {prefix: address}: names of these are ``prefix:name`` whatever
    prefix the partner uses; the empty prefix and addresses not listed give the bare
    name. ``lists`` holds element names (``Item``) or paths from the root
    (``Shipments.Shipment``).
    """

    namespaces: Mapping[str, str] = field(default_factory=dict)
    lists: frozenset[str] = frozenset()


def load(body: bytes, options: XmlOptions | None = None) -> dict[str, Any]:
    """The document of a body as ``{root name: content}``. Raises XmlError."""
    if not body.strip(b" \t\r\n\x00"):
        raise XmlError("empty", "The body is empty.")
    if len(body) > MAX_BYTES:
        raise XmlError(
            "size",
            f"The body has {len(body)} bytes, at most {MAX_BYTES} are read. Ask the "
            "partner to send smaller documents.",
        )
    builder = _Builder(options or XmlOptions())
    apart(parse, body, builder)
    return builder.document


def apart(call: Callable[..., Any], *arguments: Any) -> Any:
    """What a call gives or raises, made in a thread that ends with it.

    lxml keeps every name it ever met for as long as the thread lives: names made up by
    a stranger would fill the memory of a worker, document by document.
    """
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(call, *arguments).result()


def parse(body: bytes, target: Any = None) -> Any:
    """Run the one parser there is over a body; XmlError instead of lxml's errors."""
    parser = etree.XMLParser(
        target=target,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    try:
        return etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise XmlError(
            "cut" if _is_cut(error, body) else "syntax",
            f"The body is not XML at line {line}, column {column}: {_plain(error)}. "
            "Ask the partner for a well-formed document in the encoding it declares.",
            line or None,
            column or None,
        ) from error
    except (LookupError, UnicodeError) as error:
        raise XmlError(
            "syntax",
            f"The body cannot be decoded at line 1, column 1: {error}. Ask the partner "
            "to declare the encoding it sends.",
            1,
            1,
        ) from error


def refuse_doctype() -> XmlError:
    """The refusal of a document type, which may define entities."""
    return XmlError(
        "doctype",
        "The document has a document type (DOCTYPE) before its first element, on line "
        "1 or soon after; these are not read, because they can define entities. Ask "
        "the partner to leave it out.",
        1,
        None,
    )


def qualified(tag: str, prefixes: Mapping[str, str]) -> str:
    """A name of lxml (``{address}name``) as ``prefix:name`` or the bare name."""
    if tag[:1] != "{":
        return tag
    address, _, name = tag[1:].rpartition("}")
    prefix = prefixes.get(address)
    return f"{prefix}:{name}" if prefix else name


def prefixes_of(options: XmlOptions) -> dict[str, str]:
    """{address: prefix}, with the two that XML itself brings."""
    own = {address: prefix for prefix, address in options.namespaces.items()}
    return {_XML: "xml", XSI: "xsi", **own}


class _Builder:
    """Target of the parser: builds the dict as elements come, within bounds."""

    def __init__(self, options: XmlOptions) -> None:
        self.prefixes = prefixes_of(options)
        self.lists = options.lists
        self.document: dict[str, Any] = {}
        self.by_path = any("." in name for name in options.lists)
        self.stack: list[_Element] = [_Element("", "")]
        self.nodes = 0

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> None:
        raise refuse_doctype()

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = qualified(tag, self.prefixes)
        if len(self.stack) > MAX_DEPTH:
            raise XmlError(
                "depth",
                f"The body is nested more than {MAX_DEPTH} levels deep, at "
                f"{name[:80]}. Ask the partner for a flatter document.",
            )
        self._count(1 + len(attributes))
        if len(attributes) > MAX_ATTRIBUTES:
            raise XmlError(
                "attributes",
                f"The element {name[:80]} has {len(attributes)} attributes, at most "
                f"{MAX_ATTRIBUTES} are read. Ask the partner for a plainer document.",
            )
        element = _Element(tag, name)
        for key, value in attributes.items():
            if key == f"{{{XSI}}}nil":
                element.is_nil = value.strip() in ("true", "1")
            elif key not in _UNSAID:
                element.put(f"_{qualified(key, self.prefixes)}", key, value)
        self.stack.append(element)

    def data(self, text: str) -> None:
        self.stack[-1].add_text(text)

    def end(self, _tag: str) -> None:
        element = self.stack.pop()
        always = element.name in self.lists or (
            self.by_path and self._path(element) in self.lists
        )
        self.stack[-1].add_child(element, always)

    def close(self) -> None:
        self.document = self.stack[0].values

    def _path(self, element: _Element) -> str:
        return ".".join(open_.name for open_ in (*self.stack[1:], element))

    def _count(self, more: int) -> None:
        self.nodes += more
        if self.nodes > MAX_NODES:
            raise XmlError(
                "nodes",
                f"The body has more than {MAX_NODES} elements and attributes. Ask the "
                "partner to send smaller documents.",
            )


class _Element:
    """One element that is open."""

    __slots__ = ("is_nil", "name", "pieces", "tag", "tags", "values")

    def __init__(self, tag: str, name: str) -> None:
        self.tag = tag
        self.name = name
        self.values: dict[str, Any] = {}
        self.tags: dict[str, str] = {}
        self.pieces: list[Any] = []
        self.is_nil = False

    def put(self, key: str, tag: str, value: Any) -> None:
        """Set a value under a key that must not stand for two different names."""
        known = self.tags.setdefault(key, tag)
        if known != tag or key in (TEXT, MIXED):
            raise XmlError(
                "names",
                f"In {self.name or 'the document'}, {known} and {tag} would both be "
                f"called {key!r}. Declare a prefix for one of their namespaces in the "
                "mapping.",
            )
        self.values[key] = value

    def add_text(self, text: str) -> None:
        if self.pieces and isinstance(self.pieces[-1], list):
            self.pieces[-1].append(text)
        else:
            self.pieces.append([text])

    def add_child(self, child: _Element, always: bool) -> None:
        value = child.content()
        known = self.values.get(child.name)
        if child.name not in self.values:
            self.put(child.name, child.tag, [value] if always else value)
        elif self.tags[child.name] != child.tag:
            self.put(child.name, child.tag, value)
        elif isinstance(known, list):
            known.append(value)
        else:
            self.values[child.name] = [known, value]
        self.pieces.append({child.name: value})

    def content(self) -> Any:
        """What the element is worth, by the rules at the top of this file."""
        if self.is_nil:
            return None
        texts = ["".join(p).strip() for p in self.pieces if isinstance(p, list)]
        texts = [text for text in texts if text]
        if not self.values:
            return " ".join(texts) or None
        has_children = any(isinstance(piece, dict) for piece in self.pieces)
        if texts and has_children:
            self.values[MIXED] = [
                "".join(piece).strip() if isinstance(piece, list) else piece
                for piece in self.pieces
                if isinstance(piece, dict) or "".join(piece).strip()
            ]
        elif texts:
            self.values[TEXT] = texts[0]
        return self.values


def _is_cut(error: etree.XMLSyntaxError, body: bytes) -> bool:
    if error.code in (_UNCLOSED, _MISMATCH, _SURPLUS):
        return error.code == _UNCLOSED
    last = body.rstrip().split(b"\n")
    line, column = error.position
    return line > len(last) or (line == len(last) and column > len(last[-1]))


def _plain(error: etree.XMLSyntaxError) -> str:
    text = str(error.msg or "it ends too early")
    return text.split(", line ")[0].split("\n")[0].rstrip(".")
