# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import copy

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.fields import Command
from odoo.tests import tagged

from ..core.sameness import differences, is_same_fact
from .common import MOMENT, LogisticsSyncCase, delivery_event
from .simulated_handler import SimulatedHandlerMixin

NEXT_DAY = MOMENT | {"utc": "2026-11-21T17:05:00Z"}
MINUTE_LATER = MOMENT | {"utc": "2026-11-20T17:06:00Z"}
DAY_ONLY = MOMENT | {"utc": "2026-11-20T05:00:00Z", "precision": "date"}


NOWHERE = dict.fromkeys(("name", "city", "state", "country", "postal_code"))
SIGNED = {"signed_by": "J. Doe", "document": None}


def place(**values):
    return NOWHERE | values


def invoice(**values):
    return {
        "schema": "freight_invoice/1.0",
        "number": "FI-1",
        "kind": "invoice",
        "invoice_date": "2026-11-20",
        "currency": "USD",
        "carrier": {"name": "Swift Lines"},
        "totals": {"total": "120.50"},
    } | values


class ToldAgainCase(SimulatedHandlerMixin, LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_plan("test_fact", "test_effect")
        cls.partner = cls.env["res.partner"].create({"name": "Swift Lines"})
        cls.connector.partner_id = cls.partner
        cls.file = cls.make_connector(partner_id=cls.partner.id)

    def tell(self, connector, number, **values):
        message = self.ingest(connector, delivery_event(number, **values))
        self.drain()
        return message


@tagged("post_install", "-at_install")
class TestToldAgain(ToldAgainCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.env["logistics.sync.agreement.rule"].create(
            {
                "name": "Web hook and nightly file",
                "connector_ids": [Command.set((cls.connector | cls.file).ids)],
                "event_type_ids": [Command.set(cls.event_type.ids)],
            }
        )

    def test_a_file_confirms_what_the_api_told(self):
        """B15: one change of state; the row of the file is "confirmed", with a link."""
        first = self.tell(self.connector, "1ZA")
        door = place(name="Front door", city="Chicago")
        second = self.tell(self.file, "1za", location=door)
        self.assertEqual(self.count_effects(), 1)
        self.assertEqual(second.state, "duplicate")
        row = second.agreement_ids
        self.assertEqual(row.result, "confirmed")
        self.assertEqual(row.first_event_id, first.event_ids)
        self.assertEqual(row.second_event_id, second.event_ids)
        self.assertEqual(row.position, 1)
        self.assertEqual(second.event_ids.state, "duplicate")
        self.assertIn(self.connector.name, second.event_ids.error)
        self.assertFalse(self.get_exceptions(connector_id=self.file.id))

    def test_another_date_is_a_mismatch_with_both_values(self):
        """B15: the first wins, the second raises a mismatch: field and both values."""
        self.tell(self.connector, "1ZB")
        second = self.tell(self.file, "1ZB", occurred_at=NEXT_DAY)
        self.assertEqual(self.count_effects(), 1)
        self.assertEqual(second.state, "exception")
        line = second.agreement_ids.line_ids
        self.assertEqual(
            (line.field, line.first_value, line.second_value),
            (
                "Occurred at",
                "2026-11-20 12:05 (UTC-05:00)",
                "2026-11-21 12:05 (UTC-05:00)",
            ),
        )
        question = self.get_exceptions("source_mismatch")
        for value in (line.first_value, line.second_value):
            self.assertIn(value, question.name)
        self.assertEqual(question.message_id, second)
        second._replay("Tried again")
        self.drain()
        self.assertEqual(self.count_effects(), 1, "a replay is no decision")
        self.assertEqual(question.occurrences, 2)
        worker = self.make_user("agreement_worker", "operations")
        second.agreement_ids.with_user(worker).action_apply()
        self.drain()
        self.assertEqual(self.count_effects("1ZB"), 2)
        self.assertEqual(second.agreement_ids.result, "applied")
        self.assertEqual(question.state, "resolved")

    def test_the_file_may_come_first(self):
        """B15: whoever tells it first counts, and the order does not matter."""
        self.tell(self.file, "1ZC")
        late = self.tell(self.connector, "1ZC", occurred_at=DAY_ONLY)
        self.assertEqual(late.agreement_ids.result, "confirmed")
        self.assertEqual(self.count_effects(), 1)

    def test_both_in_one_set(self):
        """B15: two ways at the same moment have one effect."""
        messages = self.ingest(self.connector, delivery_event("1ZD"))
        messages |= self.ingest(self.file, delivery_event("1ZD"))
        self.drain()
        self.assertEqual(self.count_effects(), 1)
        self.assertEqual(sorted(messages.mapped("state")), ["duplicate", "processed"])

    def test_the_same_connector_confirms_in_a_later_file(self):
        """B15: the same words again, by the same connector: confirmed as well."""
        first = self.tell(self.connector, "1ZE")
        second = self.tell(self.connector, "1ZE")
        self.assertEqual(second.state, "duplicate")
        self.assertEqual(second.agreement_ids.result, "confirmed")
        self.assertEqual(second.agreement_ids.first_event_id, first.event_ids)
        second._replay("Tried again")
        self.drain()
        self.assertEqual(len(second.agreement_ids), 1)

    def test_tolerance_and_what_is_no_such_fact(self):
        """B15: minutes may differ where the rule says so; others are facts anew."""
        self.rule.tolerance_minutes = 5
        self.tell(self.connector, "1ZF")
        near = self.tell(self.file, "1ZF", occurred_at=MINUTE_LATER)
        self.assertEqual(near.agreement_ids.result, "confirmed")
        estimate = self.tell(self.file, "1ZF", classifier="estimated")
        self.assertEqual(estimate.state, "processed")
        self.rule.active = False
        other = self.tell(self.file, "1ZF", occurred_at=NEXT_DAY)
        self.assertEqual(other.state, "processed")

    def test_one_that_was_ignored_gives_way(self):
        """B15: what a person took out does not keep the next one from counting."""
        first = self.tell(self.connector, "1ZG")
        first.event_ids.state = "ignored"
        second = self.tell(self.file, "1ZG", occurred_at=NEXT_DAY)
        self.assertEqual(second.state, "processed")


@tagged("post_install", "-at_install")
class TestRepeated(ToldAgainCase):
    def count_duplicates(self, connector):
        groups = self.env["logistics.sync.duplicate"]._read_group(
            [("connector_id", "=", connector.id)],
            ["at:day", "kind"],
            ["count:sum"],
        )
        return {kind: count for __, kind, count in groups}

    def test_the_same_scan_in_other_words(self):
        """B8: two messages, other ids, the same scan: duplicate, and counted."""
        first = self.tell(self.connector, "1ZH", location=place(name="HUB 7"))
        second = self.tell(self.connector, "1ZH", location=place(name="Hub Seven"))
        by_edi = self.tell(self.file, "1ZH", location=place(name="seven"))
        again = self.tell(self.connector, "1ZH", location=place(name="HUB 7"))
        self.assertEqual(first.state, "processed")
        for message in second | by_edi | again:
            self.assertEqual(message.state, "duplicate")
            self.assertEqual(message.duplicate_count, 1)
        self.assertEqual(self.count_effects(), 1)
        self.assertEqual(second.agreement_ids.first_event_id, first.event_ids)
        self.assertEqual(
            self.count_duplicates(self.connector), {"same": 1, "duplicate": 1}
        )
        self.assertEqual(self.count_duplicates(self.file), {"duplicate": 1})

    def test_news_are_no_duplicates(self):
        """B8: another moment, place, partner, signature or package is news."""
        self.tell(self.connector, "1ZJ", location=place(city="Chicago"))
        stranger = self.make_connector()
        news = [
            self.tell(self.connector, "1ZJ", location=place(city="Boston")),
            self.tell(self.connector, "1ZJ", occurred_at=MINUTE_LATER),
            self.tell(self.connector, "1ZJ", proof_of_delivery=SIGNED),
            self.tell(stranger, "1ZJ", location=place(city="Chicago")),
        ]
        self.assertEqual([message.state for message in news], ["processed"] * 4)

    def test_it_can_be_switched_off_and_overruled(self):
        """B8: a connector may take every message for a fact; a person decides too."""
        self.tell(self.connector, "1ZK", location=place(name="A"))
        second = self.tell(self.connector, "1ZK", location=place(name="B"))
        self.assertEqual(second.state, "duplicate")
        second.agreement_ids.action_apply()
        self.drain()
        self.assertEqual(second.state, "processed")
        self.assertEqual(self.count_effects(), 2)
        self.connector.finds_repeats = False
        third = self.tell(self.connector, "1ZK", location=place(name="C"))
        self.assertEqual(third.state, "processed")

    def test_what_makes_an_invoice_the_same(self):
        """B8: number and amount, whatever the date; another amount is none."""
        self.assertTrue(is_same_fact(invoice(), invoice(invoice_date="2026-11-21")))
        self.assertTrue(is_same_fact(invoice(), invoice(totals={"total": "120.5"})))
        for change in (
            {"totals": {"total": "120.51"}},
            {"number": "FI-2"},
            {"kind": "credit_note"},
            {"currency": "EUR"},
            {"schema": "supplier_invoice/1.0"},
        ):
            self.assertFalse(is_same_fact(invoice(), invoice(**change)), change)
        untold = invoice(totals={})
        self.assertFalse(is_same_fact(untold, copy.deepcopy(untold)))

    def test_where_two_tellings_differ(self):
        """B15: every field of weight with both values; what one leaves out is none."""
        first = invoice(lines=[{"amount": "1"}], notes="a")
        second = invoice(
            lines=[{"amount": "2"}], totals={"total": "130"}, notes="b", due_date="x"
        )
        self.assertEqual(
            differences(first, second), [("totals.total", "120.50", "130")]
        )
        self.assertEqual(
            [found[0] for found in differences(first, second, everything=True)],
            ["lines.1.amount", "totals.total"],
        )

    @settings(max_examples=60, derandomize=True, deadline=None)
    @given(
        st.recursive(
            st.none() | st.text(max_size=5) | st.integers() | st.booleans(),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.text(max_size=5), inner, max_size=3)
            ),
            max_leaves=10,
        )
    )
    def test_a_document_never_differs_from_itself(self, value):
        """B8, B15: comparing is reflexive for whatever a document holds."""
        document = delivery_event("1Z", items=[], extensions=value, odd=value)
        self.assertEqual(differences(document, document, everything=True), [])
        self.assertTrue(is_same_fact(document, copy.deepcopy(document)))
