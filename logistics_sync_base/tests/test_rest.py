# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..core.paging import get_next_link
from .common import delivery_event
from .partner_server import Reply
from .test_network import API_KEY, NetworkCase


class RestCase(NetworkCase):
    def setUp(self):
        super().setUp()
        self.connector.write({"transport": "rest", "rest_send_path": "orders"})

    def prove_by(self, kind, secret_kind, text=API_KEY, **values):
        self.connector.write({"rest_auth": kind} | values)
        credential = self.env["logistics.sync.credential"].create(
            {"connector_id": self.connector.id, "kind": secret_kind, "username": "acme"}
        )
        credential._set_typed_secret(text)

    def owe(self, body=b'{"order": "SO1"}'):
        message = self.ingest(self.connector, body, direction="out")
        self.drain("outbound")
        return message

    def fetch(self):
        self.trigger_cron("logistics_sync_base.ir_cron_poll")
        return self.env["logistics.sync.message"].search(
            [("connector_id", "=", self.connector.id), ("direction", "=", "in")],
            order="id",
        )


@tagged("post_install", "-at_install")
class TestRest(RestCase):
    def test_the_connection_can_be_tested(self):
        """C1: one sentence; the call is in the log with its latency, well or ill."""
        self.connector.rest_check_path = "ping"
        self.partner.routes["/ping"] = Reply({"ok": True})
        answer = self.connector.action_check()["params"]
        self.assertEqual(answer["type"], "success")
        self.partner.routes["/ping"] = Reply({"ok": False}, 500)
        self.assertEqual(self.connector.action_check()["params"]["type"], "danger")
        good, bad = self.connector.call_ids.sorted("id")
        self.assertEqual((good.result, good.http_status), ("success", 200))
        self.assertEqual((bad.result, bad.http_status), ("transient", 500))
        self.assertGreaterEqual(good.duration_ms, 0)
        self.assertIn("GET", good.request_masked)

    def test_the_log_holds_no_personal_data_of_any_format(self):
        """M9: what has a class in EDI is masked in the log, whatever the media type."""
        self.connector.format = "edifact"
        answer = b"UNA:+.? 'CTA+IC+:Margarete Mustermann'LOC+5+Graz'"
        for headers in ({}, {"Content-Type": "application/edifact"}):
            self.partner.routes["/orders"] = Reply(answer, headers=headers)
            log = self.owe(answer).attempt_ids
            for text in (log.request_masked, log.response_masked):
                self.assertNotIn("Margarete", text)
                self.assertIn("Graz", text)

    def test_each_way_of_proving_who_we_are(self):
        """C1: key in header or address, token, user and password, fixed headers."""
        self.partner.routes["/orders"] = Reply({})
        self.connector.rest_headers = "X-Account: 4711"
        self.prove_by("api_key_header", "api_key", rest_key_name="X-Key")
        self.owe()
        self.connector.rest_auth = "api_key_query"
        self.owe()
        self.connector.rest_auth = "bearer"
        self.owe()
        self.prove_by("basic", "password", "long-password")
        message = self.owe()
        header, query, bearer, basic = self.partner.requests
        self.assertEqual(header.headers["x-key"], API_KEY)
        self.assertEqual(header.headers["x-account"], "4711")
        self.assertEqual(query.query, {"X-Key": API_KEY})
        self.assertEqual(bearer.headers["authorization"], f"Bearer {API_KEY}")
        self.assertEqual(
            basic.headers["authorization"], "Basic YWNtZTpsb25nLXBhc3N3b3Jk"
        )
        self.assertNotIn("YWNtZTps", message.attempt_ids.request_masked)
        with self.assertRaises(ValidationError):
            self.connector.rest_headers = "no header"

    def test_a_command_returns_the_partners_number(self):
        """C21: its number is kept at once; the message says under which key it went."""
        self.connector.rest_id_path = "order.id"
        self.partner.routes["/orders"] = Reply({"order": {"id": 4711}}, 201)
        message = self.owe()
        self.assertEqual((message.state, message.external_id), ("processed", "4711"))
        sent = self.partner.requests[0]
        self.assertEqual(sent.headers["idempotency-key"], message.public_id)
        self.assertEqual(sent.headers["x-correlation-id"], message.correlation_id)
        self.assertEqual(sent.json(), {"order": "SO1"})
        attempt = message.attempt_ids
        self.assertEqual((attempt.result, attempt.http_status), ("success", 201))

    def test_nothing_said_is_no_success(self):
        """C1, C21: 200 without the number, or with no JSON at all, asks a person."""
        self.connector.rest_id_path = "id"
        for body in (b"", b"<html>", {"other": 1}, {"id": ""}, {"id": [1]}):
            self.partner.routes["/orders"] = Reply(body)
            message = self.owe()
            self.assertEqual(message.state, "exception", body)
            [question] = self.get_exceptions("unclear_answer", message_id=message.id)
            self.assertIn("before you send it again", question.name)
            self.assertEqual(message.attempt_ids.http_status, 200)

    def test_a_half_success_is_no_success(self):
        """C1: what a 200 refuses inside is found by the connector's rule."""
        self.connector.rest_faults_path = "results[?status=='error'].message"
        results = [{"status": "ok"}, {"status": "error", "message": "no zone"}]
        self.partner.routes["/orders"] = Reply({"results": results})
        message = self.owe()
        self.assertEqual(message.state, "exception")
        self.assertIn("no zone", message.error)
        self.partner.routes["/orders"] = Reply({"results": results[:1]})
        self.assertEqual(self.owe().state, "processed")

    def test_a_busy_partner_is_tried_again(self):
        """C23: 503 puts the message back into the queue, with the call in the log."""
        self.partner.routes["/orders"] = Reply({}, 503, {"Retry-After": "600"})
        message = self.owe()
        self.assertEqual(message.state, "failed")
        self.assertTrue(message.next_attempt_at)
        self.assertEqual(message.attempt_ids.http_status, 503)
        self.assertIn("POST", message.attempt_ids.request_masked)

    def test_pages_by_a_cursor_in_the_answer(self):
        """C1: every document once, and the next time from the last place on."""
        pages = {
            None: {"items": [{"id": 1, "at": "2026-11-01"}], "next": "c2"},
            "c2": {"items": [{"id": 2, "at": "2026-11-03"}], "next": None},
        }
        self.partner.routes["/events"] = lambda request: Reply(
            pages[request.query.get("page")]
        )
        self.connector.write(
            {
                "rest_poll_path": "events",
                "rest_paging": "cursor",
                "rest_next_path": "next",
                "rest_items_path": "items",
                "rest_key_path": "id",
                "rest_mark_path": "at",
            }
        )
        self.assertEqual(len(self.fetch()), 2)
        self.assertEqual(self.connector.rest_mark, "2026-11-03")
        self.assertEqual(len(self.fetch()), 2)
        self.assertEqual(self.partner.requests[2].query, {"since": "2026-11-03"})
        pages[None]["items"][0]["status"] = "delivered"
        self.assertEqual(len(self.fetch()), 3)

    def test_pages_by_link_and_by_number(self):
        """C1: a Link header, or numbers until a page is empty."""
        link = {"Link": '<events?after=1>; rel="next", </x>; rel="first"'}
        self.partner.routes["/events"] = lambda request: (
            Reply([{"id": 2}]) if request.query else Reply([{"id": 1}], headers=link)
        )
        self.connector.write({"rest_poll_path": "events", "rest_paging": "link"})
        self.assertEqual([m._get_body_bytes() for m in self.fetch()][1], b'[{"id": 2}]')
        self.partner.routes["/events"] = lambda request: Reply(
            {"rows": [{"n": 7}] if request.query["page"] == "1" else []}
        )
        self.connector.write({"rest_paging": "page", "rest_items_path": "rows"})
        self.assertEqual(self.fetch()[2:]._get_body_bytes(), b'{"n": 7}')

    def test_a_failed_poll_does_not_move_on(self):
        """C1: no list where one was agreed is a question, not an empty day."""
        self.partner.routes["/events"] = Reply({"error": "maintenance"})
        self.connector.write({"rest_poll_path": "events", "rest_items_path": "items"})
        self.assertFalse(self.fetch())
        [question] = self.get_exceptions("unclear_answer")
        self.assertIn("no list", question.name)
        self.partner.routes["/events"] = lambda request: Reply(
            {"items": [{"id": 1}], "next": request.query.get("page", "") + "x"}
        )
        self.connector.write({"rest_paging": "cursor", "rest_next_path": "next"})
        self.partner.routes["/events"] = Reply({"items": [{"id": 1}], "next": "x"})
        self.fetch()
        self.assertLess(len(self.partner.requests), 10)
        self.assertEqual(len(self.get_exceptions("unclear_answer")), 1)

    def test_what_is_too_large_is_told_once(self):
        """C1, J6: it is a message without bytes, and the pages behind it are read."""
        pages = {"1": {"rows": [{"n": 1}]}, "2": {"rows": [{"n": "x" * 3000}]}}
        pages["3"] = {"rows": [{"n": 3}]}
        self.partner.routes["/events"] = lambda request: Reply(
            pages.get(request.query["page"], {"rows": []})
        )
        self.connector.write(
            {
                "rest_poll_path": "events",
                "rest_paging": "page",
                "rest_items_path": "rows",
                "rest_mark_path": "n",
                "max_body_kib": 1,
            }
        )
        for _time in range(3):
            messages = self.fetch()
        refused = messages.filtered(lambda message: message.state == "exception")
        self.assertEqual((len(messages), len(refused)), (3, 1))
        self.assertEqual(refused._get_body_bytes(), b"")
        question = self.get_exceptions("file_too_large")
        self.assertEqual((question.message_id, question.occurrences), (refused, 1))
        self.assertFalse(self.get_exceptions("unreachable"))
        # Nothing is skipped for ever: with the limit raised it is fetched.
        self.assertFalse(self.connector.rest_mark)
        self.connector.max_body_kib = 10
        bodies = [message._get_body_bytes() for message in self.fetch()]
        self.assertTrue(any(len(body) > 3000 for body in bodies))
        self.assertEqual(self.connector.rest_mark, "x" * 3000)

    def test_what_was_fetched_is_processed(self):
        """C1: a fetched document becomes an event like a posted one."""
        event = delivery_event("1Z-REST")
        self.partner.routes["/events"] = Reply({"items": [event]})
        self.connector.write({"rest_poll_path": "events", "rest_items_path": "items"})
        message = self.fetch()
        self.drain()
        self.assertEqual(message.event_ids.reference, "1Z-REST")

    def test_the_next_link_is_read_as_the_standard_writes_it(self):
        """C1: RFC 8288: several links, several relations, quoted or not."""
        for header, expected in (
            ("", None),
            ("</a>; rel=next", "/a"),
            ('</a>; rel="prev", </b>; title="x"; rel="last next"', "/b"),
            ('</a>; rel="nextish"', None),
        ):
            self.assertEqual(get_next_link(header), expected, header)


@tagged("post_install", "-at_install")
class TestRestTokens(RestCase):
    def setUp(self):
        super().setUp()
        self.number = 0
        self.valid = set()
        self.partner.routes |= {"/token": self.hand_out, "/orders": self.take}
        self.prove_by(
            "oauth2",
            "client_secret",
            oauth_token_url=self.partner.url + "/token",
            oauth_client="client-77",
        )

    def hand_out(self, request):
        self.number += 1
        token = f"token-number-{self.number:04}"
        self.valid.add(token)
        self.form = request.body.decode()
        return Reply({"access_token": token, "expires_in": 3600})

    def take(self, request):
        token = request.headers["authorization"].removeprefix("Bearer ")
        return Reply({}, 200 if token in self.valid else 401)

    def test_a_token_is_fetched_once_and_kept_encrypted(self):
        """C1: many calls, one token; neither it nor the secret is in any log."""
        messages = self.owe() + self.owe(b"{}")
        self.assertEqual(messages.mapped("state"), ["processed"] * 2)
        self.assertEqual(self.number, 1)
        self.assertIn("client_id=client-77", self.form)
        stored = self.env["logistics.sync.access.token"].search([])
        self.assertNotIn("token-number", stored.sudo().token_encrypted)
        for attempt in messages.attempt_ids:
            self.assertNotIn("token-number", attempt.request_masked)

    def test_a_refused_token_is_renewed_once(self):
        """C1: a 401 fetches a new token; a second one asks a person."""
        self.owe()
        self.valid.clear()
        self.assertEqual(self.owe(b"{}").state, "processed")
        self.assertEqual(self.number, 2)
        self.partner.routes["/orders"] = Reply({}, 401)
        message = self.owe(b"[]")
        self.assertEqual(message.state, "exception")
        self.assertTrue(self.get_exceptions("authentication_failed"))
        self.assertEqual(self.number, 3)

    def test_no_token_is_no_permission(self):
        """C1: an answer without a token is named, and nothing is sent."""
        self.partner.routes["/token"] = Reply({"token_type": "bearer"})
        self.assertEqual(self.owe().state, "exception")
        self.assertEqual([r.path for r in self.partner.requests], ["/token"])
