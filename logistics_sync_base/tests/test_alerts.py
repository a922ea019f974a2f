# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import LogisticsSyncCase

SCHEMA = {"type": "object", "required": ["parcel"]}


@tagged("post_install", "-at_install")
class TestAlerts(LogisticsSyncCase):
    def make_strict(self):
        mapping = self.make_mapping(
            {"references.tracking_number": "parcel"},
            partner_schema=json.dumps(SCHEMA),
        )
        return self.make_connector(mapping_id=mapping.id)

    def test_drift_is_on_the_owner_s_list(self):
        """C20: the connector's owner is reminded, and the sentence names the field."""
        message = self.ingest(self.make_strict(), {"package": "1Z"})
        self.drain()
        question = self.get_exceptions("schema_drift", message_id=message.id)
        self.assertIn("parcel", question.name)
        self.assertEqual(question.activity_ids.user_id, self.owner)

    def test_a_dead_letter_is_on_the_owner_s_list(self):
        """K6: nobody has to look for what was given up."""
        message = self.ingest(self.make_connector(), delivery_event_without_type())
        message._bury("The partner is gone.")
        question = self.get_exceptions("dead_letter", message_id=message.id)
        self.assertEqual(question.activity_ids.user_id, self.owner)
        question._ignore("The partner does not exist any more")
        self.assertFalse(question.activity_ids)

    def test_unreadable_documents_name_their_partner(self):
        """J1: the sentence says who sent what cannot be read."""
        connector = self.make_connector(name="Tern Parcel")
        message = self.ingest(connector, b"{")
        self.drain()
        question = self.get_exceptions("unreadable", message_id=message.id)
        self.assertIn("Tern Parcel", question.name)

    def test_an_active_mapping_stays_as_it_was(self):
        """A20: messages point to the version they were read with."""
        mapping = self.make_strict().mapping_id
        rule = mapping.rule_ids
        with self.assertRaises(ValidationError):
            rule.expression = "other"
        with self.assertRaises(ValidationError):
            rule.unlink()
        with self.assertRaises(ValidationError):
            rule.copy()
        mapping.action_new_version()
        draft = self.env["logistics.sync.mapping"].search(
            [("name", "=", mapping.name), ("state", "=", "draft")]
        )
        draft.rule_ids.expression = "other"
        self.assertEqual((draft.version, rule.expression), (2, "parcel"))


def delivery_event_without_type():
    return {"schema": "delivery_event/1.0"}
