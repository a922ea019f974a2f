# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from urllib.parse import urlencode, urlsplit

from odoo import api, fields, models

from ..core import correlation, inflate, network
from ..exceptions import BusinessError, PermanentError, TransientError
from ..network_door import Door

USER_AGENT = "LogisticsSync/1.0 (Odoo 19)"


class LogisticsSyncNetwork(models.AbstractModel):
    """The one door for the network: every outbound call goes through it."""

    _name = "logistics.sync.network"
    _description = "Network Door"

    @api.model
    @api.private
    def _request(
        self,
        connector,
        method,
        url,
        *,
        params=None,
        headers=None,
        secret_headers=None,
        secret_params=None,
        body=None,
        secrets=(),
        correlation_id=None,
        idempotency_key=None,
        raise_for_status=True,
        timeout=None,
    ):
        """Make one HTTP call for a connector; returns a ``core.network.Call``.

        ``body`` is bytes. ``secret_headers`` and ``secret_params`` carry credentials:
        they are masked in the log and never sent to another host than that of ``url``;
        ``secrets`` are further texts to mask, such as a password within the body.
        ``timeout`` is (connect, read) in seconds when other than the connector's.

        The connector's settings decide where it may call: the hosts of
        ``connector._get_network_hosts()``, no private addresses unless allowed, TLS
        always verified, redirects only within the same hosts, answers up to the
        connector's largest message.

        Raises, each with the call so far as ``error.call`` (or None):

        * TransientError: no connection, no complete answer in time, 408, 425, 429
          and 5xx; ``retry_after`` as the partner said.
        * BusinessError ``authentication_failed`` (401, 403), ``address_refused``
          (our own rules forbid the call), ``certificate_refused`` (the partner, or
          we, could not prove who we are).
        * PermanentError: every other status than 2xx, an answer that is too large.

        With ``raise_for_status=False`` every status is returned as it came. The
        caller's transaction is ended before the call where that is allowed
        (``connector._leave_transaction()``), so that nobody waits for a partner.
        """
        door = Door(
            connector,
            secrets=(
                *secrets,
                *(secret_headers or {}).values(),
                *(secret_params or {}).values(),
            ),
            timeout=timeout,
        )
        sent = self._prepare_headers(headers, correlation_id, idempotency_key)
        full_url = _add_params(url, {**(params or {}), **(secret_params or {})})
        connector._leave_transaction()
        call = door.go(method, full_url, sent, secret_headers or {}, body)
        if raise_for_status:
            self._raise_for_status(connector, call)
        return call

    @api.model
    def _prepare_headers(self, headers, correlation_id, idempotency_key):
        """Headers each call has, and those given, which win."""
        sent = {"User-Agent": USER_AGENT, "Accept-Encoding": inflate.ACCEPTED}
        number = correlation_id or correlation.new_id()
        sent["X-Correlation-ID"] = number
        if trace := correlation.traceparent(number):
            sent["traceparent"] = trace
        if idempotency_key:
            sent["Idempotency-Key"] = idempotency_key
        return sent | dict(headers or {})

    @api.model
    def _raise_for_status(self, connector, call):
        """Raise the class of failure a status means, in words that say what to do."""
        meaning = network.classify_status(call.status)
        if meaning == "success":
            return
        values = {
            "connector": connector.name,
            "status": call.status,
            "answer": _shorten(call.response),
        }
        if meaning == "transient":
            now = fields.Datetime.now()
            error = TransientError(
                self.env._(
                    "%(connector)s cannot take it now (%(status)s): %(answer)s",
                    **values,
                ),
                call.get_retry_after(now),
            )
        elif meaning == "unauthorized":
            error = BusinessError(
                "authentication_failed",
                self.env._(
                    "%(connector)s does not accept our credentials (%(status)s). Enter "
                    "valid ones at the connector, test the connection, then retry. It "
                    "says: %(answer)s",
                    **values,
                ),
            )
        elif meaning == "redirect":
            error = PermanentError(
                self.env._(
                    "%(connector)s says that its address has changed (%(status)s). Ask "
                    "the partner for the new one and enter it at the connector.",
                    **values,
                )
            )
        else:
            error = PermanentError(
                self.env._(
                    "%(connector)s refused it (%(status)s): %(answer)s", **values
                )
            )
        error.call = call
        raise error


def _add_params(url, params):
    if not params:
        return url
    glue = "&" if urlsplit(url).query else "?"
    return f"{url}{glue}{urlencode(params, doseq=True)}"


def _shorten(response, limit=300):
    """The beginning of what a masked answer says below its headers."""
    text = (response or "").partition("\n\n")[2].strip()
    return text if len(text) <= limit else f"{text[:limit]} …"
