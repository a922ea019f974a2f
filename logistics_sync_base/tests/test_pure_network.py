# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import gzip
import zlib

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core import inflate
from ..core.network import (
    NetworkPolicy,
    NetworkRefusal,
    check_addresses,
    check_url,
    classify_status,
    get_origin,
    get_redirect,
    parse_host,
)

PARTNER = NetworkPolicy(frozenset([("api.example.com", 443), ("*.example.org", None)]))
ON_SITE = NetworkPolicy(frozenset(), private=True)
PRIVATE = (
    "10.0.0.1", "127.0.0.1", "172.16.9.9", "192.168.1.1", "100.64.0.7", "::1",
    "fc00::1",
    "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
)  # fmt: skip
NEVER = (
    "169.254.169.254", "fe80::1%eth0", "0.0.0.0", "::", "224.0.0.1", "255.255.255.255",
    "168.63.129.16", "100.100.100.200", "fd00:ec2::254", "::ffff:169.254.169.254",
)  # fmt: skip


@tagged("post_install", "-at_install")
class TestPureNetwork(BaseCase):
    def refuse(self, code, function, *args):
        with self.assertRaises(NetworkRefusal) as caught:
            function(*args)
        self.assertEqual(caught.exception.code, code, args)

    def test_only_listed_hosts_are_called(self):
        """C1: a call goes to a host on the list, with its port, or nowhere."""
        check_url("https://api.example.com/v1", PARTNER)
        check_url("https://API.example.com.:443/v1", PARTNER)
        check_url("http://files.example.org/x", PARTNER)
        for url in (
            "https://example.com", "https://api.example.com:8443",
            "https://example.org", "https://api.example.com.evil.net",
            "https://files.example.org:22",
        ):  # fmt: skip
            self.refuse("host", check_url, url, PARTNER)

    def test_addresses_two_programs_read_differently_are_refused(self):
        """C1: tricks of writing an address are not guessed at."""
        for url in (
            "ftp://api.example.com", "https://", "//api.example.com",
            "https://api.example.com\\@evil.net", "https://user@api.example.com",
            "https://api.example.com\r\nX: y", "https://[::1", "https://a:99999",
            "file:///etc/passwd",
        ):  # fmt: skip
            self.refuse("bad_url", get_origin, url)

    def test_entries_of_the_list_are_hosts(self):
        """C1: what is no host cannot be put on the list."""
        self.assertEqual(parse_host(" *.Example.com:8443 "), ("*.example.com", 8443))
        for text in (
            "https://example.com",
            "*",
            "*.",
            "a/b",
            "a b@c",
            "*.*.com",
            "a:b",
        ):
            self.refuse("bad_url", parse_host, text)

    def test_private_addresses_need_leave(self):
        """C1, N2: private ones only where allowed, whatever form they come in."""
        check_addresses(["93.184.216.34", "2606:2800:220:1::1"], "https", PARTNER)
        for address in PRIVATE:
            self.refuse("private", check_addresses, [address], "https", PARTNER)
            check_addresses([address], "http", ON_SITE)
        mixed = ["93.184.216.34", "10.0.0.1"]
        self.refuse("private", check_addresses, mixed, "https", PARTNER)

    def test_addresses_that_hand_out_credentials_are_never_called(self):
        """C1, N2: no setting opens link-local and metadata addresses."""
        for address in NEVER:
            self.refuse("forbidden", check_addresses, [address], "https", ON_SITE)

    def test_the_internet_is_not_crossed_in_clear(self):
        """C1: plain HTTP to a public address needs leave of its own."""
        self.refuse("plain_http", check_addresses, ["93.184.216.34"], "http", ON_SITE)
        allowed = NetworkPolicy(frozenset(), plain_http=True)
        check_addresses(["93.184.216.34"], "http", allowed)

    def test_redirects_stay_on_the_list(self):
        """C1: within the list, never down to plain HTTP, a body to no other host."""
        here = "https://api.example.com/a"

        def go(status, target, method="GET"):
            return get_redirect(status, target, method, here, PARTNER)

        self.assertEqual(go(302, "/b"), ("GET", "https://api.example.com/b"))
        self.assertEqual(go(301, "https://x.example.org/b")[0], "GET")
        self.assertEqual(go(307, "/b", "POST")[0], "POST")
        self.assertEqual(go(303, "/b", "POST")[0], "GET")
        self.assertIsNone(go(302, "/b", "POST"))
        self.assertIsNone(go(307, "https://x.example.org/", "POST"))
        self.assertIsNone(go(200, "/b"))
        self.assertIsNone(go(302, None))
        self.refuse("host", go, 302, "https://evil.net/")
        self.refuse("plain_http", go, 302, "http://x.example.org/")
        self.refuse("bad_url", go, 302, "file:///etc/passwd")

    def test_each_status_has_a_meaning(self):
        """C1: transient ones are told from those that never pass."""
        for status, meaning in (
            (200, "success"), (204, "success"), (302, "redirect"), (304, "refused"),
            (400, "refused"), (401, "unauthorized"), (403, "unauthorized"),
            (404, "refused"), (408, "transient"), (425, "transient"),
            (429, "transient"), (500, "transient"), (503, "transient"),
        ):  # fmt: skip
            self.assertEqual(classify_status(status), meaning, status)

    @settings(max_examples=200, derandomize=True, deadline=None)
    @given(st.text(max_size=60))
    def test_any_text_is_read_or_refused(self, text):
        """C1: no text breaks the reading of addresses."""
        for function in (get_origin, parse_host):
            try:
                function(text)
            except NetworkRefusal as error:
                self.assertEqual(error.code, "bad_url")

    def test_bodies_are_unpacked_within_the_limit(self):
        """C1: a small body that unpacks to a huge one costs no more than the limit."""
        body = b"tracking " * 500
        raw = zlib.compressobj(wbits=-15)
        packed = {
            "gzip": gzip.compress(body),
            "deflate": zlib.compress(body),
            " Deflate ": raw.compress(body) + raw.flush(),
            "": body,
        }
        for encoding, text in packed.items():
            chunks = [text[place : place + 7] for place in range(0, len(text), 7)]
            self.assertEqual(inflate.join(chunks, encoding, len(body)), body)
            with self.assertRaises(inflate.TooLargeError):
                inflate.join(chunks, encoding, len(body) - 1)
        bomb = gzip.compress(bytes(50_000_000))
        with self.assertRaises(inflate.TooLargeError):
            inflate.join([bomb], "gzip", 10_000)

    def test_broken_compression_is_named(self):
        """C1: half a body is not a body."""
        packed = gzip.compress(b"x" * 100)
        for chunks, encoding in (
            ([packed[:-9]], "gzip"), ([b"no"], "gzip"),
            ([packed], "br"), ([b"\xff"], "deflate"),
        ):  # fmt: skip
            with self.assertRaises(inflate.InflateError):
                inflate.join(chunks, encoding, 1000)
