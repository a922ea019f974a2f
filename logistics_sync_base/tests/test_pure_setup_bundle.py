# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.setup_bundle import (
    VERSION,
    BundleError,
    find_secrets,
    open_bundle,
    seal_bundle,
)
from ..core.setup_diff import find_differences, spell_out

CONTENT = {
    "code": "nordlicht",
    "name": "Nordlicht",
    "setup": {"connector": {"name": "Nordlicht", "priority": 10}, "codes": []},
}
KEY = b"one key for both environments"
VALUES = st.recursive(
    st.booleans() | st.integers(-9, 9) | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


@tagged("post_install", "-at_install")
class TestSetupBundle(BaseCase):
    def refuse(self, raw, reason, key=None):
        with self.assertRaises(BundleError) as caught:
            open_bundle(raw, key)
        self.assertEqual(caught.exception.reason, reason)

    def change(self, raw, **values):
        return json.dumps(json.loads(raw) | values).encode()

    def test_what_is_written_is_read(self):
        """M19: a file comes back as it was, signed or not."""
        for key in (None, KEY):
            bundle = open_bundle(seal_bundle(CONTENT, key), key)
            self.assertEqual(bundle["setup"], CONTENT["setup"])

    def test_what_cannot_be_taken(self):
        """M19: foreign, newer, changed and unsigned files are told apart."""
        raw = seal_bundle(CONTENT)
        for other in (b"", b"no json", b"[]", b'{"kind": "x"}', b"[" * 100_000):
            self.refuse(other, "no_bundle")
        self.refuse(self.change(raw, version=VERSION + 1), "newer")
        self.refuse(self.change(raw, version=True), "no_bundle")
        self.refuse(self.change(raw, setup={"connector": {}}), "tampered")
        self.refuse(self.change(raw, note="added"), "tampered")
        self.refuse(raw, "unsigned", KEY)
        self.refuse(seal_bundle(CONTENT, b"another key"), "unsigned", KEY)
        for setup in (None, {}, {"connector": 1}, {"connector": {}, "codes": ["x"]}):
            self.refuse(seal_bundle(CONTENT | {"setup": setup}), "no_bundle")
        for header in ({"environment": []}, {"exported_by": {}}, {"name": None}):
            self.refuse(seal_bundle(CONTENT | header), "no_bundle")
        self.refuse(b" " * (20 * 1024 * 1024 + 1), "too_large")

    def test_what_no_reader_should_walk_through(self):
        """M19: text no database takes, and a setup deeper than any, are refused."""
        part = {"name": "x\x00"}
        self.refuse(seal_bundle(CONTENT | {"setup": {"connector": part}}), "no_bundle")
        deep = json.loads("[" * 100 + "]" * 100)
        setup = {"connector": {"name": "x", "rows": deep}}
        self.refuse(seal_bundle(CONTENT | {"setup": setup}), "no_bundle")

    @settings(max_examples=60, derandomize=True, deadline=None)
    @given(st.binary(max_size=60) | VALUES.map(lambda v: json.dumps(v).encode()))
    def test_no_file_breaks_the_reader(self, raw):
        """M19: whatever is uploaded, the answer is one of the named refusals."""
        try:
            open_bundle(raw)
        except BundleError as error:
            self.assertTrue(error.reason)

    def test_what_reads_like_a_secret(self):
        """M19 N14: keys, tokens and passwords are found wherever they stand."""
        for value in (
            "whsec_dGhpcyBpcyBhIHNlY3JldA==",
            "-----BEGIN RSA PRIVATE KEY-----\nMII",
            "Authorization: Bearer abcdefghijklmnop",
            "https://user:hunter22@partner.example/",
            "X-Api-Key: 0123456789abcdef",
            "https://f3a9c1d2e4@partner.example/in",
            "https://partner.example/in?sv=1&sig=f3a9c1d2e4",
            "https://partner.example/in?access_token=f3a9c1d2e4",
        ):
            self.assertEqual(list(find_secrets({"a": [{"b": value}]})), ["a[1].b"])
        self.assertEqual(list(find_secrets({"password": "x"})), ["password"])
        for header in ("Ocp-Apim-Subscription-Key: 3a", "X-Account: 1\nX-Token: abc"):
            found = list(find_secrets({"connector": {"rest_headers": header}}))
            self.assertEqual(found, ["connector.rest_headers"])
        harmless = {
            "expression": "auth.token_type",
            "secret": "",
            "url": "https://partner.example/v1?page=2",
            "header": "X-Schema-Version",
            "rest_headers": "X-Account: 4711\nAccept-Language: de",
            "folder_url": "sftp://account@files.partner.example/in",
        }
        self.assertEqual(list(find_secrets(harmless)), [])

    def test_differences_by_name(self):
        """M19: entries are compared by what they are called, not by their place."""
        before = {"a": 1, "rows": [{"key": "x", "v": 1}, {"key": "y", "v": 2}]}
        after = {"a": 1, "rows": [{"key": "y", "v": 3}, {"key": "z", "v": 4}]}
        found = {d.path: (d.kind, d.before) for d in find_differences(before, after)}
        self.assertEqual(
            found,
            {
                ("rows", "x"): ("removed", {"key": "x", "v": 1}),
                ("rows", "y", "v"): ("changed", 2),
                ("rows", "z"): ("created", None),
            },
        )
        moved = find_differences(
            [{"key": "a"}, {"key": "b"}], [{"key": "b"}, {"key": "a"}]
        )
        self.assertEqual([one.kind for one in moved], ["changed"])

    def test_what_is_new_is_spelled_out(self):
        """M19 M20: of a new row or setup each value is shown, not only its name."""
        rule = {"target": "milestone", "expression": "x", "note": None}
        after = {
            "codes": [{"key": "D9", "internal_code": "delivered", "active": False}],
            "mappings": {"M": {"name": "M", "rule_ids": [rule]}},
            "connector": {"mapping_id": {"name": "M", "digest": "0"}, "tags": ["a"]},
        }
        found = {one.path: one.after for one in spell_out(find_differences({}, after))}
        self.assertEqual(
            found,
            {
                ("codes", "D9", "internal_code"): "delivered",
                ("mappings", "M", "name"): "M",
                ("mappings", "M", "rule_ids", "milestone", "target"): "milestone",
                ("mappings", "M", "rule_ids", "milestone", "expression"): "x",
                ("connector", "mapping_id"): {"name": "M", "digest": "0"},
                ("connector", "tags"): ["a"],
            },
        )
        gone = find_differences(after, {})
        self.assertEqual(list(spell_out(gone)), gone)

    @settings(max_examples=30, derandomize=True, deadline=None)
    @given(VALUES, VALUES)
    def test_equal_is_what_has_no_difference(self, left, right):
        """M19: nothing differs exactly where both are equal or both say nothing."""
        self.assertEqual(find_differences(left, left), [])
        if left != right:
            self.assertTrue(find_differences(left, right))
