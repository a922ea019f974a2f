# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The three classes of failure every adapter and handler speaks in.

Transient failures are retried with backoff, permanent ones go to the dead letters at
once, business ones become a question for a person in the exception queue.
"""


class SyncError(Exception):
    """Base class; never raised itself.

    ``call`` is the call over the network it came of (``core.network.Call``), or None.
    ``never_left`` says that no byte of the document can have reached the partner.
    """

    call = None
    never_left = False


class TransientError(SyncError):
    """The same work may succeed later: time-out, 5xx, lock, partner down.

    ``retry_after`` is the number of seconds the partner asked us to wait, if it did.
    """

    def __init__(self, message, retry_after=None):
        super().__init__(message)
        self.retry_after = retry_after


class PermanentError(SyncError):
    """The same work can never succeed: repeating it is pointless."""


class TooLargeError(PermanentError):
    """The partner's answer is larger than its connector takes; it was cut off."""


class BusinessError(SyncError):
    """A person has to decide.

    ``code`` is an exception code of the catalogue, ``record`` the business document
    concerned (or None), ``amount`` the money at stake as Decimal (or None).
    """

    def __init__(self, code, message, record=None, amount=None):
        super().__init__(message)
        self.code = code
        self.record = record
        self.amount = amount
