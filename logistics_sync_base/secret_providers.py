# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where secrets may be kept outside the database: environment, files, a vault.

What an administrator of the application enters is only a name. Which variables, which
folder and which vault are looked at is decided by the server's configuration, so that
nobody reads the server's own secrets this way.
"""

import json
import os
import re
import time
from pathlib import Path
from urllib.parse import quote

from .core.network import NetworkPolicy, NetworkRefusal, get_origin
from .network_session import WIRE_ERRORS, CertificateError, GuardedSession
from .settings import get_setting

VARIABLE_PREFIX = "LOGISTICS_SYNC_SECRET_"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}", re.ASCII)
_VAULT_NAME = re.compile(
    r"[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*#[A-Za-z0-9_.-]+",
    re.ASCII,
)
_LOCAL = ("localhost", "127.0.0.1", "::1")
# Long enough to spare the vault a call for each document, short for a rotation.
DEFAULT_SECONDS = 300
# So long a vault that does not answer is left alone: whoever knocks at our door must
# not have each request wait for it.
REST_SECONDS = 10
LARGEST = 64 * 1024
_kept = {}


class SecretUnavailableError(Exception):
    """The secret is not where it should be; the message names no secret."""


class VaultUnreachableError(SecretUnavailableError):
    """The vault itself gave no answer."""


def _from_environment(name):
    _check_name(_NAME, name)
    variable = VARIABLE_PREFIX + name
    text = os.environ.get(variable)
    if not text:
        raise SecretUnavailableError(f"the variable {variable} is not set")
    return text


def _from_file(name):
    _check_name(_NAME, name)
    folder = get_setting("secret_folder")
    if not folder:
        raise SecretUnavailableError("the setting secret_folder names no folder")
    root = Path(folder).resolve()
    path = (root / name).resolve()
    # Orchestrators put links there, but none that leads out of the folder.
    if not path.is_relative_to(root) or not path.is_file():
        raise SecretUnavailableError(f"there is no file {name} in the secret folder")
    try:
        return path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        # An error of decoding holds the bytes it could not read.
        raise SecretUnavailableError(f"the file {name} cannot be read") from None


def _from_vault(name):
    """``path/of/secret#field`` of a key-value store (version 2) behind HTTP."""
    _check_name(_VAULT_NAME, name)
    path, __, field = name.partition("#")
    address = (get_setting("vault_address") or "").rstrip("/")
    token = get_setting("vault_token")
    if not (address and token):
        raise SecretUnavailableError("vault_address or vault_token is not set")
    mount = quote(get_setting("vault_mount", "secret").strip("/"))
    body = _ask_vault(f"{address}/v1/{mount}/data/{quote(path)}", token)
    try:
        text = json.loads(body)["data"]["data"][field]
    except (ValueError, KeyError, TypeError):
        text = None
    if not isinstance(text, str) or not text:
        raise SecretUnavailableError(f"the vault has no text for {name}")
    return text


def _ask_vault(url, token):
    try:
        origin = get_origin(url)
        # An agent beside the server may speak plainly, nobody else.
        if origin.scheme != "https" and origin.host not in _LOCAL:
            raise SecretUnavailableError("the vault is not asked unencrypted")
        session = GuardedSession(
            NetworkPolicy(
                frozenset(((origin.host, origin.port),)),
                private=True,
            ),
            (5, 10),
            authorities=_read_authorities(),
            limit=LARGEST,
        )
        status, __, body = session.send("GET", url, {"X-Vault-Token": token})
    except (NetworkRefusal, CertificateError, *WIRE_ERRORS) as error:
        # The words of the error may hold the request with its token.
        raise VaultUnreachableError(
            f"the vault cannot be asked ({type(error).__name__})"
        ) from None
    if status != 200:
        raise SecretUnavailableError(f"the vault answered {status}")
    return body


def _read_authorities():
    path = get_setting("vault_authority")
    try:
        return Path(path).read_text(encoding="ascii") if path else None
    except (OSError, UnicodeDecodeError) as error:
        raise SecretUnavailableError(
            f"the file of vault_authority cannot be read ({type(error).__name__})"
        ) from error


def _check_name(pattern, name):
    if not pattern.fullmatch(name or ""):
        raise SecretUnavailableError("the name is not one this place can have")


# Addons add places of their own: {source: function of a name that returns text}.
PROVIDERS = {
    "environment": _from_environment,
    "file": _from_file,
    "vault": _from_vault,
}


def read_secret(source, name):
    """The secret of a name at one of PROVIDERS; raises SecretUnavailableError.

    A vault's answer is kept in memory for the setting ``vault_seconds``; that it gave
    none, for REST_SECONDS.
    """
    if source != "vault":
        return PROVIDERS[source](name)
    end, text, problem = _kept.get(name, (0, "", ""))
    if end > time.monotonic():
        if problem:
            raise VaultUnreachableError(problem)
        return text
    try:
        text = PROVIDERS[source](name)
    except VaultUnreachableError as error:
        _kept[name] = (time.monotonic() + REST_SECONDS, "", str(error))
        raise
    seconds = float(get_setting("vault_seconds", DEFAULT_SECONDS))
    _kept[name] = (time.monotonic() + seconds, text, "")
    return text


def forget():
    """Ask the vault anew from now on."""
    _kept.clear()
