# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import delivery_event
from .mapping_case import SCAN, VersionCase


@tagged("post_install", "-at_install")
class TestMappingVersions(VersionCase):
    def test_somebody_else_approves(self):
        """A20: draft, approved by another administrator, active; who and when."""
        mapping = self.make_draft()
        self.assertEqual(mapping.state, "draft")
        self.assertFalse(mapping.can_approve)
        with self.assertRaisesRegex(UserError, "worked on"):
            mapping.action_approve()
        with self.assertRaisesRegex(UserError, "approved first"):
            mapping.action_activate()
        with self.assertRaises(AccessError):
            mapping.with_user(self.clerk).action_approve()
        seen = mapping.with_user(self.second)
        self.assertTrue(seen.can_approve)
        seen.action_approve()
        self.assertEqual(mapping.approved_by_id, self.second)
        self.assertTrue(mapping.approved_at)
        mapping.action_activate()
        self.assertEqual(
            (mapping.state, mapping.activated_by_id), ("active", self.author)
        )

    def test_who_touches_a_draft_cannot_approve_it(self):
        """A20: a second editor has to find a third person."""
        mapping = self.make_draft()
        mapping.rule_ids.with_user(self.second)[0].constant = "other_fact"
        with self.assertRaisesRegex(UserError, "worked on"):
            mapping.with_user(self.second).action_approve()
        third = self.make_user("third_person", "manager")
        mapping.with_user(third).action_approve()
        with self.assertRaises(ValidationError):
            mapping.rule_ids[0].constant = "yet_another"
        mapping.action_change_again()
        self.assertFalse(mapping.approved_by_id)
        mapping.rule_ids[0].constant = "yet_another"

    def test_no_row_moves_into_an_active_mapping(self):
        """A20: a rule of a draft cannot be moved to where nobody approved it."""
        active = self.make_mapping({"references.order": "order"})
        draft = self.make_draft()
        with self.assertRaises(ValidationError):
            draft.rule_ids[0].with_user(self.author).mapping_id = active

    def test_no_way_around_the_buttons(self):
        """A20: neither create nor write sets what only the buttons may decide."""
        mapping = self.make_draft(state="active", approved_by_id=self.author.id)
        self.assertEqual(mapping.state, "draft")
        self.assertFalse(mapping.approved_by_id)
        for values in ({"state": "active"}, {"editor_ids": [Command.clear()]}):
            with self.assertRaisesRegex(UserError, "buttons"):
                mapping.write(values)

    def test_connectors_follow_and_go_back(self):
        """A20: activating v2 retires v1 for its connectors; one click goes back."""
        first = self.release(self.make_draft())
        connector = self.make_connector(mapping_id=first.id)
        lined = self.make_connector()
        lined.document_ids = [
            Command.create({"document_type": "scan", "mapping_id": first.id})
        ]
        with self.assertRaisesRegex(ValidationError, connector.name):
            first.with_user(self.author).action_retire()
        second = self.release(self.make_next(first))
        self.assertEqual((first.state, second.state), ("retired", "active"))
        self.assertEqual(second.previous_id, first)
        self.assertEqual(connector.mapping_id, second)
        self.assertEqual(lined._get_mapping("in", "scan"), second)
        self.assertEqual(second.connector_count, 2)
        second.with_user(self.author).action_back()
        self.assertEqual((first.state, second.state), ("active", "retired"))
        self.assertEqual(second.retired_by_id, self.author)
        self.assertEqual(connector.mapping_id, first)
        self.assertEqual(lined._get_mapping("in", "scan"), first)

    def test_messages_keep_their_version_and_replay_offers_both(self):
        """A20: old messages show v1, new v2; replay offers both."""
        first = self.release(self.make_draft())
        connector = self.make_connector(mapping_id=first.id)
        old = self.ingest(connector, {"number": "TN-0", "at": SCAN["at"]})
        done = self.ingest(connector, SCAN)
        self.drain()
        self.assertEqual((old.state, done.state), ("exception", "processed"))
        self.assertFalse(old.has_other_mapping)
        second = self.release(
            self.make_next(first, references__tracking_number="number")
        )
        new = self.ingest(connector, SCAN | {"number": "TN-2"})
        self.drain()
        self.assertEqual(old.mapping_id, first)
        self.assertEqual(old.mapping_version, 1)
        self.assertEqual(done.mapping_version, 1)
        self.assertEqual(new.mapping_version, 2)
        old.invalidate_recordset()
        self.assertTrue(old.has_other_mapping)
        self.assertFalse(new.has_other_mapping)

        self.confirm_replay(old.with_user(self.clerk).action_replay_original())
        self.drain()
        self.assertEqual((old.state, old.mapping_id), ("exception", first))
        self.confirm_replay(old.with_user(self.clerk).action_replay())
        self.drain()
        self.assertEqual((old.state, old.mapping_id), ("processed", second))
        self.assertEqual(old.event_ids.reference, "TN-0")

    def test_a_document_of_ours_has_no_version(self):
        """A20: what needed no mapping cannot be replayed with one."""
        mapping = self.release(self.make_draft())
        connector = self.make_connector(mapping_id=mapping.id)
        message = self.ingest(connector, delivery_event("TN-7"))
        self.drain()
        self.assertFalse(message.mapping_id)
        with self.assertRaisesRegex(UserError, "without a mapping"):
            message.action_replay_original()
