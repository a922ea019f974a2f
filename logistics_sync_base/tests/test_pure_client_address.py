# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.client_address import (
    AddressListError,
    find_client,
    is_listed,
    parse_networks,
)

PROXIES = parse_networks("10.0.0.0/8, 2001:db8::1")


@tagged("-at_install", "post_install")
class TestClientAddress(BaseCase):
    def test_lists_hold_addresses_and_networks(self):
        """M32: single addresses, networks, both families."""
        networks = parse_networks("192.0.2.7, 198.51.100.0/24\n2001:db8::/32")
        for address in ("192.0.2.7", "198.51.100.99", "2001:db8::5"):
            self.assertTrue(is_listed(address, networks), address)
        for address in ("192.0.2.8", "2001:db9::1", "", "localhost"):
            self.assertFalse(is_listed(address, networks), address)
        self.assertTrue(is_listed("::ffff:192.0.2.7", networks))

    def test_what_is_no_address_is_named(self):
        """M32: the entry that is wrong is told."""
        with self.assertRaisesRegex(AddressListError, "example.com"):
            parse_networks("192.0.2.7, example.com")

    def test_only_our_proxies_are_believed(self):
        """M32: the last address that no proxy of ours has is the client."""
        cases = [
            ("203.0.113.5", "192.0.2.7", "203.0.113.5"),
            ("10.1.1.1", "192.0.2.7", "192.0.2.7"),
            ("10.1.1.1", "192.0.2.7, 10.2.2.2", "192.0.2.7"),
            ("10.1.1.1", "192.0.2.7, 203.0.113.5", "203.0.113.5"),
            ("10.1.1.1", "", "10.1.1.1"),
            ("2001:db8::1", "192.0.2.7", "192.0.2.7"),
        ]
        for peer, forwarded, client in cases:
            with self.subTest(peer=peer, forwarded=forwarded):
                self.assertEqual(find_client(peer, forwarded, PROXIES), client)

    @settings(max_examples=50, derandomize=True)
    @given(st.text(max_size=80))
    def test_nothing_sent_by_a_stranger_changes_who_it_is(self, forwarded):
        """M32: whatever the header says, a peer that is no proxy is the client."""
        self.assertEqual(find_client("203.0.113.5", forwarded, PROXIES), "203.0.113.5")
