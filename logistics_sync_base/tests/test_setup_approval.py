# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from contextlib import contextmanager

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import delivery_event
from .promotion_case import PromotionCase


@tagged("post_install", "-at_install")
class TestSetupApproval(PromotionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.logistics_approve_changes = "always"

    def change(self, user=None, **values):
        self.connector.with_user(user or self.author).write(values)

    @contextmanager
    def refuses(self, words):
        """What is refused is taken back, as at the end of a request."""
        with self.assertRaisesRegex(ValidationError, words), self.env.cr.savepoint():
            yield

    def test_a_change_is_inactive_until_somebody_else_approves(self):
        """M20: saved, shown, logged, and without effect before a second person."""
        self.change(timezone="America/Chicago", priority=2)
        self.assertEqual(self.connector.timezone, "Europe/Berlin")
        proposed = self.connector.proposed_setup_id
        self.assertEqual(
            (proposed.state, proposed.author_ids), ("proposed", self.author)
        )
        self.assertEqual(proposed.display_name, "Nordlicht, a proposal")
        self.assertIn("America/Chicago", self.connector.proposed_setup_html)
        self.assertIn("a proposal", proposed.display_name)
        asked = proposed.activity_id.user_id
        self.assertTrue(asked)
        self.assertNotEqual(asked, self.author)
        with self.assertRaisesRegex(AccessError, "yourself"):
            self.connector.with_user(self.author).action_approve_setup()
        with self.assertRaisesRegex(AccessError, "no right"):
            self.connector.with_user(self.clerk).action_approve_setup()
        self.connector.with_user(self.second).action_approve_setup()
        self.assertEqual(
            (self.connector.timezone, self.connector.priority),
            ("America/Chicago", 2),
        )
        self.assertEqual(proposed.decided_by_id, self.second)
        self.assertEqual((proposed.state, proposed.number), ("active", 2))
        self.assertIn("version 2", proposed.display_name)
        self.assertFalse(self.connector.proposed_setup_id)
        noted = self.env["logistics.sync.audit.entry"].search(
            [("res_model", "=", self.connector._name), ("stage", "=", "approval")],
            limit=1,
        )
        self.assertEqual(noted.user_id, self.second)
        self.assertIn("America/Chicago", noted.content["after"].values())

    def test_lines_and_later_changes_are_one_proposal(self):
        """M20: whoever touches the proposal cannot approve it either."""
        self.change(
            document_ids=[
                Command.update(
                    self.connector.document_ids.id, {"document_type": "event"}
                )
            ]
        )
        self.change(self.second, priority=4)
        self.assertEqual(self.connector.document_ids.document_type, "scan")
        with self.assertRaisesRegex(AccessError, "yourself"):
            self.connector.with_user(self.second).action_approve_setup()
        self.connector.with_user(self.third).action_approve_setup()
        self.assertEqual(self.connector.document_ids.document_type, "event")
        self.assertEqual(self.connector.priority, 4)

    def test_refused_and_withdrawn(self):
        """M20: a refused change leaves everything as it is."""
        before = self.connector._get_setup()
        self.change(priority=1)
        self.connector.with_user(self.second).action_refuse_setup()
        self.change(priority=2)
        with self.assertRaises(AccessError):
            self.connector.with_user(self.second).action_withdraw_setup()
        self.connector.with_user(self.author).action_withdraw_setup()
        self.assertEqual(self.connector._get_setup(), before)
        states = self.connector._get_versions().mapped("state")
        self.assertEqual(states, ["void", "refused", "active"])

    def test_a_change_that_cannot_be_is_told_at_once(self):
        """M20: the author learns what is wrong, not the second person."""
        with self.refuses("time zone"):
            self.change(timezone="Middle/Earth")
        self.assertFalse(self.connector.proposed_setup_id)

    def test_what_changed_meanwhile_is_not_overwritten(self):
        """M20: a proposal upon something that is no more is not approved."""
        self.change(priority=2)
        self.connector.sudo().priority = 5
        with self.assertRaisesRegex(UserError, "has changed since"):
            self.connector.with_user(self.second).action_approve_setup()
        self.assertEqual(self.connector.priority, 5)

    def test_a_newer_mapping_stays(self):
        """M20: a mapping activated while a proposal waits is not taken back."""
        self.change(priority=2)
        newer = self.release(self.make_next(self.mapping))
        self.connector.with_user(self.second).action_approve_setup()
        self.assertEqual(self.connector.mapping_id, newer)
        self.assertEqual(self.connector.priority, 2)

    def test_pausing_and_test_systems_wait_for_nobody(self):
        """M20: stopping is always possible; tests need a second person on demand."""
        self.change(state="paused")
        self.assertEqual(self.connector.state, "paused")
        self.env.company.logistics_approve_changes = "production"
        self.change(priority=1)
        self.assertEqual(self.connector.priority, 1)
        self.assertEqual(self.connector.setup_number, 2)
        with self.refuses("stays in its environment"):
            self.change(environment="production")

    def test_going_live_needs_a_second_person(self):
        """M20 D27: who prepared a connector does not put it in force alone."""
        draft = (
            self.env["logistics.sync.connector"]
            .with_user(self.author)
            .create({"name": "Fresh", "code": "fresh", "environment": "test"})
        )
        self.add_secret(draft)
        with self.refuses("Ask for Approval"):
            draft.action_go_live()
        draft.action_propose_setup()
        with self.assertRaisesRegex(AccessError, "yourself"):
            draft.action_approve_setup()
        draft.with_user(self.second).action_approve_setup()
        draft.timezone = "Europe/Oslo"
        with self.refuses("Ask for Approval"):
            draft.action_go_live()
        draft.action_propose_setup()
        draft.with_user(self.second).action_approve_setup()
        draft.action_go_live()
        self.assertEqual(draft.state, "live")

    def test_one_click_back_and_messages_tell(self):
        """M21 S22: the transport and adapter before count again; messages tell."""
        moved = self.connector.with_user(self.author)
        moved.env.company.sudo().logistics_approve_changes = "production"
        before = self.ingest(self.connector, delivery_event("TN-1"))
        moved.write(
            {"transport": "folder", "folder_url": f"file://{self.make_folder()}"}
        )
        self.assertEqual(self.connector.transport, "folder")
        self.env["logistics.sync.setup.version"].flush_model()
        self.env.cr.execute(
            "UPDATE logistics_sync_setup_version SET active_from = active_from"
            " - interval '1 hour' WHERE res_id = %s",
            [self.connector.id],
        )
        self.env.cr.execute(
            "UPDATE logistics_sync_message SET received_at = received_at"
            " - interval '2 hours' WHERE id = %s",
            [before.id],
        )
        self.env.invalidate_all()
        after = self.ingest(self.connector, delivery_event("TN-2"))
        self.assertEqual(after.setup_version_id.number, 2)
        self.assertNotEqual(before.setup_version_id.number, 2)
        with self.assertRaises(AccessError):
            self.connector.with_user(self.clerk).action_roll_back()
        moved.action_roll_back()
        self.assertEqual(
            (self.connector.transport, self.connector.folder_url), ("webhook", False)
        )
        version = self.connector._get_active_version()
        self.assertEqual((version.source, version.number), ("back", 3))
        moved.action_roll_back()
        self.assertEqual(self.connector.transport, "folder")

    def test_versions_are_written_by_buttons_only(self):
        """M20: no remote call writes a state, an approval or a content."""
        self.change(priority=2)
        version = self.connector.proposed_setup_id.with_user(self.second)
        for values in ({"state": "active"}, {"content": {}}, {"is_approved": True}):
            with self.assertRaises(AccessError):
                version.write(values)
        with self.assertRaises(AccessError):
            version.create({"res_model": "logistics.sync.connector", "res_id": 1})

    # ------------------------------------------------------------ ways round it
    def test_no_way_round_by_the_lines(self):
        """M20: documents are changed with their connector, not beside it."""
        lines = self.connector.document_ids.with_user(self.author)
        values = {"connector_id": self.connector.id, "mapping_id": self.mapping.id}
        for change in (
            lambda: lines.write({"document_type": "event"}),
            lines.unlink,
            lambda: lines.create(values),
        ):
            with self.assertRaisesRegex(UserError, "on its form"):
                with self.env.cr.savepoint():
                    change()
        self.assertEqual(self.connector.document_ids.document_type, "scan")

    def test_whoever_adds_a_line_had_a_part_in_it(self):
        """M20: a line added to a connector in preparation makes its author one."""
        draft = self.make_own_draft()
        lines = self.env["logistics.sync.connector.document"].with_user(self.second)
        lines.create({"connector_id": draft.id, "mapping_id": self.mapping.id})
        draft.action_propose_setup()
        with self.assertRaisesRegex(AccessError, "yourself"):
            draft.with_user(self.second).action_approve_setup()
        draft.with_user(self.third).action_approve_setup()
        self.assertEqual(draft.setup_number, 1)

    def make_own_draft(self):
        connectors = self.env["logistics.sync.connector"].with_user(self.author)
        return connectors.create(
            {"name": "Fresh", "code": "fresh", "environment": "test"}
        )

    def test_no_way_round_by_the_state(self):
        """M20: neither made live, nor paused first so that a detail is approved."""
        connectors = self.env["logistics.sync.connector"].with_user(self.author)
        for state in ("live", "paused"):
            with self.refuses("begins in preparation"):
                connectors.create({"name": "x", "code": "direct", "state": state})
        draft = self.make_own_draft()
        with self.refuses("nothing to pause"):
            draft.state = "paused"

    def test_no_way_round_by_a_trial(self):
        """M20 D27: what one person tries in a test system is not yet production."""
        onboarding = self.env["logistics.sync.onboarding"].create(
            {
                "name": "Nordlicht",
                "connector_id": self.connector.id,
                "company_id": self.connector.company_id.id,
            }
        )
        onboarding.sudo().state = "trial"
        self.assertTrue(self.connector._is_approved_by_onboarding())
        self.connector.sudo().write(
            {"outbound_url": False, "environment": "production"}
        )
        self.assertFalse(self.connector._is_approved_by_onboarding())

    def test_what_is_no_setup_waits_for_nobody(self):
        """M20: a stop, a rank and codes saved with a change count at once."""
        codes = [Command.create({"external_code": "D9", "internal_code": "delivered"})]
        self.change(priority=1, state="paused", sequence=44, code_map_ids=codes)
        self.assertEqual(self.connector.priority, 7)
        self.assertEqual(self.connector.state, "paused")
        self.assertEqual(self.connector.sequence, 44)
        self.assertEqual(len(self.connector.code_map_ids), 2)
        content = self.connector.proposed_setup_id.content
        self.assertEqual(content["connector"]["priority"], 1)

    def test_back_only_to_what_was_approved(self):
        """M20 M21: what one person changed for tests does not come back unseen."""
        self.env.company.logistics_approve_changes = "production"
        for priority in (1, 2):
            self.change(priority=priority)
        self.change(state="draft")
        self.env.company.logistics_approve_changes = "always"
        self.change(priority=3)
        own = self.connector.with_user(self.author)
        own.action_propose_setup()
        own.with_user(self.second).action_approve_setup()
        own.action_go_live()
        previous = own._get_versions(("number", "=", 3)).with_user(self.author)
        self.assertFalse(own.previous_setup_id or previous.can_go_back)
        with self.assertRaisesRegex(UserError, "no version to go back to"):
            own.action_roll_back()
        with self.assertRaisesRegex(UserError, "Nobody ever approved version 3"):
            previous.action_go_back()
        self.assertEqual(self.connector.priority, 3)

    def test_back_to_how_it_was_before_approvals(self):
        """M21: the setup that was in force before any version is one click away."""
        self.change(priority=2)
        self.connector.with_user(self.second).action_approve_setup()
        self.connector.with_user(self.author).action_roll_back()
        self.assertEqual(self.connector.priority, 7)

    def test_a_change_taken_back_is_on_record(self):
        """M20: the trail tells who withdrew which change."""
        self.change(priority=2)
        self.connector.with_user(self.author).action_withdraw_setup()
        noted = self.env["logistics.sync.audit.entry"].search(
            [("res_model", "=", self.connector._name), ("stage", "=", "approval")],
            limit=1,
        )
        self.assertEqual(noted.user_id, self.author)
        self.assertIn("withdrawn", noted.summary)
