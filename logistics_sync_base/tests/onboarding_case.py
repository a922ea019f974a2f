# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A partner on its way to active, as two administrators bring it there."""

from .common import LogisticsSyncCase, delivery_event

TEMPLATE = "logistics_sync_base.connector_template_webhook"


class OnboardingCase(LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls.make_user("first_administrator", "manager")
        cls.second = cls.make_user("second_administrator", "manager")

    def begin(self, name="Havel Parcel", template=TEMPLATE, user=None, **values):
        """An onboarding whose connector was made from a template."""
        onboarding = (
            self.env["logistics.sync.onboarding"]
            .with_user(user or self.first)
            .create({"name": name, "template_id": self.env.ref(template).id, **values})
        )
        onboarding.action_begin()
        return onboarding

    def get_missing(self, onboarding):
        """{step: sentence} of what is open."""
        self.env.flush_all()
        self.env.invalidate_all()
        return {
            step.code: step.missing for step in onboarding.step_ids if not step.is_done
        }

    def prepare(self, onboarding):
        """Everything before the trial, for a partner that posts our own format."""
        connector = onboarding.connector_id
        connector.technical_owner_id = self.first
        self.add_secret(connector.sudo())
        connector.action_run_contract_test()
        onboarding.action_refresh()
        return connector

    def exchange(self, connector, count=3):
        """Documents of the partner that go through from end to end."""
        for number in range(count):
            self.ingest(connector.sudo(), delivery_event(f"T-{number}"))
        self.drain()

    def try_out(self, onboarding):
        """The trial with the partner's test system, passed."""
        onboarding.action_start_trial()
        self.exchange(onboarding.connector_id)
        onboarding.invalidate_recordset()
        onboarding.action_finish_trial()

    def make_certificate(self, connector):
        """What the trial of this connector would give here, without any document."""
        onboarding = self.env["logistics.sync.onboarding"].new(
            {"name": "Havel Parcel", "connector_id": connector.id}
        )
        onboarding.trial_started_at = "2026-11-20 10:00:00"
        return onboarding._make_certificate()
