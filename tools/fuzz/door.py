# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What strangers reach first: envelopes, signatures, published keys and e-mails."""

import base64
import email.policy
import gzip
import hashlib
import hmac
import json
from email.message import EmailMessage

from lxml import etree
from pure import ADDON, is_named, load

NOW = 1_700_000_000
SECRET = "a secret of sixteen"
LIMIT = 5_000_000
PROFILES = ADDON / "data" / "logistics_sync_webhook_profile_data.xml"
NOT_CORE = ("name", "sequence", "note", "id_expression")


def _headers(body):
    """(headers, body) of ``name: value`` lines above an empty line."""
    head, __, rest = body.partition(b"\n\n")
    lines = head[:100_000].decode("latin-1").split("\n")
    pairs = (line.partition(":") for line in lines)
    return {name.strip().lower(): value.strip() for name, __, value in pairs}, rest


def _standard_webhooks(body):
    headers, rest = _headers(body)
    load("core.signing").verify([b"0" * 24], headers, rest, now=NOW)


def _presets():
    """The profiles that come with the addon."""
    profile = load("core.verifiers").Profile
    kept = profile.__dataclass_fields__
    for record in etree.parse(PROFILES).iterfind("record"):
        values = {field.get("name"): field.text or "" for field in record}
        for name in NOT_CORE:
            values.pop(name, None)
        values["normalize_secret"] = bool(values.get("normalize_secret"))
        yield profile(**{name: text for name, text in values.items() if name in kept})


def _profiles():
    """Those that come along, and one for each rule that they do not use."""
    profile = load("core.verifiers").Profile
    return [
        *_presets(),
        profile(
            signature_header="x-signature",
            digest="sha512",
            secret_encoding="whsec",
            id_header="x-id",
            timestamp_header="x-time",
            template="{timestamp}.{id}.{method}.{path}.{body}",
        ),
        profile(signature_header="x-signature", digest="sha1", secret_encoding="hex"),
        profile(method="header_token", signature_header="x-token", prefix="Token"),
    ]


def _verifiers():
    verifiers = load("core.verifiers")
    profiles = _profiles()
    for profile in profiles:
        verifiers.check_profile(profile)
    keys = json.loads(KEYS)

    def verify(body):
        headers, rest = _headers(body)
        request = verifiers.Request(headers, rest, NOW)
        for profile in profiles:
            try:
                verifiers.verify(profile, [f"user:{SECRET}"], request, keys)
            except ValueError as error:
                if not is_named(error):
                    raise

    return verify


def _jwks(body):
    """A key set as a partner publishes it, then a signature with each of its keys."""
    jwks = load("core.jwks")
    signing = load("core.signing")
    known = jwks.parse_jwks(body.decode("utf-8", "replace"))
    for key in known["keys"][:20]:
        if not isinstance(key, dict) or not isinstance(key.get("kid"), str):
            continue
        try:
            jwks.verify_rsa(known, key["kid"], [b"0" * 256], b"text")
        except signing.SignatureError:
            continue


def _cloud_events(body):
    events = load("codec.cloud_events")
    headers, rest = _headers(body)
    kind = headers.get("content-type", events.STRUCTURED).partition(";")[0].lower()
    if not events.is_cloud_event(kind, headers):
        kind = events.STRUCTURED
    opened = events.open_events(kind, headers, rest)
    for envelope in opened.envelopes:
        events.schema_name(envelope.dataschema)


def _content_coding(body):
    load("core.content_coding").unpack("gzip", body, LIMIT)


def _answer_coding(body):
    """An answer of a partner, packed as its header says."""
    for coding in ("gzip", "deflate", "identity", "br"):
        size = len(body) // 1_000 + 1
        pieces = (body[place : place + size] for place in range(0, len(body), size))
        try:
            load("core.inflate").join(pieces, coding, LIMIT)
        except ValueError as error:
            if not is_named(error):
                raise


def _email(body):
    """An e-mail as Odoo reads it; every document in it is handed on."""
    mail = email.message_from_bytes(body[:LIMIT], policy=email.policy.SMTP)
    for document in load("core.email_documents").documents_of(mail):
        assert document.name and "/" not in document.name


def _drawing_headers():
    """Good headers of each provider, with the signature it wants."""
    body = b'{"id":"1"}'
    key = f"user:{SECRET}".encode()
    digest = hmac.new(key, body, hashlib.sha256)
    hexed, packed = digest.hexdigest(), base64.b64encode(digest.digest()).decode()
    stamped = hmac.new(key, f"{NOW}.".encode() + body, hashlib.sha256).hexdigest()
    lines = (
        f"X-Hmac-Signature: hmac-sha256-hex={hexed}",
        f"aftership-hmac-sha256: {packed}",
        f"x-shiphero-hmac-sha256: {packed}",
        f"Sendcloud-Signature: {hexed}",
        f"X-Hub-Signature-256: sha256={hexed}",
        f"X-Signature: t={NOW},v1={stamped}",
        f"x-api-key: user:{SECRET}",
        f"Authorization: Basic {base64.b64encode(key).decode()}",
        f"x-shipengine-rsa-sha256-signature: {packed}\n"
        f"x-shipengine-rsa-sha256-key-id: k1\nx-shipengine-timestamp: {NOW}",
        f"x-signature: {hexed}\nx-id: 1\nx-time: {NOW}",
    )
    return tuple(f"{line}\n\n".encode() + body for line in lines)


def _mail_seed():
    mail = EmailMessage()
    mail["Subject"] = "Orders"
    mail.set_content("Please find attached")
    for name, kind in (("orders.csv", "csv"), ("..\\a/b.edi", "plain")):
        mail.add_attachment(b"a,b\r\n", maintype="text", subtype=kind, filename=name)
    return mail.as_bytes()


def seeds():
    """Good ones of each, to be damaged."""
    event = {
        "specversion": "1.0",
        "id": "1",
        "source": "/x",
        "type": "t",
        "dataschema": "urn:x:delivery_event/1.0",
        "data": {"a": 1},
    }
    packed = {**event, "data_base64": "e30="}
    del packed["data"]
    one, many = json.dumps(event).encode(), json.dumps([event, packed]).encode()
    kind = b"content-type: application/cloudevents"
    return {
        "standard_webhooks": (
            b"webhook-id: m1\nwebhook-timestamp: 1700000000\n"
            b"webhook-signature: v1,aGVsbG8= v1,aGVsbG8=\n\n{}",
        ),
        "verifiers": _drawing_headers(),
        "jwks": (KEYS.encode(),),
        "cloud_events": (
            kind + b"+json\n\n" + one,
            kind + b"-batch+json\n\n" + many,
            b"content-type: text/csv\nce-specversion: 1.0\nce-id: 1\nce-source: /x\n"
            b"ce-type: t\n\na,b",
        ),
        "content_coding": (gzip.compress(one, mtime=0) * 2,),
        "answer_coding": (gzip.compress(one, mtime=0),),
        "email": (_mail_seed(),),
    }


def _make_keys():
    # The same in each run; nobody needs the key that would fit it.
    number = b"\xc1" * 255 + b"\x01"
    modulus = base64.urlsafe_b64encode(number).rstrip(b"=").decode()
    known = {"kty": "RSA", "kid": "k1", "e": "AQAB", "n": modulus}
    return json.dumps({"keys": [known, {"kty": "EC", "kid": "k2"}]})


KEYS = _make_keys()
DOOR = {
    "standard_webhooks": _standard_webhooks,
    "verifiers": _verifiers(),
    "jwks": _jwks,
    "cloud_events": _cloud_events,
    "content_coding": _content_coding,
    "answer_coding": _answer_coding,
    "email": _email,
}
