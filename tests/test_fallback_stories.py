# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Bad days in one run: a carrier is down, a tax is missing, a payload changed."""

from collections import Counter

from odoo.tests import tagged

from odoo.addons.logistics_sync_base.tests.common import delivery_event

from .common import SuiteCase
from .common_fallback import FallbackCase

STATES = ("state", "attempt_count")


@tagged("post_install", "-at_install")
class TestFallbackStories(FallbackCase):
    """Script S13; its steps in their order, each on what the one before left."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.make_rule("dispatched")
        cls.approver = cls.make_user("replay_approver", "finance", "manager")
        cls.author = cls.make_user("mapping_author", "manager")
        cls.second = cls.make_user("mapping_second", "manager")
        cls.supervisor = cls.make_user("story_supervisor", "operations")

    def test_script_s13(self):
        """O13, K3, K4, K6, K7, K10, L19, G24, G31, J8, J20, J21, A20, C20, M20, M21."""
        self.carrier, self.connector = self.make_carrier()
        self.step_1_nobody_is_blocked()
        self.step_2_calls_are_stopped()
        self.step_3_the_backlog_follows_in_its_order()
        self.step_4_an_approver_replays_the_dead_letter()
        self.step_5_one_of_ten_waits_for_its_tax()
        self.step_6_it_goes_on_at_its_tax_check()
        self.shipment = self.ship(self.make_order(), "1ZSHAPE")
        self.scanner, self.other = self.make_scanner(), self.make_scanner()
        self.mapping = self.scanner.mapping_id
        self.step_7_a_renamed_field_is_one_question()
        self.step_8_other_partners_go_on()
        self.step_9_a_second_version_reads_it()
        self.step_10_a_faulty_version_goes_back()
        self.step_11_evidence_by_hand_lets_billing_go()

    # ------------------------------------------------------------- the carrier is down
    def step_1_nobody_is_blocked(self):
        """K3: pickings are validated, orders invoiced; what is owed waits."""
        self.ship_all(self.make_orders(8))
        self.owed = self.get_owed(self.connector)
        self.assertEqual(self.owed.mapped("state"), ["queued"] * 8)
        self.assertFalse(self.carrier.asked, "nobody was called meanwhile")

    def step_2_calls_are_stopped(self):
        """K4, K10, L19: each try by its policy; after five the owner is told."""
        self.drain("outbound")
        self.assertEqual(len(self.carrier.asked), 5)
        tried = [tuple(message[name] for name in STATES) for message in self.owed]
        self.assertEqual(tried, [("failed", 1)] * 5 + [("queued", 0)] * 3)
        self.assertTrue(all(self.owed[:5].mapped("next_attempt_at")), "tried again")
        self.assertEqual(self.connector.gate_state, "open")
        self.outage = self.get_exceptions(
            "partner_down", connector_id=self.connector.id
        )
        self.assertEqual(self.outage.activity_ids.user_id, self.owner)
        self.ship_all(self.make_orders(1))
        self.drain("outbound")
        self.assertEqual(len(self.carrier.asked), 5, "calls are stopped")
        self.owed = self.get_owed(self.connector)
        self.assertEqual(len(self.owed), 9)

    def step_3_the_backlog_follows_in_its_order(self):
        """K10: one call on trial; then all that waited, in its order, each once."""
        self.rest(self.connector)
        self.drain("outbound")
        self.assertEqual(len(self.carrier.asked), 6, "one call is on trial")
        numbers = self.owed.delivery_ids.event_id.mapped("reference")
        self.assertEqual(len(set(numbers)), 9)
        # The carrier is back, but for one of them it goes on failing.
        self.dead, self.number = self.owed[3], self.get_number(self.owed[3])
        self.carrier.is_up, self.carrier.refused = True, {self.number}
        self.rest(self.connector)
        self.drain("outbound")
        taken = self.carrier.taken
        self.assertEqual(sorted([*taken, self.number]), sorted(numbers))
        self.assertEqual(taken[1:], sorted(taken[1:]), "after the trial: by age")
        self.assertEqual(self.connector.gate_state, "closed")
        self.assertEqual(self.outage.state, "resolved")
        done = self.owed - self.dead
        self.assertEqual(set(done.mapped("state")), {"processed"})

    def get_number(self, message):
        """Of the invoice it tells about."""
        return message.delivery_ids.event_id.reference

    def step_4_an_approver_replays_the_dead_letter(self):
        """K6, K7: whose tries are used up waits for a person; replayed, told once."""
        message = self.dead
        self.assertEqual((message.state, message.attempt_count), ("dead", 2))
        self.assertTrue(self.get_exceptions("dead_letter", message_id=message.id))
        self.carrier.refused.clear()
        replay = self.confirm_replay(message.action_replay(), "The partner is back")
        # It is about money: whoever asks for it does not decide about it.
        self.assertEqual((replay.state, message.state), ("to_approve", "dead"))
        self.drain("outbound")
        self.assertNotIn(self.number, self.carrier.taken)
        replay.with_user(self.approver).action_approve()
        self.drain("outbound")
        self.assertEqual(message.state, "processed")
        self.assertEqual(self.carrier.asked.count(self.number), 3)
        self.assertFalse(self.get_exceptions("dead_letter", message_id=message.id))
        self.assertEqual(set(Counter(self.carrier.taken).values()), {1})

    # ---------------------------------------------------------------- a tax is missing
    def step_5_one_of_ten_waits_for_its_tax(self):
        """G24: nine are posted; the fourth is a question that names its cause."""
        self.orders = self.make_orders(10)
        self.orders[3].order_line.tax_ids = False
        self.ship_all(self.orders)
        billed = self.orders.filtered(lambda one: one.invoice_ids.state == "posted")
        self.assertEqual(self.orders - billed, self.orders[3])
        self.question = self.get_exceptions("invoice_failed")
        self.assertEqual(len(self.question), 1)
        self.assertIn("No tax", self.question.name)
        first = [("conditions", "done"), ("taxes", "failed")]
        self.assertEqual(self.get_steps(1), first)

    def step_6_it_goes_on_at_its_tax_check(self):
        """J20: the tax is corrected, one click; its log begins at the failed step."""
        order = self.orders[3]
        order.order_line.tax_ids = self.tax_sale_a
        self.question.action_retry()
        self.assertEqual(order.invoice_ids.state, "posted")
        again = [("taxes", "done"), ("invoice", "done"), ("posting", "done")]
        self.assertEqual(self.get_steps(2), again)
        self.assertIn("Tax check failed", self.get_release().step_log)
        self.invoice_eligible()
        self.assertEqual(len(order.invoice_ids), 1)
        self.assertEqual(self.question.state, "resolved")

    def get_release(self):
        return self.orders[3].logistics_shipment_ids.invoice_release_id

    def get_steps(self, attempt):
        return [
            (entry["step"], entry["result"])
            for entry in self.get_release().steps
            if entry["attempt"] == attempt
        ]

    # -------------------------------------------------------- a payload has a new shape
    def step_7_a_renamed_field_is_one_question(self):
        """J21, C20: "status" is now "state": one question, counted, its owner told."""
        self.refused = self.post_scans(
            self.scanner, "1ZSHAPE", "state", hours=range(8, 14)
        )
        self.assertEqual(self.refused.mapped("state"), ["exception"] * 6)
        self.question = self.get_exceptions("schema_drift")
        self.assertEqual(self.question.connector_id, self.scanner)
        self.assertEqual(self.question.occurrences, 6)
        self.assertIn("status", self.question.name)
        self.assertEqual(self.question.activity_ids.user_id, self.owner)

    def step_8_other_partners_go_on(self):
        """J8: whoever tells it as agreed is processed meanwhile."""
        message = self.post_scans(self.other, "1ZSHAPE", hours=[7])
        self.assertEqual(message.mapped("state"), ["processed"])

    def step_9_a_second_version_reads_it(self):
        """A20, M20: approved by a second person; all pass, as the second version."""
        self.version = self.make_second_version(self.mapping, self.author, self.second)
        self.assertEqual(self.scanner.mapping_id, self.version)
        self.question.action_retry()
        self.drain()
        self.assertEqual(self.refused.mapped("state"), ["processed"] * 6)
        self.assertEqual(set(self.refused.mapped("mapping_version")), {2})
        self.assertEqual(self.question.state, "resolved")
        self.assertEqual(len(self.refused.event_ids), 6)

    def step_10_a_faulty_version_goes_back(self):
        """M21: the partner took the change back; one click, and so did we."""
        refused = self.post_scans(self.scanner, "1ZSHAPE", hours=[15])
        self.assertEqual(refused.state, "exception")
        self.version.with_user(self.author).action_back()
        self.assertEqual(self.scanner.mapping_id, self.mapping)
        self.get_exceptions("schema_drift").action_retry()
        self.drain()
        fine = self.post_scans(self.scanner, "1ZSHAPE", hours=[16])
        for message in refused | fine:
            self.assertEqual((message.state, message.mapping_version), ("processed", 1))

    # ------------------------------------------------------------ business cannot wait
    def step_11_evidence_by_hand_lets_billing_go(self):
        """G31, B15: down again; vouched for by hand and billed; told later: once."""
        self.rule.condition_ids.kind = "delivered"
        order = self.make_orders(1)
        shipment = self.ship(order, "1ZWAIT")
        self.stop_calls_again()
        self.invoice_eligible()
        self.assertFalse(order.invoice_ids)
        self.vouch(shipment, self.connector, self.supervisor)
        self.invoice_eligible()
        self.assertEqual(order.invoice_ids.state, "posted")
        # The carrier is back and tells what happened, in its own words.
        moment = delivery_event("1")["occurred_at"] | {"utc": "2026-11-20T16:00:00Z"}
        told = delivery_event(
            "1ZWAIT",
            event_type="delivered",
            milestone="delivered",
            occurred_at=moment,
        )
        answer = self.post_signed(self.connector, told)
        self.assertEqual(answer.status_code, 202, answer.text)
        self.drain()
        self.invoice_eligible()
        self.assertEqual(shipment.evidence_ids.state, "confirmed")
        told = shipment.milestone_ids.filtered(
            lambda one: one.type_id.code == "delivered"
        )
        self.assertEqual((len(told), len(order.invoice_ids)), (1, 1))

    def stop_calls_again(self):
        """What is owed since step 5 finds the carrier down."""
        self.carrier.is_up = False
        waiting = self.get_owed(self.connector) - self.owed
        self.assertGreaterEqual(len(waiting), 10)
        self.drain("outbound")
        self.assertEqual(self.connector.gate_state, "open")


@tagged("post_install", "-at_install")
class TestTaxesAreMissing(SuiteCase):
    def test_a_changed_rule_is_judged_from_the_beginning(self):
        """J20, G24: what changed meanwhile is not passed over by a retry."""
        rule = self.make_rule("dispatched")
        order = self.make_order()
        order.order_line.tax_ids = False
        self.ship(order, "1ZRULE")
        self.invoice_eligible()
        release = order.logistics_shipment_ids.invoice_release_id
        self.assertEqual(release.state, "failed")
        order.order_line.tax_ids = self.tax_sale_a
        rule.condition_ids.kind = "delivered"
        release.action_retry()
        self.assertEqual((release.state, release.waiting_for), ("waiting", "delivered"))
        self.assertFalse(order.invoice_ids)
