# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Encryption of partner secrets with a key that never enters the database.

The key comes from the environment variable ``LOGISTICS_SYNC_SECRET_KEYS``, else from
``logistics_sync_secret_keys`` in the server's configuration file: one or several
Fernet keys separated by commas, the newest first, so that keys can rotate. Without
either, a key file is made once in the server's data folder, readable by the server
only. A copied database without that key holds nothing usable.
"""

import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from odoo.exceptions import UserError
from odoo.tools import config

KEY_FILE_NAME = "logistics_sync_secret.key"


def _read_or_make_key_file():
    path = Path(config["data_dir"]) / KEY_FILE_NAME
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            # Another worker made it between the look and the attempt.
            return path.read_text(encoding="ascii").strip()
        with os.fdopen(handle, "w", encoding="ascii") as key_file:
            key_file.write(Fernet.generate_key().decode("ascii"))
    return path.read_text(encoding="ascii").strip()


def _get_fernet():
    keys = (
        os.environ.get("LOGISTICS_SYNC_SECRET_KEYS")
        or config.get("logistics_sync_secret_keys")
        or _read_or_make_key_file()
    )
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
