# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import time

from odoo.http import request

from ..core.arrival import Arrival
from ..core.client_address import find_client, is_listed, parse_networks
from ..core.refusal import Refusal
from ..core.request_start import elapsed_ms
from ..models.connector import CODE_PATTERN
from ..settings import get_setting
from .dispatcher import get_trace, respond
from .routes import read_body


def get_arrival(body=b"", version="v1"):
    """The request as the models take it."""
    http_request = request.httprequest
    return Arrival(
        http_request.headers,
        body,
        version,
        get_trace(),
        http_request.method,
        http_request.path,
        get_remote_address(),
        gateway_ms=get_gateway_ms(),
    )


def get_gateway_ms():
    """How long the request was on its way from a proxy of ours to here, or None.

    Only a proxy that the setting ``trusted_proxies`` names is believed: anybody can
    send the header.
    """
    environ = request.httprequest.environ
    start = environ.get("HTTP_X_REQUEST_START")
    proxies = start and get_setting("trusted_proxies")
    if not proxies or not is_listed(_get_peer(environ), parse_networks(proxies)):
        return None
    return elapsed_ms(start, time.time())


def _get_peer(environ):
    """The address of whoever is connected with us."""
    # With proxy_mode on, Odoo has put the forwarded address in the peer's place.
    return environ.get("werkzeug.proxy_fix.orig", environ).get("REMOTE_ADDR") or ""


def get_remote_address():
    """Who calls, past the proxies that the setting ``trusted_proxies`` names.

    Without the setting it is who Odoo takes it for (see its option ``proxy_mode``).
    """
    http_request = request.httprequest
    proxies = get_setting("trusted_proxies")
    if not proxies:
        return http_request.remote_addr or ""
    environ = http_request.environ
    forwarded = environ.get("HTTP_X_FORWARDED_FOR", "")
    return find_client(_get_peer(environ), forwarded, parse_networks(proxies))


def find_connector(code):
    """The connector that may be asked, or an empty record."""
    connectors = request.env["logistics.sync.connector"].sudo()
    if not CODE_PATTERN.match(code):
        return connectors
    return connectors.search([("code", "=", code), ("state", "!=", "draft")])


def serve(method, connector_code, *args, body_limit=0):
    """What a method of the partner's API says of this connector.

    A body of at most ``body_limit`` bytes comes with the arrival.
    """

    def ask(api, arrival):
        return getattr(api, method)(find_connector(connector_code), arrival, *args)

    return _serve(ask, body_limit)


def serve_all(method, *args):
    """The same where the token alone says whose connectors are meant."""
    return _serve(lambda api, arrival: getattr(api, method)(arrival, *args))


def _serve(ask, body_limit=0):
    """The response: what is answered, or the refusal it ended with."""
    arrival = get_arrival()
    api = request.env["logistics.sync.partner.api"].sudo()
    try:
        if body_limit:
            arrival.body = read_body(body_limit)
        answer = ask(api, arrival)
    except Refusal as refusal:
        answer = refusal.to_answer(arrival.trace)
    return respond(answer)
