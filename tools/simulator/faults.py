# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How a partner's program goes wrong, on purpose."""

import json
from random import Random

OVERSIZE_BYTES = 300 * 1024


def spoil(body: bytes, fault: str | None, rng: Random) -> bytes:
    """The body as the broken program would send it."""
    return _SPOILERS.get(fault, _leave)(body, rng)


def _leave(body: bytes, rng: Random) -> bytes:
    return body


def _break_json(body: bytes, rng: Random) -> bytes:
    return body[: rng.randrange(len(body) // 2, len(body) - 2)]


def _drop_field(body: bytes, rng: Random) -> bytes:
    """A release of the partner's software renamed a field nobody told us about."""
    document = json.loads(body)
    for scan in document["scans"]:
        scan["status"]["statusCode"] = scan["status"].pop("code")
    return json.dumps(document).encode()


def _inflate(body: bytes, rng: Random) -> bytes:
    document = json.loads(body)
    document["padding"] = "x" * OVERSIZE_BYTES
    return json.dumps(document).encode()


def _cut_envelope(body: bytes, rng: Random) -> bytes:
    """Only the first half of the interchange header arrived."""
    return body[:60]


_SPOILERS = {
    "broken_json": _break_json,
    "schema_break": _drop_field,
    "oversize": _inflate,
    "cut_envelope": _cut_envelope,
}
