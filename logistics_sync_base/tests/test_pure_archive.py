# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import gzip
import io
import zipfile

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..codec.archive import MAX_MEMBERS, ArchiveError, is_archive, unpack

FUZZ = settings(max_examples=100, deadline=None, database=None, derandomize=True)


def zipped(files):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return target.getvalue()


@tagged("-at_install", "post_install")
class TestArchive(BaseCase):
    def test_files_come_out_by_their_bare_names(self):
        """C11: no path of an archive is ever followed."""
        files = unpack("x.zip", zipped({"../../etc/a": b"1", "b/": b"", "c": b"2"}), 10)
        self.assertEqual(files, [("a", b"1"), ("c", b"2")])
        two = gzip.compress(b"one ") + gzip.compress(b"two")
        self.assertEqual(unpack("scans.csv.GZ", two, 10), [("scans.csv", b"one two")])
        self.assertFalse(is_archive("scans.csv"))

    def test_bombs_are_refused(self):
        """N2: all files together must stay below the limit, whatever they state."""
        many = {f"f{place}": b"0" * 1000 for place in range(20)}
        for name, body in (
            ("a.zip", zipped({"a": b"0" * 10_000_000})),
            ("a.zip", zipped(many)),
            ("a.zip", zipped(dict.fromkeys(map(str, range(MAX_MEMBERS + 1)), b""))),
            ("a.gz", gzip.compress(b"0" * 10_000_000)),
            ("a.gz", gzip.compress(b"0" * 9_000) * 3),
        ):
            with self.assertRaises(ArchiveError):
                unpack(name, body, 10_000)

    def test_broken_archives_are_refused(self):
        """C12: cut off or no archive at all."""
        whole = gzip.compress(b"something")
        nameless = bytearray(zipped({"a": b"x"}))
        entry, end = nameless.index(b"PK\x01\x02"), nameless.index(b"PK\x05\x06")
        nameless[entry + 28] = 0
        nameless[end + 12] -= 1
        for name, body in (
            ("a.gz", whole[:-3]),
            ("a.gz", b""),
            ("a.gz", b"plain"),
            ("a.zip", zipped({"a": b"x"})[:-5]),
            ("a.zip", b"PK"),
            ("a.zip", bytes(nameless)),
        ):
            with self.assertRaises(ArchiveError):
                unpack(name, body, 1000)

    @given(st.binary(max_size=300), st.sampled_from(["a.gz", "a.zip"]))
    @FUZZ
    def test_any_bytes(self, body, name):
        """N2: any bytes are files or an ArchiveError."""
        try:
            files = unpack(name, body, 1000)
        except ArchiveError:
            return
        self.assertLessEqual(sum(len(content) for _name, content in files), 1000)
