# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One folder at a partner: what the adapter does with it, the same on every server."""

import posixpath
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase

from .file_errors import naming_errors
from .file_systems import open_file_system

UNFINISHED = (".part", ".tmp", ".filepart")


@dataclass(frozen=True)
class Entry:
    """A file as the last listing showed it; ``stamp`` is empty where not reliable."""

    name: str
    size: int
    modified: datetime | None
    stamp: str

    @property
    def signature(self):
        """Changes whenever the file does, as far as the server tells."""
        return f"{self.size}:{self.stamp}"


class Place:
    """Use as a context manager; every error is an OSError with a masked text."""

    def __init__(self, connector, url):
        with naming_errors():
            self.system, self.path = open_file_system(connector, url)
        protocol = self.system.protocol
        self.protocols = {protocol} if isinstance(protocol, str) else set(protocol)

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.close()

    def close(self):
        """Hang up; what is left of the connection is of no interest."""
        for name in ("client", "ftp"):
            wire = getattr(self.system, name, None)
            if wire is not None:
                with suppress(OSError, EOFError), closing(wire):
                    pass

    # What differs between servers -----------------------------------------
    @property
    def is_whole(self):
        """Objects appear with all their bytes; there is no growing."""
        return "s3" in self.protocols

    @property
    def has_own_clock(self):
        """Its times are those of this machine, so that they tell a file's rest."""
        return "file" in self.protocols

    # Reading ----------------------------------------------------------------
    def list(self):
        """Finished files of the folder, oldest first."""
        with naming_errors():
            self.system.invalidate_cache()
            try:
                found = self.system.ls(self.path, detail=True)
            except FileNotFoundError:
                if self.is_whole and self.exists():
                    return []
                raise
            entries = [self._entry(info) for info in found]
        chosen = [
            entry
            for entry in entries
            if entry is not None
            and not entry.name.endswith(UNFINISHED)
            and not entry.name.startswith(".")
        ]
        return sorted(chosen, key=lambda entry: (entry.stamp, entry.name))

    @staticmethod
    def matching(entries, pattern):
        """Those of the entries whose name is of a pattern such as ``*.csv``."""
        return [entry for entry in entries if fnmatchcase(entry.name, pattern)]

    def _entry(self, info):
        # A link could point to what only our server may read.
        if info.get("type") != "file" or info.get("islink"):
            return None
        name = posixpath.basename(info["name"].rstrip("/"))
        modified, stamp = _when(info)
        return (
            Entry(name, int(info.get("size") or 0), modified, stamp) if name else None
        )

    def exists(self):
        """Whether the folder is there; in a bucket every folder is."""
        with naming_errors():
            if self.is_whole:
                return self.system.exists(self.path.split("/")[0])
            return self.system.isdir(self.path)

    def read_bytes(self, name):
        """The bytes of a file; FileNotFoundError when it is gone."""
        with naming_errors():
            return self.system.cat_file(posixpath.join(self.path, name))

    # Writing ----------------------------------------------------------------
    def put_away(self, name, folder, new_name):
        """Move a file into a subfolder; FileNotFoundError when it is gone."""
        target = posixpath.join(self.path, folder)
        with naming_errors():
            if not self.is_whole:
                self.system.makedirs(target, exist_ok=True)
            self._rename(
                posixpath.join(self.path, name), posixpath.join(target, new_name)
            )

    def put_bytes(self, name, body):
        """All of a file or nothing of it, whenever somebody looks; its path."""
        target = posixpath.join(self.path, posixpath.basename(name))
        with naming_errors():
            if self.is_whole:
                # One request; its renaming would be a copy that takes time.
                self.system.pipe_file(target, body)
                return target
            self.system.makedirs(self.path, exist_ok=True)
            with self.system.open(f"{target}.part", "wb") as handle:
                handle.write(body)
            self._rename(f"{target}.part", target)
        return target

    def _rename(self, source, target):
        if "sftp" not in self.protocols:
            self.system.mv(source, target)
            return
        try:
            self.system.mv(source, target)
        except FileNotFoundError:
            raise
        except OSError:
            # A server without OpenSSH's extension: it refuses to replace a file.
            self.system.ftp.rename(source, target)


def _when(info):
    """(naive UTC or None, text): what an entry says of its last change."""
    value = info.get("mtime") or info.get("LastModified") or info.get("modify")
    if isinstance(value, datetime):
        moment = value.astimezone(UTC).replace(tzinfo=None)
        return moment, moment.isoformat()
    if isinstance(value, int | float):
        moment = datetime.fromtimestamp(value, tz=UTC).replace(tzinfo=None)
        return moment, moment.isoformat()
    # FTP: MLSD gives fourteen digits of UTC; the text of LIST changes with the season.
    digits = str(value or "")[:14]
    return None, digits if len(digits) == 14 and digits.isdigit() else ""
