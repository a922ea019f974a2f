# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Logs that help without telling secrets or personal data."""

from __future__ import annotations

import json
import re
import traceback
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

VISIBLE = 4
MASK = "***"
MAX_DEPTH = 60

_SECRET_WORDS = (
    "authorization|authentication|signature|token|secret|password|passwd|passphrase"
    "|pwd|api[-_ ]?key|apikey|x[-_]key|access[-_ ]?key|account[-_ ]?key"
    "|private[-_ ]?key|credential|cookie|session[-_ ]?id|client[-_ ]?id|hmac|bearer"
)
_PERSONAL_WORDS = (
    "e[-_]?mail|phone|mobile|signed[-_ ]?by|signatory|recipient|consignee|contact"
    "|first[-_ ]?name|last[-_ ]?name|full[-_ ]?name|street|address[-_ ]?line"
    "|address[12]|iban|account[-_ ]?number|date[-_ ]?of[-_ ]?birth|received[-_ ]?by"
)
_SENSITIVE = re.compile(f"{_SECRET_WORDS}|{_PERSONAL_WORDS}", re.IGNORECASE)
# Every repetition has a bound: the time stays linear whatever a partner sends.
_SECRET_IN_TEXT = re.compile(
    rf"((?:{_SECRET_WORDS})[\w-]{{0,40}}[\"']?\s{{0,9}}[:=]\s{{0,9}}[\"']?)"
    r"((?:(?:basic|bearer|digest|token|hmac)\s{1,9})?[^\s\"'&;<>]+)",
    re.IGNORECASE,
)
_SCHEME_TOKEN = re.compile(
    r"\b(basic|bearer)\s{1,9}([A-Za-z0-9+/=._~\-]{8,})", re.IGNORECASE
)
_WHSEC = re.compile(r"whsec_[A-Za-z0-9+/=]+")
_EMAIL = re.compile(r"[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,8}")
# What PostgreSQL adds to its own words: the row, the values, the statement.
_ROW = re.compile(
    r"\n(?:DETAIL|LINE \d+|CONTEXT|QUERY|HINT): .*?"
    r"(?=\n\n(?:The above exception|During handling)|\Z)",
    re.DOTALL,
)
_URL = re.compile(r"[a-z][a-z0-9+.\-]{1,20}://[^\s\"'<>]+", re.IGNORECASE)


def mask_value(value: Any) -> str:
    """The mask and the last four characters, which are enough to recognise a value.

    A value of fewer than twelve characters shows none: four of them would be too
    large a part of it.
    """
    text = str(value)
    return MASK + text[-VISIBLE:] if len(text) >= 3 * VISIBLE else MASK


def mask_headers(headers: Mapping[str, Any]) -> dict[str, str]:
    """A copy of HTTP headers whose secret values are masked."""
    return {
        str(name): mask_value(value)
        if _SENSITIVE.search(str(name))
        else mask_text(str(value))
        for name, value in headers.items()
    }


def mask_json(obj: Any) -> Any:
    """A copy of a JSON value: what stands under a sensitive name is masked."""
    return _mask_node(obj, sensitive=False, depth=0)


def mask_text(text: str) -> str:
    """Text without secrets after ``name=`` or ``name:``, e-mails, URL secrets."""
    # Every call and its answer pass here: a look for what each pattern cannot do
    # without costs a tenth of the pattern itself.
    if "://" in text:
        text = _URL.sub(lambda match: mask_url(match.group()), text)
    if ":" in text or "=" in text:
        text = _SECRET_IN_TEXT.sub(_mask_pair, text)
    text = _SCHEME_TOKEN.sub(lambda m: f"{m[1]} {mask_value(m[2])}", text)
    if "whsec_" in text:
        text = _WHSEC.sub(lambda match: mask_value(match.group()), text)
    return _EMAIL.sub(_mask_email, text) if "@" in text else text


def mask_error(error: BaseException) -> str:
    """What went wrong in words, without the row or the values it is about."""
    return mask_text(_ROW.sub("", str(error)).strip()) or type(error).__name__


def mask_trace(error: BaseException) -> str:
    """Where in the program it went wrong, and how; as free of values."""
    return mask_text(_ROW.sub("", "".join(traceback.format_exception(error))))


def mask_url(url: str) -> str:
    """A URL without its user, password and the values of its query string.

    Query values may carry tokens under any name; their names stay readable.
    """
    try:
        parts = urlsplit(url)
        query = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return MASK
    host = parts.netloc.rpartition("@")
    netloc = f"{MASK}@{host[2]}" if host[1] else parts.netloc
    masked = "&".join(
        f"{quote(name, safe='-_.~[]')}={mask_value(value)}" for name, value in query
    )
    # A fragment may hold an OAuth token and says nothing to the server.
    return urlunsplit((parts.scheme, netloc, parts.path, masked, ""))


def mask_body(body: bytes, content_type: str = "", limit: int = 65536) -> str:
    """Body as text for a log: masked, and cut at ``limit`` characters."""
    text = body[: 4 * limit].decode("utf-8", "replace")
    if "json" in content_type.lower():
        try:
            text = json.dumps(mask_json(json.loads(body)), ensure_ascii=False)
        except (ValueError, RecursionError):
            text = mask_text(text)
    else:
        text = mask_text(text)
    return text if len(text) <= limit else text[:limit] + " [cut]"


def _mask_node(node: Any, sensitive: bool, depth: int) -> Any:
    if depth > MAX_DEPTH:
        return MASK
    if isinstance(node, Mapping):
        return {
            key: _mask_node(
                value, sensitive or bool(_SENSITIVE.search(str(key))), depth + 1
            )
            for key, value in node.items()
        }
    if isinstance(node, (list, tuple)):
        return [_mask_node(value, sensitive, depth + 1) for value in node]
    if node is None or isinstance(node, bool):
        return node
    if sensitive:
        return mask_value(node)
    return mask_text(node) if isinstance(node, str) else node


def _mask_pair(match: re.Match[str]) -> str:
    value = match[2]
    # Already masked by an earlier rule: masking the mask would lose its last four.
    return match[0] if value.startswith(MASK) else match[1] + mask_value(value)


def _mask_email(match: re.Match[str]) -> str:
    return f"{MASK}@{match.group().rpartition('@')[2]}"
