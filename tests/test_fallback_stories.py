# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Three bad days: a partner is down, taxes are missing, a payload changed its shape."""

import json

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.logistics_sync_base.tests.partner_server import PartnerServer, Reply

from .common import SuiteCase

BILLING = "customer_invoice_posted"
RULES = {
    "references.tracking_number": "parcel",
    "milestone": {"expression": "status"},
    "occurred_at": {"expression": "at", "transform": "datetime"},
}
SCHEMA = {
    "type": "object",
    "required": ["parcel", "status", "at"],
    "properties": dict.fromkeys(("parcel", "status", "at"), {"type": "string"}),
}


@tagged("post_install", "-at_install")
class TestPartnerIsDown(SuiteCase):
    def setUp(self):
        super().setUp()
        self.make_rule("dispatched")
        self.partner = self.enterContext(PartnerServer({"/": Reply({}, 503)}))
        policies = self.env["logistics.sync.retry.policy"]
        self.connector = self.make_connector(
            outbound_url=f"{self.partner.url}/",
            allow_private_network=True,
            allow_plain_http=True,
            sign_outbound=False,
            retry_policy_id=policies.create({"name": "Twice", "max_attempts": 2}).id,
        )
        kind = self.env["logistics.sync.event.type"].search([("code", "=", BILLING)])
        self.env["logistics.sync.subscription"].create(
            {
                "name": "Billing",
                "connector_id": self.connector.id,
                "event_type_ids": kind.ids,
            }
        )

    def ship_orders(self, count):
        """A clerk validates so many deliveries; what the partner is owed for them."""
        before = self.get_owed()
        orders = self.env["sale.order"].union(
            *(self.make_order() for _number in range(count))
        )
        for order in orders:
            self.ship(order, f"1Z{order.id}")
        self.assertEqual(set(orders.picking_ids.mapped("state")), {"done"})
        self.invoice_eligible()
        return self.get_owed() - before

    def get_owed(self):
        messages = self.env["logistics.sync.message"]
        return messages.search(
            [("connector_id", "=", self.connector.id), ("direction", "=", "out")],
            order="id",
        )

    def rest(self, seconds=61):
        """Let the time pass that calls are stopped."""
        for table, columns in (
            ("logistics_sync_gate", ("open_until", "closed_until")),
            ("logistics_sync_message", ("received_at", "next_attempt_at")),
        ):
            changes = ", ".join(
                f"{name} = {name} - interval '{seconds} s'" for name in columns
            )
            self.env.cr.execute(
                f"UPDATE {table} SET {changes} WHERE connector_id = %s",
                [self.connector.id],
            )
        self.env.invalidate_all()

    def get_told(self):
        """Numbers of the invoices the partner was told, in its order."""
        return [request.json()["number"] for request in self.partner.requests]

    def test_a_partner_that_is_down_blocks_nobody(self):
        """O13, K3, K4, K10: validated as ever; stopped, told, tried, then in order."""
        messages = self.ship_orders(8)
        self.assertFalse(self.partner.requests, "nobody was called meanwhile")
        self.assertEqual(messages.mapped("state"), ["queued"] * 8)
        self.drain("outbound")
        self.assertEqual(len(self.partner.requests), 5)
        self.assertEqual(self.connector.gate_state, "open")
        question = self.get_exceptions("partner_down", connector_id=self.connector.id)
        self.assertEqual(question.activity_ids.user_id, self.owner)
        messages |= self.ship_orders(1)
        self.drain("outbound")
        self.assertEqual(len(self.partner.requests), 5, "calls are stopped")
        self.partner.requests.clear()
        self.rest()
        self.drain("outbound")
        self.assertEqual(len(self.partner.requests), 1, "one call is on trial")
        self.partner.routes["/"] = Reply({"ok": True})
        self.partner.requests.clear()
        self.rest()
        self.drain("outbound")
        self.assertEqual(set(messages.mapped("state")), {"processed"})
        told = self.get_told()
        names = messages.delivery_ids.event_id.mapped("reference")
        self.assertEqual(sorted(told), sorted(names))
        self.assertEqual(told[1:], sorted(told[1:]), "after the trial: by age")
        self.assertEqual(self.connector.gate_state, "closed")
        self.assertEqual(question.state, "resolved")

    def test_what_was_given_up_is_replayed_by_an_approver(self):
        """O13, K6, K7: a dead letter waits for a person; replayed, it is told once."""
        self.connector.breaker_failures = 0
        message = self.ship_orders(1)
        for _turn in range(2):
            self.make_due(message)
            self.drain("outbound")
        self.assertEqual(message.state, "dead")
        self.assertTrue(self.get_exceptions("dead_letter", message_id=message.id))
        self.partner.routes["/"] = Reply({"ok": True})
        replay = self.confirm_replay(message.action_replay(), "The partner is back")
        # It is about money: whoever asks for it does not decide about it.
        self.assertEqual((replay.state, message.state), ("to_approve", "dead"))
        approver = self.make_user("replay_approver", "finance", "manager")
        replay.with_user(approver).action_approve()
        self.drain("outbound")
        self.assertEqual(message.state, "processed")
        self.assertEqual(len(set(self.get_told())), 1)
        self.assertEqual(len(self.partner.requests), 3)
        self.assertFalse(self.get_exceptions("dead_letter", message_id=message.id))


@tagged("post_install", "-at_install")
class TestTaxesAreMissing(SuiteCase):
    def get_steps(self, release, attempt):
        return [
            (entry["step"], entry["result"])
            for entry in release.steps
            if entry["attempt"] == attempt
        ]

    def test_one_of_ten_waits_for_its_tax(self):
        """O13, G24, J20: S13.5, 6: nine posted; the tenth goes on at its tax check."""
        self.make_rule("dispatched")
        orders = [self.make_order() for _number in range(10)]
        orders[3].order_line.tax_ids = False
        for order in orders:
            self.ship(order, f"1ZTAX{order.id}")
        self.invoice_eligible()
        billed = [order for order in orders if order.invoice_ids.state == "posted"]
        self.assertEqual(billed, orders[:3] + orders[4:])
        question = self.get_exceptions("invoice_failed")
        self.assertEqual(len(question), 1)
        self.assertIn("No tax", question.name)
        release = orders[3].logistics_shipment_ids.invoice_release_id
        first = [("conditions", "done"), ("taxes", "failed")]
        self.assertEqual(self.get_steps(release, 1), first)
        orders[3].order_line.tax_ids = self.tax_sale_a
        question.action_retry()
        self.assertEqual(orders[3].invoice_ids.state, "posted")
        self.assertEqual(
            self.get_steps(release, 2),
            [("taxes", "done"), ("invoice", "done"), ("posting", "done")],
        )
        self.assertIn("Tax check failed", release.step_log)
        self.invoice_eligible()
        self.assertEqual(len(orders[3].invoice_ids), 1)
        self.assertEqual(question.state, "resolved")

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


@tagged("post_install", "-at_install")
class TestPayloadChanged(SuiteCase):
    def setUp(self):
        super().setUp()
        self.order = self.make_order()
        self.shipment = self.ship(self.order, "1ZSHAPE")
        self.mapping = self.make_mapping(
            RULES, name="Scans", partner_schema=json.dumps(SCHEMA)
        )
        self.carrier = self.make_connector(mapping_id=self.mapping.id)
        self.author = self.make_user("mapping_author", "manager")
        self.second = self.make_user("mapping_second", "manager")

    def send(self, name="status", connector=None, count=1):
        """So many scans of the parcel, with the status under this name."""
        messages = self.env["logistics.sync.message"]
        for number in range(count):
            at = f"2026-11-20T{8 + number:02d}:00:00+00:00"
            scan = {"parcel": "1ZSHAPE", name: "in_transit", "at": at}
            messages |= self.ingest(connector or self.carrier, scan)
        self.drain()
        return messages

    def make_second_version(self):
        """The author's draft that reads the new name, approved by somebody else."""
        mapping = self.mapping.with_user(self.author)
        draft = mapping.browse(mapping.action_new_version()["res_id"])
        schema = json.dumps(SCHEMA).replace("status", "state")
        rule = draft.rule_ids.filtered(lambda one: one.target == "milestone")
        draft.write(
            {
                "partner_schema": schema,
                "rule_ids": [Command.update(rule.id, {"expression": "state"})],
            }
        )
        draft.with_user(self.second).action_approve()
        draft.action_activate()
        return draft.sudo()

    def test_a_renamed_field_is_mended_by_a_new_version(self):
        """O13, J21, C20, J8, A20, M20: one question; v2, replayed; v2 on record."""
        other = self.make_connector(mapping_id=self.mapping.copy({"name": "O"}).id)
        other.mapping_id.sudo().action_activate()
        refused = self.send("state", count=6)
        fine = self.send(connector=other)
        self.assertEqual(set(refused.mapped("state")), {"exception"})
        self.assertEqual(fine.state, "processed")
        question = self.get_exceptions("schema_drift", connector_id=self.carrier.id)
        self.assertEqual((len(question), question.occurrences), (1, 6))
        self.assertEqual(len(question.activity_ids), 1)
        second = self.make_second_version()
        self.assertEqual(self.carrier.mapping_id, second)
        question.action_retry()
        self.drain()
        self.assertEqual(set(refused.mapped("state")), {"processed"})
        self.assertEqual(set(refused.mapped("mapping_version")), {2})
        self.assertEqual(question.state, "resolved")
        self.assertEqual(len(refused.event_ids), 6)

    def test_a_faulty_version_goes_back_by_one_click(self):
        """O13, M21: the version before is the one in use again, at once."""
        second = self.make_second_version()
        self.assertEqual(self.send("status").state, "exception")
        second.with_user(self.author).action_back()
        self.assertEqual(self.carrier.mapping_id, self.mapping)
        message = self.send("status", count=2)[1:]
        self.assertEqual((message.state, message.mapping_version), ("processed", 1))
