# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whatever number somebody holds, the same story comes up."""

from odoo.tests import tagged

from odoo.addons.logistics_sync_base.tests.common import delivery_event

from .common import SuiteCase


@tagged("post_install", "-at_install")
class TestTrace(SuiteCase):
    def setUp(self):
        super().setUp()
        self.make_rule("delivered")
        self.order = self.make_order(client_order_ref="BC-2026-77")
        self.shipment = self.ship(self.order, "1Z999")
        self.shipment.bill_of_lading = "BOL-4711"
        self.carrier = self.make_connector()
        self.message = self.ingest(
            self.carrier, delivery_event("1Z999", event_type="delivered"), "key-1"
        )
        self.drain()
        self.invoice_eligible()
        self.invoice = self.order.invoice_ids
        payments = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.invoice.ids
        )
        self.payment = payments.create({})._create_payments()
        self.env.invalidate_all()
        # Another story, which must not get into this one.
        self.ship(self.make_order(), "1Z000")

    def trace(self, number, user=None):
        return (
            self.env["logistics.sync.trace"]
            .with_user(user or self.env.user)
            ._trace(number)
        )

    def get_chain(self, number):
        """{model: names} and the events of a story"""
        story = self.trace(number)
        stages = {
            stage["model"]: [row["name"] for row in stage["rows"]]
            for stage in story["stages"]
        }
        return stages, story["events"]

    def test_the_same_chain_for_each_number(self):
        """B5: order, shipment, invoice, parcel and partner's numbers: one chain."""
        stages, events = self.get_chain(self.order.name)
        self.assertEqual(
            list(stages),
            [
                "sale.order",
                "stock.picking",
                "logistics.shipment",
                "logistics.shipment.package",
                "logistics.invoice.release",
                "account.move",
                "account.payment",
            ],
        )
        self.assertEqual(len(stages["sale.order"]), 1)
        self.assertEqual(stages["logistics.shipment.package"], ["1Z999"])
        self.assertEqual(stages["account.move"], [self.invoice.display_name])
        self.assertEqual(stages["account.payment"], [self.payment.display_name])
        self.assertIn(self.message.event_ids, events)
        for number in (
            "BC-2026-77",
            self.order.name.lower(),
            self.order.picking_ids.name,
            self.shipment.name,
            "BOL-4711",
            "1Z999",
            self.invoice.name,
            self.payment.name,
            self.message.public_id,
            self.message.correlation_id,
        ):
            with self.subTest(number=number):
                found, told = self.get_chain(number)
                self.assertEqual(found, stages)
                self.assertEqual(told & events, events)

    def test_the_number_at_a_partner_leads_there(self):
        """B5: what an external reference says is followed like any number."""
        self.env["logistics.sync.external.ref"].create(
            {
                "connector_id": self.carrier.id,
                "kind": "shipment",
                "external_id": "NORTH-55",
                "res_model": self.shipment._name,
                "res_id": self.shipment.id,
            }
        )
        stages, __ = self.get_chain("NORTH-55")
        self.assertEqual(stages, self.get_chain(self.order.name)[0])

    def test_an_open_question_is_part_of_the_story(self):
        """B5: what somebody has to decide about it is shown with it."""
        question = self.env["logistics.sync.exception"]._raise_for(
            "quantity_mismatch", "One valve is missing", record=self.shipment
        )
        self.assertEqual(self.trace(self.invoice.name)["questions"], question)

    def test_questions_about_other_orders_of_a_file_stay_out(self):
        """B5: one file tells of two orders: each has its own question, and the file's.

        What we sent and what nobody could read is asked about as well.
        """
        other = self.ship(self.make_order(), "1Z888").sale_order_ids
        partner = self.make_milestone_file_connector()
        rows = [
            (number, "???", "2026-11-20T17:05:00Z") for number in ("1Z999", "1Z888")
        ]
        message = self.ingest(partner, self.write_csv(rows))
        self.drain()
        own, others = message.event_ids.sorted("position")
        for event, shipment in (
            (own, self.shipment),
            (others, other.logistics_shipment_ids),
        ):
            event.write({"res_model": shipment._name, "res_id": shipment.id})
        questions = self.env["logistics.sync.exception"]
        asked = {
            event: questions.search([("event_id", "=", event.id)])
            for event in (own, others)
        }
        self.assertTrue(asked[own] and asked[others])
        whole = questions._raise_for("unreadable", "A file", message=message)
        self.assertEqual(self.trace("1Z999")["questions"], asked[own] | whole)
        self.assertEqual(self.trace(other.name)["questions"], asked[others] | whole)
        broken = self.ingest(self.carrier, b"{broken", "key-broken")
        self.drain()
        self.assertEqual(self.trace(broken.public_id)["questions"].message_id, broken)

    def test_what_one_may_not_read_is_left_out(self):
        """B5, M3: a clerk without billing rights sees no invoice, and no error."""
        clerk = self.make_user("logistics_sync_trace_clerk", "user")
        models = {stage["model"] for stage in self.trace("1Z999", clerk)["stages"]}
        self.assertIn("logistics.shipment", models)
        self.assertFalse(models & {"account.move", "account.payment"})

    def test_other_companies_stay_out(self):
        """B5, O6: a number of another company is not known here."""
        other = self.env["res.company"].create({"name": "Elsewhere"})
        user = self.make_user("logistics_sync_trace_other", "user", companies=other)
        trace = self.env["logistics.sync.trace"].with_user(user)
        for number in ("1Z999", self.message.public_id, self.order.name):
            story = self.trace(number, user)
            self.assertFalse(story["stages"] or story["events"] or story["messages"])
            self.assertFalse(trace._trace_stories(number))

    def test_blanks_and_capitals_do_not_matter(self):
        """B5: a number as people type or paste it leads to the same chain."""
        stages, __ = self.get_chain(self.order.name)
        for number in (
            "  1z999 ",
            "1Z 999",
            "bol-4711",
            f"#{self.order.name.lower()}",
            f"\u00a0{self.invoice.name.lower()}",
            self.message.public_id.upper(),
            self.message.display_name.rpartition(" ")[2],
        ):
            with self.subTest(number=number):
                self.assertEqual(self.get_chain(number)[0], stages)

    def test_what_came_and_went_is_in_the_chain(self):
        """B5: the messages themselves are shown, also one that told nothing."""
        self.assertIn(self.message, self.trace(self.order.name)["messages"])
        broken = self.ingest(self.carrier, b"{broken", "key-broken")
        self.drain()
        for number in (broken.public_id, broken.correlation_id):
            [story] = self.env["logistics.sync.trace"]._trace_stories(number)
            self.assertEqual(story["messages"], broken)

    def test_a_number_of_two_things_is_a_choice(self):
        """B5: an order number here, a parcel there: each has its own story."""
        other = self.make_order(client_order_ref="1Z999")
        stories = self.env["logistics.sync.trace"]._trace_stories("1z999")
        self.assertEqual(len(stories), 2)
        names = [
            {row["name"] for stage in story["stages"] for row in stage["rows"]}
            for story in stories
        ]
        self.assertEqual(len([n for n in names if self.order.name in n]), 1)
        self.assertEqual(len([n for n in names if other.name in n]), 1)
        self.assertFalse(names[0] & names[1])
        titles = " ".join(story["title"] for story in stories)
        self.assertIn(other.name, titles)
        search = self.env["logistics.sync.trace.search"].create({"number": "1Z999"})
        self.assertIn("Choose one", search.result)
        # The same story found by several of its numbers is no choice.
        [story] = self.env["logistics.sync.trace"]._trace_stories(self.order.name)
        self.assertTrue(story["events"])

    def test_the_badge_counts_what_nobody_could_place(self):
        """B3, B5: a code nobody knows makes the order of its parcel red, no other."""
        other = self.ship(self.make_order(), "1Z777").sale_order_ids
        mapping = self.make_mapping(
            {
                "references.tracking_number": "parcel",
                "milestone": {
                    "expression": "status",
                    "transform": "code",
                    "options": '{"kind": "milestone"}',
                },
                "occurred_at": {"expression": "at", "transform": "datetime"},
            }
        )
        partner = self.make_connector(mapping_id=mapping.id)
        scan = {"parcel": "1Z777", "status": "???", "at": "2026-11-20T17:05:00Z"}
        message = self.ingest(partner, scan)
        self.drain()
        self.env.invalidate_all()
        documents = (other, other.picking_ids, other.logistics_shipment_ids)
        for document in documents:
            self.assertEqual(document.sync_state, "problem", document)
            self.assertEqual(document.sync_exception_count, 1)
            action = document.action_view_sync_messages()
            found = self.env[action["res_model"]].search(action["domain"])
            self.assertEqual(found, message)
            action = document.action_view_sync_exceptions()
            found = self.env[action["res_model"]].search(action["domain"])
            self.assertEqual(found.message_id, message)
            # Whoever follows the badge by the number finds the same.
            story = self.trace(document.name)
            self.assertEqual(story["questions"], found)
            self.assertIn(message, story["messages"])
        self.assertFalse(self.trace(self.order.name)["questions"])
        self.assertEqual(self.order.sync_state, "ok")
        found._resolve("fixed")
        message.event_ids.write({"state": "ignored"})
        self.env.invalidate_all()
        self.assertEqual([one.sync_state for one in documents], ["none"] * 3)

    def test_documents_are_traced_from_their_own_menu(self):
        """B5: from the order, the transfer, the shipment or the invoice itself."""
        for name, record in (
            ("sale_order", self.order),
            ("stock_picking", self.order.picking_ids),
            ("logistics_shipment", self.shipment),
            ("account_move", self.invoice),
        ):
            with self.subTest(model=name):
                server = self.env.ref(f"logistics_sync_carrier.trace_{name}_action")
                context = {"active_model": record._name, "active_id": record.id}
                action = server.with_context(**context).run()
                search = self.env[action["res_model"]].browse(action["res_id"])
                self.assertEqual(search.number, record.name)
                self.assertIn(self.order.name, search.result)

    def test_vendor_bills_are_found(self):
        """B5: a bill by its own number and by the one the vendor gave it."""
        bill = self.init_invoice("in_invoice", products=self.valve, post=True)
        bill.ref = "FRT-2026-9"
        for number in (bill.name, "frt-2026-9"):
            self.assertEqual(
                self.get_chain(number)[0], {"account.move": [bill.display_name]}
            )

    def test_the_screen(self):
        """B5: one field; the answer, or what to enter; special characters are text."""
        user = self.env.user
        action = self.env["logistics.sync.trace.search"].with_user(user).action_open()
        search = self.env[action["res_model"]].browse(action["res_id"])
        self.assertFalse(search.result)
        search.number = "1Z999"
        search.action_trace()
        for name in (self.order.name, self.shipment.name, self.invoice.name):
            self.assertIn(name, search.result)
        search.number = "%<b>"
        self.assertIn("Nothing is known", search.result)
        self.assertIn("&lt;b&gt;", search.result)
        self.assertFalse(self.trace("%")["stages"])
