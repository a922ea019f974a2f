# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from ..core.failure_layer import of_code, of_delivery
from ..core.outcome import Outcome
from ..core.times import describe_span
from ..exceptions import BusinessError
from .common import LogisticsSyncCommon, delivery_event
from .simulated_handler import TROUBLE, SimulatedHandlerMixin
from .test_webhooks_out import WebhookCase

SCHEMA = {"type": "object", "required": ["parcel"]}
RULES = {"references.tracking_number": "parcel"}


class LayerCase(SimulatedHandlerMixin, LogisticsSyncCommon, TransactionCase):
    def process(self, document, connector=None):
        message = self.ingest(connector or self.connector, document)
        self.drain()
        return message

    def get_layers(self, message):
        """(of the message, of its last try, of its questions)"""
        questions = self.get_exceptions(message_id=message.id)
        return (
            message.failure_layer,
            message.attempt_ids[:1].failure_layer,
            questions.mapped("failure_layer"),
        )


@tagged("post_install", "-at_install")
class TestFailureLayers(LayerCase):
    def test_a_rule_of_odoo(self):
        """B20: a UserError in a handler failed in Odoo's business rules."""
        TROUBLE["L-1"] = UserError("The period is closed")
        message = self.process(delivery_event("L-1"))
        self.assertEqual(self.get_layers(message), ("odoo", "odoo", ["odoo"]))
        TROUBLE.clear()
        self.make_due(message)
        message._replay("It is open again")
        self.drain()
        self.assertEqual(message.state, "processed")
        self.assertFalse(message.failure_layer, "what is done failed nowhere")

    def test_a_schema_error(self):
        """B20: a document not as agreed failed in the integration."""
        mapping = self.make_mapping(RULES, partner_schema=json.dumps(SCHEMA))
        strict = self.make_connector(mapping_id=mapping.id)
        message = self.process({"package": "1Z"}, strict)
        layers = self.get_layers(message)
        self.assertEqual(layers[:2], ("integration", "integration"))
        question = self.get_exceptions("schema_drift", connector_id=strict.id)
        self.assertEqual(question.failure_layer, "integration")

    def test_bad_source_data(self):
        """B20: what the partner's system wrote is wrong in itself."""
        message = self.process(b"{not json at all")
        self.assertEqual(self.get_layers(message), ("source", "source", ["source"]))
        TROUBLE["L-2"] = BusinessError("unknown_tracking", "Nobody knows L-2")
        message = self.process(delivery_event("L-2"))
        self.assertEqual(self.get_layers(message), ("source", "source", ["source"]))

    def test_what_nobody_foresaw_is_ours(self):
        """B20: a programming error is the integration's, also as a dead letter."""
        TROUBLE["L-3"] = KeyError("oops")
        message = self.process(delivery_event("L-3"))
        self.assertEqual(message.state, "dead")
        self.assertEqual(message.failure_layer, "integration")
        TROUBLE["L-4"] = Outcome.transient("busy")
        message = self.process(delivery_event("L-4"))
        self.assertEqual(message.state, "failed")
        self.assertEqual(self.get_layers(message), ("integration", "integration", []))

    def test_questions_and_messages_are_grouped_by_it(self):
        """B20: the four values are four groups, in the lists and in the trends."""
        TROUBLE["L-1"] = UserError("The period is closed")
        self.process(delivery_event("L-1"))
        self.process(b"{not json")
        mapping = self.make_mapping(RULES, partner_schema=json.dumps(SCHEMA))
        strict = self.make_connector(mapping_id=mapping.id)
        self.process({"package": "1Z"}, strict)
        self.env["logistics.sync.exception"]._raise_for(
            "unreachable", "No answer", connector=strict
        )
        wanted = {"odoo", "source", "integration", "transport"}
        connectors = ("connector_id", "in", (self.connector | strict).ids)
        for model in ("logistics.sync.exception", "logistics.sync.failure"):
            self.env.flush_all()
            groups = self.env[model]._read_group(
                [connectors], ["failure_layer"], ["__count"]
            )
            self.assertEqual({layer for layer, __ in groups}, wanted, model)
        for model in ("exception", "message", "failure"):
            view = self.env[f"logistics.sync.{model}"].get_view(view_type="search")
            self.assertIn("'group_by': 'failure_layer'", view["arch"])

    def test_an_administrator_sees_it_differently(self):
        """B20: the catalogue decides, and can be changed."""
        kind = self.env.ref("logistics_sync_base.exception_code_unknown_tracking")
        self.assertEqual(kind.failure_layer, "source")
        kind.failure_layer = "odoo"
        TROUBLE["L-2"] = BusinessError("unknown_tracking", "Nobody knows L-2")
        message = self.process(delivery_event("L-2"))
        self.assertEqual(self.get_layers(message), ("odoo", "odoo", ["odoo"]))

    def test_each_kind_of_the_catalogue_has_one(self):
        """B20: no kind of question is left without a layer but those that depend."""
        kinds = self.env["logistics.sync.exception.code"].search([])
        empty = kinds.filtered(lambda kind: not kind.failure_layer)
        self.assertEqual(set(empty.mapped("code")), {"dead_letter", "uncatalogued"})

    def test_the_rules_themselves(self):
        """B20: codes first, then kinds; what no partner answered never left."""
        self.assertEqual(of_code("invalid_field", "mapping"), "source")
        self.assertEqual(of_code("never_seen", "transport"), "transport")
        self.assertIsNone(of_code("dead_letter", "business"))
        self.assertEqual(of_delivery("transient", None), "transport")
        self.assertEqual(of_delivery("permanent", 400), "transport")
        self.assertEqual(of_delivery("permanent", None), "integration")
        self.assertIsNone(of_delivery("success", 200))


@tagged("post_install", "-at_install")
class TestWireLayers(WebhookCase):
    def test_a_503_failed_on_the_wire(self):
        """B20: HTTP 503 is the API's failure, on message and try; then it is gone."""
        self.subscribe()
        self.tell("1Z1")
        self.answer(status=503)
        self.deliver()
        message = self.get_owed()
        self.assertEqual(message.state, "failed")
        self.assertEqual(message.failure_layer, "transport")
        self.assertEqual(message.attempt_ids[:1].failure_layer, "transport")
        self.answer()
        self.make_due(message)
        self.deliver()
        self.assertEqual(message.state, "processed")
        self.assertFalse(message.failure_layer)
        self.assertFalse(message.attempt_ids[:1].failure_layer)

    def test_when_it_was_told(self):
        """B23: occurred, received, applied and told apart, with what lies between."""
        self.subscribe()
        event = self.tell("1Z1")
        self.assertFalse(event.propagated_at)
        self.assertEqual(event.propagation_note, "0 of 1 subscribers have it")
        self.deliver()
        self.env.invalidate_all()
        message = self.get_owed()
        self.assertEqual(event.propagated_at, message.finished_at)
        self.assertEqual(event.propagation_note, "1 of 1 subscribers have it")
        self.assertRegex(event.propagation_lag, r"^\d+ s$")


@tagged("post_install", "-at_install")
class TestEventTimes(LayerCase):
    def test_freshness_and_processing_time(self):
        """B23: three hours old when it came, applied within seconds; both visible."""
        then = fields.Datetime.now() - timedelta(hours=3)
        moment = {
            "utc": f"{then.isoformat()}Z",
            "offset_minutes": 0,
            "precision": "second",
            "offset_source": "payload",
        }
        message = self.process(delivery_event("L-1", occurred_at=moment))
        event = message.event_ids
        self.assertRegex(event.freshness, r"^3 h 00 min$")
        self.assertRegex(event.processing_lag, r"^\d+ s$")
        for view_type in ("list", "form"):
            arch = event.get_view(view_type=view_type)["arch"]
            self.assertIn("freshness", arch)
            self.assertIn("processing_lag", arch)

    def test_an_unknown_time_has_no_age(self):
        """B23: missing time is never taken for now, a day never for a moment."""
        moment = {
            "utc": None,
            "offset_minutes": None,
            "precision": "none",
            "offset_source": "none",
        }
        event = self.process(delivery_event("L-2", occurred_at=moment)).event_ids
        self.assertFalse(event.freshness)
        self.assertFalse(event.propagation_lag)
        self.assertIs(event.propagation_note, False, "nobody is to be told")

    def test_spans_in_words(self):
        """B23: seconds to days, and what was told before it happened."""
        now = fields.Datetime.now()
        for seconds, words in (
            (0, "0 s"),
            (61, "1 min 01 s"),
            (10_800, "3 h 00 min"),
            (90_000, "1 d 1 h"),
            (-60, "-1 min 00 s"),
        ):
            self.assertEqual(
                describe_span(now, now + timedelta(seconds=seconds)), words
            )
        self.assertFalse(describe_span(None, now))
