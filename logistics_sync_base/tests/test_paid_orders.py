# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Bookings that cost money, at a carrier whose answers get lost."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .booking_carrier import BookingCarrier
from .common import EVENT_TYPE, delivery_event
from .partner_server import Reply
from .test_rest import RestCase


class BookingCase(RestCase):
    honours = False

    def setUp(self):
        super().setUp()
        self.carrier = BookingCarrier(self.honours)
        self.addCleanup(self.carrier.let_go.set)
        self.partner.routes |= self.carrier.routes()
        self.connector.write({"rest_send_path": "bookings", "rest_id_path": "id"})
        self.subscription = self.env["logistics.sync.subscription"].create(
            {
                "name": "Bookings",
                "connector_id": self.connector.id,
                "event_type_ids": self.event_type.ids,
                "costs_money": True,
            }
        )

    def let_enquire(self, **values):
        self.connector.write(
            {
                "enquiry_path": "bookings?reference={key}",
                "enquiry_items_path": "bookings",
                "enquiry_key_path": "reference",
                "enquiry_number_path": "id",
            }
            | values
        )

    def book(self, mode="fine", number="S-1"):
        """Order once, with this fate of the answer; returns the message."""
        self.carrier.mode = mode
        event = self.env["logistics.sync.event"]._publish(
            EVENT_TYPE, delivery_event(number)
        )
        self.drain("outbound")
        return event.delivery_ids.message_id

    def try_again(self, message):
        self.carrier.mode = "fine"
        self.make_due(message)
        self.drain("outbound")


@tagged("post_install", "-at_install")
class TestKeyHonoured(BookingCase):
    honours = True

    def test_a_time_out_after_booking_books_once(self):
        """B7: the carrier times out after booking; the same key; one booking."""
        self.connector.write({"honours_keys": True, "read_timeout": 1})
        message = self.book("silent")
        self.assertEqual((message.state, message.external_id), ("failed", False))
        self.assertTrue(message.asked_at)
        self.try_again(message)
        self.assertEqual((message.state, message.external_id), ("processed", "B-1"))
        self.assertFalse(message.asked_at)
        self.assertEqual(self.carrier.keys, [message.public_id] * 2)
        self.assertEqual(self.carrier.bookings, [message.public_id])

    def test_a_replay_has_the_same_key(self):
        """B7: what a person sends again is the same order at the partner."""
        message = self.book()
        message._replay("They lost it")
        self.drain("outbound")
        self.assertEqual(len(self.carrier.keys), 2)
        self.assertEqual(self.carrier.bookings, [message.public_id])

    def test_what_costs_nothing_is_sent_again_as_ever(self):
        """B7: without the mark no intent is kept; the key is the same all the same."""
        self.subscription.costs_money = False
        message = self.book("hang_up")
        self.assertEqual((message.state, message.asked_at), ("failed", False))
        self.try_again(message)
        self.assertEqual(self.carrier.bookings, [message.public_id])


@tagged("post_install", "-at_install")
class TestEnquiry(BookingCase):
    """A carrier that books each call: sent twice is booked twice."""

    def test_found_is_taken_as_delivered(self):
        """B7: asked by our reference before the retry; its number is kept."""
        self.let_enquire()
        for mode in ("hang_up", "broken", "garbage"):
            with self.subTest(mode=mode):
                self.carrier.bookings.clear()
                message = self.book(mode, number=mode)
                self.assertEqual(message.state, "failed")
                self.assertTrue(message.asked_at)
                self.assertEqual(message.delivery_ids.state, "unknown")
                self.try_again(message)
                self.assertEqual(message.state, "processed", message.error)
                self.assertEqual(message.external_id, "B-1")
                self.assertEqual(self.carrier.bookings, [message.public_id])
                self.assertFalse(message.asked_at)

    def test_not_found_is_sent_again(self):
        """B7: the partner does not have it, so that it is booked now."""
        self.let_enquire()
        message = self.book("broken")
        self.carrier.bookings.clear()
        self.try_again(message)
        self.assertEqual((message.state, message.external_id), ("processed", "B-1"))
        self.assertEqual(self.carrier.keys, [message.public_id] * 2)
        self.assertIn("does not have it", str(message.history))

    def test_an_enquiry_that_fails_waits(self):
        """B7: no answer is no no: nothing is sent until the partner has told."""
        self.let_enquire()
        message = self.book("hang_up")
        self.carrier.enquiries_work = False
        self.try_again(message)
        self.assertEqual(message.state, "failed")
        self.assertTrue(message.asked_at)
        self.assertEqual(len(self.carrier.keys), 1)
        self.carrier.enquiries_work = True
        self.try_again(message)
        self.assertEqual(message.state, "processed")
        self.assertEqual(len(self.carrier.keys), 1)

    def test_an_answer_about_something_else_is_no_answer(self):
        """B7: a wrong path answers 404, a strange one without our reference."""
        self.let_enquire(enquiry_path="missing?reference={key}")
        message = self.book("hang_up")
        self.try_again(message)
        self.assertEqual(message.state, "exception")
        self.assertTrue(self.get_exceptions("answer_unknown"))
        self.let_enquire(enquiry_items_path=False)
        message._replay("The path is right now")
        self.drain("outbound")
        self.assertEqual(message.state, "exception")
        self.assertEqual(len(self.carrier.keys), 1)
        # Only where the partner said so does 404 mean that there is none.
        self.let_enquire(enquiry_path="missing/{key}", enquiry_404_is_no=True)
        message._replay("They answer 404")
        self.drain("outbound")
        self.assertEqual(len(self.carrier.keys), 2)

    def test_a_list_that_may_hold_ours_is_no_no(self):
        """B7: bookings without a reference, a list that goes on, a strange number."""
        self.let_enquire()
        message = self.book("hang_up")
        others = {"id": "B-9", "reference": "theirs"}
        ours = {"id": {"no": 1}, "reference": message.public_id}
        more = {"Link": '</bookings?page=2>; rel="next"'}
        self.connector.write({"rest_paging": "cursor", "rest_next_path": "next"})
        for enquiry in (
            Reply({"bookings": [others, {"id": "B-1", "customer_ref": "x"}]}),
            Reply({"bookings": [others]}, headers=more),
            Reply({"bookings": [others], "next": "c2"}),
            Reply({"bookings": [ours]}),
        ):
            self.carrier.enquiry = enquiry
            message._requeue("Ask again")
            self.try_again(message)
            self.assertEqual(message.state, "exception", enquiry)
            self.assertTrue(message.asked_at)
            self.assertEqual(len(self.carrier.keys), 1)
        # All of them are others', and that is the whole list: a clear no.
        self.carrier.enquiry = Reply({"bookings": [others]})
        message._requeue("Ask again")
        self.try_again(message)
        self.assertEqual(message.state, "processed", message.error)
        self.assertEqual(len(self.carrier.keys), 2)

    def test_what_never_left_is_simply_tried_again(self):
        """B7: without a connection nobody was asked for anything."""
        self.let_enquire()
        self.connector.base_url = "http://127.0.0.1:9"
        message = self.book()
        self.assertEqual((message.state, message.asked_at), ("failed", False))

    def test_a_refusal_is_an_answer(self):
        """B7: 422 says that nothing was booked; nothing is open."""
        self.let_enquire()
        self.connector.rest_send_path = "nowhere"
        message = self.book()
        self.assertEqual((message.state, message.asked_at), ("dead", False))

    def test_a_path_must_ask_for_ours(self):
        """B7, C24: a path without our number, or an answer without it, is refused."""
        with self.assertRaisesRegex(ValidationError, "asks for no document of ours"):
            self.let_enquire(enquiry_path="bookings")
        with self.assertRaisesRegex(ValidationError, "where our reference is"):
            self.let_enquire(enquiry_key_path=False)


@tagged("post_install", "-at_install")
class TestDecision(BookingCase):
    """No way to ask and no promise about keys: a person decides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.make_user("booking_clerk", "operations")

    def decide(self, message, answer, user=None, **values):
        wizard = self.env["logistics.sync.answer.decision"].with_user(
            user or self.clerk
        )
        values = {"message_id": message.id, "reason": "Asked by telephone"} | values
        wizard.create(values | {"answer": answer}).action_apply()

    def test_nothing_is_sent_before_somebody_has_asked(self):
        """B7: asked, answer unknown: it waits for a decision; a replay as well."""
        message = self.book("hang_up")
        self.assertEqual(message.state, "exception")
        question = self.get_exceptions("answer_unknown")
        self.assertIn(message.public_id, question.name)
        message._replay("Just try")
        self.drain("outbound")
        self.assertEqual(message.state, "exception")
        self.assertEqual(len(self.carrier.keys), 1)
        self.assertEqual(message.delivery_ids.state, "unknown")

    def test_the_partner_has_it(self):
        """B7: taken as delivered with the partner's number; the question is closed."""
        message = self.book("hang_up")
        self.decide(message, "has", external_id="B-1")
        self.assertEqual((message.state, message.external_id), ("processed", "B-1"))
        self.assertFalse(message.asked_at)
        self.assertFalse(self.get_exceptions("answer_unknown"))
        self.assertIn("Asked by telephone", str(message.history))
        with self.assertRaisesRegex(UserError, "Nothing is open"):
            self.decide(message, "has_not")

    def test_the_partner_has_nothing(self):
        """B7: sent again under the same key, with the reason on record."""
        message = self.book("hang_up")
        self.carrier.bookings.clear()
        self.carrier.mode = "fine"
        self.decide(message, "has_not")
        self.drain("outbound")
        self.assertEqual((message.state, message.external_id), ("processed", "B-1"))
        self.assertEqual(len(set(self.carrier.keys)), 1)
        self.assertEqual(message.replay_line_ids.replay_id.reason, "Asked by telephone")

    def test_not_everybody_decides(self):
        """B7, M1: who only reads may not say what the partner said."""
        message = self.book("hang_up")
        reader = self.make_user("booking_reader", "auditor")
        with self.assertRaises(AccessError):
            self.decide(message, "has", user=reader)
