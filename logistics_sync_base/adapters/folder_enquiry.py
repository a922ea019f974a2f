# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from ..exceptions import PermanentError
from .file_place import Place
from .results import Enquiry


class FolderEnquiry:
    """Mixed into folders: looks whether a document lies where the partner fetches.

    A file that lies there whole has arrived. One that does not may have been fetched
    already, which nobody can see from here: that is for a person to find out.
    """

    def can_enquire(self) -> bool:
        """Whether there is a folder to look into."""
        return bool(self.connector.outbound_folder_url)

    def enquire(self, message) -> Enquiry:
        """Found is the same file with the same bytes; anything else raises."""
        folder = self.connector.outbound_folder_url
        name = self._get_file_name(message)
        body = message._get_body_bytes()
        with Place(self.connector, folder) as place:
            self.connector._leave_transaction()
            names = {entry.name for entry in place.list()}
            if name in names and place.read_bytes(name) == body:
                return Enquiry(True, response=f"{folder}/{name}")
        if name in names:
            raise PermanentError(
                self.env._(
                    "The file %(name)s lies in %(folder)s with another content: only "
                    "a part of it was written, or it is not ours. Look at it before "
                    "the document is sent again.",
                    name=name,
                    folder=folder,
                )
            )
        raise PermanentError(
            self.env._(
                "The file %(name)s does not lie in %(folder)s: it never got there, or "
                "the partner has fetched it.",
                name=name,
                folder=folder,
            )
        )

    def _get_file_name(self, message):
        return message.file_name or f"{message.public_id}.dat"
