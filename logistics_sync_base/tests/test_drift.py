# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo.tests import tagged

from .common import LogisticsSyncCase

SCHEMA = {
    "type": "object",
    "required": ["parcel"],
    "properties": {
        "parcel": {"type": "string"},
        "weight": {"type": "number"},
        "events": {
            "type": "array",
            "items": {"type": "object", "properties": {"code": {"type": "string"}}},
        },
    },
}
RULES = {
    "references.tracking_number": "parcel",
    "milestone": {"constant": "delivered"},
    "event_type": {"constant": "test_fact"},
    "classifier": {"constant": "actual"},
    "occurred_at": {"expression": "'2026-11-20T17:05:00Z'", "transform": "datetime"},
}


@tagged("post_install", "-at_install")
class TestDrift(LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mapping = cls.make_mapping(
            RULES, partner_schema=json.dumps(SCHEMA), name="Strict"
        )
        cls.connector = cls.make_connector(mapping_id=cls.mapping.id)

    def send(self, *documents, connector=None):
        messages = self.env["logistics.sync.message"]
        for document in documents:
            messages |= self.ingest(connector or self.connector, document)
        self.drain()
        return messages

    def get_question(self, code):
        return self.get_exceptions(code, connector_id=self.connector.id)

    def test_a_renamed_field_is_one_question_at_its_owner(self):
        """C20: a hundred refused documents are one alert, counted; others go on."""
        other = self.make_connector(mapping_id=self.mapping.id)
        refused = self.send(*({"package": f"1Z-{place}"} for place in range(12)))
        fine = self.send({"parcel": "1Z-OTHER"}, connector=other)
        self.assertEqual(set(refused.mapped("state")), {"exception"})
        self.assertEqual(fine.state, "processed")
        question = self.get_question("schema_drift")
        self.assertEqual(len(question), 1)
        self.assertEqual(question.occurrences, 12)
        self.assertEqual(question.held_count, 12)
        self.assertEqual(question.drift_fields, ["parcel"])
        self.assertIn("parcel", question.name)
        self.assertEqual(question.activity_ids.user_id, self.connector.owner_id)
        self.assertEqual(len(question.activity_ids), 1)

    def test_five_hundred_bad_documents_are_one_question(self):
        """J21: 500 are one question and one alert; one button processes them all."""
        refused = self.send(*({"package": f"1Z-{place}"} for place in range(500)))
        question = self.get_question("schema_drift")
        self.assertEqual(len(question), 1)
        self.assertEqual((question.occurrences, question.held_count), (500, 500))
        self.assertEqual(len(question.activity_ids), 1)
        self.connector.mapping_id = self.make_mapping(
            RULES | {"references.tracking_number": "package"}, name="Mended"
        )
        question.action_retry()
        self.drain()
        self.assertEqual(set(refused.mapped("state")), {"processed"})
        self.assertEqual(len(refused.event_ids), 500)
        self.assertEqual(set(refused.event_ids.mapped("state")), {"done"})
        self.assertEqual(question.state, "resolved")
        self.assertFalse(question.activity_ids)

    def test_another_change_joins_the_open_question(self):
        """C20: a type that changed too is named in the question that is open."""
        self.send({"package": "1Z-1"})
        self.send({"parcel": "1Z-2", "weight": "12 kg"})
        question = self.get_question("schema_drift")
        self.assertEqual(question.occurrences, 2)
        self.assertEqual(question.drift_fields, ["parcel", "weight"])
        self.assertIn("weight", question.name)

    def test_all_that_was_held_is_processed_again_together(self):
        """C20, J5: the mapping mended, one click processes every held document."""
        refused = self.send({"package": "1Z-3"}, {"package": "1Z-4"})
        question = self.get_question("schema_drift")
        looser = self.make_mapping(
            RULES | {"references.tracking_number": "package"},
            partner_schema=json.dumps({"type": "object", "required": ["package"]}),
        )
        self.connector.mapping_id = looser
        question.action_retry()
        self.drain()
        self.assertEqual(set(refused.mapped("state")), {"processed"})
        self.assertEqual(question.state, "resolved")
        self.assertFalse(question.activity_ids)

    def test_one_document_mended_leaves_the_question_open(self):
        """C20: it is closed with the last document it stands for, not before."""
        refused = self.send({"package": "1Z-5"}, {"package": "1Z-6"})
        question = self.get_question("schema_drift")
        looser = self.make_mapping(
            RULES | {"references.tracking_number": "package"}, name="Looser"
        )
        self.connector.mapping_id = looser
        refused[0]._replay("One first")
        self.drain()
        self.assertEqual(refused.mapped("state"), ["processed", "exception"])
        self.assertEqual((question.state, question.held_count), ("open", 1))
        refused[1]._replay("Then the other")
        self.drain()
        self.assertEqual(question.state, "resolved")

    def test_ignored_with_all_it_stands_for(self):
        """C20, J5: ignoring closes the question and its documents, on record."""
        refused = self.send({"package": "1Z-7"}, {"package": "1Z-8"})
        question = self.get_question("schema_drift")
        question._ignore("These were tests of the partner")
        self.assertEqual(set(refused.mapped("state")), {"ignored"})
        self.assertEqual(question.state, "ignored")

    def test_a_new_field_is_told_once_and_stops_nothing(self):
        """C20: an additional field is a warning; the document is processed."""
        messages = self.send(
            {"parcel": "1Z-9", "signature": "X", "events": [{"code": "A", "by": 1}]},
            {"parcel": "1Z-10", "signature": "Y"},
        )
        self.send({"parcel": "1Z-11", "signature": "Z"})
        self.assertEqual(set(messages.mapped("state")), {"processed"})
        question = self.get_question("schema_news")
        self.assertEqual(len(question), 1)
        self.assertEqual(question.severity, "0")
        self.assertEqual(question.occurrences, 3)
        self.assertEqual(question.drift_fields, ["events[].by", "signature"])
        self.assertIn("signature", question.name)
        self.assertEqual(question.activity_ids.user_id, self.connector.owner_id)
        self.assertFalse(self.get_question("schema_drift"))

    def test_an_ignored_field_is_not_told_again(self):
        """C20: somebody looked and decided; only another new field is news."""
        (message,) = self.send({"parcel": "1Z-12", "signature": "X"})
        question = self.get_question("schema_news")
        question._ignore("Nobody needs the signature")
        self.assertEqual(message.state, "processed")
        self.send({"parcel": "1Z-13", "signature": "X"})
        self.assertFalse(self.get_question("schema_news"))
        self.send({"parcel": "1Z-14", "signature": "X", "colour": "red"})
        self.assertIn("colour", self.get_question("schema_news").name)

    def test_nothing_is_learnt_where_nothing_was_agreed(self):
        """C20: without a partner's schema no field is unknown."""
        free = self.make_mapping(RULES)
        connector = self.make_connector(mapping_id=free.id)
        (message,) = self.send({"parcel": "1Z-15", "extra": 1}, connector=connector)
        self.assertEqual(message.state, "processed")
        self.assertFalse(self.get_exceptions("schema_news"))

    def test_columns_of_a_file_drift_too(self):
        """C20: a missing column refuses the file by name, a new one is told once."""
        mapping = self.make_mapping(
            RULES | {"references.tracking_number": "parcel"},
            columns=[
                {"name": "parcel", "is_required": True},
                {"name": "weight"},
            ],
            format="csv",
        )
        connector = self.make_connector(mapping_id=mapping.id, format="csv")
        renamed, extended = self.send(
            b"package,weight\r\n1Z-16,4\r\n",
            b"parcel,weight,colour\r\n1Z-17,4,red\r\n",
            connector=connector,
        )
        self.assertEqual((renamed.state, extended.state), ("exception", "processed"))
        question = self.get_exceptions("schema_drift", connector_id=connector.id)
        self.assertEqual(question.drift_fields, ["parcel"])
        self.assertIn("no column parcel", question.name)
        news = self.get_exceptions("schema_news", connector_id=connector.id)
        self.assertEqual(news.drift_fields, ["colour"])
