# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One way to write XML: four spaces, 88 columns, one attribute a line when it is long.

Text, comments and what follows text on its line stay as written, because white space
may matter there.
"""

import re
from xml.etree import ElementTree

WIDTH = 88
INDENT = 4
VERBATIM = ("pre", "script", "style", "textarea")
TOKEN = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<!DOCTYPE[^>]*>|<\?.*?\?>"
    r"|</[^>]+>|<(?:[^>\"']|\"[^\"]*\"|'[^']*')+>",
    re.DOTALL,
)
DECLARATION = re.compile(r"\A\s*(<\?xml[^>]*\?>\s*)?")
DECLARED = '<?xml version="1.0" encoding="UTF-8" ?>\n'
ATTRIBUTE = re.compile(r"([^\s=<>\"'/]+)\s*=\s*(\"[^\"]*\"|'[^']*')", re.DOTALL)


def formatted(text: str) -> str:
    """The text as it should be written."""
    text = DECLARATION.sub(DECLARED, text, count=1)
    parts, position, depth, verbatim = [], 0, 0, None
    for match in TOKEN.finditer(text):
        between, token = text[position : match.start()], match.group()
        position = match.end()
        name = _name(token)
        closing = token.startswith("</")
        if closing:
            depth -= 1
        if verbatim and not (closing and depth == verbatim):
            parts += [between, token]
        else:
            starts_line = not verbatim and _starts_line(between, parts)
            parts += _placed(between, token, depth, starts_line)
            verbatim = None
        if name and not closing and not token.endswith("/>"):
            if name in VERBATIM and verbatim is None:
                verbatim = depth or None
            depth += 1
    return _tidy("".join(parts) + text[position:])


def same_content(left: str, right: str) -> bool:
    """Whether two texts differ in white space only."""
    return _flat(left) == _flat(right)


def problem(text: str) -> str | None:
    """Why the text is no well-formed XML, if it is not."""
    try:
        ElementTree.fromstring(text.encode())
    except ElementTree.ParseError as error:
        return str(error)
    return None


def _name(token: str) -> str | None:
    if token.startswith(("<!", "<?")):
        return None
    return re.match(r"</?\s*([^\s/>]+)", token).group(1)


def _starts_line(between: str, parts: list[str]) -> bool:
    if not between.strip():
        return "\n" in between or not parts
    return not between.rpartition("\n")[2].strip() and "\n" in between


def _placed(between: str, token: str, depth: int, starts_line: bool) -> list[str]:
    if not starts_line:
        return [between, token]
    head = between.rstrip(" \t")
    return [head, " " * (INDENT * depth), _tag(token, INDENT * depth)]


def _tag(token: str, indent: int) -> str:
    """A start tag on one line where it fits, else with one attribute a line."""
    attributes = ATTRIBUTE.findall(token)
    if token.startswith(("</", "<!", "<?")) or not attributes:
        return token
    words = [f"{key}={value}" for key, value in attributes]
    end = "/>" if token.endswith("/>") else ">"
    space = " " if end == "/>" else ""
    line = f"<{_name(token)} {' '.join(words)}{space}{end}"
    if indent + len(line) <= WIDTH and "\n" not in line:
        return line
    if len(words) == 1 and "\n" not in line:
        return line
    inner = "\n" + " " * (indent + INDENT)
    return f"<{_name(token)}{inner}{inner.join(words)}\n{' ' * indent}{end}"


def _tidy(text: str) -> str:
    lines = [line.rstrip() for line in text.strip().split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"


def _flat(text: str) -> list:
    return [
        (node.tag, sorted(node.attrib.items()), " ".join((node.text or "").split()))
        for node in ElementTree.fromstring(text.encode()).iter()
    ]
