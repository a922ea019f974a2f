# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..codec import contracts
from .common import EVENT_TYPE, LogisticsSyncCase, delivery_event


class PublishingCase(LogisticsSyncCase):
    """A partner that tells, and one that wants to be told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.teller = cls.make_connector()
        cls.subscriber = cls.make_connector()

    @classmethod
    def subscribe(cls, connector=None, types=None, conditions=(), **values):
        """A subscription to the test fact, or to other event types."""
        types = cls.event_type if types is None else types
        return cls.env["logistics.sync.subscription"].create(
            {
                "name": "Test subscription",
                "connector_id": (connector or cls.subscriber).id,
                "event_type_ids": [Command.set(types.ids)],
                "condition_ids": [
                    Command.create(
                        dict(zip(("path", "operator", "value"), row, strict=False))
                    )
                    for row in conditions
                ],
            }
            | values
        )

    def tell(self, number="1Z1", connector=None, **values):
        """A partner tells the test fact; returns the event."""
        message = self.ingest(
            connector or self.teller, delivery_event(number, **values)
        )
        self.drain()
        return message.event_ids

    def publish(self, number="OUT-1", **values):
        """Odoo itself tells the test fact."""
        document = delivery_event(number)
        return self.env["logistics.sync.event"]._publish(EVENT_TYPE, document, **values)

    def get_owed(self, connector=None):
        """What a connector is owed, oldest first."""
        return self.env["logistics.sync.message"].search(
            [
                ("connector_id", "=", (connector or self.subscriber).id),
                ("direction", "=", "out"),
            ],
            order="id",
        )


@tagged("post_install", "-at_install")
class TestPublishing(PublishingCase):
    def test_what_odoo_tells_is_an_event_without_a_message(self):
        """B4, D22: a published fact is done at once and has its document and id."""
        partner = self.env["res.partner"].create({"name": "Whoever it is about"})
        event = self.publish(record=partner, correlation_id="story-0001")
        self.assertEqual((event.state, event.told_by), ("done", "Odoo"))
        self.assertFalse(event.message_id or event.connector_id)
        self.assertEqual((event.res_model, event.res_id), (partner._name, partner.id))
        self.assertEqual(event.correlation_id, "story-0001")
        self.assertEqual(event.reference, "OUT-1")
        self.assertEqual(event.canonical, delivery_event("OUT-1"))

    def test_the_same_wording_is_published_once(self):
        """B6, B8: told again word for word it is no news; another company's is."""
        self.subscribe()
        self.assertTrue(self.publish())
        self.assertFalse(self.publish())
        self.assertEqual(len(self.get_owed()), 1)
        other = self.env["res.company"].create({"name": "Sister company"})
        self.assertTrue(self.publish(company=other))

    def test_an_event_type_switched_off_is_not_published(self):
        """A11: the catalogue decides what leaves; an unknown type is a mistake."""
        self.event_type.active = False
        self.assertFalse(self.publish())
        with self.assertRaisesRegex(ValueError, "no event type 'made_up'"):
            self.env["logistics.sync.event"]._publish("made_up", delivery_event("1"))

    def test_a_document_that_breaks_its_schema_is_told_to_nobody(self):
        """C1: it is kept, with a question; the work of its publisher goes on."""
        self.subscribe()
        document = delivery_event("OUT-1") | {"classifier": "perhaps"}
        event = self.env["logistics.sync.event"]._publish(EVENT_TYPE, document)
        self.assertEqual(event.state, "exception")
        self.assertIn("classifier", self.get_exceptions("invalid_field").name)
        self.assertFalse(self.get_owed())

    def test_every_canonical_object_can_be_published(self):
        """D21: each published contract is published as it stands in its examples."""
        for name in contracts.SCHEMAS:
            document = next(iter(contracts.canonical_examples(name).values()))
            # The oldest contract names the event types that it is for.
            code = "shipped" if name == "shipment_notice/1.0" else EVENT_TYPE
            event = self.env["logistics.sync.event"]._publish(code, document)
            self.assertEqual((name, event.state), (name, "done"))


@tagged("post_install", "-at_install")
class TestSubscriptions(PublishingCase):
    def test_a_fact_is_owed_to_each_subscriber_once(self):
        """C4: a done event becomes one message a subscriber, however often done."""
        first = self.subscribe()
        other = self.make_connector()
        self.subscribe(other)
        event = self.tell()
        self.assertEqual(event.state, "done")
        message = self.get_owed()
        self.assertEqual(len(message), 1)
        self.assertEqual(len(self.get_owed(other)), 1)
        self.assertEqual(message.correlation_id, event.correlation_id)
        self.assertEqual(message.origin_message_id, event.message_id)
        self.assertEqual(first.delivery_ids.event_id, event)
        self.env["logistics.sync.subscription"]._fan_out(event)
        self.tell()
        self.assertEqual(self.get_owed(), message)

    def test_nobody_gets_back_what_came_from_them(self):
        """C18: the teller is not told its own fact, unless it wants to be."""
        own = self.subscribe(self.teller)
        self.tell("1Z1")
        self.assertFalse(self.get_owed(self.teller))
        own.include_own = True
        self.tell("1Z2")
        self.assertEqual(len(self.get_owed(self.teller)), 1)

    def test_only_facts_that_are_done_are_told(self):
        """C4: what waits for a person is told when it is done, not before."""
        self.subscribe()
        event = self.tell("1Z1", event_type="nobody_set_this_up")
        self.assertEqual(event.state, "exception")
        self.assertFalse(self.get_owed())
        self.env["logistics.sync.event.type"].create(
            {
                "name": "Set up now",
                "code": "nobody_set_this_up",
                "owner_id": self.owner.id,
                "sla_minutes": 5,
            }
        )
        self.subscribe(types=self.env["logistics.sync.event.type"])
        event._reprocess()
        self.drain()
        self.assertEqual(event.state, "done")
        self.assertEqual(len(self.get_owed()), 1)

    def test_conditions_choose_without_code(self):
        """A11, D22: rows of field, operator and value decide who is told."""
        self.subscribe(
            conditions=[
                ("location.country", "one_of", "DE, AT"),
                ("classifier", "equals", "Actual"),
                ("references.order", "is_not_set"),
            ]
        )
        place = dict.fromkeys(("name", "city", "state", "postal_code"))
        self.tell("1Z1", location={**place, "country": "US"})
        self.tell("1Z2", location=None)
        self.tell("1Z3", location={**place, "country": "DE"}, classifier="planned")
        self.assertFalse(self.get_owed())
        event = self.tell("1Z4", location={**place, "country": "AT"})
        self.assertEqual(self.get_owed().delivery_ids.event_id, event)

    def test_a_condition_that_cannot_be_read_is_refused(self):
        """C24: a wrong path or a missing value is named when it is written."""
        with self.assertRaisesRegex(ValidationError, "no JMESPath"):
            self.subscribe(conditions=[("location..country", "equals", "DE")])
        with self.assertRaisesRegex(ValidationError, "compared with"):
            self.subscribe(conditions=[("location.country", "equals", False)])

    def test_other_companies_are_not_told(self):
        """D22, M1: facts stay within their company."""
        other = self.env["res.company"].create({"name": "Sister company"})
        stranger = self.make_connector(company_id=other.id)
        self.subscribe(stranger)
        self.tell()
        self.assertFalse(self.get_owed(stranger))

    def test_only_what_certain_partners_told(self):
        """C18: a subscription can be for one source; switched off it is for none."""
        subscription = self.subscribe(source_connector_ids=self.teller.ids)
        self.tell("1Z1", connector=self.make_connector())
        self.publish()
        self.assertFalse(self.get_owed())
        self.tell("1Z2")
        self.assertEqual(len(self.get_owed()), 1)
        subscription.active = False
        self.tell("1Z3")
        self.assertEqual(len(self.get_owed()), 1)

    def test_a_connector_in_preparation_is_not_told(self):
        """C4: a partner is told from the moment it is live; paused it is owed."""
        self.subscribe()
        self.subscriber.state = "draft"
        self.tell("1Z1")
        self.assertFalse(self.get_owed())
        self.subscriber.state = "paused"
        self.tell("1Z2")
        self.drain("outbound")
        self.assertEqual(self.get_owed().state, "queued")

    def test_a_type_switched_off_does_not_open_the_gates(self):
        """A11: without its event type a subscription tells nothing, not everything."""
        retired = self.event_type.copy({"code": "test_retired"})
        self.subscribe(types=retired)
        source = self.make_connector()
        self.subscribe(source_connector_ids=source.ids)
        retired.active = False
        source.active = False
        self.env.registry.clear_cache()
        self.tell()
        self.assertFalse(self.get_owed())
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            retired.unlink()

    def test_many_facts_are_owed_in_one_go(self):
        """C4: facts of one set become their messages in a fixed number of queries."""
        self.subscribe()

        def count(numbers):
            for number in numbers:
                self.ingest(self.teller, delivery_event(number))
            with self.enter_registry_test_mode(), self.registry.cursor() as cr:
                start = cr.sql_log_count
                self.env(cr=cr)["logistics.sync.message"]._drain("operational")
                return cr.sql_log_count - start

        count(["warm-up"])
        few = count([f"few-{number}" for number in range(3)])
        many = count([f"many-{number}" for number in range(60)])
        self.assertEqual(len(self.get_owed()), 64)
        self.assertLess(many - few, 20)

    def test_a_document_shows_what_was_told_about_it(self):
        """B3: the button of a document counts what it made us tell."""
        self.subscribe()
        event = self.tell()
        record = self.teller.partner_id.create({"name": "A document"})
        event.write({"res_model": record._name, "res_id": record.id})
        mixin = self.env["logistics.sync.mixin"]
        pair = (record._name, record.id)
        told = mixin._count_sync_events({pair})[pair]
        self.assertEqual(
            {message_id for message_id, __ in told},
            {event.message_id.id, self.get_owed().id},
        )


@tagged("post_install", "-at_install")
class TestWrittenDocuments(PublishingCase):
    def write_document(self, **values):
        """What a subscriber gets of one fact."""
        self.subscribe(**values)
        self.tell()
        message = self.get_owed()
        message._write_document()
        return message

    def test_our_standard_json(self):
        """C4: the canonical object, as its contract describes it."""
        message = self.write_document()
        self.assertEqual(json.loads(message._get_body_bytes()), delivery_event("1Z1"))
        self.assertEqual(message.content_type, "application/json; charset=utf-8")
        self.assertEqual(message.file_name, f"{message.public_id}.json")

    def test_it_is_written_once(self):
        """C4: what is sent again are the same bytes, whatever was changed meanwhile."""
        message = self.write_document()
        body, digest = message._get_body_bytes(), message.body_sha256
        message.subscription_id.format = "cloudevents"
        message._write_document()
        self.assertEqual(message._get_body_bytes(), body)
        self.assertEqual(message.body_sha256, digest)
        self.assertEqual(message.body_size, len(body))

    def test_headers_tell_the_same_at_each_try(self):
        """B4, B6: key against doubles and correlation id go with each message."""
        message = self.write_document()
        headers = message._get_wire_headers()
        self.assertEqual(headers["Idempotency-Key"], message.public_id)
        self.assertEqual(headers["X-Correlation-ID"], message.correlation_id)
        self.assertIn(message.correlation_id, headers["traceparent"])
