# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Names and values that nobody expects in a header or an address."""

import base64

from inputs import PIECES

# Values that belong into no header, number or path.
ODD = (
    b"",
    b" ",
    b"\x00",
    b"\xff\xfe",
    "\u20ac\U0001f600".encode(),
    b"%00%ff%2e%2e%2f",
    b"../../etc/passwd",
    b"'\"; DROP TABLE x; --",
    b"{}",
    b"%s%n%(a)s",
    b"-1",
    b"9" * 30,
    b"1e999",
    b"NaN",
    "\u0661\u0662\u0663".encode(),
    b"a" * 300,
    b"b" * 20_000,
    b"0x10",
    b"\t,;=,",
    b"null",
)
NAMES = (
    "Content-Type",
    "Content-Encoding",
    "Idempotency-Key",
    "X-Correlation-ID",
    "traceparent",
    "ce-id",
    "ce-specversion",
    "ce-source",
    "ce-dataschema",
    "webhook-id",
    "webhook-timestamp",
    "webhook-signature",
    "Authorization",
    "Cookie",
    "Accept",
    "Accept-Language",
    "Accept-Encoding",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "Forwarded",
    "X-HTTP-Method-Override",
    "X-Request-Start",
    "X-Gateway-Key",
    "Origin",
    "Range",
    "If-None-Match",
    "If-Modified-Since",
    "Upgrade",
    "Date",
)
VALUES = (
    b"application/json; charset=utf-16",
    b"application/x-www-form-urlencoded",
    b"multipart/form-data; boundary=x",
    b"application/vnd.\xe4+json",
    b"text/plain; charset=nonsense",
    b"gzip, gzip",
    b"session_id=../../x; frontend_lang=xx_XX; tz=Nowhere",
    b"Bearer",
    b"Basic ====",
    b"Basic " + base64.b64encode(b"a\x00b:\xff"),
    b"00-" + b"0" * 32 + b"-" + b"1" * 16 + b"-01",
    b"bytes=0-1,5-",
    b"t=99999999999999999999",
    b"websocket",
)


def disturb(rng, headers):
    """Some more headers, some twice, some gone."""
    if rng.random() < 0.5:
        return headers
    headers = list(headers)
    for _change in range(rng.randrange(1, 5)):
        action = rng.random()
        if action < 0.15 and headers:
            headers.pop(rng.randrange(len(headers)))
        elif action < 0.3 and headers:
            headers.append(rng.choice(headers))
        else:
            value = rng.choice((*ODD, *VALUES, *PIECES))
            headers.append((rng.choice(NAMES), value))
    return headers


def quote(rng, value):
    """A value within a path: quoted, or half of it as a careless client leaves it."""
    safe = b"%abcdefghijklmnopqrstuvwxyz0123456789.-_" if rng.random() < 0.5 else b"a"
    return "".join(chr(one) if one in safe else f"%{one:02X}" for one in value[:200])
