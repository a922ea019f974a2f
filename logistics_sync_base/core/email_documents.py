# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The documents an e-mail carries."""

from __future__ import annotations

import mimetypes
import re
from dataclasses import dataclass
from email.message import Message

# Parts of mail programs themselves. What is encrypted (pkcs7-mime) is none of them.
_MACHINERY = frozenset(
    (
        "application/pgp-signature",
        "application/pgp-encrypted",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
    )
)
# Logos and dividers are smaller; a photo that somebody pasted into a text is larger.
_DECORATION_BYTES = 24 * 1024
_CID = re.compile(r"cid:([^\s\"'<>)]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MailDocument:
    """One attachment with its bytes as they were attached; ``place`` from 0."""

    place: int
    name: str
    content_type: str
    body: bytes


def documents_of(mail: Message) -> list[MailDocument]:
    """Attachments in their order, also empty ones and those without a name.

    Left out are the texts of the mail itself, signatures, and small pictures that its
    HTML shows within the text.
    """
    shown = _get_shown(mail)
    found = []
    for place, part in enumerate(mail.walk()):
        kind = part.get_content_type()
        if part.is_multipart() or kind in _MACHINERY or _is_text_of_mail(part):
            continue
        body = part.get_payload(decode=True) or b""
        if not _is_decoration(part, body, shown):
            name = part.get_filename() or _make_name(place, kind)
            found.append(MailDocument(place, _clean(name), kind, body))
    return found


def _is_text_of_mail(part: Message) -> bool:
    return (
        part.get_content_type() in ("text/plain", "text/html")
        and not part.get_filename()
        and part.get_content_disposition() != "attachment"
    )


def _get_shown(mail: Message) -> set[str]:
    """Content-IDs that the HTML of a mail refers to."""
    shown = set()
    for part in mail.walk():
        if part.get_content_type() == "text/html" and _is_text_of_mail(part):
            text = (part.get_payload(decode=True) or b"").decode("utf-8", "replace")
            shown.update(_CID.findall(text))
    return shown


def _is_decoration(part: Message, body: bytes, shown: set[str]) -> bool:
    number = str(part.get("Content-ID") or "").strip().strip("<>")
    return (
        part.get_content_maintype() == "image"
        and part.get_content_disposition() != "attachment"
        and number in shown
        and len(body) <= _DECORATION_BYTES
    )


def _make_name(place: int, kind: str) -> str:
    return f"attachment-{place}{mimetypes.guess_extension(kind) or ''}"


def _clean(name: str) -> str:
    """A file name without folders and control characters."""
    text = "".join(character for character in name if character.isprintable())
    return text.replace("\\", "/").rpartition("/")[2].strip()[:120] or "attachment"
