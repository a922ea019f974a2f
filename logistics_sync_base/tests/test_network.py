# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import gzip
import threading

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..exceptions import BusinessError, PermanentError, SyncError, TransientError
from .common import LogisticsSyncCase
from .partner_server import CertificateAuthority, PartnerServer, Reply

API_KEY = "api-key-of-a-test-0001"


class NetworkCase(LogisticsSyncCase):
    """A connector and a partner's server on loopback."""

    def setUp(self):
        super().setUp()
        self.partner = self.start_partner()
        self.connector = self.make_connector(
            base_url=self.partner.url, allow_private_network=True
        )

    def start_partner(self, routes=None, tls=None):
        server = PartnerServer(routes, tls)
        self.addCleanup(server.close)
        return server

    def call(self, path="/ok", method="GET", connector=None, **values):
        connector = connector or self.connector
        url = path if "://" in path else connector.base_url + path
        return self.env["logistics.sync.network"]._request(
            connector, method, url, **values
        )

    def call_fails(self, error_class, *args, **values):
        with self.assertRaises(error_class) as caught:
            self.call(*args, **values)
        return caught.exception


@tagged("post_install", "-at_install")
class TestNetwork(NetworkCase):
    def test_a_call_carries_who_we_are_and_what_it_belongs_to(self):
        """C1, B4: correlation, trace and idempotency key go out; it is timed."""
        self.partner.routes["/ok"] = Reply({"id": "A-1"})
        number = "4bf92f3577b34da6a3ce929d0e0e4736"
        call = self.call(
            method="POST",
            body=b'{"order": 1}',
            headers={"Content-Type": "application/json"},
            correlation_id=number,
            idempotency_key="key-1",
        )
        self.assertEqual((call.status, call.body), (200, b'{"id": "A-1"}'))
        self.assertGreaterEqual(call.elapsed_ms, 0)
        sent = self.partner.requests[0]
        self.assertEqual(sent.body, b'{"order": 1}')
        self.assertEqual(sent.headers["x-correlation-id"], number)
        self.assertIn(number, sent.headers["traceparent"])
        self.assertEqual(sent.headers["idempotency-key"], "key-1")
        self.assertIn("LogisticsSync", sent.headers["user-agent"])

    def test_the_log_of_a_call_tells_no_secret(self):
        """C1: headers, query and bodies are masked, whatever the secret is called."""
        self.partner.routes["/ok"] = Reply(
            {"echo": API_KEY, "password": "hunter2hunter2"}, headers={"X-Echo": API_KEY}
        )
        call = self.call(
            params={"page": "1"},
            secret_params={"k": API_KEY},
            secret_headers={"X-Shipper": API_KEY},
        )
        sent = self.partner.requests[0]
        self.assertEqual(sent.query, {"page": "1", "k": API_KEY})
        self.assertEqual(sent.headers["x-shipper"], API_KEY)
        for text in (call.request, call.response):
            self.assertNotIn(API_KEY, text)
            self.assertNotIn("hunter2", text)
        self.assertIn("GET http://127.0.0.1", call.request)
        self.assertIn("HTTP 200", call.response)

    def test_private_addresses_are_called_only_where_allowed(self):
        """C1, N2: loopback is refused by name of the address, unless allowed."""
        self.connector.allow_private_network = False
        error = self.call_fails(BusinessError)
        self.assertEqual(error.code, "address_refused")
        self.assertIn("127.0.0.1", str(error))
        self.assertIn("system administrator", str(error))
        self.assertFalse(self.partner.requests)

    def test_a_name_that_points_inside_is_refused_when_connecting(self):
        """C1: the address that is checked is the one the socket is opened to."""
        self.connector.base_url = f"http://localhost:{self.partner.port}"
        self.partner.routes["/ok"] = Reply({})
        self.assertEqual(self.call().status, 200)
        host = self.partner.requests[0].headers["host"]
        self.assertEqual(host, f"localhost:{self.partner.port}")
        self.connector.allow_private_network = False
        self.assertEqual(self.call_fails(BusinessError).code, "address_refused")
        self.assertEqual(len(self.partner.requests), 1)

    def test_only_a_system_administrator_opens_the_private_network(self):
        """C1, N2: an administrator of this app cannot reach what the server can."""
        manager = self.make_user("network_manager", "manager")
        with self.assertRaises(AccessError):
            self.connector.with_user(manager).allow_private_network = True
        with self.assertRaises(AccessError):
            self.connector.with_user(manager).create(
                {"name": "X", "code": "xx-private", "allow_plain_http": True}
            )
        with self.assertRaises(AccessError):
            self.connector.with_user(manager).with_context(
                default_allow_private_network=True
            ).create({"name": "Y", "code": "yy-private"})
        self.connector.with_user(manager).write({"allow_private_network": False})

    def test_other_hosts_are_not_called(self):
        """C1: neither by us nor by a redirect of the partner."""
        other = self.start_partner({"/ok": Reply({})})
        self.assertEqual(
            self.call_fails(BusinessError, other.url + "/ok").code, "address_refused"
        )
        self.partner.routes["/go"] = Reply(
            status=302, headers={"Location": other.url + "/ok"}
        )
        error = self.call_fails(BusinessError, "/go")
        self.assertIn(f"127.0.0.1:{other.port}", str(error))
        self.assertFalse(other.requests)

    def test_another_host_learns_no_credentials(self):
        """C1: a redirect to a further host of the partner carries no secret."""
        other = self.start_partner({"/ok": Reply({"page": 2})})
        self.connector.extra_hosts = f"127.0.0.1:{other.port}"
        self.partner.routes |= {
            "/go": Reply(status=302, headers={"Location": other.url + "/ok"}),
            "/here": Reply(status=307, headers={"Location": "/go"}),
        }
        call = self.call(
            "/here",
            secret_headers={"Authorization": f"Bearer {API_KEY}"},
            headers={"X-Account": "77"},
        )
        self.assertEqual(call.body, b'{"page": 2}')
        self.assertIn("authorization", self.partner.requests[1].headers)
        self.assertNotIn("authorization", other.requests[0].headers)
        self.assertNotIn("x-account", other.requests[0].headers)

    def test_redirects_end(self):
        """C1: a circle of redirects is an error, not a hang."""
        self.partner.routes["/go"] = Reply(status=302, headers={"Location": "/go"})
        self.call_fails(PermanentError, "/go")
        self.assertLess(len(self.partner.requests), 10)

    def test_each_status_becomes_its_class_of_failure(self):
        """C1: what to do is in the sentence; the call stays with the error."""
        self.partner.routes |= {
            "/busy": Reply({"why": "busy"}, 429, {"Retry-After": "7"}),
            "/broken": Reply(b"oops", 502),
            "/who": Reply({}, 401),
            "/no": Reply({"detail": "field weight is missing"}, 422),
        }
        error = self.call_fails(TransientError, "/busy")
        self.assertEqual((error.retry_after, error.call.status), (7, 429))
        self.assertIsNone(self.call_fails(TransientError, "/broken").retry_after)
        self.assertEqual(
            self.call_fails(BusinessError, "/who").code, "authentication_failed"
        )
        self.assertIn("weight is missing", str(self.call_fails(PermanentError, "/no")))
        self.assertEqual(self.call("/no", raise_for_status=False).status, 422)

    def test_a_partner_that_is_down_is_tried_again(self):
        """C1: no connection is transient, and the host is named."""
        self.connector.extra_hosts = "127.0.0.1:1, nobody.invalid"
        self.assertIn(
            "127.0.0.1", str(self.call_fails(TransientError, "http://127.0.0.1:1/"))
        )

    def test_answers_beyond_the_limit_are_not_read(self):
        """C1: neither a huge one nor a small one that unpacks to a huge one."""
        self.connector.max_body_kib = 64
        self.partner.routes |= {
            "/large": Reply(b"x" * 70_000),
            "/bomb": Reply(
                gzip.compress(bytes(3_000_000)), headers={"Content-Encoding": "gzip"}
            ),
            "/fine": Reply(gzip.compress(b"[]"), headers={"Content-Encoding": "gzip"}),
        }
        self.assertIn("64 KiB", str(self.call_fails(PermanentError, "/large")))
        self.assertIn("64 KiB", str(self.call_fails(PermanentError, "/bomb")))
        self.assertEqual(self.call("/fine").body, b"[]")

    def test_silence_and_dripping_end_in_time(self):
        """K25, C23: both times are the connector's; a drip does not stretch them."""

        def drip(request):
            handler = request.handler
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            while not self.is_over.wait(0.1):
                handler.wfile.write(b"x")

        self.is_over = threading.Event()
        self.addCleanup(self.is_over.set)
        self.partner.routes |= {
            "/silent": lambda request: self.is_over.wait(20) and None,
            "/drip": drip,
        }
        self.connector.write({"connect_timeout": 1, "read_timeout": 1})
        for path in ("/silent", "/drip"):
            error = self.call_fails(TransientError, path)
            self.assertIn("did not answer within", str(error))

    def test_half_an_answer_is_no_answer(self):
        """C1: fewer bytes than announced is transient, never success."""

        def cut(request):
            handler = request.handler
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[]")

        self.partner.routes["/cut"] = cut
        self.call_fails(TransientError, "/cut")

    def test_the_proxy_of_the_connector_is_used(self):
        """N2: the call goes to the proxy, with its user; its target is checked."""
        proxy = self.start_partner({"/x": Reply({"by": "proxy"})})
        self.add_secret(self.connector, "proxy-password-1", kind="proxy_password")
        self.connector.write({"proxy_url": proxy.url, "proxy_login": "acme"})
        self.assertEqual(self.call("/x").body, b'{"by": "proxy"}')
        self.assertFalse(self.partner.requests)
        sent = proxy.requests[0]
        self.assertIn("Basic", sent.headers["proxy-authorization"])
        self.assertEqual(sent.handler.path, self.partner.url + "/x")
        self.connector.allow_private_network = False
        self.call_fails(BusinessError, "/x")
        self.assertEqual(len(proxy.requests), 1)

    def test_settings_that_are_no_addresses_are_refused(self):
        """C1: the form says at once what cannot be called."""
        for values in (
            {"base_url": "api.example.com"},
            {"base_url": "https://me:secret@api.example.com"},
            {"extra_hosts": "https://x"},
            {"proxy_url": "nowhere"},
            {"trusted_authorities": "no certificate"},
        ):
            with self.assertRaises(ValidationError):
                self.connector.write(values)


@tagged("post_install", "-at_install")
class TestNetworkCertificates(NetworkCase):
    def setUp(self):
        super().setUp()
        self.authority = CertificateAuthority()

    def serve(self, **values):
        server = self.start_partner(
            {"/ok": lambda request: Reply({"client": request.client})},
            self.authority.server_context(**values),
        )
        self.connector.base_url = server.url
        return server

    def test_certificates_are_always_verified(self):
        """C1: unknown authority or out of date: not called, and a person is asked."""
        server = self.serve()
        error = self.call_fails(BusinessError)
        self.assertEqual(error.code, "certificate_refused")
        self.connector.trusted_authorities = self.authority.pem
        self.assertEqual(self.call().status, 200)
        self.connector.base_url = f"https://localhost:{server.port}"
        self.assertEqual(self.call().status, 200)
        self.serve(days=-1)
        self.assertIn("expired", str(self.call_fails(BusinessError)))
        stranger = CertificateAuthority("Test Authority")
        self.connector.trusted_authorities = stranger.pem
        self.assertEqual(self.call_fails(BusinessError).code, "certificate_refused")

    def test_we_prove_ourselves_with_a_certificate(self):
        """C1: mutual TLS with an encrypted certificate and key; none is refused."""
        self.serve(wants_client=True)
        self.connector.trusted_authorities = self.authority.pem
        self.call_fails(SyncError)
        credential = self.env["logistics.sync.credential"].create(
            {"connector_id": self.connector.id, "kind": "client_certificate"}
        )
        with self.assertRaises(UserError):
            credential._set_typed_secret("-----BEGIN nothing")
        credential._set_typed_secret(self.authority.issue("shipper-77"))
        self.assertTrue(credential.expires_at)
        self.assertNotIn("BEGIN", credential.sudo().secret_encrypted)
        self.assertEqual(self.call().body, b'{"client": "shipper-77"}')
