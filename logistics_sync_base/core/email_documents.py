# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The documents an e-mail carries."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import Message

# What mail programs add to every e-mail.
_DECORATION = ("image/", "text/calendar", "application/pgp", "application/pkcs7")


@dataclass(frozen=True, slots=True)
class MailDocument:
    """One attachment with its bytes as they were attached; ``place`` from 0."""

    place: int
    name: str
    content_type: str
    body: bytes


def documents_of(mail: Message) -> list[MailDocument]:
    """Attachments in their order, without the decoration of mail programs."""
    found = []
    for place, part in enumerate(mail.walk()):
        name = part.get_filename()
        kind = part.get_content_type()
        if part.is_multipart() or not name or kind.startswith(_DECORATION):
            continue
        body = part.get_payload(decode=True)
        if body:
            found.append(MailDocument(place, _clean(name), kind, body))
    return found


def _clean(name: str) -> str:
    """A file name without folders and control characters."""
    text = "".join(character for character in name if character.isprintable())
    return text.replace("\\", "/").rpartition("/")[2].strip()[:120] or "attachment"
