# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .onboarding_case import OnboardingCase

CSV = "logistics_sync_base.connector_template_csv"


@tagged("post_install", "-at_install")
class TestOnboardingPeople(OnboardingCase):
    """Who has a hand in it, and who only looks."""

    def check_is_worker(self, onboarding, work):
        """``work`` makes the second person one of those who cannot approve."""
        self.assertNotIn(self.second, onboarding.worker_ids)
        work()
        self.env.flush_all()
        self.assertIn(self.second, onboarding.worker_ids)

    def test_a_hand_in_its_parts_is_a_hand_in_it(self):
        """D27: whoever enters a secret, a sample, a code or a document worked on it."""
        mapping = self.make_mapping({"carrier": {"constant": "X"}})

        def enter_secret(connector):
            lines = self.env["logistics.sync.credential"].sudo()
            line = lines.create({"connector_id": connector.id, "kind": "api_key"})
            line.with_user(self.second)._set_typed_secret("a-key-of-the-partner")

        def enter(model, **values):
            def create(connector):
                values["connector_id"] = connector.id
                self.env[model].with_user(self.second).create(values)

            return create

        def delete_sample(connector):
            sample = self.env["logistics.sync.connector.sample"].create(
                {"connector_id": connector.id, "name": "A", "body": "{}"}
            )
            sample.with_user(self.second).unlink()

        works = {
            "Secret": enter_secret,
            "Sample": enter("logistics.sync.connector.sample", name="A", body="{}"),
            "Deleted": delete_sample,
            "Code": enter(
                "logistics.sync.code.map",
                kind="service",
                external_code="EXPRESS",
                internal_code="express",
            ),
            "Document": enter(
                "logistics.sync.connector.document",
                document_type="945",
                mapping_id=mapping.id,
            ),
        }
        for name, work in works.items():
            with self.subTest(name):
                onboarding = self.begin(name)
                connector = onboarding.connector_id
                self.check_is_worker(onboarding, lambda: work(connector))  # noqa: B023

    def test_the_second_person_may_look_and_say_what_is_missing(self):
        """D27: a remark and a look are no work; who sent it back can approve it."""
        onboarding = self.begin()
        connector = self.prepare(onboarding)
        self.try_out(onboarding)
        onboarding.action_ask()
        mine = onboarding.with_user(self.second)
        mine.action_refresh()
        mine.step_ids.filtered(lambda one: one.code == "contract").action_open()
        mine.remark = "The contract is not signed yet."
        mine.action_send_back()
        self.assertEqual(onboarding.worker_ids, self.first)
        onboarding.action_ask()
        mine.invalidate_recordset()
        self.assertTrue(mine.can_approve)
        mine.action_approve()
        self.assertEqual(connector.state, "live")

    def test_a_hand_at_the_moment_of_approval_is_seen(self):
        """D27: to be noted changes the row itself, which an approval changes too."""
        onboarding = self.begin()
        self.env.flush_all()
        where = (
            "SELECT xmin, cmin FROM logistics_sync_onboarding WHERE id = %s",
            [onboarding.id],
        )
        self.env.cr.execute(*where)
        before = self.env.cr.fetchone()
        onboarding.with_user(self.second)._note_worker()
        self.env.flush_all()
        self.env.cr.execute(*where)
        self.assertNotEqual(self.env.cr.fetchone(), before)

    def test_what_was_begun_stays_with_its_partner(self):
        """D27: the trial of one partner is not handed to another, nor made easier."""
        onboarding = self.begin(company_id=self.env.company.id)
        other = self.begin("Elbe Parcel").connector_id
        for values in (
            {"connector_id": other.id},
            {"connector_id": False},
            {"template_id": self.env.ref(CSV).id},
            {"company_id": self.env["res.company"].create({"name": "Other"}).id},
        ):
            with self.assertRaisesRegex(UserError, "begun already"):
                onboarding.write(values)
        onboarding.write({"template_id": onboarding.template_id.id, "name": "Havel"})
        with self.assertRaisesRegex(UserError, "a trial gives the certificate"):
            onboarding.certificate = "{}"

    # ------------------------------------------------------------------ time
    def test_who_proved_a_step_is_known_or_left_open(self):
        """D27, N12: the scheduled job that finds a step proven has not proven it."""
        onboarding = self.begin()
        connector = onboarding.connector_id
        self.add_secret(connector.sudo())
        self.trigger_cron("logistics_sync_base.ir_cron_onboarding")
        step = onboarding.step_ids.filtered(lambda one: one.code == "secrets")
        self.assertTrue(step.done_at)
        self.assertFalse(step.done_by_id)

    def test_no_hour_counts_twice(self):
        """N12, D27: a step that was done anew takes the time of both, others none."""
        onboarding = self.begin().sudo()
        connector = onboarding.connector_id
        steps = {step.code: step for step in onboarding.step_ids}
        onboarding.measured_until -= timedelta(hours=5)
        onboarding.started_at -= timedelta(hours=5)
        self.add_secret(connector)
        onboarding._refresh()
        onboarding.measured_until -= timedelta(hours=1)
        connector.technical_owner_id = self.first
        onboarding._refresh()
        self.assertAlmostEqual(steps["secrets"].hours, 5, delta=0.01)
        self.assertAlmostEqual(steps["owners"].hours, 1, delta=0.01)
        connector.credential_ids.unlink()
        onboarding._refresh()
        self.assertFalse(steps["secrets"].done_at)
        onboarding.measured_until -= timedelta(hours=2)
        self.add_secret(connector)
        onboarding._refresh()
        self.assertAlmostEqual(steps["secrets"].hours, 7, delta=0.01)
        self.assertAlmostEqual(steps["owners"].hours, 1, delta=0.01)

    def test_the_average_is_of_those_that_are_active(self):
        """N12: what is not finished has no time yet, and lowers no average."""
        done, running = self.begin("A").sudo(), self.begin("B").sudo()
        done.finished_at = done.started_at + timedelta(hours=8)
        self.assertFalse(running.finished_at)
        groups = self.env["logistics.sync.onboarding"]._read_group(
            [("id", "in", (done | running).ids)], [], ["duration_hours:avg"]
        )
        self.assertEqual(groups, [(8.0,)])
