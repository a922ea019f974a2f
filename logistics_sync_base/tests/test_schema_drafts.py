# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.fields import Command
from odoo.tests import tagged

from .common import EVENT_TYPE, LogisticsSyncCase, delivery_event

SCHEMA = "delivery_event/1.0"
RULES = {
    "references.tracking_number": "parcel",
    "milestone": {"constant": "delivered"},
    "event_type": {"constant": "test_fact"},
    "occurred_at": {"expression": "'2026-11-20T17:05:00Z'", "transform": "datetime"},
}


@tagged("post_install", "-at_install")
class TestSchemaDrafts(LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["logistics.sync.environment"]._declare("production")
        cls.connector = cls.make_connector(environment="production")
        cls.contract = cls.env["logistics.sync.contract"].search(
            [("code", "=", SCHEMA)]
        )
        cls.manager = cls.make_user("approver_of_schemas", "manager")

    def send(self, *numbers, connector=None):
        messages = self.env["logistics.sync.message"]
        for number in numbers:
            messages |= self.ingest(connector or self.connector, delivery_event(number))
        self.drain()
        return messages

    def withdraw(self):
        self.contract.with_user(self.manager).action_withdraw()

    def test_a_draft_is_refused_while_running(self):
        """M28: named in a document, a draft stops it; kept, asked once, replayable."""
        self.assertEqual(self.send("TN-0").state, "processed")
        self.withdraw()
        refused = self.send("TN-1", "TN-2", "TN-3")
        self.assertEqual(set(refused.mapped("state")), {"exception"})
        self.assertFalse(refused.event_ids)
        self.assertIn(b"TN-1", refused[0]._get_body_bytes())
        question = self.get_exceptions("schema_drift")
        self.assertEqual(len(question), 1)
        self.assertEqual((question.occurrences, question.held_count), (3, 3))
        self.assertEqual(question.drift_fields, [SCHEMA])
        for word in (SCHEMA, "draft", "Configuration > Contracts", "replay"):
            self.assertIn(word, question.name)
        self.contract.with_user(self.manager).action_approve()
        question._retry()
        self.drain()
        self.assertEqual(set(refused.mapped("state")), {"processed"})
        self.assertFalse(self.get_exceptions("schema_drift"))

    def test_a_schema_whose_words_changed_is_refused(self):
        """M28: approved are words, not a name."""
        self.contract.approved_digest = "0" * 64
        self.assertEqual(self.send("TN-1").state, "exception")

    def test_drafts_are_tried_out_in_a_test_system(self):
        """M28: outside production a draft is what a trial is about."""
        self.env["logistics.sync.environment"]._declare("test")
        trial = self.make_connector(environment="test")
        self.withdraw()
        self.assertEqual(self.send("TN-1", connector=trial).state, "processed")

    def test_mapped_documents_too(self):
        """M28: what a mapping makes of a partner's document is in a schema as well."""
        mapping = self.make_mapping(RULES)
        connector = self.make_connector(environment="production", mapping_id=mapping.id)
        first = self.ingest(connector, {"parcel": "TN-1"})
        self.drain()
        self.assertEqual(first.state, "processed")
        self.withdraw()
        second = self.ingest(connector, {"parcel": "TN-2"})
        self.drain()
        self.assertEqual(second.state, "exception")
        self.assertIn(SCHEMA, self.get_exceptions("schema_drift").name)

    def test_a_draft_nobody_uses_stops_nobody(self):
        """M28: a draft of another schema is no matter of this partner."""
        others = self.env["logistics.sync.contract"].search([("code", "!=", SCHEMA)])
        others.with_user(self.manager).action_withdraw()
        self.assertEqual(self.send("TN-1").state, "processed")

    def test_looking_costs_no_query(self):
        """M28: which schemas are drafts is not asked with each message."""
        decoder = self.env["logistics.sync.decoder"]
        decoding = decoder._decode(
            self.ingest(self.connector, delivery_event("TN-1"))._get_body_bytes(),
            "json",
            decoder._get_context(self.connector),
        )
        decoder._check_approved(self.connector, decoding)
        with self.assertQueryCount(0):
            decoder._check_approved(self.connector, decoding)

    def test_nothing_leaves_in_a_draft(self):
        """M28: what we tell waits as well, and leaves once the schema is approved."""
        outbox = self.make_folder()
        self.connector.write(
            {
                "transport": "folder",
                "folder_url": f"file://{outbox}/in",
                "outbound_folder_url": f"file://{outbox}/out",
            }
        )
        self.env["logistics.sync.subscription"].create(
            {
                "name": "Told in production",
                "connector_id": self.connector.id,
                "event_type_ids": [Command.set(self.event_type.ids)],
            }
        )
        self.withdraw()
        events = self.env["logistics.sync.event"]
        events._publish(EVENT_TYPE, delivery_event("OUT-1"))
        owed = self.env["logistics.sync.message"].search(
            [("connector_id", "=", self.connector.id), ("direction", "=", "out")]
        )
        self.drain("outbound")
        self.assertEqual(owed.state, "exception")
        question = self.get_exceptions("schema_drift")
        self.assertIn(SCHEMA, question.name)
        self.assertFalse(list(outbox.glob("out/*")))
        self.contract.with_user(self.manager).action_approve()
        question._retry()
        self.drain("outbound")
        self.assertEqual(owed.state, "processed")
        self.assertEqual(len(list(outbox.glob("out/*"))), 1)
