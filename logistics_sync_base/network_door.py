# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One call through the door: redirects, the masked log and errors with a remedy."""

import logging
import re
import socket
import ssl
import time
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import (
    ConnectTimeoutError,
    NameResolutionError,
    NewConnectionError,
)

from .call_meter import measuring
from .core import inflate, masking, network
from .core.headers import header
from .exceptions import BusinessError, TooLargeError, TransientError
from .network_session import WIRE_ERRORS, CertificateError, GuardedSession

_logger = logging.getLogger(__name__)

MAX_REDIRECTS = 5
# Who we are, or where we want to go, does not suit the company's proxy.
PROXY_REFUSALS = ("403", "407")
_PROXY_ANSWER = re.compile(r"Tunnel connection failed: (\d{3})")
# Without a connection nobody can have been asked for anything.
NEVER_CONNECTED = (
    ConnectTimeoutError,
    NameResolutionError,
    NewConnectionError,
    socket.gaierror,
)
# Enough to see what went wrong; the complete document is kept with its message.
LOGGED_BODY = 20_000


class Door:
    """One call with the redirects it leads to."""

    def __init__(self, connector, secrets=(), timeout=None):
        self.env = connector.env
        self.connector = connector
        self.secrets = [str(secret) for secret in secrets if len(str(secret)) > 3]
        self.policy = connector._get_network_policy()
        self.settings = connector._get_network_settings()
        # Read now: a transaction that is begun again would last as long as the call.
        self.kept = connector._get_keeping().policy
        self.classes = self.env["logistics.sync.data.class"]._get_for(connector)
        self.format = connector.format
        if timeout:
            self.settings["timeout"] = timeout
        self.start = time.monotonic()
        self.call = None

    def go(self, method, url, headers, secret_headers, body):
        """Follow redirects to the last answer."""
        try:
            origin = network.check_url(url, self.policy)
            for _turn in range(MAX_REDIRECTS):
                sent = headers | secret_headers
                self._send(method, url, sent, body)
                target = network.get_redirect(
                    self.call.status,
                    self.call.headers.get("location"),
                    method,
                    url,
                    self.policy,
                )
                if not target:
                    return self.call
                method, url = target
                body = body if method not in ("GET", "HEAD") else None
                if network.get_origin(url) != origin:
                    headers, secret_headers = _get_harmless(headers), {}
                    self.settings["identity"] = None
        except (network.NetworkRefusal, inflate.TooLargeError) as error:
            raise self._name_refusal(error)
        except (CertificateError, inflate.InflateError, *WIRE_ERRORS) as error:
            raise self._name_failure(error)
        return self.call

    def _send(self, method, url, headers, body):
        self.call = network.Call(
            method,
            url,
            self._describe(f"{method} {masking.mask_url(url)}", headers, body),
            has_key=bool(header(headers, "idempotency-key")),
        )
        session = GuardedSession(self.policy, **self.settings)
        with measuring(self.env) as meter:
            try:
                status, names, answer = session.send(method, url, headers, body)
            finally:
                meter.tell_network(session.network_ms)
        self.call = network.Call(
            method,
            url,
            self.call.request,
            status,
            names,
            answer,
            self._describe(f"HTTP {status}", names, answer),
            int((time.monotonic() - self.start) * 1000),
            self.call.has_key,
        )

    def _describe(self, first_line, headers, body):
        """A call or an answer as a person reads it, without secrets."""
        shown = masking.mask_headers(headers) if self.kept != "none" else {}
        lines = [first_line, *(f"{name}: {value}" for name, value in shown.items())]
        if body and self.kept in ("full", "masked"):
            media = header(headers, "content-type")
            body = self.connector._mask_for_log(body, media, self.classes, self.format)
            lines += ["", masking.mask_body(body, media, LOGGED_BODY)]
        text = "\n".join(lines).replace("\0", "\N{SYMBOL FOR NULL}")
        for secret in self.secrets:
            text = text.replace(secret, masking.mask_value(secret))
        return text

    # -------------------------------------------------------------- errors
    def _name_refusal(self, error):
        if isinstance(error, inflate.TooLargeError):
            named = TooLargeError(
                self.env._(
                    "%(connector)s answered with more than the %(limit)s KiB this "
                    "connector takes. Ask for less at a time, or raise the largest "
                    "message at the connector.",
                    connector=self.connector.name,
                    limit=self.settings["limit"] // 1024,
                )
            )
        else:
            named = BusinessError(
                "address_refused",
                self.connector._describe_refusal(error.code, error.subject),
            )
            named.never_left = True
        named.call = self.call
        return named

    def _name_failure(self, error):
        values = {
            "connector": self.connector.name,
            "host": urlsplit(self.call.url).hostname,
            "seconds": sum(self.settings["timeout"]),
            "reason": masking.mask_text(_get_reason(error)),
        }
        for secret in self.secrets:
            values["reason"] = values["reason"].replace(secret, "***")
        code, reason = self.connector.code, values["reason"]
        _logger.info("Call for connector %s failed: %s", code, reason)
        answer = _get_proxy_answer(error)
        if answer in PROXY_REFUSALS:
            named = self._name_proxy_refusal(answer, values)
        elif isinstance(error, CertificateError) or _is_about_certificates(error):
            named = BusinessError(
                "certificate_refused",
                self.env._(
                    "The connection to %(connector)s is not safe: %(reason)s. If its "
                    "certificate comes from an authority of its own, enter that one "
                    "at the connector; else ask the partner to renew it.",
                    **values,
                ),
            )
        elif isinstance(error, requests.Timeout) or "timed out" in str(error):
            named = TransientError(
                self.env._(
                    "%(connector)s did not answer within %(seconds)s seconds.", **values
                )
            )
        elif _find_cause(error, NameResolutionError, socket.gaierror):
            named = TransientError(
                self.env._(
                    "The name %(host)s of %(connector)s cannot be found. Check the "
                    "address at the connector, or the server's name service.",
                    **values,
                )
            )
        else:
            named = TransientError(
                self.env._(
                    "%(connector)s cannot be reached at %(host)s: %(reason)s", **values
                )
            )
        named.call = self.call
        named.never_left = isinstance(named, BusinessError) or bool(
            _find_cause(error, *NEVER_CONNECTED)
        )
        return named

    def _name_proxy_refusal(self, answer, values):
        if answer == "407":
            return BusinessError(
                "authentication_failed",
                self.env._(
                    "The proxy does not accept our credentials for %(connector)s. "
                    "Enter its user at the connector and its password on the page "
                    "Secrets, test the connection, then retry.",
                    **values,
                ),
            )
        return BusinessError(
            "address_refused",
            self.env._(
                "The proxy does not let %(connector)s call %(host)s. Ask whoever runs "
                "the proxy to allow that host, then retry.",
                **values,
            ),
        )


def _get_harmless(headers):
    return {
        name: value
        for name, value in headers.items()
        if name.lower() in network.HARMLESS_HEADERS
    }


def _find_cause(error, *classes):
    """The first of these classes among the causes of an error, or None.

    urllib3 and requests wrap errors in ``reason`` and in arguments, too.
    """
    seen = [error]
    for one in seen:
        if isinstance(one, classes):
            return one
        inner = [
            one.__cause__,
            one.__context__,
            getattr(one, "reason", None),
            *one.args,
        ]
        seen += [
            other
            for other in inner
            if isinstance(other, BaseException) and other not in seen
        ]
    return None


def _get_proxy_answer(error):
    """The status with which a proxy refused to connect us, as text, or None."""
    found = _PROXY_ANSWER.search(str(error))
    return found[1] if found else None


def _is_about_certificates(error):
    problem = _find_cause(error, ssl.SSLError)
    return bool(problem) and any(
        word in str(problem).upper()
        for word in ("CERTIFICATE", "UNKNOWN_CA", "UNKNOWN CA")
    )


def _get_reason(error):
    """The innermost words: the outer ones name objects of the program."""
    inner = _find_cause(error, ssl.SSLError, ConnectionError, CertificateError)
    text = getattr(inner, "strerror", None) or str(inner or error)
    return text.rstrip(".")
