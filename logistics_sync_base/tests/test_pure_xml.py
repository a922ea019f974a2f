# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..codec.xml_document import XmlError, XmlOptions, load
from ..codec.xml_writer import dump

FUZZ = settings(max_examples=150, deadline=None, database=None, derandomize=True)
NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9.-]{0,5}", fullmatch=True)
TEXTS = (
    st.text(
        st.characters(
            blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"
        ),
        max_size=8,
    )
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
CONTENTS = st.recursive(
    st.none() | TEXTS,
    lambda inner: st.dictionaries(
        NAMES, inner | st.lists(inner, min_size=2, max_size=3), min_size=1, max_size=3
    ),
    max_leaves=8,
)
ENTITIES = b"".join(
    b'<!ENTITY e%d "%s">' % (number, b"&e%d;" % (number - 1) * 10)
    for number in range(1, 9)
)
BOMB = b'<!DOCTYPE r [<!ENTITY e0 "ha">' + ENTITIES + b"]><r>&e8;</r>"


@tagged("-at_install", "post_install")
class TestXmlDocument(BaseCase):
    def assert_refused(self, code, body, *words):
        with self.assertRaises(XmlError) as caught:
            load(body)
        self.assertEqual(caught.exception.code, code)
        for word in words:
            self.assertIn(word, str(caught.exception))
        return caught.exception

    def test_elements_attributes_and_text(self):
        """C28: one convention: attributes, text beside them, repeated elements."""
        body = b"""<?xml version="1.0"?>
        <Shipment id="S-1"><!-- note --><Weight unit="kg"> 12.5 </Weight>
        <Event>AF</Event><Event><![CDATA[<D1>]]></Event><Empty/></Shipment>"""
        self.assertEqual(
            load(body),
            {
                "Shipment": {
                    "_id": "S-1",
                    "Weight": {"_unit": "kg", "__text": "12.5"},
                    "Event": ["AF", "<D1>"],
                    "Empty": None,
                }
            },
        )

    def test_lists_do_not_depend_on_the_document(self):
        """C28: an element that may repeat is a list even when there is one."""
        options = XmlOptions(lists=frozenset(["Event", "S.Line"]))
        one = load(
            b"<S><Event>A</Event><Line>1</Line><P><Line>2</Line></P></S>", options
        )
        self.assertEqual(
            one, {"S": {"Event": ["A"], "Line": ["1"], "P": {"Line": "2"}}}
        )

    def test_mixed_content_is_named(self):
        """C28: text between elements is kept, in order, under a name of its own."""
        found = load(b"<N>call <b>before</b> noon</N>")
        self.assertEqual(
            found["N"], {"b": "before", "__mixed": ["call", {"b": "before"}, "noon"]}
        )

    def test_namespaces_go_by_the_declared_prefix(self):
        """C28: the partner's own prefixes do not matter, the address does."""
        options = XmlOptions({"c": "urn:codes"})
        for body in (
            b'<S xmlns="urn:s" xmlns:x="urn:codes"><x:A x:k="1"/><A>2</A></S>',
            b'<q:S xmlns:q="urn:s"><A xmlns="urn:codes" p:k="1" xmlns:p="urn:codes"/>'
            b"<q:A>2</q:A></q:S>",
        ):
            self.assertEqual(
                load(body, options), {"S": {"c:A": {"_c:k": "1"}, "A": "2"}}
            )

    def test_two_names_that_would_be_one_are_refused(self):
        """C28: what cannot be told apart is not guessed at."""
        self.assert_refused(
            "names", b'<S xmlns:x="urn:x"><A/><x:A/></S>', "Declare a prefix", "urn:x"
        )
        self.assert_refused("names", b'<S _text="1">2</S>')

    def test_nil_is_nothing(self):
        """C28: xsi:nil is no value, and the schema's address is no data."""
        body = (
            b'<S xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
            b'xsi:noNamespaceSchemaLocation="http://x/y.xsd"><A xsi:nil="true"/></S>'
        )
        self.assertEqual(load(body), {"S": {"A": None}})

    def test_declared_encodings_are_followed(self):
        """C28: whatever encoding the document declares is the one it is read in."""
        for encoding in ("utf-8", "iso-8859-1", "windows-1252", "utf-16", "shift_jis"):
            city = "東京" if encoding == "shift_jis" else "Köln"
            text = f'<?xml version="1.0" encoding="{encoding}"?><C>{city}</C>'
            self.assertEqual(load(text.encode(encoding)), {"C": city}, encoding)

    def test_document_types_are_refused(self):
        """A1, C20: no entity bomb, no file, no address: DOCTYPE is refused unread."""
        for body in (
            BOMB,
            BOMB.decode().encode("utf-16"),
            b'<!DOCTYPE r SYSTEM "file:///etc/passwd"><r/>',
            b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>',
            b'<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x">%p;]><r/>',
            b'<!DOCTYPE r [<!ATTLIST r a CDATA "x">]><r/>',
        ):
            self.assert_refused("doctype", body, "leave it out")

    def test_faults_have_their_place(self):
        """J8: what is no XML is told by line and column, with what to do."""
        error = self.assert_refused("syntax", b"<S>\n<A>&who;</A></S>", "line 2", "who")
        self.assertEqual(error.line, 2)
        for body in (
            b"<S></T></S>",
            b"<S/><S/>",
            b"<S>\x00</S>",
            b"plain text",
            b'<?xml version="1.0" encoding="x-unknown"?><S/>',
            '<?xml version="1.0" encoding="utf-8"?><S>é</S>'.encode("latin-1"),
        ):
            error = self.assert_refused("syntax", body, "line", "column", "Ask")
            self.assertTrue(error.line)
        self.assert_refused("empty", b" \n")
        whole = b"<?xml version='1.0'?>\n<S a='1'>\n<A>x</A>\n</S>"
        for end in range(22, len(whole)):
            self.assert_refused("cut", whole[:end])

    def test_bounds(self):
        """N2: depth and number of elements are bounded, whatever the size."""
        self.assert_refused("depth", b"<a>" * 300 + b"</a>" * 300, "100 levels")
        self.assert_refused("nodes", b"<a>" + b"<b/>" * 500_001 + b"</a>", "500000")

    def test_values_are_written_escaped_and_in_order(self):
        """C28: outbound: order of the dict, namespaces, escaping, numbers as text."""
        options = XmlOptions({"": "urn:s", "c": "urn:c"})
        document = {
            "S": {
                "_no": 7,
                "Z": 'a<&>"',
                "c:A": [Decimal("1.50"), {"_c:u": "kg", "__text": True}],
                "N": None,
            }
        }
        body = dump(document, options)
        self.assertLess(body.index(b"<Z>"), body.index(b"<c:A>"))
        self.assertIn(b'xmlns="urn:s"', body)
        self.assertIn(b"a&lt;&amp;&gt;", body)
        self.assertEqual(
            load(body, options)["S"],
            {
                "_no": "7",
                "Z": 'a<&>"',
                "c:A": ["1.50", {"_c:u": "kg", "__text": "true"}],
                "N": None,
            },
        )

    def test_what_xml_cannot_hold_is_refused_by_its_path(self):
        """C28: nothing is left out or changed silently on the way out."""
        for document, words in (
            ({"a": {"b": ["x", "\x00"]}}, r"a\.b\[1\]"),
            ({"a": {"b c": 1}}, "b c"),
            ({"a": {"q:b": 1}}, "prefix 'q'"),
            ({"a": {"b": object()}}, r"a\.b"),
            ({"a": {"b": float("nan")}}, r"a\.b"),
            ({"a": {"__mixed": ["x"]}}, "between"),
            ({"a": [1, 2]}, "root"),
            ({"a": 1, "b": 2}, "one root"),
        ):
            with self.assertRaisesRegex(XmlError, words):
                dump(document)

    @given(NAMES, CONTENTS)
    @FUZZ
    def test_round_trip(self, name, content):
        """C28: what is written is read back the same."""
        self.assertEqual(load(dump({name: content})), {name: content})

    @given(
        st.binary(max_size=200) | st.text("<>&;/!?[]CDATxml=\"'a \n\x00", max_size=60)
    )
    @FUZZ
    def test_any_bytes(self, body):
        """A1: any bytes are a document or an XmlError."""
        body = body.encode() if isinstance(body, str) else body
        try:
            found = load(body)
        except XmlError:
            return
        self.assertEqual(len(found), 1)
