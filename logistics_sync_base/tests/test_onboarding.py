# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import delivery_event
from .onboarding_case import OnboardingCase

CSV = "logistics_sync_base.connector_template_csv"


@tagged("post_install", "-at_install")
class TestOnboarding(OnboardingCase):
    def test_a_partner_goes_from_template_to_active_by_two_people(self):
        """D27: a second carrier without code; active only when all steps are proven."""
        onboarding = self.begin()
        connector = onboarding.connector_id
        self.assertEqual((connector.code, connector.state), ("havel-parcel", "draft"))
        self.assertEqual(
            list(self.get_missing(onboarding)),
            ["secrets", "owners", "contract", "trial", "approval"],
        )
        self.assertEqual(onboarding.next_step, "Exchange keys and passwords")
        self.prepare(onboarding)
        self.assertEqual(list(self.get_missing(onboarding)), ["trial", "approval"])
        self.try_out(onboarding)
        self.assertEqual(connector.state, "paused")
        self.assertEqual(list(self.get_missing(onboarding)), ["approval"])
        onboarding.action_ask()
        self.assertEqual(onboarding.state, "waiting")
        onboarding.with_user(self.second).action_approve()
        self.assertEqual((onboarding.state, connector.state), ("done", "live"))
        self.assertEqual(onboarding.approved_by_id, self.second)
        self.assertEqual(onboarding.progress, 100)
        self.assertFalse(onboarding.next_step)

    def test_a_second_carrier_starts_from_what_worked_with_the_first(self):
        """D27: saved as template, a connector serves the next partner of its kind."""
        first = self.begin().connector_id
        first.write({"call_rate": 90, "timezone": "Europe/Berlin"})
        self.add_secret(first.sudo())
        template = self.env["logistics.sync.connector.template"].browse(
            first.action_save_as_template()["res_id"]
        )
        self.assertEqual(template.settings["call_rate"], 90)
        self.begin("Elbe Parcel", user=self.second)
        second = self.env["logistics.sync.onboarding"].create(
            {"name": "Elbe Parcel", "template_id": template.id}
        )
        second.action_begin()
        connector = second.connector_id
        self.assertEqual(connector.code, "elbe-parcel-2")
        self.assertEqual(
            (connector.call_rate, connector.timezone), (90, "Europe/Berlin")
        )
        self.assertFalse(connector.credential_ids)

    def test_a_connection_counts_once_it_worked_and_until_it_is_changed(self):
        """D27: tested means reached; another address or a failure opens it again."""
        onboarding = self.begin(template=CSV)
        connector = onboarding.connector_id
        place = self.make_folder() / "in"
        connector.folder_url = place.as_uri()
        connector.action_check()
        onboarding.action_refresh()
        self.assertIn("connection", self.get_missing(onboarding))
        place.mkdir()
        connector.action_check()
        onboarding.action_refresh()
        self.assertNotIn("connection", self.get_missing(onboarding))
        connector.folder_url = place.parent.as_uri()
        onboarding.action_refresh()
        self.assertIn("connection", self.get_missing(onboarding))
        connector.folder_url = place.as_uri()
        connector.action_check()
        onboarding.action_refresh()
        self.assertNotIn("connection", self.get_missing(onboarding))
        place.rmdir()
        connector.action_check()
        onboarding.action_refresh()
        self.assertIn("connection", self.get_missing(onboarding))

    def test_a_list_nobody_fed_opens_its_import(self):
        """D27: codes are decided about once they were read in, not before."""
        onboarding = self.begin()
        connector = onboarding.connector_id
        lists = self.env["logistics.sync.reference.list"]
        group = lists.create({"connector_id": connector.id, "kind": "carrier"})
        step = onboarding.step_ids.filtered(lambda one: one.code == "reading")
        opened = step.action_open()
        self.assertEqual(opened["res_model"], "logistics.sync.reference.import")
        self.assertEqual(opened["context"]["default_connector_id"], connector.id)
        group.reference_ids = [Command.create({"external_code": "NW"})]
        self.assertEqual(step.action_open()["res_model"], "logistics.sync.reference")

    # ------------------------------------------------------------ blocked
    def test_going_live_is_blocked_until_every_step_is_done(self):
        """D27: neither the connector's own button nor a write gets past the steps."""
        onboarding = self.begin()
        connector = self.prepare(onboarding)
        for press in (
            connector.action_go_live,
            lambda: connector.write({"state": "live"}),
        ):
            with self.assertRaisesRegex(ValidationError, "onboarding is not finished"):
                press()
        with self.assertRaisesRegex(ValidationError, "Start the trial"):
            onboarding.action_ask()
        with self.assertRaisesRegex(UserError, "Nobody has asked"):
            onboarding.with_user(self.second).action_approve()
        self.assertIn("onboarding is not finished", connector.readiness_html)

    def test_who_worked_on_it_cannot_approve_it(self):
        """D27: the second person is somebody who had no hand in it, in any way."""
        onboarding = self.begin()
        connector = self.prepare(onboarding)
        connector.with_user(self.second).timezone = "UTC"
        self.try_out(onboarding)
        onboarding.action_ask()
        for person in (self.first, self.second):
            mine = onboarding.with_user(person)
            self.assertFalse(mine.can_approve)
            with self.assertRaisesRegex(UserError, "yourself"):
                mine.action_approve()
        third = self.make_user("third_administrator", "manager")
        self.assertTrue(onboarding.with_user(third).can_approve)
        clerk = self.make_user("clerk_of_partners", "user")
        with self.assertRaises(AccessError):
            onboarding.with_user(clerk).action_approve()
        onboarding.with_user(third).action_approve()
        self.assertEqual(connector.state, "live")

    def test_nobody_writes_how_far_it_is(self):
        """D27: the state and the proofs of an onboarding are no fields to fill in."""
        onboarding = self.begin()
        for vals in ({"state": "done"}, {"worker_ids": [(5,)]}):
            with self.assertRaisesRegex(UserError, "follows from what was done"):
                onboarding.write(vals)
        with self.assertRaises(AccessError):
            onboarding.step_ids.with_user(self.first).write(
                {"done_at": "2026-11-20 10:00:00"}
            )
        with self.assertRaisesRegex(UserError, "follows from what was done"):
            self.env["logistics.sync.onboarding"].with_user(self.first).create(
                {"name": "Straight", "state": "done"}
            )

    def test_what_falls_away_opens_its_step_again(self):
        """D27: a revoked secret takes the request for approval back."""
        onboarding = self.begin()
        connector = self.prepare(onboarding)
        self.try_out(onboarding)
        onboarding.action_ask()
        connector.sudo().credential_ids.revoked_at = "2026-11-20 10:00:00"
        self.trigger_cron("logistics_sync_base.ir_cron_onboarding")
        self.assertEqual(onboarding.state, "preparing")
        self.assertIn("secrets", self.get_missing(onboarding))
        told = " ".join(onboarding.message_ids.mapped("body"))
        self.assertIn("open again", told)

    def test_a_changed_setup_needs_new_proof(self):
        """D27, M22: what was tested and tried is the setup that becomes active."""
        onboarding = self.begin()
        connector = self.prepare(onboarding)
        self.try_out(onboarding)
        connector.timezone = "Europe/Berlin"
        missing = self.get_missing(onboarding)
        self.assertIn("changed since the test", missing["contract"])
        self.assertIn("another setup", missing["trial"])
        connector.timezone = "UTC"
        self.assertEqual(list(self.get_missing(onboarding)), ["approval"])

    def test_the_trial_counts_documents_that_came_through(self):
        """D27: three documents from end to end, and none that got stuck."""
        onboarding = self.begin()
        connector = self.prepare(onboarding)
        early = self.ingest(connector.sudo(), delivery_event("T-BEFORE"))
        early.received_at -= timedelta(hours=1)
        onboarding.action_start_trial()
        self.assertEqual(connector.state, "live")
        self.exchange(connector, 2)
        onboarding.invalidate_recordset()
        with self.assertRaisesRegex(ValidationError, "of 3 documents"):
            onboarding.action_finish_trial()
        bad = self.ingest(connector.sudo(), b"{broken")
        self.exchange(connector, 3)
        onboarding.invalidate_recordset()
        with self.assertRaisesRegex(ValidationError, "1 documents did not get through"):
            onboarding.action_finish_trial()
        # A slip of the partner's tester, set aside by a person.
        bad.state = "ignored"
        onboarding.invalidate_recordset()
        onboarding.action_finish_trial()
        self.assertIn('"environment": "test"', onboarding.certificate)

    def test_it_is_left_and_taken_up_by_somebody_else(self):
        """D27: another administrator sees the next step and goes on from there."""
        onboarding = self.begin().with_user(self.second)
        self.assertEqual(onboarding.next_step, "Exchange keys and passwords")
        action = onboarding.action_continue()
        self.assertEqual(action["res_id"], onboarding.connector_id.id)
        view = self.env["ir.ui.view"].browse(action["views"][0][0])
        self.assertIn("credential_ids", view.arch)

    def test_it_can_be_sent_back_with_a_reason_and_given_up(self):
        """D27: the second person may say no, and why."""
        onboarding = self.begin()
        connector = self.prepare(onboarding)
        self.try_out(onboarding)
        onboarding.action_ask()
        mine = onboarding.with_user(self.second)
        with self.assertRaisesRegex(UserError, "remark"):
            mine.action_send_back()
        onboarding.sudo().remark = "The contract is not signed yet."
        mine.action_send_back()
        self.assertEqual(onboarding.state, "preparing")
        onboarding.action_cancel()
        self.assertEqual((onboarding.state, connector.state), ("cancelled", "paused"))

    # --------------------------------------------------------------- time
    def test_the_time_of_each_step_is_logged(self):
        """N12: how long connecting a partner took is measured, in all and by step."""
        onboarding = self.begin()
        started = onboarding.started_at - timedelta(hours=5)
        onboarding.sudo().started_at = started
        self.prepare(onboarding)
        steps = {step.code: step for step in onboarding.step_ids}
        self.assertTrue(steps["secrets"].done_at)
        self.assertEqual(steps["secrets"].done_by_id, self.first)
        self.assertFalse(steps["trial"].done_at)
        self.try_out(onboarding)
        onboarding.action_ask()
        onboarding.sudo().asked_at -= timedelta(hours=2)
        onboarding.with_user(self.second).action_approve()
        self.assertAlmostEqual(onboarding.duration_hours, 5, delta=0.1)
        self.assertAlmostEqual(steps["approval"].hours, 2, delta=0.1)
        self.assertEqual(steps["approval"].done_by_id, self.second)
