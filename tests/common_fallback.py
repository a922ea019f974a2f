# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Partners on loopback that misbehave, and what a shipper owes and is told by them."""

import json

from odoo.fields import Command

from odoo.addons.account.tests.common import AccountTestInvoicingHttpCommon
from odoo.addons.logistics_sync_base.tests.partner_server import PartnerServer, Reply

from .common import SuiteCommon

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
# Partners here reach no network; what they are told is not signed.
REACHABLE = {
    "allow_private_network": True,
    "allow_plain_http": True,
    "sign_outbound": False,
}


class Carrier:
    """A carrier's interface that takes numbers of invoices, while it is up.

    ``asked`` are the numbers it was called with, ``taken`` those it said yes to, each
    in their order; it refuses those ``refused`` even then.
    """

    def __init__(self):
        self.is_up = False
        self.refused = set()
        self.asked = []
        self.taken = []
        self.server = PartnerServer({"/": self.answer})

    def answer(self, request):
        number = request.json().get("number")
        self.asked.append(number)
        if not self.is_up or number in self.refused:
            return Reply({"detail": "out of order"}, 503)
        self.taken.append(number)
        return Reply({"ok": True})


class FallbackCase(SuiteCommon, AccountTestInvoicingHttpCommon):
    """A shipper and partners, both ways over HTTP."""

    # -------------------------------------------------------- what we owe a carrier
    def make_carrier(self):
        """(the carrier that is down, the connector that tells it of invoices)"""
        carrier = Carrier()
        self.addCleanup(carrier.server.close)
        policies = self.env["logistics.sync.retry.policy"]
        connector = self.make_connector(
            outbound_url=f"{carrier.server.url}/",
            retry_policy_id=policies.create({"name": "Twice", "max_attempts": 2}).id,
            **REACHABLE,
        )
        self.add_secret(connector)
        kind = self.env["logistics.sync.event.type"].search([("code", "=", BILLING)])
        self.env["logistics.sync.subscription"].create(
            {
                "name": "Billing",
                "connector_id": connector.id,
                "event_type_ids": kind.ids,
            }
        )
        return carrier, connector

    def make_orders(self, count):
        return self.env["sale.order"].union(
            *(self.make_order() for _number in range(count))
        )

    def ship_all(self, orders):
        """A clerk validates their deliveries, and the invoicing run follows."""
        for order in orders:
            self.ship(order, f"1Z{order.id}")
        self.assertEqual(set(orders.picking_ids.mapped("state")), {"done"})
        self.invoice_eligible()

    def get_owed(self, connector):
        """What the partner is or was owed, in its order."""
        return self.env["logistics.sync.message"].search(
            [("connector_id", "=", connector.id), ("direction", "=", "out")],
            order="id",
        )

    def rest(self, connector, seconds=61):
        """Let the time pass that calls are stopped."""
        for table, columns in (
            ("logistics_sync_gate", ("open_until", "closed_until")),
            ("logistics_sync_message", ("received_at", "next_attempt_at")),
        ):
            changes = ", ".join(
                f"{name} = {name} - interval '{seconds} s'" for name in columns
            )
            self.env.cr.execute(
                f"UPDATE {table} SET {changes} WHERE connector_id = %s", [connector.id]
            )
        self.env.invalidate_all()

    # ------------------------------------------------------- what a partner tells us
    def make_scanner(self):
        """A connector that posts scans in its own words, with a mapping of its own."""
        mapping = self.make_mapping(RULES, partner_schema=json.dumps(SCHEMA))
        connector = self.make_connector(mapping_id=mapping.id)
        self.add_secret(connector)
        return connector

    def post_scans(self, connector, parcel, name="status", hours=(8,)):
        """A scan of each hour, with the status under this name; their messages."""
        messages = self.env["logistics.sync.message"]
        known = messages.search([("connector_id", "=", connector.id)])
        for hour in hours:
            at = f"2026-11-20T{hour:02d}:00:00+00:00"
            scan = {"parcel": parcel, name: "in_transit", "at": at}
            answer = self.post_signed(connector, scan)
            self.assertIn(answer.status_code, (202, 422), answer.text)
        self.drain()
        return messages.search([("connector_id", "=", connector.id)]) - known

    def make_second_version(self, mapping, author, second_person):
        """The author's draft that reads the new name, approved by somebody else."""
        mapping = mapping.with_user(author)
        draft = mapping.browse(mapping.action_new_version()["res_id"])
        rule = draft.rule_ids.filtered(lambda one: one.target == "milestone")
        draft.write(
            {
                "partner_schema": json.dumps(SCHEMA).replace("status", "state"),
                "rule_ids": [Command.update(rule.id, {"expression": "state"})],
            }
        )
        draft.with_user(second_person).action_approve()
        draft.action_activate()
        return draft.sudo()

    def vouch(self, shipment, connector, user):
        """Record by hand that a shipment was delivered, with a paper that says so."""
        kinds = self.env["logistics.milestone.type"]
        file = (
            self.env["ir.attachment"]
            .with_user(user)
            .create({"name": "delivery-note.pdf", "raw": b"%PDF-1.4 signed"})
        )
        self.env["logistics.evidence.entry"].with_user(user).create(
            {
                "shipment_id": shipment.id,
                "connector_id": connector.id,
                "type_id": kinds.search([("code", "=", "delivered")]).id,
                "occurred_at": "2026-11-20 15:00:00",
                "reason": "The customer confirmed on the phone and sent the note",
                "attachment_ids": [Command.set(file.ids)],
            }
        ).action_record()
