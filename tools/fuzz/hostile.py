# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Requests by chance to every web address of ours, the same ones for the same seed."""

import base64
import gzip
import hashlib
import hmac
import json
import random
import time

import edi
from framing import FRAMINGS, PLAIN
from inputs import SEEDS, draw
from odd_headers import ODD, disturb, quote
from pure import load
from web_partners import DOORS, PASSWORD, SIGNING_SECRET, SMALL_KIB, USER, token
from wire import Request

BASE = "/logistics_sync/v1"
FACT = {
    "schema": "delivery_event/1.0",
    "event_type": "delivered",
    "milestone": "delivered",
    "classifier": "actual",
    "reason": None,
    "scope": "package",
    "occurred_at": {
        "utc": "2026-11-20T17:05:00Z",
        "offset_minutes": -300,
        "precision": "minute",
        "offset_source": "payload",
    },
    "references": {
        "tracking_number": "1ZFUZZ00001",
        **dict.fromkeys(
            ("shipment", "order", "delivery", "bill_of_lading", "pro_number")
        ),
    },
    "location": None,
    "carrier": None,
    "items": [],
    "proof_of_delivery": None,
    "estimated_delivery": None,
}
CLOUD = {
    "specversion": "1.0",
    "id": "1",
    "source": "/fuzz",
    "type": "delivered",
    "dataschema": "https://example.com/delivery_event/1.0",
    "data": FACT,
}
MEDIA = {
    "json": "application/json",
    "x12": "application/edi-x12",
    "edifact": "application/edifact",
    "xml": "application/xml",
    "csv": "text/csv",
}
CLOUD_MEDIA = ("application/cloudevents+json", "application/cloudevents-batch+json")
REPLAY = {"reason": "Fuzzed", "message_ids": ["x"], "dry_run": True}


def seeds():
    """{format: documents that would be taken in}"""
    fact = json.dumps(FACT).encode()
    many = json.dumps([FACT, {**FACT, "scope": "shipment"}]).encode()
    cloud = json.dumps(CLOUD).encode()
    return {
        "json": (fact, many, *SEEDS["json"]),
        "cloud": (cloud, b"[" + cloud + b"]"),
        "xml": SEEDS["xml"],
        "csv": SEEDS["csv"],
        "acks": (
            b'{"message_ids":["x"],"rejected":[{"message_id":"y","reason":"z"}]}',
        ),
        "replay": (json.dumps(REPLAY).encode(),),
        **edi.seeds(),
    }


def make(rng: random.Random, number: int, known) -> Request:
    """One request; ``known`` are :func:`seeds`."""
    kind = rng.random()
    if kind < 0.75:
        return _post_document(rng, number, known)
    if kind < 0.95:
        return _ask(rng, known)
    return _elsewhere(rng, known)


# ----------------------------------------------------------------- documents
def _post_document(rng, number, known):
    door = rng.choice(DOORS)
    media, form = MEDIA[door.format], door.format
    if form == "json" and rng.random() < 0.2:
        form, media = "cloud", rng.choice(CLOUD_MEDIA)
    document = rng.choice(known[form])
    if rng.random() < 0.7:
        document = draw(rng, known[form])
    if door.small and rng.random() < 0.3:
        document += b" " * rng.randrange(SMALL_KIB * 2048)
    headers = [("Content-Type", media.encode())]
    body, documents = document, (document,)
    if rng.random() < 0.1:
        body = gzip.compress(document, mtime=0)
        # The packed one where the header that tells of the coding gets lost.
        documents = (document, body)
        if rng.random() < 0.3:
            body = draw(rng, (body,))
            # What it holds now, nobody can tell.
            documents = ()
        headers.append(("Content-Encoding", rng.choice((b"gzip", b"x-gzip", b"br"))))
    headers += _prove(rng, door, f"key-{number}", body)
    headers = disturb(rng, headers)
    path = f"{BASE}/{door.code}/events"
    return _frame(rng, "POST", path, headers, body, documents)


def _prove(rng, door, key, body):
    """The headers a partner of this connector sends; now and then, wrong ones."""
    if rng.random() < 0.12:
        body += b"x"
    if door.proof == "standard_webhooks":
        at = int(time.time()) + rng.choice((0, 0, 0, 0, 0, 0, 0, 200, -400, 10**12))
        signed = load("core.signing").signature_headers([SIGNING_SECRET], key, at, body)
        proof = [(name, value.encode()) for name, value in signed.items()]
    elif door.proof == "webhook_profile_http_basic":
        pair = base64.b64encode(f"{USER}:{PASSWORD}".encode())
        proof = [("Authorization", b"Basic " + pair)]
    elif door.proof == "bearer_token":
        shown = token(rng.choice(("access_token",) * 9 + ("read_token",)), door.code)
        proof = [("Authorization", f"Bearer {shown}".encode())]
        proof.append(("Idempotency-Key", key.encode()))
    else:
        made = hmac.new(SIGNING_SECRET.encode(), body, hashlib.sha256).hexdigest()
        proof = [
            ("X-Hub-Signature-256", f"sha256={made}".encode()),
            ("X-Hmac-Signature", f"hmac-sha256-hex={made}".encode()),
            ("X-GitHub-Delivery", key.encode()),
        ]
    if rng.random() < 0.1:
        place = rng.randrange(len(proof))
        name, value = proof[place]
        proof[place] = (name, rng.choice((*ODD, value * 2, value[:-1], b"v1," + value)))
    return proof


# ------------------------------------------------------------------- others
def _ask(rng, known):
    """Routes that answer questions, and those that take short orders."""
    code = rng.choice(DOORS).code
    kind, method, path, form = rng.choice(
        (
            ("access_token", "GET", f"{BASE}/status", None),
            ("access_token", "GET", f"{BASE}/{code}/outbox", None),
            ("access_token", "POST", f"{BASE}/{code}/outbox/acks", "acks"),
            ("read_token", "GET", f"{BASE}/{code}/export/events", None),
            ("read_token", "GET", f"{BASE}/{code}/export/messages", None),
            ("replay_token", "POST", f"{BASE}/{code}/replays", "replay"),
            ("replay_token", "GET", f"{BASE}/{code}/replays/", None),
            ("health_token", "GET", f"{BASE}/health", None),
            ("health_token", "GET", f"{BASE}/metrics", None),
            ("health_token", "GET", f"{BASE}/schemas", None),
            ("health_token", "GET", f"{BASE}/openapi.json", None),
        )
    )
    if path.endswith("/"):
        path += quote(rng, rng.choice(ODD))
    if method == "GET":
        path += _query(rng)
    headers = [("Authorization", f"Bearer {token(kind, code)}".encode())]
    body = draw(rng, known[form]) if form and rng.random() < 0.8 else b""
    return _frame(rng, method, path, disturb(rng, headers), body)


def _query(rng):
    names = ("external_id", "message_id", "correlation_id", "cursor", "limit", "since")
    parts = [
        f"{rng.choice((*names, 'a', ''))}={quote(rng, rng.choice(ODD))}"
        for _part in range(rng.choice((0, 1, 1, 1, 2, 3)))
    ]
    return f"?{'&'.join(parts)}" if parts else ""


def _elsewhere(rng, known):
    """Addresses and methods that are not there."""
    method = rng.choice(("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"))
    path = rng.choice(
        (
            # What is not posted, the website's own addresses included, Odoo redirects.
            f"{BASE}//fuzz-token//events" if method == "POST" else BASE,
            f"{BASE}/{quote(rng, rng.choice(ODD))}/events",
            f"/logistics_sync/{quote(rng, rng.choice(ODD))}/fuzz-token/events",
            f"{BASE}/schemas/{quote(rng, rng.choice(ODD))}/1.0",
            f"{BASE}/fuzz-token/export/{quote(rng, rng.choice(ODD))}",
            f"{BASE}/fuzz-token/events/",
            "/logistics_sync/",
        )
    )
    body = draw(rng, known["json"]) if method in ("POST", "PUT", "PATCH") else b""
    return _frame(rng, method, path, disturb(rng, []), body)


# ------------------------------------------------------------------ framing
def _frame(rng, method, path, headers, body, documents=()):
    """The bytes on the wire: mostly sound, sometimes as broken clients send them."""
    framing = rng.choice(FRAMINGS) if body and rng.random() < 0.35 else PLAIN
    return framing(rng, method, path, headers, body, documents)
