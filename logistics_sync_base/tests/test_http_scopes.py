# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import os
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import TOKEN, LogisticsSyncCase, LogisticsSyncHttpCase, delivery_event

FOREIGN = "token-of-another-partner-0002"
JSON = {"Content-Type": "application/json"}


class ScopeCase(LogisticsSyncHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connector = cls.make_connector(authentication="bearer_token")
        cls.credential = cls.add_secret(cls.connector, TOKEN, "access_token")
        cls.other_type = cls.event_type.copy(
            {"name": "Other fact", "code": "other_fact"}
        )

    def send(self, document, token=TOKEN, **headers):
        bearer = {"Authorization": f"Bearer {token}"}
        return self.post(self.connector, document, bearer | JSON | headers)

    def tell(self, number="T-1", **headers):
        return self.post_document(delivery_event(number), **headers)

    def post_document(self, document, **headers):
        bearer = {"Authorization": f"Bearer {TOKEN}"}
        return self.url_open(
            f"/logistics_sync/v1/{self.connector.code}/events",
            json=document,
            headers=bearer | headers,
        )

    def get(self, path, token=TOKEN):
        return self.url_open(
            f"/logistics_sync/v1/{path}", headers={"Authorization": f"Bearer {token}"}
        )

    def get_reasons(self):
        rows = self.env["logistics.sync.security.event"].search(
            [("connector_id", "=", self.connector.id)]
        )
        return rows.mapped("reason")

    def count_messages(self):
        return self.env["logistics.sync.message"].search_count(
            [("connector_id", "=", self.connector.id)]
        )


@tagged("post_install", "-at_install")
class TestSecretElsewhere(ScopeCase):
    def test_what_cannot_be_checked_is_neither_taken_nor_lost_sight_of(self):
        """M14, J6: our own secret is missing: come again later, and one question."""
        connector = self.make_connector()
        self.env["logistics.sync.credential"].create(
            {
                "connector_id": connector.id,
                "kind": "signing_secret",
                "source": "environment",
                "source_name": "NOT_THERE",
            }
        )
        for number in ("T-1", "T-2"):
            answer = self.post_signed(connector, delivery_event(number))
            self.assertEqual(answer.status_code, 500)
            self.assertTrue(answer.json()["type"].endswith("not_checkable"))
            self.assertNotIn("NOT_THERE", answer.text)
        [question] = self.get_exceptions(
            "secret_unavailable", connector_id=connector.id
        )
        self.assertIn("NOT_THERE", question.name)
        stored = self.env["logistics.sync.message"].search_count(
            [("connector_id", "=", connector.id)]
        )
        self.assertEqual(stored, 0)


@tagged("post_install", "-at_install")
class TestTokenScopes(ScopeCase):
    def test_the_token_of_another_partner(self):
        """M2, M33: carrier A's token at carrier B: 403, on record, nothing stored."""
        other = self.make_connector(authentication="bearer_token")
        theirs = self.add_secret(other, FOREIGN, "access_token")
        answer = self.send(b"[]", FOREIGN)
        self.assertEqual(answer.status_code, 403)
        self.assertTrue(answer.json()["type"].endswith("foreign_token"), answer.text)
        self.assertEqual(
            self.get(f"{self.connector.code}/outbox", FOREIGN).status_code, 403
        )
        self.assertEqual(self.get_reasons(), ["foreign_token"])
        self.assertFalse(self.count_messages())
        theirs.action_revoke()
        self.assertEqual(self.send(b"[]", FOREIGN).status_code, 401)

    def test_a_token_is_for_its_operations(self):
        """M2: each operation can be taken from a token; the others stay."""
        calls = {
            "may_post": self.tell,
            "may_fetch": lambda: self.get(f"{self.connector.code}/outbox"),
            "may_status": lambda: self.get("status?external_id=T-1"),
        }
        self.tell()
        for taken in calls:
            self.credential[taken] = False
            for name, call in calls.items():
                with self.subTest(taken=taken, called=name):
                    status = call().status_code
                    self.assertEqual(status == 403, name == taken, status)
            self.credential[taken] = True
        self.assertEqual(self.get_reasons(), ["operation_not_allowed"])

    def test_a_token_is_for_its_events(self):
        """M2: one event outside the token's list refuses the whole document."""
        self.credential.event_type_ids = self.event_type
        self.assertEqual(self.tell("T-1").status_code, 202)
        both = [delivery_event("T-2"), delivery_event("T-3", event_type="other_fact")]
        answer = self.post_document(both)
        self.assertEqual(answer.status_code, 403)
        self.assertTrue(
            answer.json()["type"].endswith("event_type_not_allowed"), answer.text
        )
        self.assertEqual(self.get_reasons(), ["event_type_not_allowed"])
        self.assertEqual(self.count_messages(), 1)

    def test_what_cannot_be_read_could_be_anything(self):
        """M2: a token limited to events does not let in what nobody can read."""
        self.credential.event_type_ids = self.event_type
        self.assertEqual(self.send(b'{"schema": ').status_code, 403)
        self.credential.event_type_ids = False
        self.assertEqual(self.send(b'{"schema": ').status_code, 422)


@tagged("post_install", "-at_install")
class TestAddressList(ScopeCase):
    def test_only_listed_addresses_are_let_in(self):
        """M32, M33: elsewhere than agreed means 403, at every way in."""
        self.connector.allowed_addresses = "192.0.2.0/24, 2001:db8::/32"
        self.assertEqual(self.tell().status_code, 403)
        answer = self.get(f"{self.connector.code}/outbox")
        self.assertEqual(answer.status_code, 403)
        self.assertEqual(self.get_reasons(), ["address_not_allowed"])
        self.connector.allowed_addresses = "192.0.2.0/24, 127.0.0.1"
        self.assertEqual(self.tell().status_code, 202)

    def test_a_forwarded_address_counts_only_from_our_proxy(self):
        """M32: what a stranger writes into X-Forwarded-For is not believed."""
        self.connector.allowed_addresses = "192.0.2.7"
        forwarded = {"X-Forwarded-For": "192.0.2.7"}
        self.assertEqual(self.tell(**forwarded).status_code, 403)
        with patch.dict(os.environ, {"LOGISTICS_SYNC_TRUSTED_PROXIES": "127.0.0.1"}):
            self.assertEqual(self.tell(**forwarded).status_code, 202)
            invented = {"X-Forwarded-For": "192.0.2.7, 203.0.113.9"}
            self.assertEqual(self.tell("T-2", **invented).status_code, 403)

    def test_a_list_that_is_none_is_refused(self):
        """M32: a mistyped address is told when it is entered."""
        with self.assertRaisesRegex(ValidationError, "192.0.2"):
            self.connector.allowed_addresses = "192.0.2.300"


@tagged("post_install", "-at_install")
class TestEventRights(LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connector = cls.make_connector()
        cls.other_type = cls.event_type.copy(
            {"name": "Other fact", "code": "other_fact"}
        )
        cls.set_plan("other_fact", "record_only")

    def test_what_a_partner_may_not_tell_becomes_a_question(self):
        """M27: an event without the right does nothing; given the right, it goes on."""
        self.connector.publish_type_ids = self.other_type
        message = self.ingest(
            self.connector,
            [delivery_event("T-1"), delivery_event("T-2", event_type="other_fact")],
        )
        self.drain()
        refused, taken = message.event_ids.sorted("position")
        self.assertEqual((refused.state, taken.state), ("exception", "done"))
        question = self.get_exceptions("invalid_field", event_id=refused.id)
        self.assertIn("may not tell", question.name)
        self.connector.publish_type_ids = [Command.link(self.event_type.id)]
        self.confirm_replay(message.action_replay())
        self.drain()
        self.assertEqual(message.event_ids.mapped("state"), ["done", "done"])

    def test_what_a_subscriber_may_not_know_is_not_sent(self):
        """M27: a subscriber without the right gets none; with it, it gets the next."""
        subscriber = self.make_connector(consume_type_ids=self.other_type.ids)
        subscription = self.env["logistics.sync.subscription"].create(
            {"name": "Everything", "connector_id": subscriber.id}
        )
        self.ingest(self.connector, delivery_event("T-1"))
        self.drain()
        self.assertFalse(subscription.delivery_ids)
        subscriber.consume_type_ids = [Command.link(self.event_type.id)]
        self.ingest(self.connector, delivery_event("T-2"))
        self.drain()
        self.assertEqual(subscription.delivery_ids.event_id.reference, "T-2")

    def test_a_change_of_rights_is_on_record(self):
        """M27: the chatter says who changed what a partner may be told."""
        connector = self.connector.with_context(tracking_disable=False)
        self.env.cr.precommit.run()
        connector.consume_type_ids = self.event_type
        self.env.flush_all()
        self.env.cr.precommit.run()
        values = connector.message_ids.tracking_value_ids
        self.assertIn(
            "consume_type_ids",
            values.field_id.mapped("name"),
            values.mapped("field_id"),
        )
