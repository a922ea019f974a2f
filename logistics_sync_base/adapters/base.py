# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What an adapter is: how one kind of partner system is spoken to.

Adapters map and transport. They know their connector and messages, never a sale, stock
or account record; what a fact means is for the handlers.
"""

from collections.abc import Iterator
from typing import ClassVar

from .results import Check, Delivery, Document, Enquiry


class Adapter:
    """One partner system over one transport, for the time of one piece of work.

    A subclass says who it is in class attributes and overrides what its capabilities
    promise. Network and files are used outside of transactions that hold business
    records: the caller has committed before it asks an adapter to act.
    """

    # the connector transport it serves, such as ``rest``
    transport: ClassVar[str] = ""
    # names it among the adapters of its transport; ``generic`` is the default one
    code: ClassVar[str] = ""
    version: ClassVar[str] = "1"
    # what administrators read
    name: ClassVar[str] = ""
    # of: receive (partner calls us), poll, send, command (answers with a number),
    # check, enquire (tells whether it has a document of ours), fetch (what it keeps at
    # a named place, such as a list of its codes)
    capabilities: ClassVar[frozenset[str]] = frozenset()
    # a poll that brings something may have left more of it for the next one
    polls_in_parts: ClassVar[bool] = False

    def __init__(self, connector):
        connector.ensure_one()
        self.connector = connector
        self.env = connector.env

    def poll(self) -> Iterator[Document]:
        """Documents the partner has for us, each once, oldest first.

        Raises TransientError or OSError when the partner cannot be reached.
        """
        raise NotImplementedError

    def settle(self, document: Document) -> None:
        """The document is safe with us (committed): put it away at the partner."""

    def refuse(self, document: Document, reason: str) -> None:
        """The document cannot be stored: put it aside, so that it is not lost."""

    def finish_poll(self) -> None:
        """All documents of a poll are settled: keep the place to go on from."""

    def send(self, message) -> Delivery:
        """Hand one outbound message to the partner, as often as asked the same."""
        raise NotImplementedError

    def can_enquire(self) -> bool:
        """Whether the connector says how to ask for a document of ours."""
        return False

    def enquire(self, message) -> Enquiry:
        """Ask the partner whether it has a message that was sent, changing nothing.

        Raises like ``send``: no answer is never taken for a no.
        """
        raise NotImplementedError

    def fetch(self, path: str) -> bytes:
        """The bytes of what the partner keeps at ``path`` below its own place.

        Raises like ``poll``; a path that leads elsewhere was refused before.
        """
        raise NotImplementedError

    def check(self) -> Check:
        """Try whether the partner answers, changing nothing at its side."""
        raise NotImplementedError
