# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..core.outcome import Outcome
from ..core.ownership import claim_of, part_of
from .common import LogisticsSyncCase, delivery_event
from .simulated_handler import SimulatedHandlerMixin

# {order number: unit price}: the documents of the addon that exists in tests only.
PRICES = {}


class OrderHandler(models.AbstractModel):
    """Applies changed orders the way an addon does: it asks with what would change."""

    _module = None
    _name = "logistics.sync.handler"
    _inherit = ["logistics.sync.handler"]

    @api.model
    def _consequence_test_look(self, events):
        outcomes = {}
        for event in events:
            price = event.canonical["lines"][0]["unit_price"]
            changed = ["lines.unit_price"] if PRICES["SO-1"] != price else []
            if changed:
                self.env["logistics.sync.ownership"]._check(
                    "order", "update", event.connector_id, changed
                )
            PRICES["SO-1"] = price
            outcomes[event.id] = Outcome.done()
        return outcomes


def changed_order(price, **values):
    order = {
        "schema": "order/1.0",
        "event_type": "order_changed",
        "number": "SO-1",
        "action": "change",
        "order_date": "2026-11-20",
        "currency": "EUR",
        "customer": {"name": "Harbour Clinic"},
        "lines": [{"line": "1", "sku": "CHAIR", "quantity": "2", "unit_price": price}],
    }
    return order | values


@tagged("post_install", "-at_install")
class TestOwnership(SimulatedHandlerMixin, LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.extend_models(OrderHandler)
        cls.set_plan("order_changed", "test_look")
        cls.env["logistics.sync.event.type"].search(
            [("code", "=", "order_changed")]
        ).write({"active": True, "owner_id": cls.owner.id, "sla_minutes": 15})
        cls.master = cls.make_connector()

    def setUp(self):
        super().setUp()
        PRICES["SO-1"] = "10.00"

    def own(self, **values):
        return self.env["logistics.sync.ownership"].create({"object": "order"} | values)

    def send(self, document, connector=None):
        message = self.ingest(connector or self.connector, document)
        self.drain()
        return message

    def test_a_price_that_odoo_owns_is_not_changed_by_a_message(self):
        """A14: the change is not applied and makes an ownership conflict."""
        self.own(part="price", operation="update", owner="odoo")
        message = self.send(changed_order("12.00"))
        self.assertEqual(PRICES["SO-1"], "10.00")
        self.assertEqual(message.state, "exception")
        question = self.get_exceptions("ownership_conflict", message_id=message.id)
        self.assertIn("Odoo has the say", question.name)
        self.assertIn("prices and amounts", question.name)
        self.assertEqual(question.code_id.name, "Ownership conflict")

    def test_what_does_not_touch_the_price_is_applied(self):
        """A14: an owner of the price does not own the rest of the order."""
        self.own(part="price", owner="odoo")
        message = self.send(changed_order("10.00", notes="Ring the bell"))
        self.assertEqual(message.state, "processed")
        self.assertFalse(self.get_exceptions(message_id=message.id))

    def test_the_owner_may_write_and_the_other_may_not(self):
        """A14: of two connected systems the one that is named has the say."""
        self.own(
            operation="update",
            owner="connectors",
            connector_ids=[Command.set(self.master.ids)],
        )
        mine = self.send(changed_order("12.00"), self.master)
        self.assertEqual(mine.state, "processed")
        self.assertEqual(PRICES["SO-1"], "12.00")
        stranger = self.send(changed_order("14.00"))
        self.assertEqual(stranger.state, "exception")
        self.assertEqual(PRICES["SO-1"], "12.00")
        question = self.get_exceptions("ownership_conflict", message_id=stranger.id)
        self.assertIn(self.master.name, question.name)

    def test_the_narrowest_record_counts(self):
        """A14: Odoo owns orders, but the partner its prices, until it is archived."""
        self.own(owner="odoo", operation="create")
        narrow = self.own(
            part="price",
            owner="connectors",
            connector_ids=[Command.set(self.connector.ids)],
        )
        find = self.env["logistics.sync.ownership"]._find_conflict
        self.assertFalse(find("order", "create", self.connector, ["unit_price"]))
        self.assertTrue(find("order", "create", self.connector, ["sku"]))
        self.assertTrue(find("order", "update", self.master, ["unit_price"]))
        self.assertFalse(find("order", "update", self.master, ["sku"]))
        self.assertFalse(find("shipment", "create", self.master))
        self.assertFalse(find("order", "create", None))
        narrow.active = False
        self.assertFalse(find("order", "update", self.master, ["unit_price"]))

    def test_a_changed_registry_holds_for_the_message_that_is_tried_again(self):
        """A14: once the partner has the say, its refused message can be applied."""
        rule = self.own(part="price", owner="odoo")
        message = self.send(changed_order("12.00"))
        self.assertEqual(PRICES["SO-1"], "10.00")
        rule.write(
            {
                "owner": "connectors",
                "connector_ids": [Command.set(self.connector.ids)],
            }
        )
        self.get_exceptions(message_id=message.id).action_retry()
        self.drain()
        self.assertEqual(PRICES["SO-1"], "12.00")
        self.assertFalse(self.get_exceptions(message_id=message.id))

    def test_scans_are_refused_without_any_doing_of_their_handler(self):
        """A14: the status of shipments belongs to one system; enforced in one place."""
        self.set_plan("test_fact", "test_effect")
        self.env["logistics.sync.ownership"].create(
            {
                "object": "shipment",
                "part": "status",
                "owner": "connectors",
                "connector_ids": [Command.set(self.master.ids)],
            }
        )
        refused = self.send(delivery_event("1ZA"))
        applied = self.send(delivery_event("1ZB"), self.master)
        self.assertEqual(refused.state, "exception")
        self.assertEqual(applied.state, "processed")
        self.assertEqual(self.count_effects("1ZA", "1ZB"), 1)

    def test_an_owner_has_to_be_named(self):
        """A14: partner systems own something only when they are named."""
        with self.assertRaises(ValidationError):
            self.own(owner="connectors")

    def test_what_a_fact_wants_to_do(self):
        """A14: object, operation and part follow from the document itself."""
        self.assertEqual(part_of("lines.unit_price"), "price")
        self.assertEqual(part_of("commitment_date"), "dates")
        self.assertEqual(part_of("something"), "other")
        order = {"schema": "order/1.0"}
        self.assertEqual(claim_of(order, "order_received")[1], "create")
        self.assertEqual(claim_of(order, "order_cancelled")[1], "archive")
        self.assertEqual(claim_of(order | {"action": "confirm"}, "x")[1], "validate")
        self.assertEqual(
            claim_of({"schema": "vendor/1.0"}, "vendor_changed")[1], "update"
        )
        self.assertEqual(
            claim_of({"schema": "delivery_event/1.0"}, "delivered"),
            ("shipment", "update", True),
        )
