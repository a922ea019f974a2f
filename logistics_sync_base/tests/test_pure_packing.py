# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
import zlib

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.packing import PackingError, pack, unpack

FUZZ = settings(max_examples=100, deadline=None, database=None, derandomize=True)


def digest(body):
    return hashlib.sha256(body).hexdigest()


@tagged("-at_install", "post_install")
class TestPacking(BaseCase):
    @FUZZ
    @given(st.binary(min_size=1, max_size=3000))
    def test_comes_back_byte_for_byte(self, body):
        """K19: an archived document is the document that came."""
        packed = pack(body, digest(body))
        self.assertEqual(unpack(packed, len(body), digest(body)), body)

    @FUZZ
    @given(st.binary(max_size=400), st.integers(0, 400), st.text("0123456789abcdef"))
    def test_damage_is_told_by_name(self, packed, size, told):
        """K19: whatever the archive holds, it is the document or a PackingError."""
        try:
            body = unpack(packed, size, told)
        except PackingError:
            return
        self.assertTrue(body == b"" or digest(body) == told)

    def test_what_changed_meanwhile_is_not_packed(self):
        """K19: bytes that do not match their hash are never put away."""
        with self.assertRaisesRegex(PackingError, "hash"):
            pack(b"total 200", digest(b"total 100"))

    def test_a_bomb_is_not_unpacked(self):
        """K19: nothing beyond the size it had is read."""
        body = b"0" * 10_000_000
        with self.assertRaisesRegex(PackingError, "9 bytes"):
            unpack(zlib.compress(body), 9, digest(body))

    def test_an_erased_document_stays_erased(self):
        """K19, M12: who erased it wanted it gone."""
        self.assertEqual(unpack(b"", 120, digest(b"x")), b"")
