# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One family of errors for every kind of file server."""

import ftplib
from contextlib import contextmanager

import paramiko
from botocore.exceptions import BotoCoreError, ClientError

from ..core.masking import mask_text


class PlaceRefusedError(PermissionError):
    """The server does not let us in, or is not the one we were told of."""


REFUSED = (paramiko.AuthenticationException, paramiko.BadHostKeyException)
BROKEN = (paramiko.SSHException, ftplib.Error, EOFError, BotoCoreError, ClientError)


@contextmanager
def naming_errors():
    """OSError with a masked text, whatever library the error comes from."""
    try:
        yield
    except REFUSED as error:
        raise PlaceRefusedError(mask_text(str(error))) from error
    except ftplib.error_perm as error:
        text = mask_text(str(error))
        # 530 is "not logged in"; other refusals are about one file (RFC 959).
        kind = PlaceRefusedError if text.startswith("530") else PermissionError
        raise kind(text) from error
    except BROKEN as error:
        text = mask_text(str(error)) or type(error).__name__
        raise ConnectionError(text) from error
