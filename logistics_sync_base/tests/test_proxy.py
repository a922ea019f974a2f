# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from urllib.parse import urlsplit

from odoo.tests import common, tagged

from ..exceptions import BusinessError, SyncError
from .connect_proxy import ConnectProxy
from .partner_server import CertificateAuthority, Reply
from .test_network import API_KEY, NetworkCase

# Only the proxy's name service knows them.
OUTSIDE = "api.partner.invalid"
ENDING = ".invalid"
PASSWORD = "proxy-password-1"


@tagged("post_install", "-at_install")
class TestProxy(NetworkCase):
    """HTTPS through a company's proxy, which sees nothing but where it goes."""

    @classmethod
    def _request_handler(cls, s, r, /, **kw):
        # Odoo's tests only call this machine, and so does this one: by its proxy.
        if urlsplit(r.url).hostname.endswith(ENDING):
            return common._super_send(s, r, **kw)
        return super()._request_handler(s, r, **kw)

    def setUp(self):
        super().setUp()
        self.authority = CertificateAuthority()
        self.secure = self.start_partner(
            {"/ok": Reply({"by": "partner"})},
            self.authority.server_context(names=[OUTSIDE]),
        )
        self.address = f"https://{OUTSIDE}:{self.secure.port}"
        self.connector.write(
            {"base_url": self.address, "trusted_authorities": self.authority.pem}
        )
        self.add_secret(self.connector, PASSWORD, kind="proxy_password")

    def start_proxy(self, **values):
        proxy = ConnectProxy({OUTSIDE: "127.0.0.1"}, **values)
        self.addCleanup(proxy.close)
        self.connector.write({"proxy_url": proxy.url, "proxy_login": "acme"})
        return proxy

    def test_a_call_goes_through_the_proxy_unseen(self):
        """C1, N2: the proxy resolves the name; TLS is between the partner and us."""
        proxy = self.start_proxy(login=f"acme:{PASSWORD}")
        call = self.call(secret_headers={"X-Key": API_KEY})
        self.assertEqual(call.body, b'{"by": "partner"}')
        self.assertEqual(proxy.asked, [f"{OUTSIDE}:{self.secure.port}"])
        sent = self.secure.requests[0].headers
        self.assertEqual(sent["x-key"], API_KEY)
        # The proxy's login is nobody else's business.
        self.assertNotIn("proxy-authorization", sent)
        self.assertNotIn(API_KEY.encode(), bytes(proxy.carried))
        for text in (call.request, call.response):
            self.assertNotIn(PASSWORD, text)

    def test_the_partner_s_certificate_is_verified_behind_the_proxy(self):
        """C1, M6: unknown authority, or a certificate of another name: refused."""
        proxy = self.start_proxy()
        self.connector.trusted_authorities = CertificateAuthority().pem
        error = self.call_fails(BusinessError)
        self.assertEqual(error.code, "certificate_refused")
        self.connector.trusted_authorities = self.authority.pem
        other = "files.partner.invalid"
        proxy.names[other] = "127.0.0.1"
        self.connector.base_url = f"https://{other}:{self.secure.port}"
        error = self.call_fails(BusinessError)
        self.assertEqual(error.code, "certificate_refused")
        self.assertFalse(self.secure.requests)
        self.assertEqual(len(proxy.asked), 2)

    def test_the_list_of_hosts_is_ours_whatever_the_proxy_lets_pass(self):
        """C1, N2: neither a stranger nor a private address, and no redirect there."""
        proxy = self.start_proxy()
        proxy.names["stranger.invalid"] = "127.0.0.1"
        stranger = f"https://stranger.invalid:{self.secure.port}/ok"
        self.assertEqual(
            self.call_fails(BusinessError, stranger).code, "address_refused"
        )
        self.assertFalse(proxy.asked)
        self.secure.routes["/moved"] = Reply(b"", 302, {"Location": stranger})
        error = self.call_fails(BusinessError, "/moved")
        self.assertEqual(error.code, "address_refused")
        self.assertEqual(proxy.asked, [f"{OUTSIDE}:{self.secure.port}"])
        self.connector.base_url = f"https://169.254.169.254:{self.secure.port}"
        self.assertEqual(self.call_fails(BusinessError).code, "address_refused")
        self.assertEqual(len(proxy.asked), 1)

    def test_a_proxy_that_refuses_is_named_and_its_login_hidden(self):
        """C1, M6: a wrong login and a forbidden target are told as what they are."""
        proxy = self.start_proxy(login="acme:another-password")
        error = self.call_fails(SyncError)
        self.assertEqual(error.code, "authentication_failed")
        self.assertIn("proxy", str(error))
        proxy.login = None
        proxy.names.clear()
        refused = self.call_fails(BusinessError)
        self.assertEqual(refused.code, "address_refused")
        for text in (str(error), str(refused), error.call.request):
            self.assertNotIn(PASSWORD, text)
        self.assertFalse(self.secure.requests)
