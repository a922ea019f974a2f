# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The words by which a person is known, and texts without them."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable

ERASED = "[erased]"
# A text or a number of a JSON document, as it stands there.
_JSON_VALUE = re.compile(r'"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*', re.DOTALL)
# Shorter words stand in every other text.
SHORTEST = 4


class TermError(ValueError):
    """A word that would erase more than one person."""


def read_terms(text: str) -> list[str]:
    """One term a line; raises TermError, naming it, for one that is too short."""
    terms = list(dict.fromkeys(" ".join(line.split()) for line in text.splitlines()))
    terms = [term for term in terms if term]
    for term in terms:
        if len(re.sub(r"\W", "", term)) < SHORTEST:
            raise TermError(term)
    return terms


def get_spellings(terms: Iterable[str]) -> list[str]:
    """Each term as JSON, XML and plain text write it, the longest first."""
    found = set()
    for term in terms:
        found |= {
            term,
            json.dumps(term, ensure_ascii=False)[1:-1],
            html.escape(term),
            html.escape(term, quote=False),
        }
        # Written with a number, a letter and its capital have nothing in common.
        for cased in (term, term.lower(), term.upper(), term.title()):
            found.add(json.dumps(cased)[1:-1])
    return sorted(found, key=lambda spelling: (-len(spelling), spelling))


def get_pattern(terms: Iterable[str]) -> str:
    """A regular expression over all spellings that Python and PostgreSQL both read."""
    return "|".join(map(_escape, get_spellings(terms)))


def erase_from(body: bytes, terms: Iterable[str]) -> bytes:
    """The bytes with every spelling replaced, whatever its capitals and encoding."""
    pattern = re.compile(get_pattern(terms), re.IGNORECASE)
    # Both ways of reading give back the very same bytes where nothing was found.
    for encoding, errors in (("utf-8", "surrogateescape"), ("latin-1", "strict")):
        text = body.decode(encoding, errors)
        body = pattern.sub(ERASED, text).encode(encoding, errors)
    return body


def erase_from_json(text: str, terms: Iterable[str]) -> str:
    """JSON text that stays JSON: a number that is a term becomes the mark as a text.

    A number that only has the digits of one among its own names nobody.
    """
    pattern = re.compile(get_pattern(terms), re.IGNORECASE)

    def erase(match: re.Match[str]) -> str:
        value = match[0]
        if value.startswith('"'):
            return pattern.sub(ERASED, value)
        return f'"{ERASED}"' if pattern.fullmatch(value) else value

    return _JSON_VALUE.sub(erase, text)


def _escape(text: str) -> str:
    # Letters, digits and what lies beyond ASCII mean themselves in both dialects.
    return "".join(
        char if char.isalnum() or char in " _" or ord(char) > 127 else f"\\{char}"
        for char in text
    )
