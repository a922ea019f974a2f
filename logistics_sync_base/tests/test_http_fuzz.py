# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from .common import TOKEN, LogisticsSyncHttpCase, delivery_event

EXPECTED = {202, 400, 401, 404, 405, 409, 413, 415, 422}
NASTY = [
    b"",
    b"\x00",
    b"\xff\xfe\x00\x00",
    b"[" * 100_000,
    b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    b"1" * 5_000,
    b"-1e999999",
    b"[1e400, NaN]",
    b'{"schema": "\\u0000\\ud800"}',
    b'{"schema": {"a": 1}}',
    b'{"schema": "delivery_event/1.0", "items": 7}',
    b'{"schema": "delivery_event/1.0", "occurred_at": {"utc": "9999-99-99"}}',
    b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    b"ISA*00*",
    b"ISA" + b"*" * 103 + b"~",
    b"UNA:+.? 'UNB+",
    '{"schema": "ä"}'.encode("utf-16"),
    json.dumps({"a": "x" * 200_000}).encode(),
]
TYPES = [
    "application/json",
    "application/cloudevents+json",
    "application/cloudevents-batch+json",
    "application/edi-x12",
    "application/edifact",
    "application/xml",
    "text/csv",
    "text/plain",
    "multipart/form-data; boundary=b",
    "application/x-www-form-urlencoded",
    "/",
    ";;;",
]
# What an HTTP client can put into a header at all.
HEADER_TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
JSON = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=8) | st.just("schema"), inner, max_size=4)
    ),
    max_leaves=12,
)


def mutate(change):
    """The canonical document with a value of it replaced by any other one."""
    name, value = change
    document = delivery_event("1Z-FUZZ")
    document[name] = value
    return json.dumps(document).encode()


BODIES = (
    st.sampled_from(NASTY)
    | st.binary(max_size=300)
    | JSON.map(lambda value: json.dumps(value).encode())
    | st.tuples(st.sampled_from(sorted(delivery_event("x"))), JSON).map(mutate)
)
HEADERS = st.fixed_dictionaries(
    {"Content-Type": st.sampled_from(TYPES) | HEADER_TEXT},
    optional={
        "Content-Encoding": st.sampled_from(["gzip", "br", "identity", ""]),
        "Idempotency-Key": HEADER_TEXT,
        "X-Correlation-ID": HEADER_TEXT,
        "traceparent": HEADER_TEXT,
        "ce-specversion": st.sampled_from(["1.0", "0.3"]),
        "ce-id": HEADER_TEXT,
        "ce-source": HEADER_TEXT,
        "ce-type": HEADER_TEXT,
        "ce-dataschema": HEADER_TEXT | st.just("x/delivery_event/1.0"),
        "X-Version": HEADER_TEXT,
    },
)


@tagged("post_install", "-at_install")
class TestFuzz(LogisticsSyncHttpCase):
    """Whatever a partner sends gets an answer that blames nobody but the document."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plain = cls.make_connector(authentication="bearer_token")
        cls.signed = cls.make_connector()
        cls.versioned = cls.make_connector(
            authentication="bearer_token",
            schema_version_header="X-Version",
            schema_version_expression="a.b",
        )
        cls.env["logistics.sync.contract.version"].create(
            {"connector_id": cls.versioned.id, "name": "1"}
        )
        for connector in (cls.plain, cls.versioned):
            connector.max_body_kib = 128
            cls.add_secret(connector, TOKEN, "access_token")
        cls.add_secret(cls.signed)

    def assert_answered(self, answer):
        self.assertIn(answer.status_code, EXPECTED, answer.text)
        self.assertNotIn("Traceback", answer.text)
        self.assertNotIn('File "', answer.text)
        document = answer.json()
        self.assertEqual(document["correlation_id"], answer.headers["X-Correlation-ID"])
        if answer.status_code >= 400:
            self.assertEqual(answer.headers["Content-Type"], "application/problem+json")

    def test_the_nasty_ones(self):
        """C2, C20: known troublemakers under every content type."""
        for content_type in TYPES:
            for body in NASTY:
                headers = {
                    "Authorization": f"Bearer {TOKEN}",
                    "Content-Type": content_type,
                }
                self.assert_answered(self.post(self.plain, body, headers))

    def test_any_body_and_headers(self):
        """C2, C20: random documents, types, codings, keys, envelopes and versions."""
        suppressed = [HealthCheck.too_slow, HealthCheck.data_too_large]

        @settings(
            max_examples=120,
            derandomize=True,
            deadline=None,
            suppress_health_check=suppressed,
        )
        @given(BODIES, HEADERS, st.sampled_from(["plain", "versioned"]))
        def check(body, headers, name):
            headers = {key: text.strip() for key, text in headers.items()}
            headers["Authorization"] = f"Bearer {TOKEN}"
            self.assert_answered(self.post(getattr(self, name), body, headers))

        check()
        self.drain()
        states = self.env["logistics.sync.message"].search(
            [("connector_id", "in", (self.plain | self.versioned).ids)]
        )
        # Nothing accepted is left in a state that nobody will look at.
        self.assertFalse(states.filtered(lambda one: one.state in ("queued", "failed")))

    def test_any_signature(self):
        """C3: random signatures, times and ids are a 401 and nothing else."""

        @settings(max_examples=60, derandomize=True, deadline=None)
        @given(HEADER_TEXT, HEADER_TEXT, HEADER_TEXT, st.binary(max_size=40))
        def check(name, moment, signature, body):
            headers = {
                "webhook-id": name.strip(),
                "webhook-timestamp": moment.strip(),
                "webhook-signature": signature.strip(),
                "Content-Type": "application/json",
            }
            answer = self.post(self.signed, body or b" ", headers)
            self.assert_answered(answer)
            self.assertEqual(answer.status_code, 401)

        check()

    def test_any_path(self):
        """C2: random addresses below ours are 404 or 405 in our form."""

        @settings(max_examples=60, derandomize=True, deadline=None)
        @given(
            st.lists(
                st.text(st.characters(codec="ascii", categories=["L", "N"]), max_size=9)
                | st.sampled_from(["%00", "..", "%2e%2e", "%ff", "events", "v1", ";"]),
                max_size=4,
            ),
            st.sampled_from(["GET", "POST", "PUT", "DELETE"]),
        )
        def check(parts, method):
            path = "/logistics_sync/x/" + "/".join(parts)
            answer = self.url_open(path, method=method)
            self.assertIn(answer.status_code, (401, 404, 405), path)
            self.assertNotIn("Traceback", answer.text)

        check()
