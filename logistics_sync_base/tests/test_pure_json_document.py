# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import contextlib
import json
from datetime import datetime
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..codec.json_document import (
    JsonError,
    as_json,
    is_plain,
    is_replaced,
    json_safe,
    load,
)

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="ascii")),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=10,
)
FUZZ = settings(max_examples=150, deadline=None, database=None, derandomize=True)


@tagged("-at_install", "post_install")
class TestJsonDocument(BaseCase):
    def test_encodings(self):
        """C2: UTF-8 with and without mark, UTF-16 and UTF-32 bodies are read."""
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32"):
            self.assertEqual(load('{"a": "é"}'.encode(encoding)), {"a": "é"})

    def test_refusals(self):
        """C20: what two readers could read in two ways is refused, with its place."""
        for body, code in (
            (b"", "empty"),
            (b"\xff\xfe\xff", "encoding"),
            (b'{"a": "\xff"}', "encoding"),
            (b'{"a": 1,}', "syntax"),
            (b'{"a": NaN}', "number"),
            (b"9" * 5000, "number"),
            (b"[1e999]", "number"),
            (b'{"a": 1, "a": 2}', "duplicate"),
            (b"[" * 200 + b"]" * 200, "depth"),
            (b"[" * 100_000, "depth"),
        ):
            with self.assertRaises(JsonError) as caught:
                load(body)
            self.assertEqual(caught.exception.code, code, body[:20])
        with self.assertRaises(JsonError) as caught:
            load(b'{"a": 1,\n "b" 2}')
        self.assertEqual((caught.exception.line, caught.exception.column), (2, 6))

    def test_safe_to_store(self):
        """J6: NUL and lone surrogates, which the database refuses, are replaced."""
        self.assertEqual(load(b'{"a\\u0000": ["\\ud800"]}'), {"a\ufffd": ["\ufffd"]})
        self.assertEqual(load(b'["\\u00e9"]'), ["é"])
        self.assertEqual(json_safe(("\x00", 1)), ["\ufffd", 1])
        for value in ("a\x00b", "a\udc80b"):
            self.assertEqual(as_json([value]), as_json(["a\ufffdb"]))
        self.assertEqual(json.loads(as_json({"ä": "\U0001f69a"})), {"ä": "\U0001f69a"})

    @given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
    @FUZZ
    def test_any_bytes(self, body):
        """C20: any bytes give a document or a JsonError."""
        with contextlib.suppress(JsonError):
            json.dumps(load(body)).encode()

    @given(PLAIN)
    @FUZZ
    def test_plain_reads_back(self, document):
        """K2: what counts as plain comes back from its JSON as exactly what it was."""
        text = as_json(document)
        if is_plain(document) and not is_replaced(text):
            self.assertEqual(repr(json.loads(text)), repr(document))

    def test_not_plain(self):
        """K2: what reads back as something else is never taken for the stored."""
        self.assertTrue(is_plain({"a": [1, None, True, "x", {"b": []}]}))
        self.assertTrue(is_replaced(as_json({"a": ["x\x00"]})))
        self.assertTrue(is_replaced(as_json({"\ud800": None})))
        for value in (Decimal("1.0"), 1.5, ("a",), datetime(2026, 1, 1), {1: 2}):
            for document in (value, [value], {"a": {"b": value}}):
                self.assertFalse(is_plain(document), document)
