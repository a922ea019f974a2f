# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LogisticsSyncCase


@tagged("post_install", "-at_install")
class TestRotation(LogisticsSyncCase):
    def setUp(self):
        super().setUp()
        self.connector = self.make_connector()

    def rotate(self, credential):
        action = credential.action_rotate()
        return self.env[action["res_model"]].browse(action["res_id"])

    def get_questions(self, credential):
        return self.get_exceptions("secret_expires").filtered(
            lambda question: question.dedup_key.startswith(
                f"{credential._name}:{credential.id}:"
            )
        )

    def test_both_are_valid_until_the_overlap_ends(self):
        """M15: the old token works beside the new one, and not a day longer."""
        first, second = "token-of-the-partner-old", "token-of-the-partner-new"
        old = self.add_secret(
            self.connector, first, "access_token", may_fetch=False, inbound_limit=7
        )
        new = self.rotate(old)
        self.assertFalse(old.expires_at, "the overlap begins with the new secret")
        self.assertEqual(self.rotate(old), new)
        new._set_secret(second)
        match = self.connector.credential_ids._match_token
        self.assertEqual((match(first), match(second)), (old, new))
        self.assertEqual((new.may_fetch, new.inbound_limit), (False, 7))
        days = (old.expires_at - fields.Datetime.now()).total_seconds() / 86400
        self.assertAlmostEqual(days, 14, 1)
        old.expires_at = fields.Datetime.now() - timedelta(seconds=1)
        self.assertEqual((match(first), match(second)), (old.browse(), new))

    def test_a_successor_that_was_revoked_is_followed_by_another(self):
        """M15: one that went wrong does not keep the secret from being replaced."""
        old = self.add_secret(self.connector)
        wrong = self.rotate(old)
        wrong.action_revoke()
        again = self.rotate(old)
        self.assertEqual((again.replaces_id, again == wrong), (old, False))
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            again.copy({"replaces_id": old.id})

    def test_a_reminder_fourteen_days_before(self):
        """M15: told two weeks before its end, once; a successor closes it."""
        now = fields.Datetime.now()
        credential = self.add_secret(
            self.connector, expires_at=now + timedelta(days=15)
        )
        self.trigger_cron("logistics_sync_base.ir_cron_remind_secrets")
        self.assertFalse(self.get_questions(credential))
        credential.expires_at = now + timedelta(days=13, hours=23)
        for _turn in "12":
            self.trigger_cron("logistics_sync_base.ir_cron_remind_secrets")
        question = self.get_questions(credential)
        self.assertEqual(len(question), 1)
        self.assertIn("ends on", question.name)
        self.assertTrue(question.activity_ids, "its owner is alerted")
        new = self.rotate(credential)
        self.trigger_cron("logistics_sync_base.ir_cron_remind_secrets")
        self.assertEqual(question.state, "open", "it has no secret yet")
        new._generate()
        self.trigger_cron("logistics_sync_base.ir_cron_remind_secrets")
        self.assertEqual(question.state, "resolved")

    def test_nobody_is_reminded_of_what_is_not_used(self):
        """M15: revoked, of another environment, or of a paused connector: silence."""
        soon = fields.Datetime.now() + timedelta(days=2)
        revoked = self.add_secret(self.connector, expires_at=soon)
        revoked.action_revoke()
        other = self.add_secret(
            self.connector, expires_at=soon, environment="production"
        )
        paused = self.add_secret(self.make_connector(state="paused"), expires_at=soon)
        self.trigger_cron("logistics_sync_base.ir_cron_remind_secrets")
        self.assertFalse(
            self.get_exceptions("secret_expires")
            & (
                self.get_questions(revoked)
                | self.get_questions(other)
                | self.get_questions(paused)
            )
        )


@tagged("post_install", "-at_install")
class TestSecurityAlerts(LogisticsSyncCase):
    def setUp(self):
        super().setUp()
        self.connector = self.make_connector()

    def test_many_refusals_alert_somebody_once(self):
        """M33: a row counts them; the owner of the connector is told once."""
        events = self.env["logistics.sync.security.event"]
        for _try in range(60):
            events._add_refusal(self.connector, "bad_token", "192.0.2.66")
        row = events.search([("connector_id", "=", self.connector.id)])
        self.assertEqual(row.count, 60)
        [question] = self.get_exceptions(
            "security_alert", connector_id=self.connector.id
        )
        self.assertIn("192.0.2.66", question.name)
        self.assertEqual(question.occurrences, 1)
        self.assertTrue(question.activity_ids)

    def test_a_few_refusals_alert_nobody(self):
        """M33: a partner that mistypes a token now and then is no attack."""
        events = self.env["logistics.sync.security.event"]
        for address in range(20):
            events._add_refusal(self.connector, "bad_token", f"192.0.2.{address}")
        self.assertFalse(
            self.get_exceptions("security_alert", connector_id=self.connector.id)
        )
