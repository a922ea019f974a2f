# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""When a failed delivery is tried again, against a real partner server."""

from datetime import UTC, timedelta
from email.utils import format_datetime

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .test_webhooks_out import WebhookCase


class RetryCase(WebhookCase):
    def make_policy(self, **values):
        policies = self.env["logistics.sync.retry.policy"]
        return policies.create({"name": "Test policy"} | values)

    def tell_once(self, policy=None, **values):
        """Owe the subscriber one fact, try once; returns the message."""
        if policy is not None:
            self.subscriber.retry_policy_id = policy
        self.subscribe()
        self.tell("1Z1")
        self.deliver()
        return self.get_owed()

    def get_wait(self, message):
        """Seconds from the last try to the next one."""
        wait = message.next_attempt_at - message.attempt_ids[0].started_at
        return wait.total_seconds()


@tagged("post_install", "-at_install")
class TestRetryPolicies(RetryCase):
    def test_delays_as_configured(self):
        """K4: 1, 5, 15 minutes: each try is logged, the next one due as listed."""
        self.answer({"detail": "out of order"}, status=503)
        message = self.tell_once(
            self.make_policy(spacing="listed", delays="1, 5, 15", max_attempts=4)
        )
        for number, minutes in enumerate((1, 5, 15), 1):
            self.assertEqual(message.attempt_ids[0].number, number)
            self.assertAlmostEqual(self.get_wait(message), 60 * minutes, delta=1.5)
            self.assertEqual(message.state, "failed")
            self.make_due(message)
            self.deliver()
        self.assertEqual(message.state, "dead")
        tries = message.attempt_ids.sorted("number")
        self.assertEqual(tries.mapped("number"), [1, 2, 3, 4])
        self.assertEqual(tries.mapped("http_status"), [503] * 4)
        self.assertEqual(len(self.partner.requests), 4)

    def test_only_what_may_pass_later_is_repeated(self):
        """K4, K5: 400 is final at the first try, 408 425 429 and 5xx are not."""
        self.subscribe()
        for status, state in (
            (400, "dead"),
            (404, "dead"),
            (422, "dead"),
            (408, "failed"),
            (425, "failed"),
            (429, "failed"),
            (500, "failed"),
            (503, "failed"),
        ):
            self.answer({"detail": "no"}, status=status)
            self.tell(f"1Z{status}")
            self.deliver()
            message = self.get_owed()[-1]
            self.assertEqual((status, message.state), (status, state))
            self.assertEqual(message.attempt_ids.http_status, status)

    def test_the_policy_names_the_answers(self):
        """K4: an administrator changes which answers are tried again."""
        self.answer({"detail": "not yet known"}, status=404)
        message = self.tell_once(self.make_policy(retried_statuses="404, 500-502"))
        self.assertEqual(message.state, "failed")
        self.make_due(message)
        self.answer({"detail": "busy"}, status=503)
        self.deliver()
        self.assertEqual(message.state, "dead")

    def test_without_an_answer(self):
        """K4: a partner that cannot be reached is tried again, unless told not to."""
        self.partner.close()
        self.addCleanup(self.partner.routes.clear)
        policy = self.make_policy(retry_unreachable=False)
        self.assertEqual(self.tell_once(policy).state, "dead")
        policy.retry_unreachable = True
        message = self.get_owed()
        message._replay("Try again by the other rule")
        self.drain("outbound")
        self.assertEqual(message.state, "failed")

    def test_a_date_to_come_again(self):
        """K4, K11: Retry-After as an HTTP date is a lower bound."""
        later = (fields.Datetime.now() + timedelta(hours=2)).replace(tzinfo=UTC)
        named = {"Retry-After": format_datetime(later, usegmt=True)}
        self.answer({"detail": "maintenance"}, status=503, headers=named)
        message = self.tell_once(self.make_policy(spacing="listed", delays="1"))
        self.assertAlmostEqual(self.get_wait(message), 7200, delta=3)


@tagged("post_install", "-at_install")
class TestMostSpecificPolicy(RetryCase):
    def test_connector_and_event_type(self):
        """K4: the rule of both wins over the connector's, that over the type's."""
        kinds = self.env["logistics.sync.event.type"]
        standard = self.env.ref("logistics_sync_base.retry_policy_standard")
        for_type, for_connector, for_both = (
            self.make_policy(name=name) for name in ("type", "connector", "both")
        )
        connector, known = self.subscriber, self.event_type

        def get():
            return connector._get_retry_policies(known)[known]

        self.assertFalse(connector.retry_policy_id)
        self.assertEqual(get(), standard)
        known.retry_policy_id = for_type
        self.assertEqual(get(), for_type)
        connector.retry_policy_id = for_connector
        self.assertEqual(get(), for_connector)
        connector.retry_rule_ids = [
            Command.create({"event_type_id": known.id, "policy_id": for_both.id})
        ]
        self.assertEqual(get(), for_both)
        nothing = connector._get_retry_policies(kinds)
        self.assertEqual(nothing, {kinds: for_connector})

    def test_what_is_sent_follows_its_event_type(self):
        """K4: a fact's own type at this connector decides when it is sent again."""
        self.subscriber.retry_policy_id = self.make_policy(spacing="listed", delays="9")
        quick = self.make_policy(spacing="listed", delays="2", max_attempts=2)
        self.subscriber.retry_rule_ids = [
            Command.create({"event_type_id": self.event_type.id, "policy_id": quick.id})
        ]
        self.answer({}, status=500)
        message = self.tell_once()
        self.assertAlmostEqual(self.get_wait(message), 120, delta=1.5)
        self.make_due(message)
        self.deliver()
        self.assertEqual(message.state, "dead")

    def test_what_is_no_rule_is_refused(self):
        """K4: a list nobody can read is refused with the word it fails at."""
        for values, word in (
            ({"spacing": "listed", "delays": "1, soon"}, "soon"),
            ({"spacing": "listed", "delays": " "}, "no list of delays"),
            ({"retried_statuses": "200"}, "200"),
        ):
            with self.assertRaisesRegex(ValidationError, word):
                self.make_policy(**values)
