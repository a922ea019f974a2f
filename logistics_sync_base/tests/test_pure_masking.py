# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core import masking
from ..core.correlation import (
    correlation_id,
    trace_id,
    traceparent,
)
from ..core.problem import problem, value_class

SECRET = "s3cr3tValueNobodyMaySee"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
FUZZ = settings(max_examples=60, deadline=None, database=None, derandomize=True)


@tagged("-at_install", "post_install")
class TestMasking(BaseCase):
    def test_headers(self):
        """K7, M3: secret headers keep four characters, others stay readable."""
        masked = masking.mask_headers(
            {
                "Authorization": f"Bearer {SECRET}",
                "webhook-signature": f"v1,{SECRET}",
                "X-Api-Key": SECRET,
                "Cookie": "a=1",
                "Content-Type": "application/json",
            }
        )
        self.assertEqual(masked["Authorization"], "***ySee")
        self.assertEqual(masked["Cookie"], "***")
        self.assertEqual(masked["Content-Type"], "application/json")
        self.assertNotIn(SECRET[:8], str(masked))

    def test_json(self):
        """K7, M3: secrets and personal data are masked at any depth."""
        body = {
            "status": "delivered",
            "auth": [{"access_token": SECRET}],
            "password": {"value": SECRET},
            "signed_by": "Johanna Doe",
            "note": f"call https://host/x?sig={SECRET} or jo@example.com",
            "pieces": 3,
        }
        masked = masking.mask_json(body)
        text = json.dumps(masked)
        self.assertEqual(masked["status"], "delivered")
        self.assertEqual(masked["pieces"], 3)
        self.assertNotIn(SECRET[:8], text)
        self.assertNotIn("Johanna", text)
        self.assertNotIn("jo@", text)
        self.assertEqual(body["password"]["value"], SECRET, "the input is not changed")

    def test_text(self):
        """K7: name=value and name: value pairs in plain text are masked."""
        for text in (
            f"api_key={SECRET}&x=1",
            f"Authorization: Bearer {SECRET}",
            f'"client_secret": "{SECRET}"',
            f"failed with whsec_{SECRET}",
            f"login failed, password={SECRET}",
            f"webhook-signature: v1,{SECRET}",
        ):
            masked = masking.mask_text(text)
            self.assertNotIn(SECRET[:10], masked, text)
            self.assertIn("***", masked)
        self.assertEqual(
            masking.mask_text("pallet 7 left dock 3"), "pallet 7 left dock 3"
        )

    def test_url(self):
        """K7: user, password, query values and fragment leave a URL."""
        url = (
            f"https://bob:{SECRET}@host.example:8443/v1/track?key={SECRET}&n=1#{SECRET}"
        )
        masked = masking.mask_url(url)
        self.assertEqual(
            masked, "https://***@host.example:8443/v1/track?key=***ySee&n=***"
        )
        self.assertEqual(masking.mask_url("http://[bad"), "***")

    def test_body(self):
        """K7: a body is masked as JSON when it is JSON, as text when not, and cut."""
        body = json.dumps({"token": SECRET}).encode()
        self.assertEqual(
            masking.mask_body(body, "application/json"), '{"token": "***ySee"}'
        )
        self.assertNotIn(SECRET, masking.mask_body(b"{" + body, "application/json"))
        self.assertTrue(masking.mask_body(b"x" * 99, limit=10).endswith("[cut]"))

    @given(st.recursive(st.text() | st.integers() | st.none(), st.lists, max_leaves=9))
    @FUZZ
    def test_no_value_escapes(self, value):
        """K7: whatever stands under a secret name, no long text survives."""
        masked = masking.mask_json({"password": value})

        def texts(node):
            if isinstance(node, list):
                return [text for part in node for text in texts(part)]
            return [node] if isinstance(node, str) else []

        self.assertTrue(
            all(text.startswith("***") for text in texts(masked["password"]))
        )

    def test_long_text_in_linear_time(self):
        """K7: no text of a partner makes masking slow."""
        for part in ("a", "token ", "secret\t", "bearer ", "a@", "password"):
            text = part * (200_000 // len(part))
            # Of this process: others on the machine make nothing look slow.
            started = time.process_time()
            masking.mask_text(text)
            self.assertLess(time.process_time() - started, 5, part)

    @given(st.text(max_size=300))
    @FUZZ
    def test_any_text_and_url(self, text):
        """K7: masking never raises."""
        masking.mask_text(text)
        masking.mask_url(text)
        masking.mask_body(text.encode("utf-8", "replace"), "application/json")


@tagged("-at_install", "post_install")
class TestCorrelation(BaseCase):
    def test_partner_id_is_kept(self):
        """B4: a sound correlation id of the partner is taken over, in any case."""
        headers = {"X-Correlation-ID": "order:2026-77", "traceparent": "x"}
        self.assertEqual(correlation_id(headers), "order:2026-77")

    def test_unsafe_id_is_replaced(self):
        """B4: an id that could break a log or header is not taken over."""
        for bad in ("short", "x" * 65, "a b c d e f g", "abcdefgh\nX: 1", "äöüäöüäöü"):
            headers = {"x-correlation-id": bad}
            self.assertEqual(correlation_id(headers, make=lambda: "made"), "made")

    def test_traceparent(self):
        """B4: without an id the W3C trace id is the correlation id."""
        headers = {"Traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
        self.assertEqual(correlation_id(headers), TRACE)
        self.assertEqual(trace_id(f"cc-{TRACE}-00f067aa0ba902b7-01-more"), TRACE)
        for bad in (
            f"ff-{TRACE}-00f067aa0ba902b7-01",
            f"00-{TRACE}-00f067aa0ba902b7-01-more",
            f"00-{'0' * 32}-00f067aa0ba902b7-01",
            f"00-{TRACE}-{'0' * 16}-01",
            f"00-{TRACE.upper()}-00f067aa0ba902b7-01",
            "",
        ):
            self.assertIsNone(trace_id(bad), bad)

    def test_traceparent_out(self):
        """B4: our calls carry the trace on; an id that is no trace id gives none."""
        value = traceparent(TRACE, "00f067aa0ba902b7")
        self.assertEqual(value, f"00-{TRACE}-00f067aa0ba902b7-01")
        self.assertEqual(trace_id(traceparent(TRACE)), TRACE)
        self.assertIsNone(traceparent("order:2026-77"))
        self.assertIsNone(traceparent("0" * 32))

    def test_made_ids_differ(self):
        """B4: a made id is new each time and a valid trace id."""
        one, two = correlation_id({}), correlation_id({})
        self.assertNotEqual(one, two)
        self.assertEqual(trace_id(traceparent(one)), one)


@tagged("-at_install", "post_install")
class TestProblem(BaseCase):
    def test_members(self):
        """C20: a refusal names field, value class, remedy and correlation id."""
        body = problem(
            422,
            "Invalid event",
            "The event has no tracking number.",
            code="schema",
            field="/tracking",
            value_class=value_class(None),
            remedy="Send the tracking number as text.",
            correlation_id="abc",
        )
        self.assertEqual(body["type"], "urn:logistics-sync:problem:schema")
        self.assertEqual(body["status"], 422)
        self.assertEqual(body["value_class"], "null")
        self.assertNotIn("errors", body)
        self.assertEqual(problem(404, "t", "d")["type"], "about:blank")
        with self.assertRaises(ValueError):
            problem(200, "t", "d")

    def test_value_class_tells_no_value(self):
        """C20, K7: the class of a value never contains the value."""
        self.assertEqual(value_class("Johanna"), "text of 7 characters")
        self.assertEqual(value_class(True), "true or false")
        self.assertEqual(value_class(4.5), "number")
        self.assertEqual(value_class([1, 2]), "list of 2")
        self.assertEqual(value_class({"a": 1}), "object with 1 fields")
        self.assertEqual(value_class(""), "empty text")
