# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""JSON bodies, read strictly and made safe to store."""

from __future__ import annotations

import json
import math
import re
from typing import Any

MAX_DEPTH = 100
_PLAIN = frozenset({str, int, bool, type(None)})
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class JsonError(ValueError):
    """The body is no JSON document.

    ``line`` and ``column`` count from 1 and are None when there is no place to name.
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


def load(body: bytes) -> Any:
    """The document of a body in UTF-8, UTF-16 or UTF-32 (RFC 8259 strictness).

    NaN, infinities, a field named twice in one object and more than a hundred levels
    are refused: two readers would understand such a body in two ways. Text and names
    come back safe to store (see :func:`json_safe`). Raises JsonError.
    """
    if not body.strip():
        raise JsonError("empty", "The body is empty.")
    try:
        text = body.decode(json.detect_encoding(body))
    except UnicodeDecodeError as error:
        raise JsonError(
            "encoding", f"The body is not {error.encoding} text at byte {error.start}."
        ) from error
    try:
        document = json.loads(
            text.removeprefix("\ufeff"),
            object_pairs_hook=_unique,
            parse_constant=_refuse_constant,
            parse_float=_finite,
        )
    except json.JSONDecodeError as error:
        raise JsonError(
            "syntax",
            f"The body is not JSON at line {error.lineno}, column {error.colno}: "
            f"{error.msg}.",
            error.lineno,
            error.colno,
        ) from error
    except JsonError:
        raise
    except ValueError as error:
        raise JsonError("number", "The body has a number that is too long.") from error
    except RecursionError as error:
        raise _too_deep() from error
    # No document has more levels than its text has opening brackets.
    if text.count("{") + text.count("[") > MAX_DEPTH:
        _check_depth(document)
    # The regular expression over the text is far quicker than a walk, and a body
    # with an escape of that range is rare.
    if _UNSTORABLE.search(text) or "\\u0000" in text or "\\u" in text.lower():
        return json_safe(document)
    return document


def ends_early(body: bytes, error: JsonError) -> bool:
    """Whether a syntax error is that the text stops in the middle of the document."""
    if error.code != "syntax" or error.line is None or error.column is None:
        return False
    if "Unterminated string" in error.message:
        return True
    text = body.decode(json.detect_encoding(body)).rstrip()
    lines = text.split("\n")
    rest = lines[-1][error.column - 1 :]
    at_end = error.line >= len(lines)
    return at_end and any(word.startswith(rest) for word in ("true", "false", "null"))


def as_json(obj: Any) -> str:
    """JSON text that PostgreSQL can read values from; dates and the like as text.

    Many rows in one such text are the quickest way to bring them into a statement.
    """
    text = json.dumps(obj, default=str)
    # Looking at the text is far quicker than a copy of every value.
    if "\\u0000" in text or "\\ud" in text:
        text = json.dumps(json_safe(obj), default=str)
    return text


def is_replaced(text: str) -> bool:
    """Whether :func:`as_json` may have had to replace something to get this text."""
    return "\\ufffd" in text


def is_plain(obj: Any) -> bool:
    """Whether an object reads back from the database as exactly what it is.

    Texts are not looked at: :func:`is_replaced` tells at once for all of them.
    """
    if type(obj) is dict:
        for key, value in obj.items():
            if type(key) is not str:
                return False
            if type(value) not in _PLAIN and not is_plain(value):
                return False
        return True
    if type(obj) is list:
        for value in obj:
            if type(value) not in _PLAIN and not is_plain(value):
                return False
        return True
    return type(obj) in _PLAIN


def json_safe(obj: Any) -> Any:
    """A copy whose texts a PostgreSQL ``jsonb`` column takes.

    NUL and lone surrogates, which JSON allows and the database refuses, become the
    replacement character.
    """
    if isinstance(obj, str):
        return _UNSTORABLE.sub("\ufffd", obj)
    if isinstance(obj, dict):
        return {json_safe(key): json_safe(value) for key, value in obj.items()}
    if isinstance(obj, (list, tuple)):
        return [json_safe(value) for value in obj]
    return obj


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise JsonError("duplicate", f"The field {twice!r} stands twice in one object.")
    return result


def _refuse_constant(name: str) -> Any:
    raise JsonError("number", f"{name} is not a JSON number.")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise JsonError("number", f"The number {text[:20]} is too large.")
    return number


def _check_depth(document: Any) -> None:
    level = [document]
    for _depth in range(MAX_DEPTH):
        level = [
            child
            for node in level
            if isinstance(node, (dict, list))
            for child in (node.values() if isinstance(node, dict) else node)
            if isinstance(child, (dict, list))
        ]
        if not level:
            return
    raise _too_deep()


def _too_deep() -> JsonError:
    return JsonError("depth", f"The body is nested more than {MAX_DEPTH} levels deep.")
