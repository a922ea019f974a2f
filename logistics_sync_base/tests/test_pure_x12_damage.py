# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..edi.acknowledgement import judge, read_997
from ..edi.definition import is_defined, load
from ..edi.document import Place, build, parse
from ..edi.envelope import check
from ..edi.errors import EdiError, X12Error
from ..edi.interchange_ack import read_ta1
from ..edi.profile import Profile
from ..edi.reader import read
from ..edi.splitting import split
from ..edi.transaction_214 import parse_214
from ..edi.transaction_856 import parse_856
from .x12_data import NOTICE, interchange
from .x12_documents import DOCUMENTS

FUZZ = settings(max_examples=150, deadline=None, database=None, derandomize=True)
GROUPS = {set_id: group for set_id, (group, __) in DOCUMENTS.items()} | {"856": "SH"}
TEXTS = {set_id: texts for set_id, (__, texts) in DOCUMENTS.items()} | {"856": NOTICE}
NOISE = st.sampled_from(
    ["*", "~", ":", "ISA", "ST*850", "SE", "\x00", "é", "^", "\n", ""]
)


def look(data):
    """All that reading does with bytes nobody has checked; the faults found."""
    faults = []
    for body, found in split(data):
        assert read(body)
        faults += check(found)
        Profile(production=True).check(found)
        judge(found, faults)
        read_ta1(found)
        for group in found.groups:
            for transaction in group.transactions:
                faults += look_into(found, transaction)
    return faults


def look_into(found, transaction):
    if transaction.set_id == "214":
        parse_214(transaction)
    if transaction.set_id == "856":
        return parse_856(transaction)[1]
    if transaction.set_id == "997":
        with contextlib.suppress(X12Error):
            read_997(transaction)
    name = f"x12_{transaction.set_id}"
    if not is_defined(name):
        return []
    document, faults = parse(
        load(name),
        transaction.segments,
        component=found.delimiters.component,
        place=Place(transaction.start, transaction.group_index, transaction.index),
    )
    for fault in faults:
        assert found.segments[fault.segment_index]
    # What came damaged may lack what we would have to write.
    with contextlib.suppress(EdiError):
        build(load(name), document)
    return faults


@tagged("-at_install", "post_install")
class TestX12Damage(BaseCase):
    def refused_or_read(self, text):
        try:
            return look(text.encode("utf-8", "replace"))
        except X12Error as error:
            self.assertTrue(error.code and error.remedy)
            return None

    @FUZZ
    @given(st.sampled_from(sorted(TEXTS)), st.floats(0, 1))
    def test_cut_off_anywhere(self, set_id, where):
        """C6, C9: a file cut at any place is read or refused by name."""
        text = interchange(set_id, TEXTS[set_id], group=GROUPS[set_id])
        end = int(len(text) * where)
        faults = self.refused_or_read(text[:end])
        if faults is not None and end < len(text) - 12:
            self.assertTrue(faults, text[:end][-40:])

    @FUZZ
    @given(st.sampled_from(sorted(TEXTS)), st.data())
    def test_segments_lost_or_moved(self, set_id, data):
        """C6, C9: segments that are missing, doubled or elsewhere stop nothing."""
        lines = interchange(set_id, TEXTS[set_id], group=GROUPS[set_id]).splitlines()
        for __ in range(data.draw(st.integers(1, 3))):
            place = data.draw(st.integers(0, len(lines) - 1))
            line = lines.pop(place)
            again = data.draw(st.integers(0, 2))
            for __ in range(again):
                lines.insert(data.draw(st.integers(0, len(lines))), line)
            if not lines:
                return
        self.refused_or_read("\n".join(lines))

    @FUZZ
    @given(st.sampled_from(sorted(TEXTS)), st.data())
    def test_noise_anywhere(self, set_id, data):
        """C6, C9: separators, names and bytes out of place are read or refused."""
        text = interchange(set_id, TEXTS[set_id], group=GROUPS[set_id])
        for __ in range(data.draw(st.integers(1, 4))):
            place = data.draw(st.integers(0, len(text)))
            width = data.draw(st.integers(0, 5))
            text = text[:place] + data.draw(NOISE) + text[place + width :]
        self.refused_or_read(text)

    @FUZZ
    @given(
        st.sampled_from(sorted(TEXTS)),
        st.sampled_from(["|", "^", "\x1d", "+", ","]),
        st.sampled_from(["'", "\n", "\x1c", "~\r\n", "\u2028"]),
        st.sampled_from([">", "<", "\\", "\x1f"]),
    )
    def test_other_delimiters_say_the_same(self, set_id, element, segment, component):
        """C9: whatever separators a partner uses, the content is the same."""
        if element == "," and set_id in ("810", "850"):
            element = "|"
        plain = interchange(set_id, TEXTS[set_id], group=GROUPS[set_id])
        table = str.maketrans({"*": element, ":": component})
        text = plain.replace("\n", "").translate(table).replace("~", segment)
        [ours], [theirs] = read(plain), read(text)
        self.assertEqual(
            ours.groups[0].transactions[0].segments,
            theirs.groups[0].transactions[0].segments,
        )
        self.assertEqual(self.refused_or_read(text), look(plain.encode()))

    @FUZZ
    @given(st.binary(max_size=300))
    def test_any_bytes(self, data):
        """C6, C9: bytes of any kind are refused by name."""
        try:
            look(data)
        except X12Error as error:
            self.assertTrue(error.remedy)

    @FUZZ
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(sorted(TEXTS)),
                st.sampled_from(["", "\n", "\r\n", "  \r\n"]),
                st.sampled_from(["utf-8", "latin-1"]),
            ),
            min_size=1,
            max_size=4,
        ),
        st.sampled_from(["", "é", "\ufeff"]),
    )
    def test_split_pieces_are_the_file(self, parts, extra):
        """C10: the pieces of a file, joined, are the file, byte for byte."""
        encoding = parts[0][2] if extra == "é" else "utf-8"
        text = extra if extra == "\ufeff" else ""
        for set_id, gap, __ in parts:
            body = interchange(set_id, TEXTS[set_id], group=GROUPS[set_id])
            if extra == "é":
                body = body.replace("TROY", "TROYÉ")
            text += body.replace("\n", gap) + gap
        data = text.encode(encoding)
        pieces = split(data)
        self.assertEqual(len(pieces), len(parts))
        self.assertEqual(b"".join(body for body, __ in pieces), data)
        for body, found in pieces:
            [again] = read(body)
            self.assertEqual(again.segments, found.segments)
