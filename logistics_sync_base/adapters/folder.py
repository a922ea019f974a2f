# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic

from odoo import fields

from ..codec.archive import ArchiveError, is_archive, unpack
from ..database_locks import Space, session_lock
from .base import Adapter
from .file_errors import PlaceRefusedError
from .file_place import Entry, Place
from .folder_enquiry import FolderEnquiry
from .folder_fetch import FolderFetch
from .registry import register
from .results import Check, Delivery, Document

# A file that changed so recently may still be growing.
SETTLE_SECONDS = 2
FOLDER_BATCH = 200


@dataclass
class Taking:
    """One file on its way to the messages; an archive is several documents."""

    place: Place
    entry: Entry
    waiting: int = 1
    refused: list[str] = field(default_factory=list)


@register
class FolderAdapter(FolderFetch, FolderEnquiry, Adapter):
    """Files in folders: of this server, over SFTP or FTP, in S3 buckets."""

    transport = "folder"
    code = "generic"
    name = "Any partner"
    capabilities = frozenset({"poll", "send", "check", "fetch", "enquire"})
    polls_in_parts = True

    # ---------------------------------------------------------------- in
    def poll(self) -> Iterator[Document]:
        """Files that are complete, oldest first; one worker at a time."""
        connector = self.connector
        # Each document ends a transaction, and none is open while a server is waited
        # for: only the connection lasts.
        with session_lock(
            connector.env.cr, Space.FOLDER, connector.id, wait_ms=0
        ) as is_alone:
            if is_alone:
                yield from self._read_folder()

    def _read_folder(self):
        connector = self.connector
        with Place(connector, connector.folder_url) as place:
            # A slow server holds up nobody's work: nothing is open in the database
            # while it is asked.
            connector._leave_transaction()
            entries = place.list()
            names = {entry.name for entry in entries}
            connector.folder_file_ids.filtered(
                lambda row: row.name not in names
            )._forget()
            chosen = place.matching(entries, connector.folder_pattern or "*")
            taken = 0
            for entry in chosen:
                if taken >= FOLDER_BATCH:
                    return
                if not self._is_ready(place, entry, names):
                    continue
                for document in self._take(place, entry):
                    taken += 1
                    yield document

    def _find_row(self, entry):
        return self.connector.folder_file_ids.filtered(
            lambda row: row.name == entry.name
        )

    def _is_ready(self, place, entry, names):
        """Whether a file is to be read now; what is not is remembered."""
        flag = self.connector.folder_flag
        if flag and (entry.name.endswith(flag) or f"{entry.name}{flag}" not in names):
            return False
        row = self._find_row(entry)
        same = row.signature == entry.signature
        if same and row.state == "taken":
            self._put_away(Taking(place, entry))
            return False
        if same and row.state == "incomplete":
            return False
        now = fields.Datetime.now()
        settled = now - timedelta(seconds=SETTLE_SECONDS)
        if flag or place.is_whole:
            return True
        # Another machine's clock says nothing: two looks have to show the same file.
        by_clock = place.has_own_clock and entry.modified <= settled
        if by_clock or (not place.has_own_clock and same and row.seen_at <= settled):
            return True
        row._remember(self.connector, entry, "growing")
        return False

    def _take(self, place, entry):
        """The documents of one file; none when it is put aside or has to wait."""
        connector = self.connector
        limit = connector.max_body_kib * 1024
        if entry.size > limit:
            self._refuse_file(
                Taking(place, entry),
                "file_too_large",
                self.env._(
                    "%(connector)s left the file %(name)s of %(size)s KiB; the limit "
                    "is %(limit)s KiB. It was put aside.",
                    connector=connector.name,
                    name=entry.name,
                    size=entry.size // 1024,
                    limit=connector.max_body_kib,
                ),
            )
            return
        body = self._read(place, entry)
        if body is None:
            return
        try:
            files = [(entry.name, body)]
            if connector.folder_unpack and is_archive(entry.name):
                files = unpack(entry.name, body, limit)
        except ArchiveError as error:
            text = f"{connector.name}, {entry.name}: {error}"
            self._refuse_file(Taking(place, entry), "unreadable", text)
            return
        problem = self._find_incomplete(files)
        if problem:
            self._hold(entry, problem)
            return
        taking = Taking(place, entry, len(files))
        for name, content in files:
            inner = "" if len(files) == 1 else f"!{name}"
            digest = hashlib.sha256(content).hexdigest()
            yield Document(
                content,
                f"file:{entry.name}{inner}:{entry.stamp}:{digest[:16]}",
                content_type="application/octet-stream",
                file_name=name,
                handle=taking,
            )

    def _read(self, place, entry):
        """The bytes of a file; None when it is gone, has changed or cannot be read."""
        self.connector._leave_transaction()
        try:
            body = place.read_bytes(entry.name)
        except PlaceRefusedError:
            raise
        except OSError as error:
            # Whose fault it is shows the next look: without a connection it fails, and
            # a file that is gone was taken by another worker.
            if any(other.name == entry.name for other in place.list()):
                self._note_unreadable(entry, error)
            return None
        if len(body) == entry.size:
            return body
        self._find_row(entry)._remember(self.connector, entry, "growing")
        return None

    def _note_unreadable(self, entry, error):
        """Leave a file we may not read where it is; told once, tried at each look."""
        row = self._find_row(entry)
        if row.state == "unreadable" and row.signature == entry.signature:
            return
        reason = str(error) or type(error).__name__
        sentence = self.env._(
            "The file %(name)s of %(connector)s cannot be read: %(reason)s. The others "
            "are read.",
            name=entry.name,
            connector=self.connector.name,
            reason=reason,
        )
        row._remember(self.connector, entry, "unreadable", reason)._ask(
            "folder_unreachable", sentence
        )

    def _find_incomplete(self, files):
        decoder = self.env["logistics.sync.decoder"]
        for _name, body in files:
            problem = decoder._find_incomplete(self.connector, body)
            if problem:
                return problem
        return None

    def _hold(self, entry, problem):
        """Leave a file that is not complete where it is, and ask for the rest."""
        sentence = self.env._(
            "The file %(name)s of %(connector)s: %(problem)s",
            name=entry.name,
            connector=self.connector.name,
            problem=problem,
        )
        self._find_row(entry)._remember(
            self.connector, entry, "incomplete", problem
        )._ask("incomplete_file", sentence)

    # ----------------------------------------------------- putting away
    def settle(self, document: Document) -> None:
        """Move a file whose documents are all stored to where the done ones are."""
        taking = document.handle
        taking.waiting -= 1
        if not taking.waiting:
            self._put_away(taking)

    def refuse(self, document: Document, reason: str) -> None:
        """As :meth:`settle`, but the file ends up where the faulty ones are."""
        document.handle.refused.append(reason)
        self.settle(document)

    def _refuse_file(self, taking, code, sentence):
        self.env["logistics.sync.exception"]._raise_for(
            code, sentence, connector=self.connector
        )
        taking.refused.append(code)
        self._put_away(taking)

    def _put_away(self, taking):
        """Move a file; one that cannot be moved is remembered, not read again."""
        connector = self.connector
        name = taking.entry.name
        folder = (
            connector.folder_error or "error"
            if taking.refused
            else connector.folder_done or "done"
        )
        stamp = fields.Datetime.now().strftime("%Y%m%dT%H%M%S%f")
        row = self._find_row(taking.entry)
        try:
            self._move(taking.place, name, folder, stamp)
            if connector.folder_flag:
                flag = f"{name}{connector.folder_flag}"
                self._move(taking.place, flag, folder, stamp)
        except OSError as error:
            row._remember(connector, taking.entry, "taken", str(error))
            connector._report_unreachable(error)
            return
        row._forget()

    def _move(self, place, name, folder, stamp):
        try:
            place.put_away(name, folder, f"{stamp}_{name}")
        except FileNotFoundError:
            # Unless another worker put it away, it is the target that is missing.
            if any(entry.name == name for entry in place.list()):
                raise

    # --------------------------------------------------------------- out
    def send(self, message) -> Delivery:
        """Put a document where the partner looks: all of it or nothing."""
        folder = self.connector.outbound_folder_url
        if not folder:
            return Delivery.business(
                "no_outbound_transport",
                self.env._(
                    "%s is owed a document, but the connector has no outbound folder "
                    "to put it in. Set one and retry.",
                    self.connector.name,
                ),
            )
        name = self._get_file_name(message)
        body = message._get_body_bytes()
        try:
            with Place(self.connector, folder) as place:
                # What was read is in hand: nobody in the database waits for a server.
                self.connector._leave_transaction()
                place.put_bytes(name, body)
        except PlaceRefusedError as error:
            return Delivery.business("folder_unreachable", str(error))
        except OSError as error:
            return Delivery.transient(
                self.env._(
                    "The folder %(folder)s cannot be written: %(error)s",
                    folder=folder,
                    error=error,
                )
            )
        return Delivery.success(response=f"{folder}/{name}")

    def check(self) -> Check:
        """Whether the folders named are there and open to us."""
        began = monotonic()
        folders = [self.connector.folder_url, self.connector.outbound_folder_url]
        for folder in filter(None, folders):
            with Place(self.connector, folder) as place:
                if not place.exists():
                    return Check(False, self.env._("There is no folder %s.", folder))
                place.list()
        elapsed = int((monotonic() - began) * 1000)
        return Check(True, self.env._("The folders can be read."), elapsed)
