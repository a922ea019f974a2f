# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common_checkpoints import CheckpointCase

HEAL = "logistics_sync_carrier.ir_cron_heal_drift"
DRAIN = "logistics_sync_base.ir_cron_drain_operational"


@tagged("post_install", "-at_install")
class TestDrift(CheckpointCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_rule("delivered")
        cls.order = cls.create_order()
        cls.shipment = cls.ship(cls.order, "TRK-9")

    def run_cron(self, *xmlids):
        with self.enter_registry_test_mode():
            for xmlid in xmlids:
                self.env.ref(xmlid).method_direct_trigger()
        self.env.invalidate_all()

    def status(self, milestone="delivered", **values):
        """One line of the carrier's status list."""
        values = {"tracking_number": "TRK-9"} | values
        return self.scan(milestone, **values) | {"event_type": "status_snapshot"}

    def get_drift(self, **domain):
        wanted = [("shipment_id", "=", self.shipment.id)]
        wanted += [(name, "=", value) for name, value in domain.items()]
        return self.env["logistics.shipment.drift"].search(wanted)

    def heal(self):
        self.run_cron(HEAL, DRAIN, HEAL)

    def test_a_status_list_is_compared_and_healed(self):
        """B18: delivered at the carrier, in transit here: listed and healed.

        The list itself changes nothing; the missing event goes through the inbox and
        releases the invoice.
        """
        self.tell(self.scan("in_transit", tracking_number="TRK-9"))
        event = self.tell(self.status(at="2026-11-20T15:00:00Z"))
        self.assertEqual(self.shipment.status, "in_transit")
        drift = self.get_drift()
        self.assertEqual((drift.direction, drift.action), ("ahead", "none"))
        self.assertEqual(
            (drift.our_status, drift.their_status), ("in_transit", "delivered")
        )
        self.assertEqual((drift.source, drift.message_id), ("list", event.message_id))
        self.assertEqual(str(drift.occurred_at), "2026-11-20 15:00:00")
        self.assertTrue(drift.found_at)
        self.assertFalse(drift.in_step)

        self.heal()
        self.assertEqual(drift.action, "applied")
        self.assertTrue(drift.action_at and drift.action_by_id)
        self.assertEqual(self.shipment.status, "delivered")
        self.assertEqual(str(self.shipment.delivered_at), "2026-11-20 15:00:00")
        self.assertTrue(drift.in_step)
        healing = drift.healing_event_id
        self.assertEqual(healing.message_id, drift.healing_message_id)
        self.assertEqual(healing.source["transport"], "drift")
        self.assertEqual(healing.message_id.origin_message_id, event.message_id)
        release = self.shipment.invoice_release_ids
        self.assertEqual(release.state, "eligible")

    def test_the_late_event_is_a_duplicate(self):
        """B18, A3: what the carrier sends after all was applied already."""
        self.tell(self.status(at="2026-11-20T15:00:00Z"))
        self.heal()
        facts = len(self.shipment.milestone_ids)
        self.receive(
            self.scan("delivered", at="2026-11-20T15:00:00Z", tracking_number="TRK-9")
        )
        message = self.env["logistics.sync.message"].search(
            [], limit=1, order="id desc"
        )
        self.assertEqual((message.state, message.duplicate_count), ("duplicate", 1))
        self.assertEqual(len(self.shipment.milestone_ids), facts)

    def test_the_same_list_again_makes_nothing_new(self):
        """B18: the daily list is full of what was told yesterday."""
        self.tell(self.status(at="2026-11-20T15:00:00Z"))
        self.receive(self.status(at="2026-11-20T15:00:00Z"))
        self.heal()
        self.receive(self.status(at="2026-11-20T15:00:00Z"))
        self.heal()
        self.assertEqual(len(self.get_drift()), 1)

    def test_a_person_is_asked_where_the_connector_says_so(self):
        """B18: one clear question; the button makes the missing event."""
        self.carrier.drift_policy = "ask"
        self.tell(self.status())
        self.heal()
        drift = self.get_drift(action="asked")
        question = self.env["logistics.sync.exception"].search(
            [("res_model", "=", drift._name), ("res_id", "=", drift.id)]
        )
        self.assertEqual(
            question.name,
            f"Parcel One says “Delivered” for TRK-9 ({self.shipment.name}); "
            "Odoo has “Planned”.",
        )
        self.assertEqual(question.connector_id, self.carrier)
        self.assertEqual(question.amount, 575.0)
        clerk = new_test_user(
            self.env, "drift_clerk", groups="logistics_sync_base.group_logistics_user"
        )
        with self.assertRaises(AccessError):
            drift.with_user(clerk).action_apply()
        operator = new_test_user(
            self.env,
            "drift_operator",
            groups="logistics_sync_base.group_logistics_operations",
        )
        drift.with_user(operator).action_apply()
        self.heal()
        self.assertEqual(drift.action_by_id, operator)
        self.assertEqual((question.state, question.resolution), ("resolved", "fixed"))
        self.assertEqual(self.shipment.status, "delivered")
        with self.assertRaisesRegex(UserError, "already"):
            drift.action_apply()

    def test_a_difference_may_be_ignored(self):
        """B18: the person who ignored it stays on record; nothing is changed."""
        self.carrier.drift_policy = "ask"
        self.tell(self.status())
        self.heal()
        drift = self.get_drift()
        drift.action_ignore()
        self.heal()
        self.assertEqual((drift.action, drift.action_by_id), ("ignored", self.env.user))
        self.assertEqual(self.shipment.status, "planned")

    def test_the_question_itself_can_be_answered(self):
        """B18: from the queue, the missing event is made or the difference ignored."""
        self.carrier.drift_policy = "ask"
        self.tell(self.status("out_for_delivery", at="2026-11-20T11:00:00Z"))
        self.tell(self.status())
        self.heal()
        further = self.get_drift().filtered(lambda d: d.their_status == "delivered")
        questions = self.env["logistics.sync.exception"].search(
            [("code", "=", "status_drift"), ("state", "=", "open")]
        )
        self.assertEqual(len(questions), 2)
        mine = questions.filtered(lambda question: question.res_id == further.id)
        (questions - mine)._ignore("That one does not matter.")
        mine.action_retry()
        self.heal()
        self.assertEqual(self.shipment.status, "delivered")
        self.assertEqual(
            {drift.their_status: drift.action for drift in self.get_drift()},
            {"delivered": "applied", "out_for_delivery": "ignored"},
        )

    def test_a_partner_that_is_behind_is_listed_only(self):
        """B18: no state goes back because of a list."""
        self.tell(self.scan("delivered", tracking_number="TRK-9"))
        self.tell(self.status("in_transit"))
        self.heal()
        drift = self.get_drift()
        self.assertEqual((drift.direction, drift.action), ("behind", "none"))
        self.assertEqual(self.shipment.status, "delivered")
        with self.assertRaisesRegex(UserError, "behind"):
            drift.action_apply()

    def test_news_that_comes_by_itself_settles_it(self):
        """B18: the carrier's own late event closes the difference."""
        self.carrier.drift_policy = "ask"
        self.tell(self.status())
        self.heal()
        drift = self.get_drift(action="asked")
        proof = {"signed_by": "Reader", "document": None}
        self.tell(
            self.scan("delivered", tracking_number="TRK-9", proof_of_delivery=proof)
        )
        self.heal()
        self.assertEqual(drift.action, "settled")
        self.assertFalse(
            self.env["logistics.sync.exception"].search(
                [("code", "=", "status_drift"), ("state", "=", "open")]
            )
        )

    def test_every_open_difference_is_looked_at(self):
        """B18: however many are open, the oldest is settled as well."""
        self.carrier.drift_policy = "ask"
        self.tell(self.status("out_for_delivery", at="2026-11-20T11:00:00Z"))
        self.tell(self.status())
        self.tell(self.scan("out_for_delivery", tracking_number="TRK-9"))
        drifts = self.get_drift().sudo().sorted("id")
        drifts._settle(batch=1)
        self.assertEqual(drifts.mapped("action"), ["settled", "none"])
        self.tell(self.scan("delivered", tracking_number="TRK-9"))
        self.env.invalidate_all()
        drifts._settle(batch=1)
        self.assertEqual(drifts.mapped("action"), ["settled", "settled"])

    def test_estimates_and_unknown_parcels_are_no_differences(self):
        """B18: an estimate is compared with nothing, a stranger is asked about."""
        self.tell(self.status(classifier="estimated"))
        (stranger,) = self.receive(self.status(tracking_number="NOT-OURS"))
        self.assertEqual(stranger.state, "exception")
        self.assertEqual(self.exception_of(stranger).code, "unknown_tracking")
        self.assertFalse(self.get_drift())

    def test_other_companies_do_not_see_them(self):
        """B18: differences belong to the company of the connector."""
        self.tell(self.status())
        other = self.env["res.company"].create({"name": "Elsewhere"})
        user = new_test_user(
            self.env,
            "drift_elsewhere",
            groups="logistics_sync_base.group_logistics_operations",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        drifts = self.env["logistics.shipment.drift"].with_user(user)
        self.assertFalse(drifts.search([]))

    def test_a_list_is_compared_after_the_news_beside_it(self):
        """B18: what comes in the same moment as the list is no difference."""
        scan = self.scan("delivered", tracking_number="TRK-9")
        self.receive(self.status("delivered"), scan)
        self.assertEqual(self.shipment.status, "delivered")
        self.assertFalse(self.get_drift())

    def test_each_run_is_on_record(self):
        """K19: healing shows among the batch runs, with how much it did."""
        self.run_cron(HEAL)
        job = self.env["logistics.sync.batch.job"].search(
            [("code", "=", "heal_drift"), ("company_id", "=", self.env.company.id)]
        )
        self.assertEqual(job.last_run_id.state, "done")
        self.assertTrue(job.last_run_id.ended_at)
