# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields
from odoo.tests import Form, tagged

from .common import EVENT_TYPE, LogisticsSyncCase, delivery_event
from .simulated_handler import SimulatedHandlerMixin

BATCHES = "logistics_sync_base.ir_cron_batches"
# What ships, in the words of B13: freight settlement, charge reconciliation and tax
# adjustments are batches, proofs of delivery go at once, charges are collected.
NOT_WITHIN_MOMENTS = {
    "pod_received": "real_time",
    "freight_charge_posted": "micro_batch",
    "freight_charge_approved": "batch",
    "rate_adjusted": "batch",
    "tax_adjusted": "batch",
}
WITHIN_MOMENTS = """order_released shipment_created booking_confirmed label_created
    pick_confirmed packed shipped shipment_manifested tracking_assigned picked_up
    in_transit delayed customs_hold customs_cleared departure_estimated export_cleared
    delivery_attempted exception delivered invoice_generated payment_posted
    vendor_approved po_released receipt_done invoice_approved payment_completed
    order_received order_changed order_cancelled return_requested return_authorized
    return_received freight_invoice_received customer_invoice_received
    supplier_invoice_received vendor_changed po_changed receipt_corrected
    payment_reported payment_rejected stock_level_reported
    acknowledgement_received""".split()
SHIPPED = dict.fromkeys(WITHIN_MOMENTS, "near_real_time") | NOT_WITHIN_MOMENTS


@tagged("post_install", "-at_install")
class TestFlows(SimulatedHandlerMixin, LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_plan(EVENT_TYPE, "test_effect")

    def tell(self, *numbers, connector=None):
        messages = self.env["logistics.sync.message"]
        for number in numbers:
            messages |= self.ingest(connector or self.connector, delivery_event(number))
        self.drain()
        return messages

    def run_batches(self):
        self.env["logistics.sync.batch.job"].search([]).write(
            {"next_run_at": "2026-01-01"}
        )
        self.trigger_cron(BATCHES)

    def test_the_flows_that_are_shipped(self):
        """B13: the list of flows is exactly the one that ships, code by code."""
        types = self.env["logistics.sync.event.type"]
        shipped = types.browse(
            self.env["ir.model.data"]
            .search(
                [("module", "=", "logistics_sync_base"), ("model", "=", types._name)]
            )
            .mapped("res_id")
        )
        self.assertEqual({flow.code: flow.mode for flow in shipped}, SHIPPED)

    def test_the_form_suggests_the_mode(self):
        """B12: three questions in the form; the mode follows and can be changed."""
        form = Form(self.event_type)
        self.assertEqual(form.mode, "near_real_time")
        form.latency_tolerance = "days"
        self.assertEqual(form.mode, "batch")
        form.criticality = "high"
        self.assertEqual(form.mode, "micro_batch")
        form.mode = "near_real_time"
        self.assertEqual(form.save().mode, "near_real_time")

    def test_a_message_of_a_batch_flow_waits_for_the_batch(self):
        """B12: mode batch: it waits in the batch lane until the cron did the batch."""
        self.event_type.mode = "batch"
        message = self.tell("1Z1")
        self.assertEqual(message.state, "transformed")
        self.assertEqual(message.waiting_for, "batch")
        self.assertIn("Other collected facts", message.waiting_note)
        self.assertEqual(message.channel, "batch")
        self.assertFalse(message.next_attempt_at)
        self.assertEqual(self.count_effects("1Z1"), 0)
        self.trigger_cron(BATCHES)
        self.assertEqual(self.count_effects("1Z1"), 0, "its time has not come")
        self.run_batches()
        self.assertEqual(message.state, "processed")
        self.assertFalse(message.waiting_for)
        self.assertEqual(self.count_effects("1Z1"), 1)
        self.run_batches()
        self.assertEqual(self.count_effects("1Z1"), 1)

    def test_back_to_at_once(self):
        """B12: the mode is changed in the form and counts from the next message on."""
        self.event_type.mode = "batch"
        self.tell("1Z1")
        self.event_type.mode = "near_real_time"
        self.assertEqual(self.tell("1Z2").state, "processed")

    def test_another_mode_with_one_partner(self):
        """B12: a connector has its own mode for a flow; the others keep theirs."""
        other = self.make_connector()
        self.connector.flow_override_ids = [
            (0, 0, {"event_type_id": self.event_type.id, "mode": "batch"})
        ]
        self.assertEqual(self.tell("1Z1").waiting_for, "batch")
        self.assertEqual(self.tell("1Z1", connector=other).state, "processed")
        self.connector.flow_override_ids.unlink()
        self.assertEqual(self.tell("1Z2").state, "processed")

    def test_real_time_goes_before_the_rest(self):
        """B12: what goes at once has its place before what is merely urgent."""
        first = self.ingest(self.connector, delivery_event("1Z1"))
        self.event_type.latency_tolerance = "seconds"
        self.assertEqual(self.event_type.mode, "real_time")
        second = self.ingest(self.connector, delivery_event("1Z2"))
        self.assertEqual((first.priority, second.priority), (10, 1))

    def test_enough_facts_are_worked_on_together(self):
        """K23, B12: as soon as there are enough of them."""
        self.event_type.write({"mode": "micro_batch", "collect_count": 50})
        messages = self.tell(*(f"1Z{number:03d}" for number in range(49)))
        self.assertEqual(set(messages.mapped("waiting_for")), {"batch"})
        self.assertIn("when there are 50", messages[0].waiting_note)
        triggers = self.env["ir.cron.trigger"]
        mine = [("cron_id", "=", self.env.ref(BATCHES).id)]
        triggers.search(mine).unlink()
        self.trigger_cron(BATCHES)
        self.assertEqual(set(messages.mapped("state")), {"transformed"})
        last = self.tell("1ZLAST")
        self.assertTrue(triggers.search(mine), "nobody waits for the clock")
        self.trigger_cron(BATCHES)
        self.drain()
        self.assertEqual(set((messages | last).mapped("state")), {"processed"})
        self.assertEqual(last.channel, "operational")

    def test_49_facts_wait_5_minutes_at_most(self):
        """K23: fewer than enough go when the oldest waited long enough."""
        self.event_type.write({"mode": "micro_batch"})
        messages = self.tell(*(f"1Z{number:03d}" for number in range(49)))
        items = messages.batch_item_ids
        almost = fields.Datetime.now() - timedelta(minutes=4)
        items.write({"held_at": almost})
        self.trigger_cron(BATCHES)
        self.drain()
        self.assertEqual(set(messages.mapped("state")), {"transformed"})
        items[0].held_at = almost - timedelta(minutes=1)
        self.trigger_cron(BATCHES)
        self.drain()
        self.assertEqual(set(messages.mapped("state")), {"processed"})
        self.assertEqual(set(items.mapped("state")), {"released"})

    def test_a_person_may_take_one_out(self):
        """B12: one fact is worked on now, the others keep waiting."""
        self.event_type.mode = "batch"
        messages = self.tell("1Z1", "1Z2")
        clerk = self.make_user("flow_operator", "operations")
        messages[0].batch_item_ids.with_user(clerk).action_release()
        self.drain("batch")
        self.assertEqual(messages.mapped("state"), ["processed", "transformed"])
