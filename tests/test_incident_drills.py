# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Drills: a partner falls silent or fails, and what is told of it afterwards."""

from datetime import timedelta
from decimal import Decimal

from odoo import fields
from odoo.tests import tagged

from odoo.addons.logistics_sync_base.tests.partner_server import PartnerServer, Reply

from .common import SuiteCase
from .polled_carrier import MILESTONES, PolledCarrier

BILLING = "customer_invoice_posted"
POLL = "logistics_sync_base.ir_cron_poll"
WATCH = "logistics_sync_base.ir_cron_watch"


@tagged("post_install", "-at_install")
class TestIncidentDrills(PolledCarrier, SuiteCase):
    def setUp(self):
        super().setUp()
        self.operator = self.make_user("drill_operator", "operations")

    def get_facts(self, connector, hours=6):
        now = fields.Datetime.now()
        report = (
            self.env["logistics.sync.incident.report"]
            .with_user(self.operator)
            .create(
                {
                    "connector_id": connector.id,
                    "begin_at": now - timedelta(hours=hours),
                    "end_at": now + timedelta(minutes=1),
                }
            )
        )
        return report._get_values()["facts"]

    # --------------------------------------------------------------- silence
    def fetch(self):
        self.trigger_cron(POLL)
        self.drain()
        self.trigger_cron(WATCH)
        self.env.invalidate_all()

    def test_four_hours_without_a_word(self):
        """O23, K21, D26, L21: S23.4: silence alert; then all, once, in its order."""
        shipments = self.env["logistics.shipment"]
        for number in ("1ZSIL1", "1ZSIL2"):
            shipments |= self.ship(self.make_order(), number)
        carrier, connector, __ = self.serve_scans(
            name="Northern Parcels", silence_watch="set", silence_minutes=180
        )
        for number in ("1ZSIL1", "1ZSIL2"):
            self.add_scan(carrier, number, "picked_up")
        self.fetch()
        self.assertFalse(self.get_exceptions("partner_silent"))
        carrier["is_away"] = True
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE logistics_sync_message SET received_at = received_at - %s",
            [timedelta(hours=4)],
        )
        self.env.cr.execute("UPDATE logistics_sync_connector SET heard_at = NULL")
        self.env.invalidate_all()
        self.fetch()
        self.fetch()
        question = self.get_exceptions("partner_silent", connector_id=connector.id)
        self.assertEqual((len(question), question.occurrences), (1, 1))
        self.assertEqual(question.activity_ids.user_id, self.owner)
        self.assertIn("#partner_silent", question.runbook_url)
        for milestone in MILESTONES[1:]:
            for number in ("1ZSIL2", "1ZSIL1"):
                self.add_scan(carrier, number, milestone)
        carrier["is_away"] = False
        self.fetch()
        self.assertEqual(
            (question.state, question.resolution), ("resolved", "automatic")
        )
        for shipment in shipments:
            done = shipment.milestone_ids.sorted("id").mapped("type_id.code")
            self.assertEqual(done, list(MILESTONES), "worked on as they happened")
        told = " ".join(entry["what"] for entry in self.get_facts(connector)["entries"])
        self.assertIn("Northern Parcels has sent nothing since", told)
        self.assertIn("“Partner is silent” closed", told)
        self.assertIn("No documents can be fetched", told)

    # ---------------------------------------------------------------- report
    def test_the_report_names_the_invoices_and_their_money(self):
        """O23, L3: S23.8: affected invoices and amount; recovered once it is over."""
        self.make_rule("dispatched")
        billing = self.enterContext(PartnerServer({"/": Reply({}, 503)}))
        connector = self.make_connector(
            name="Billing house",
            outbound_url=f"{billing.url}/",
            allow_private_network=True,
            allow_plain_http=True,
            sign_outbound=False,
        )
        kind = self.env["logistics.sync.event.type"].search([("code", "=", BILLING)])
        self.env["logistics.sync.subscription"].create(
            {
                "name": "Billing",
                "connector_id": connector.id,
                "event_type_ids": kind.ids,
            }
        )
        orders = self.make_order() | self.make_order(quantity=3)
        for order in orders:
            self.ship(order, f"1Z{order.id}")
        self.invoice_eligible()
        self.drain("outbound")
        facts = self.get_facts(connector)
        counts = facts["counts"]
        self.assertEqual((counts["affected"], counts["open"]), (2, 2))
        invoices = orders.invoice_ids
        names = {document["reference"] for document in facts["documents"]}
        self.assertEqual(names, set(invoices.mapped("name")))
        total = sum(Decimal(str(one.amount_total)) for one in invoices)
        self.assertEqual(facts["amounts"], {invoices.currency_id.name: total})
        billing.routes["/"] = Reply({"ok": True})
        connector.with_user(self.operator)._switch_calls("resume", "They are back")
        owed = self.env["logistics.sync.message"].search(
            [("connector_id", "=", connector.id)]
        )
        self.make_due(owed)
        self.drain("outbound")
        facts = self.get_facts(connector)
        self.assertEqual(facts["counts"]["recovered"], 2)
        self.assertEqual(facts["counts"]["open"], 0)
        self.assertEqual(facts["amounts"], {invoices.currency_id.name: total})
        told = [request.json()["number"] for request in billing.requests]
        self.assertEqual(set(told), set(invoices.mapped("name")))
