# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import posixpath

from ..exceptions import TooLargeError
from .file_place import Place


class FolderFetch:
    """Files below a partner's folder that are no documents, such as lists."""

    def fetch(self, path: str) -> bytes:
        """A file by its path below the folder."""
        connector = self.connector
        below, name = posixpath.split(path)
        with Place(
            connector, f"{(connector.folder_url or '').rstrip('/')}/{below}"
        ) as (place):
            # Found by looking, not by its name: what is listed is no link elsewhere.
            entries = [entry for entry in place.list() if entry.name == name]
            if not entries:
                raise FileNotFoundError(self.env._("There is no file %s.", path))
            if entries[0].size > connector.max_body_kib * 1024:
                raise TooLargeError(
                    self.env._(
                        "The file %(path)s has %(size)s KiB; the limit is %(limit)s "
                        "KiB.",
                        path=path,
                        size=entries[0].size // 1024,
                        limit=connector.max_body_kib,
                    )
                )
            return place.read_bytes(name)
