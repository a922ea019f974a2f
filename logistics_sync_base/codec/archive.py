# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Files inside gz and zip archives, never more of them than was agreed."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib

MAX_MEMBERS = 1000
_CHUNK = 64 * 1024


class ArchiveError(ValueError):
    """The archive is broken, locked, or larger inside than is read."""


def is_archive(name: str) -> bool:
    """Whether a file's name says that it is an archive."""
    return name.lower().endswith((".gz", ".zip"))


def unpack(name: str, body: bytes, limit: int) -> list[tuple[str, bytes]]:
    """(name, bytes) of the files of an archive, in its order.

    ``limit`` is the largest number of bytes all of them may have together; no more
    than that is ever held. Raises ArchiveError.
    """
    if name.lower().endswith(".gz"):
        return [(posixpath.basename(name)[:-3], _gunzip(body, limit))]
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return _members(archive, limit)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        LookupError,  # an entry without a name
        struct.error,
        NotImplementedError,
        RuntimeError,
        ValueError,
        OSError,
    ) as error:
        if isinstance(error, ArchiveError):
            raise
        raise ArchiveError(f"The archive cannot be read: {error}.") from error


def _members(archive: zipfile.ZipFile, limit: int) -> list[tuple[str, bytes]]:
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > MAX_MEMBERS:
        raise ArchiveError(
            f"The archive holds {len(members)} files, at most {MAX_MEMBERS} are read."
        )
    found = []
    left = limit
    for member in members:
        with archive.open(member) as handle:
            # The size an archive states of itself is not believed.
            body = handle.read(left + 1)
        if len(body) > left:
            raise _too_large(limit)
        left -= len(body)
        found.append((posixpath.basename(member.filename.replace("\\", "/")), body))
    return found


def _gunzip(body: bytes, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    rest = body
    while rest:
        stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            while not stream.eof:
                part = stream.decompress(rest, _CHUNK)
                rest = stream.unconsumed_tail
                size += len(part)
                parts.append(part)
                if size > limit:
                    raise _too_large(limit)
                if not part and not rest:
                    break
        except zlib.error as error:
            raise ArchiveError(f"The archive cannot be read: {error}.") from error
        if not stream.eof:
            raise ArchiveError("The archive ends too early.")
        # Further members, or the zeros some writers pad with.
        rest = stream.unused_data.lstrip(b"\x00")
    if not body:
        raise ArchiveError("The archive is empty.")
    return b"".join(parts)


def _too_large(limit: int) -> ArchiveError:
    return ArchiveError(
        f"The archive holds more than the {limit} bytes that are read. Ask the partner "
        "for smaller files, or raise the limit of the connector."
    )
