# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A partner that is down is left alone, against a real partner server."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .gate_case import GateCase
from .partner_server import Reply
from .test_rest import RestCase


@tagged("post_install", "-at_install")
class TestBreaker(GateCase):
    def break_down(self, count=8):
        """The partner fails until calls are stopped; returns what it is owed."""
        self.answer({"detail": "out of order"}, status=503)
        messages = self.tell_many(count)
        self.deliver()
        return messages

    def test_five_failures_stop_all_calls(self):
        """K10, K21: after five failures nothing is called; what waits costs no try."""
        messages = self.break_down(8)
        self.assertEqual(len(self.partner.requests), 5)
        self.assertEqual(self.subscriber.gate_state, "open")
        failed, waiting = messages[:5], messages[5:]
        self.assertEqual(failed.mapped("attempt_count"), [1] * 5)
        self.assertEqual(waiting.mapped("attempt_count"), [0] * 3)
        self.assertEqual(waiting.mapped("state"), ["queued"] * 3)
        self.assertEqual(set(waiting.mapped("waiting_for")), {"breaker"})
        self.assertIn("is down", waiting[0].waiting_note)
        late = self.tell_many(2, begin=8)
        self.make_due(failed)
        self.deliver()
        self.assertEqual(len(self.partner.requests), 5)
        self.assertEqual(late.mapped("attempt_count"), [0, 0])
        self.assertFalse(late.attempt_ids)

    def test_what_waited_for_months_leaves_once(self):
        """K26, K10: however long a document lay, its try is stored after the call."""
        [message] = self.tell_many(1)
        self.let_pass(90 * 86400)
        self.deliver()
        self.deliver()
        self.assertEqual(len(self.partner.requests), 1)
        self.assertEqual(message.state, "processed")
        self.assertGreater(message.attempt_ids.queue_ms, 24 * 86400 * 1000)

    def test_people_are_told_once(self):
        """K10, K21: one question with one reminder, however long it lasts."""
        self.break_down()
        question = self.get_exceptions("partner_down")
        self.assertEqual(question.connector_id, self.subscriber)
        self.assertEqual(question.owner_id, self.owner)
        self.assertIn("5 failures in a row", question.name)
        self.assertEqual(len(question.activity_ids), 1)
        for _turn in range(3):
            self.let_pass(61)
            self.deliver()
        self.assertEqual(len(self.partner.requests), 8)
        self.assertEqual(question.occurrences, 1)
        self.assertEqual(len(question.activity_ids), 1)
        self.assertEqual(len(self.subscriber.outage_ids), 1)

    def test_one_trial_after_the_rest(self):
        """K10: after the rest one call is made; while it fails all others wait."""
        messages = self.break_down(8)
        self.let_pass(61)
        self.deliver()
        self.assertEqual(len(self.partner.requests), 6)
        self.assertEqual(self.subscriber.gate_state, "open")
        # The trial cost its message no try; what it met is on record.
        self.assertEqual(sum(messages.mapped("attempt_count")), 5)
        trial = messages.attempt_ids.filtered(lambda attempt: not attempt.number)
        self.assertEqual((trial.result, trial.http_status), ("transient", 503))
        self.deliver()
        self.assertEqual(len(self.partner.requests), 6)

    def test_it_closes_itself_and_all_follows_in_order(self):
        """K10, K21: a successful trial closes it; what waited leaves oldest first."""
        messages = self.break_down(8)
        self.answer()
        self.let_pass(61)
        self.partner.requests.clear()
        self.deliver()
        self.assertEqual(self.subscriber.gate_state, "closed")
        self.assertEqual(set(messages.mapped("state")), {"processed"})
        wanted = [f"1Z{number:04d}" for number in range(8)]
        self.assertEqual(self.get_parcels(), wanted)
        self.assertFalse(self.get_exceptions("partner_down"))
        [outage] = self.subscriber.outage_ids
        self.assertTrue(outage.ended_at)
        self.assertGreater(outage.minutes, 1)
        self.assertIn("503", outage.reason)
        self.assertFalse(any(messages.mapped("waiting_for")))

    def test_a_partner_that_cannot_be_reached(self):
        """K10: no connection counts as a failure like an error of its server."""
        self.subscriber.breaker_failures = 2
        self.partner.close()
        self.addCleanup(self.partner.routes.clear)
        messages = self.tell_many(4)
        self.drain("outbound")
        self.assertEqual(self.subscriber.gate_state, "open")
        self.assertEqual(messages.mapped("attempt_count"), [1, 1, 0, 0])

    def test_refusals_are_a_sign_of_life(self):
        """K10: a partner that refuses documents is not down."""
        self.answer({"detail": "no such field"}, status=422)
        self.tell_many(7)
        self.deliver()
        self.assertEqual(len(self.partner.requests), 7)
        self.assertEqual((self.gate.state, self.gate.failures), ("closed", 0))

    def test_failures_must_be_in_a_row(self):
        """K10: a success in between begins the count anew."""
        replies = iter([503, 503, 503, 503, 204, 503, 503, 503, 503, 204])
        self.partner.routes["/hooks/odoo"] = lambda request: Reply(b"", next(replies))
        self.tell_many(10)
        self.deliver()
        self.assertEqual(len(self.partner.requests), 10)
        self.assertEqual((self.gate.state, self.gate.failures), ("closed", 0))

    def test_it_can_be_switched_off(self):
        """K10: thresholds are settings; zero never stops anything."""
        self.subscriber.breaker_failures = 0
        self.break_down(7)
        self.assertEqual(len(self.partner.requests), 7)
        self.assertEqual(self.gate.state, "closed")

    def test_the_partner_names_its_return(self):
        """K10, K11: Retry-After of a partner that is down lengthens the rest."""
        self.subscriber.breaker_failures = 1
        self.answer({}, status=503, headers={"Retry-After": "600"})
        self.tell_many(2)
        self.deliver()
        self.let_pass(590)
        self.deliver()
        self.assertEqual(len(self.partner.requests), 1)
        self.let_pass(11)
        self.deliver()
        self.assertEqual(len(self.partner.requests), 2)


@tagged("post_install", "-at_install")
class TestByHand(GateCase):
    def switch(self, way, user, reason="Maintenance until noon"):
        connector = self.subscriber.with_user(user)
        action = getattr(connector, f"action_{way}_calls")()
        form = Form(
            self.env[action["res_model"]]
            .with_user(user)
            .with_context(**action["context"])
        )
        form.reason = reason
        form.save().action_apply()
        self.env.invalidate_all()

    def test_stop_and_resume_with_a_reason(self):
        """K10: operations stop and resume calls; who and why stay on record."""
        operator = self.make_user("gate_operator", "operations")
        self.switch("stop", operator)
        messages = self.tell_many(2)
        self.deliver()
        self.assertFalse(self.partner.requests)
        self.assertIn("Maintenance until noon", self.subscriber.gate_summary)
        self.assertFalse(self.get_exceptions("partner_down"))
        self.let_pass(100_000)
        self.deliver()
        self.assertFalse(self.partner.requests)
        self.switch("resume", operator, "They are back")
        self.deliver()
        self.assertEqual(messages.mapped("state"), ["processed"] * 2)
        [outage] = self.subscriber.outage_ids
        self.assertEqual(outage.stopped_by_id | outage.resumed_by_id, operator)
        self.assertEqual(outage.end_reason, "They are back")
        notes = " ".join(self.subscriber.message_ids.mapped("body"))
        self.assertIn("Maintenance until noon", notes)
        self.assertIn("They are back", notes)

    def test_resumed_before_the_rest_is_over(self):
        """K10: a person who knows better does not wait for the trial."""
        self.answer({}, status=500)
        self.tell_many(6)
        self.deliver()
        self.answer()
        self.switch("resume", self.make_user("gate_operator", "operations"))
        self.deliver()
        self.assertEqual(set(self.get_owed().mapped("state")), {"processed"})
        self.assertFalse(self.get_exceptions("partner_down"))

    def test_not_by_everybody_and_not_without_a_reason(self):
        """K10: a clerk cannot, and nobody can without saying why."""
        clerk = self.make_user("gate_clerk", "user")
        with self.assertRaises(AccessError):
            self.subscriber.with_user(clerk)._switch_calls("stop", "I say so")
        with self.assertRaises(UserError):
            self.subscriber._switch_calls("stop", "  ")
        self.assertEqual(self.gate.state, "closed")


@tagged("post_install", "-at_install")
class TestPolling(RestCase):
    def setUp(self):
        super().setUp()
        self.connector.write({"rest_poll_path": "events", "breaker_failures": 3})

    def test_fetching_stops_and_comes_back(self):
        """K10, K21: a partner that is down is not asked each minute."""
        self.partner.routes["/events"] = Reply({}, 503)
        for _minute in range(6):
            self.fetch()
        self.assertEqual(len(self.partner.requests), 3)
        self.assertEqual(self.connector.gate_state, "open")
        self.assertTrue(self.get_exceptions("partner_down"))
        with self.assertRaisesRegex(UserError, "are stopped"):
            self.connector.action_poll_now()
        self.env.cr.execute(
            """UPDATE logistics_sync_gate SET open_until = now() - interval '1 minute',
                      closed_until = NULL WHERE connector_id = %s""",
            [self.connector.id],
        )
        self.env.invalidate_all()
        self.partner.routes["/events"] = Reply([])
        self.fetch()
        self.assertEqual(len(self.partner.requests), 4)
        self.assertEqual(self.connector.gate_state, "closed")
        self.assertFalse(self.get_exceptions(connector_id=self.connector.id))

    def test_sending_and_fetching_share_the_gate(self):
        """K10: what fetching learnt keeps documents from being sent in vain."""
        self.partner.routes["/events"] = Reply({}, 503)
        for _minute in range(3):
            self.fetch()
        message = self.owe()
        self.assertEqual(len(self.partner.requests), 3)
        self.assertEqual((message.state, message.attempt_count), ("queued", 0))

    def test_each_page_is_a_call(self):
        """K11: pages of one fetch count against the partner's limit as well."""
        self.connector.write(
            {
                "calls_per_hour": 4,
                "rest_paging": "page",
                "rest_page_parameter": "page",
                "rest_items_path": "items",
            }
        )
        pages = {"1": [{"a": 1}], "2": [{"a": 2}], "3": []}
        self.partner.routes["/events"] = lambda request: Reply(
            {"items": pages[request.query["page"]]}
        )
        for _minute in range(4):
            self.fetch()
        self.assertEqual(len(self.partner.requests), 6)
