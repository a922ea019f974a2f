# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What kind of cause a failed call to a partner has, by what it answered."""

from __future__ import annotations

ADDRESS = "address"
BUSY = "busy"
CREDENTIALS = "credentials"
DOCUMENT = "document"
PARTNER_DOWN = "partner_down"
UNKNOWN = "unknown"


def cause_of(http_status: int | None, result: str | None) -> str:
    """The cause by the last try: its HTTP status, if any, and its class of result.

    ``result`` is ``transient``, ``permanent`` or ``business``. What neither of them
    tells is UNKNOWN, never guessed.
    """
    if http_status in (401, 403, 407):
        return CREDENTIALS
    if http_status in (404, 405, 410):
        return ADDRESS
    if http_status in (408, 425, 429):
        return BUSY
    if http_status and http_status >= 500:
        return PARTNER_DOWN
    if http_status and 400 <= http_status < 500:
        return DOCUMENT
    if result == "transient":
        return PARTNER_DOWN
    return UNKNOWN
