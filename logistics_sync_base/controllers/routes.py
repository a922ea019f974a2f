# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from werkzeug.exceptions import RequestEntityTooLarge

from odoo import http
from odoo.http import request

from ..core.refusal import Refusal
from .dispatcher import ROUTE_TYPE

ROOT = "/logistics_sync"
BASE = f"{ROOT}/v1"


def partner_route(path, method="GET", **options):
    """A route for partners' systems: without a session, and its body is read by us.

    ``options`` are those of ``http.route``. Reading is never on a replica unless an
    option says so: counting calls writes.
    """
    settings = {
        "auth": "public",
        "readonly": False,
        "type": ROUTE_TYPE,
        "methods": [method],
        "csrf": False,
        "save_session": False,
    }
    return http.route(path, **settings | options)


def read_body(limit):
    """The raw bytes of the request; raises Refusal above ``limit`` bytes, unread."""
    _check_length(request.httprequest.headers.get("Content-Length") or "0")
    # One more than allowed: of a body in chunks, which tells no length, the server
    # would silently cut off what is beyond its limit.
    request.httprequest.max_content_length = limit + 1
    try:
        body = request.httprequest.get_data(cache=True)
    except RequestEntityTooLarge as error:
        raise _get_too_large(limit) from error
    if len(body) > limit:
        raise _get_too_large(limit)
    return body


def _check_length(length):
    """Raise a Refusal for a length that is no number.

    The server would take the body for empty, and whoever sent it take it for stored.
    """
    if not (length.isascii() and length.isdigit()):
        raise Refusal(
            400,
            "bad_length",
            "Length not usable",
            "The length of the body is not a whole number.",
            field="Content-Length",
            remedy="Send the number of bytes, or the body in chunks.",
        )


def _get_too_large(limit):
    return Refusal(
        413,
        "too_large",
        "Document too large",
        f"The largest document is {limit // 1024} KiB.",
        remedy="Send less in one request.",
    )
