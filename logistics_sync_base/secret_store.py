# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Encryption of partner secrets with a key that never enters the database.

The key is the setting ``secret_keys`` (see ``settings.py``): one or several Fernet keys
separated by commas, the newest first, so that keys can rotate. Without
either, a key file is made once in the server's data folder, readable by the server
only. A copied database without that key holds nothing usable.
"""

import contextlib
import os
import tempfile
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from odoo.exceptions import UserError
from odoo.tools import config

from .settings import get_setting

KEY_FILE_NAME = "logistics_sync_secret.key"


def _read_or_make_key_file():
    path = Path(config["data_dir"]) / KEY_FILE_NAME
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=KEY_FILE_NAME)
        with os.fdopen(handle, "w", encoding="ascii") as key_file:
            key_file.write(Fernet.generate_key().decode("ascii"))
        # A link appears whole or not at all, and the first worker's one stays.
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        os.unlink(draft)
    return path.read_text(encoding="ascii").strip()


def _get_fernet():
    keys = get_setting("secret_keys") or _read_or_make_key_file()
    return MultiFernet([Fernet(key.strip()) for key in keys.split(",") if key.strip()])


def encrypt(secret):
    """Encrypt bytes; returns ASCII text for a Char column."""
    return _get_fernet().encrypt(secret).decode("ascii")


def decrypt(token, env):
    """Decrypt what :func:`encrypt` returned; raises UserError without the right key."""
    try:
        return _get_fernet().decrypt(token.encode("ascii"))
    except InvalidToken as error:
        raise UserError(
            env._(
                "This secret was encrypted with another key. Give the server the key "
                "it was stored with, or enter the secret again."
            )
        ) from error
