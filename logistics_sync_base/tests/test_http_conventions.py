# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import gzip
import http.client
import json
import zlib

from odoo.tests import tagged
from odoo.tests.common import TEST_CURSOR_COOKIE_NAME

from .common import SECRET, TOKEN, LogisticsSyncHttpCase, delivery_event

PROBLEM = "application/problem+json"


class ConventionsCase(LogisticsSyncHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connector = cls.make_connector(authentication="bearer_token")
        cls.add_secret(cls.connector, TOKEN, "access_token")

    def send(self, body=b"[]", **headers):
        content = {
            "Authorization": f"Bearer {TOKEN}",
            "Content-Type": "application/json",
        }
        return self.post(self.connector, body, content | headers)

    def get_messages(self):
        return self.env["logistics.sync.message"].search(
            [("connector_id", "=", self.connector.id)]
        )

    def assert_problem(self, answer, status, code):
        self.assertEqual(answer.status_code, status, answer.text)
        self.assertEqual(answer.headers["Content-Type"], PROBLEM)
        problem = answer.json()
        self.assertEqual(problem["status"], status)
        self.assertEqual(problem["type"], f"urn:logistics-sync:problem:{code}")
        self.assertTrue(problem["title"] and problem["detail"])
        self.assertEqual(problem["correlation_id"], answer.headers["X-Correlation-ID"])
        self.assertNotIn("Traceback", answer.text)
        return problem


@tagged("post_install", "-at_install")
class TestAddresses(ConventionsCase):
    def test_another_method(self):
        """C2: 405 with the methods that are served."""
        for method in ("GET", "PUT", "PATCH", "DELETE"):
            answer = self.url_open(
                f"/logistics_sync/v1/{self.connector.code}/events", method=method
            )
            self.assert_problem(answer, 405, "method_not_allowed")
            self.assertEqual(answer.headers["Allow"], "POST")
        answer = self.url_open("/logistics_sync/v1/health", method="POST")
        self.assert_problem(answer, 405, "method_not_allowed")
        self.assertEqual(answer.headers["Allow"], "GET")

    def test_another_address(self):
        """C2: what is not there is told in the same form."""
        for path in ("", "/", "/v1", "/v1/x/y/z", "/v1/%00/invoices", "/%F0%28"):
            for method in ("GET", "POST"):
                answer = self.url_open(f"/logistics_sync{path}", method=method)
                self.assert_problem(answer, 404, "unknown_address")

    def test_names_no_connector_can_have(self):
        """C2: whatever stands in the place of the code is an unknown connector."""
        for code in ("%00", "A B", "..", "x" * 300, "%ff%fe", "'; --"):
            answer = self.url_open(f"/logistics_sync/v1/{code}/events", data=b"[]")
            self.assertEqual(answer.status_code, 404, answer.text)
            self.assertEqual(answer.headers["Content-Type"], PROBLEM)


@tagged("post_install", "-at_install")
class TestContent(ConventionsCase):
    def test_content_types(self):
        """C2: 415 for what is not read; neutral types mean the agreed format."""
        for name in ("image/png", "multipart/form-data; boundary=x", "text/html"):
            answer = self.send(**{"Content-Type": name})
            self.assert_problem(answer, 415, "unsupported_media_type")
        for number, name in enumerate(
            ("text/plain", "application/vnd.example+json; charset=utf-8", "a/b+json")
        ):
            body = json.dumps(delivery_event(f"1Z-{number}")).encode()
            answer = self.send(body, **{"Content-Type": name})
            self.assertEqual(answer.status_code, 202, answer.text)
        self.assertEqual(set(self.get_messages().mapped("format")), {"json"})

    def test_gzip(self):
        """C2, C3: a compressed body is signed as sent and stored as meant."""
        connector = self.make_connector()
        self.add_secret(connector, SECRET)
        body = json.dumps(delivery_event("1Z-GZIP")).encode()
        for number, packed in enumerate(
            (gzip.compress(body), gzip.compress(body[:9]) + gzip.compress(body[9:]))
        ):
            answer = self.post_signed(
                connector, packed, f"gzip-{number}", **{"Content-Encoding": "gzip"}
            )
            self.assertEqual(answer.status_code, 202, answer.text)
        messages = self.env["logistics.sync.message"].search(
            [("connector_id", "=", connector.id)]
        )
        self.assertEqual({m._get_body_bytes() for m in messages}, {body})
        self.assertEqual(messages[0].headers["content-encoding"], "gzip")
        self.drain()
        self.assertIn("1Z-GZIP", messages.event_ids.mapped("reference"))

    def test_bad_compression(self):
        """C2: bombs, torn and unknown codings are refused, each by its name."""
        bomb = gzip.compress(b"[" + b" " * 30_000_000 + b"]", 9)
        self.assertLess(len(bomb), 64_000)
        self.connector.max_body_kib = 1024
        for body, coding, status, code in (
            (bomb, "gzip", 413, "content_encoding_too_large"),
            (b"no gzip", "gzip", 400, "content_encoding_malformed"),
            (gzip.compress(b"[]")[:-6], "gzip", 400, "content_encoding_malformed"),
            (zlib.compress(b"[]"), "br", 415, "content_encoding_unsupported"),
            (b"[]", "gzip, gzip", 415, "content_encoding_unsupported"),
        ):
            with self.subTest(code=code):
                answer = self.send(body, **{"Content-Encoding": coding})
                self.assert_problem(answer, status, code)
                self.assertIn("gzip", answer.headers["Accept-Encoding"])
        self.assertFalse(self.get_messages())

    def test_a_thousand_lines_are_accepted_and_bad_ones_refused_at_once(self):
        """B21: 202 before anything is processed; what is invalid gets its 422."""
        items = [
            {"sku": f"SKU-{n}", "quantity": "1", "uom": None, "line": str(n)}
            | {"lot": None}
            for n in range(1000)
        ]
        document = delivery_event("1Z-1000", items=items, scope="order_line")
        answer = self.send(json.dumps(document).encode())
        self.assertEqual(answer.status_code, 202, answer.text)
        self.assertTrue(answer.json()["correlation_id"])
        message = self.get_messages()
        self.assertEqual((message.state, message.attempt_count), ("received", 0))
        self.assertFalse(message.event_ids)
        items[999]["quantity"] = {"amount": 1}
        answer = self.send(json.dumps(document).encode())
        problem = self.assert_problem(answer, 422, "schema_drift")
        self.assertEqual(problem["field"], "items[999].quantity")

    def test_encodings_of_json(self):
        """C2: UTF-8, UTF-16 and UTF-32 are JSON; Latin-1 is a named refusal."""
        for number, encoding in enumerate(("utf-8-sig", "utf-16", "utf-32")):
            body = json.dumps(
                delivery_event(f"1Z-é{number}"), ensure_ascii=False
            ).encode(encoding)
            self.assertEqual(self.send(body).status_code, 202)
        answer = self.send('{"schema": "é"}'.encode("latin-1"))
        self.assert_problem(answer, 422, "unreadable")


@tagged("post_install", "-at_install")
class TestRepeats(ConventionsCase):
    def test_same_key_same_answer_byte_for_byte(self):
        """B6: accepted, refused, processed: the repeated key gets the same bytes."""
        for number, body in enumerate((b"[]", b"{", b'{"schema": "order/99.0"}')):
            key = {"Idempotency-Key": f"k-{number}"}
            first = self.send(body, **key)
            self.drain()
            again = self.send(body, **key)
            self.assertEqual(first.content, again.content)
            self.assertEqual(first.status_code, again.status_code)
        answer = self.send(b"[ ]", **{"Idempotency-Key": "k-0"})
        problem = self.assert_problem(answer, 409, "key_conflict")
        self.assertEqual(problem["field"], "Idempotency-Key")

    def test_a_key_beyond_all_measure(self):
        """B6: a key is at most 255 characters."""
        answer = self.send(**{"Idempotency-Key": "k" * 256})
        self.assert_problem(answer, 400, "bad_idempotency_key")

    def test_too_many_documents_a_minute(self):
        """C2, B6: 429 tells when to come again and leaves the key free."""
        self.connector.inbound_limit = 2
        for number in range(2):
            self.assertEqual(self.send(b"{" * (number + 1)).status_code, 422)
        key = {"Idempotency-Key": "wanted"}
        answer = self.send(**key)
        self.assert_problem(answer, 429, "too_many_requests")
        self.assertTrue(0 < int(answer.headers["Retry-After"]) <= 60)
        self.assertEqual(len(self.get_messages()), 2)
        # A minute passes: what was counted is that much older.
        self.env.cr.execute("UPDATE logistics_sync_inbound_meter SET counts = NULL")
        self.assertEqual(self.send(**key).status_code, 202)
        self.assertIn("wanted", self.get_messages().mapped("idempotency_key"))

    def test_strangers_do_not_use_up_the_partners_share(self):
        """C2: only what is shown to come from the partner counts."""
        self.connector.inbound_limit = 1
        for _ in range(3):
            self.send(**{"Authorization": "Bearer nobody-at-all-1"})
        self.assertEqual(self.send().status_code, 202)


@tagged("post_install", "-at_install")
class TestRawRequests(ConventionsCase):
    """Requests no ordinary client makes."""

    def talk(self, headers, body=b"[]"):
        self.env.flush_all()
        self.cr.clear()
        with self.allow_requests():
            cookie = f"{TEST_CURSOR_COOKIE_NAME}={self.http_request_key}"
            connection = http.client.HTTPConnection(
                "127.0.0.1", self.http_port(), timeout=20
            )
            self.addCleanup(connection.close)
            path = f"/logistics_sync/v1/{self.connector.code}/events"
            connection.putrequest("POST", path)
            for name, value in [*headers, ("Cookie", cookie)]:
                connection.putheader(name, value)
            connection.endheaders(body)
            answer = connection.getresponse()
            return answer, answer.read()

    def test_control_characters_in_headers(self):
        """C2: what neither log nor database could hold is taken out."""
        answer, text = self.talk(
            [
                ("Authorization", f"Bearer {TOKEN}"),
                ("Content-Type", "application/json; name=\x01\x7f"),
                ("Idempotency-Key", "a\x02b\xe9"),
                ("X-Correlation-ID", "a\x03b'; drop table --"),
                ("Content-Length", "2"),
            ]
        )
        self.assertEqual(answer.status, 202, text)
        self.assertNotIn("\x02", self.get_messages().idempotency_key)

    def test_a_body_in_chunks(self):
        """C2: chunked transfer is read, and measured."""
        chunked = [
            ("Authorization", f"Bearer {TOKEN}"),
            ("Content-Type", "application/json"),
            ("Transfer-Encoding", "chunked"),
        ]
        answer, text = self.talk(chunked, b"2\r\n[]\r\n0\r\n\r\n")
        self.assertEqual(answer.status, 202, text)
        self.connector.max_body_kib = 1
        large = b"7D0\r\n" + b" " * 2000 + b"\r\n0\r\n\r\n"
        answer, text = self.talk(chunked, large)
        self.assertEqual(answer.status, 413, text)
