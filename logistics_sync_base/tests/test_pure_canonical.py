# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import copy
import json
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..codec.schema import canonical_schema
from ..core.canonical import canonical_json, content_key, raw_key

FUZZ = settings(max_examples=100, deadline=None, database=None, derandomize=True)


@tagged("-at_install", "post_install")
class TestCanonical(BaseCase):
    def _event(self, name="delivery_event/1.0", number=0):
        return copy.deepcopy(canonical_schema(name)["examples"][number])

    def test_bytes(self):
        """A1: keys are sorted, spaces left out, text is UTF-8, decimals are text."""
        wanted = '{"a":[1,null,true],"ä":"1.50"}'.encode()
        self.assertEqual(
            canonical_json({"ä": Decimal("1.50"), "a": [1, None, True]}), wanted
        )
        for wrong in (float("nan"), Decimal("Infinity")):
            with self.assertRaises(ValueError):
                canonical_json([wrong])
        with self.assertRaises(TypeError):
            canonical_json([object()])

    def test_transport_does_not_matter(self):
        """A1, B8: order, spelling of the place and zeros change no key."""
        event = self._event()
        event["items"] = [
            {"sku": "A", "quantity": "2", "uom": None, "line": None, "lot": None},
            {"sku": "B", "quantity": "1.5", "uom": None, "line": None, "lot": None},
        ]
        other = dict(reversed(copy.deepcopy(event).items()))
        other["items"] = [{**event["items"][1], "quantity": "1.50"}, event["items"][0]]
        other["location"]["city"] = " ALBANY "
        other["reason"] = "other words"
        other["occurred_at"]["offset_minutes"] = 0
        self.assertEqual(content_key(1, event), content_key(1, other))

    def test_each_part_of_the_identity_matters(self):
        """B8: another connector, milestone, time, place or quantity is another fact."""
        base = self._event()
        keys = {content_key(1, base), content_key(2, base)}
        changes = [
            ("event_type", "x"),
            ("milestone", "in_transit"),
            ("classifier", "estimated"),
            ("references", {**base["references"], "order": "S2"}),
            ("occurred_at", {**base["occurred_at"], "utc": "2026-11-20T17:06:00Z"}),
            ("occurred_at", {**base["occurred_at"], "precision": "minute"}),
            ("proof_of_delivery", {"signed_by": "M. Ortiz", "document": None}),
            (
                "proof_of_delivery",
                {
                    "signed_by": "M. Ortiz",
                    "document": {"name": "a", "mimetype": "b", "data": "QQ=="},
                },
            ),
            ("location", {**base["location"], "city": "Troy"}),
            ("items", [{"sku": "A", "quantity": "1"}]),
            ("estimated_delivery", base["occurred_at"]),
            ("schema", "shipment_notice/1.0"),
            ("packages", [{"tracking_number": "T", "items": []}]),
        ]
        for field, value in changes:
            keys.add(content_key(1, {**base, field: value}))
        self.assertEqual(len(keys), len(changes) + 2)

    def test_unknown_events_keep_their_code(self):
        """B8: two unknown codes at one time and place stay two facts."""
        event = self._event(number=1)
        self.assertNotEqual(content_key(1, event, "Z1"), content_key(1, event, "Z2"))
        known = self._event()
        self.assertEqual(content_key(1, known, "D1"), content_key(1, known, "D9"))

    def test_raw_key(self):
        """C13: a row that cannot be mapped is known again when the file comes again."""
        self.assertEqual(raw_key(1, "a,b"), raw_key(1, b"a,b"))
        self.assertEqual(raw_key(1, {"a": 1, "b": 2}), raw_key(1, {"b": 2, "a": 1}))
        self.assertEqual(
            len(
                {
                    raw_key(1, "a"),
                    raw_key(2, "a"),
                    raw_key(1, "b"),
                    raw_key(1, "\ud800"),
                }
            ),
            4,
        )

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=10),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.text(max_size=5), inner, max_size=3)
            ),
        )
    )
    @FUZZ
    def test_round_trip(self, value):
        """A1: the bytes hold the value, and writing them again changes nothing."""
        data = canonical_json(value)
        self.assertEqual(canonical_json(json.loads(data)), data)
