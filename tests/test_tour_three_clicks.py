# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from odoo.addons.logistics_sync_base.codec import contracts
from odoo.addons.logistics_sync_base.tests.common import delivery_event

from .common_tour import TourCase

QUEUE = "/odoo/logistics-exceptions"
RULES = {
    "references.tracking_number": "parcel",
    "references.order": "order",
    "milestone": {
        "expression": "status",
        "transform": "code",
        "options": '{"kind": "milestone"}',
    },
    "occurred_at": {"expression": "at", "transform": "datetime"},
}
LATER = "2026-11-20T18:20:00Z"
SCAN = {"parcel": None, "order": None, "status": "DLV", "at": "2026-11-20T17:05:00Z"}
REMIND = "logistics_sync_base.ir_cron_remind_secrets"
WATCH = "logistics_sync_base.ir_cron_watch_acknowledgements"
SWEEP = "logistics_sync_base.ir_cron_sweep"
KINDS = {
    "unknown_code",
    "unknown_tracking",
    "conflicting_references",
    "ambiguous_reference",
    "schema_drift",
    "no_mapping",
    "invoice_failed",
    "checkpoint_late",
    "invoice_date_moved",
    "unreadable",
    "edi_ack_overdue",
    "prerequisite_missing",
    "secret_expires",
}

# Only finance invoices, and decides about an override; it may let a document go on.
FOR_FINANCE = {"invoice_failed", "invoice_date_moved", "prerequisite_missing"}
FOR_ADMINISTRATORS = {"secret_expires"}


@tagged("post_install", "-at_install", "logistics_tour")
class TestThreeClicks(TourCase):
    """The commonest questions, answered from the list by those whose they are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.make_person("clerk_of_clicks", "user")
        cls.approver = cls.make_person("approver_of_clicks", "finance")
        cls.administrator = cls.make_person("administrator_of_clicks", "manager")
        cls.mapping = cls.make_mapping(
            RULES,
            name="Scans",
            partner_schema=json.dumps({"type": "object", "required": ["parcel"]}),
        )
        cls.carrier = cls.make_connector(name="Rhine Parcel", mapping_id=cls.mapping.id)
        cls.bare = cls.make_connector(name="Bare Freight")
        cls.env["logistics.sync.code.map"].create(
            {
                "connector_id": cls.carrier.id,
                "kind": "milestone",
                "external_code": "DLV",
                "internal_code": "delivered",
            }
        )

    def scan(self, connector=None, **values):
        return self.ingest(connector or self.carrier, SCAN | values)

    def ship_half(self, order, number):
        picking = order.picking_ids.filtered(lambda one: one.state != "done")
        picking.carrier_tracking_ref = number
        picking.move_ids.write({"quantity": 4, "picked": True})
        picking.with_context(skip_sms=True, skip_backorder=True).button_validate()

    def ask_all(self):
        """Each of the questions, from what a partner sends or Odoo refuses."""
        known, torn, halves = (self.make_order() for _number in range(3))
        self.ship(known, "1Z-CLICK-KNOWN")
        self.ship(torn, "1Z-CLICK-TORN")
        self.ship_half(halves, "1Z-CLICK-HALF")
        self.ship(halves, "1Z-CLICK-REST")
        moment = {"at": SCAN["at"]}
        self.sent = {
            "unknown_code": self.scan(
                parcel="1Z-CLICK-KNOWN", status="ZUGESTELLT", at=LATER
            ),
            "unknown_tracking": self.scan(parcel="1Z-CLICK-UNKNOWN"),
            "conflicting_references": self.scan(
                parcel="1Z-CLICK-TORN", order=known.name
            ),
            "ambiguous_reference": self.scan(parcel=None, order=halves.name),
            "schema_drift": self.ingest(
                self.carrier, {"package": "1Z-CLICK-KNOWN", "status": "DLV", **moment}
            ),
            "no_mapping": self.ingest(
                self.bare,
                {"parcel": "1Z-CLICK-KNOWN", "status": "delivered", **moment},
            ),
            "unreadable": self.ingest(self.bare, b"{broken"),
        }
        self.drain()
        untaxed = self.make_order()
        untaxed.order_line.tax_ids = False
        self.make_rule("dispatched")
        self.ship(untaxed, "1Z-CLICK-TAX")
        self.invoice_eligible()
        raise_for = self.env["logistics.sync.exception"]._raise_for
        raise_for("checkpoint_late", "Pickup of an order is late.", record=known)
        raise_for("invoice_date_moved", "Booked in another period.", record=torn)
        self.await_in_vain()
        self.secret = self.add_secret(
            self.carrier, expires_at=fields.Datetime.now() + timedelta(days=3)
        )
        self.trigger_cron(REMIND)
        return untaxed

    def await_in_vain(self):
        """An order nobody acknowledges, a scan whose predecessor does not come."""
        types = self.env["logistics.sync.event.type"]
        find = {one.code: one for one in types.search([])}
        depot = self.make_connector(
            name="Elbe Depot",
            outbound_folder_url=f"file://{self.make_folder()}",
            ack_expected="acceptance",
            ack_hours=2,
        )
        self.env["logistics.sync.subscription"].create(
            {
                "name": "Orders",
                "connector_id": depot.id,
                "event_type_ids": find["order_received"].ids,
            }
        )
        order = next(iter(contracts.canonical_examples("order/1.0").values()))
        self.env["logistics.sync.event"]._publish("order_received", order)
        self.drain("outbound")
        told = self.env["logistics.sync.message"].search(
            [("connector_id", "=", depot.id)]
        )
        told.acknowledgement_due = "2026-01-01 00:00:00"
        self.trigger_cron(WATCH)
        self.env["logistics.sync.sequence.rule"].create(
            {
                "event_type_id": find["out_for_delivery"].id,
                "prerequisite_ids": [Command.set(find["picked_up"].ids)],
            }
        )
        milestone = dict.fromkeys(("event_type", "milestone"), "out_for_delivery")
        early = self.ingest(
            self.make_connector(name="Alster Lines"),
            delivery_event("1Z-CLICK-KNOWN", **milestone),
        )
        self.drain()
        early.wait_ids.sudo().write({"since": "2026-01-01", "until": "2026-01-02"})
        self.trigger_cron(SWEEP)
        self.drain()
        self.sent["prerequisite_missing"] = early

    def mend(self, untaxed):
        """What the answers need: the causes outside the queue are gone."""
        untaxed.order_line.tax_ids = self.tax_sale_a
        self.bare.mapping_id = self.make_mapping(RULES | {"milestone": "status"})
        self.carrier.mapping_id = self.make_mapping(
            RULES | {"references.tracking_number": "parcel || package"},
            name="Scans again",
        )

    def test_thirteen_kinds_take_three_clicks(self):
        """B11, C9, J11, J12, J16, J20, M15: each kind is answered with three clicks."""
        untaxed = self.ask_all()
        questions = self.get_exceptions()
        self.assertLessEqual(KINDS, set(questions.mapped("code")))
        self.mend(untaxed)
        self.start_tour(QUEUE, "logistics_sync_three_clicks", login=self.clerk.login)
        self.env.invalidate_all()
        self.drain()
        left = questions.filtered(lambda one: one.state in ("open", "in_progress"))
        self.assertEqual(
            set(left.mapped("code")),
            FOR_FINANCE | FOR_ADMINISTRATORS,
            left.mapped("name"),
        )
        override = left.override_id
        self.assertEqual(override.requested_by_id, self.clerk)
        self.start_tour(
            QUEUE, "logistics_sync_approve_override", login=self.approver.login
        )
        self.env.invalidate_all()
        self.invoice_eligible()
        self.drain()
        self.assertEqual(untaxed.invoice_ids.state, "posted")
        self.start_tour(
            QUEUE, "logistics_sync_replace_a_secret", login=self.administrator.login
        )
        self.env.invalidate_all()
        self.trigger_cron(REMIND)
        self.assertEqual(override.exception_id.resolution, "overridden")
        self.assertEqual(set(left.mapped("state")), {"resolved"})
        self.assertEqual(override.decided_by_id, self.approver)
        self.check_what_went_on(questions)

    def check_what_went_on(self, questions):
        """What had stopped is done, with the shipment the clerk named."""
        successor = self.carrier.credential_ids - self.secret
        self.assertEqual(successor.replaces_id, self.secret)
        self.assertTrue(successor.hint, "it has its own secret")
        waited = self.sent["prerequisite_missing"].wait_ids
        self.assertEqual(waited.state, "waived")
        states = {
            code: (message.state, *message.event_ids.mapped("state"))
            for code, message in self.sent.items()
        }
        self.assertEqual(states.pop("unreadable"), ("ignored",))
        self.assertEqual(set(states.values()), {("processed", "done")}, states)
        shipments = self.env["logistics.shipment"]
        for code, number in (
            ("unknown_tracking", "1Z-CLICK-KNOWN"),
            ("conflicting_references", "1Z-CLICK-TORN"),
            ("ambiguous_reference", "1Z-CLICK-HALF"),
        ):
            event = self.sent[code].event_ids
            self.assertEqual(
                (event.res_model, event.res_id),
                (
                    "logistics.shipment",
                    shipments.search([("tracking_numbers", "ilike", number)]).id,
                ),
            )
        self.assertFalse(self.get_exceptions(), self.get_exceptions().mapped("name"))
        for question in questions.filtered(lambda one: one.state == "ignored"):
            self.assertTrue(question.resolution_reason)
