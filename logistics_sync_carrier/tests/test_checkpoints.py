# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common_checkpoints import CheckpointCase


@tagged("post_install", "-at_install")
class TestCheckpoints(CheckpointCase):
    def test_a_confirmed_order_lists_its_checkpoints(self):
        """E5: the tab Workflow of a confirmed order lists 8 checkpoints."""
        self.make_rule("proof_of_delivery")
        order = self.make_order()
        self.assertEqual(
            order.logistics_checkpoint_ids.mapped("kind"),
            [
                "released",
                "warehouse_confirmed",
                "carrier_booked",
                "delivered",
                "pod_captured",
                "invoice_eligible",
                "invoice_generated",
                "invoice_posted",
            ],
        )
        found = self.states(order)
        self.assertEqual(found.pop("released"), "done")
        self.assertEqual(found.pop("warehouse_confirmed"), "due")
        self.assertEqual(set(found.values()), {"blocked"})
        view = self.env["sale.order"].get_view(
            self.env.ref("sale.view_order_form").id, "form"
        )
        self.assertIn('name="logistics_workflow"', view["arch"])
        self.assertIn("state == 'overdue'", view["arch"])

    def test_a_late_warehouse_is_late_and_blocks(self):
        """B26, E5: no news of the warehouse: late, later steps blocked, one question.

        The question says how late, goes to the team of the deadline and does not
        multiply; it closes by itself when the news arrives.
        """
        order = self.make_order(hours_ago=6)
        self.look()
        late = self.get_step(order, "warehouse_confirmed")
        self.assertEqual(late.state, "overdue")
        self.assertAlmostEqual(late.late_hours, 2, places=1)
        booked = self.get_step(order, "carrier_booked")
        self.assertEqual((booked.state, booked.blocked_by), ("blocked", late.kind))
        self.assertEqual(booked.summary, "Blocked by Warehouse confirmation")
        (question,) = self.get_questions(order)
        self.assertEqual(
            question.name,
            f"Warehouse confirmation of {order.name} is 2 hours late; "
            f"{self.tpl.name} has not told it.",
        )
        self.assertEqual(question.team, "operations")
        self.assertEqual(question.connector_id, self.tpl)
        self.assertEqual(question.owner_id, self.tpl.owner_id)
        self.assertEqual(question.amount, order.amount_total)
        order.date_order -= timedelta(hours=1)
        self.look()
        self.assertEqual(self.get_questions(order), question)
        self.assertIn("3 hours late", question.name)
        self.assertEqual(question.occurrences, 1)
        self.assertEqual(order.sync_exception_count, 1)

        happened = fields.Datetime.now() - timedelta(hours=2)
        self.confirm_by_warehouse(order, happened)
        self.look()
        self.assertEqual(
            (question.state, question.resolution), ("resolved", "automatic")
        )
        late.invalidate_recordset()
        self.assertEqual(late.state, "done")
        self.assertEqual(late.actual_at, happened.replace(microsecond=0))
        self.assertAlmostEqual(late.lag_hours, 2, places=1)
        self.assertEqual(late.source, self.tpl.name)
        self.assertFalse(self.get_questions(order))

    def test_the_way_to_a_posted_invoice(self):
        """E5: each step with due time, actual time, owner and source system."""
        self.make_rule("delivered", "proof_of_delivery")
        order = self.make_order()
        self.confirm_by_warehouse(order, fields.Datetime.now(), "TRK-1")
        self.look()
        self.assertEqual(self.states(order)["carrier_booked"], "done")
        self.assertEqual(self.states(order)["delivered"], "due")
        self.assertEqual(
            self.get_step(order, "invoice_eligible").blocked_by, "delivered"
        )
        self.tell(self.scan("delivered", tracking_number="TRK-1"))
        self.look()
        self.assertEqual(
            self.get_step(order, "invoice_eligible").blocked_by, "pod_captured"
        )
        proof = {"signed_by": "A. Reader", "document": None}
        self.tell(
            self.scan("pod_received", tracking_number="TRK-1", proof_of_delivery=proof)
        )
        release = order.logistics_shipment_ids.invoice_release_ids
        self.assertEqual(release.state, "eligible")
        self.look()
        self.assertEqual(self.states(order)["invoice_eligible"], "done")
        self.assertEqual(self.states(order)["invoice_generated"], "due")
        release._invoice_now()
        self.look()
        self.assertEqual(set(self.states(order).values()), {"done"})
        for step in order.logistics_checkpoint_ids:
            self.assertTrue(step.due_at and step.actual_at, step.kind)
            self.assertTrue(step.owner_id and step.source, step.kind)
        self.assertEqual(self.get_step(order, "delivered").source, self.carrier.name)

    def test_half_an_order_is_not_the_order(self):
        """E5, B26: the rest still in the warehouse keeps its checkpoint open."""
        order = self.make_order(hours_ago=6)
        self.confirm_by_warehouse(order, fields.Datetime.now(), "TRK-2", quantity=4)
        self.look()
        self.assertEqual(self.states(order)["warehouse_confirmed"], "overdue")
        self.assertEqual(self.states(order)["carrier_booked"], "blocked")

    def test_an_ignored_question_is_not_asked_again(self):
        """B26: whoever knows why a step is late is left in peace about it."""
        order = self.make_order(hours_ago=6)
        self.look()
        question = self.get_questions(order)
        with self.assertRaisesRegex(UserError, "still no news"):
            question.action_retry()
        question._ignore("The customer fetches it on Monday.")
        self.look()
        self.assertFalse(self.get_questions(order))
        self.assertEqual(self.states(order)["warehouse_confirmed"], "overdue")

    def test_a_cancelled_order_waits_for_nothing(self):
        """B26: nobody is asked about an order that was cancelled."""
        order = self.make_order(hours_ago=6)
        self.look()
        self.assertTrue(self.get_questions(order))
        order._action_cancel()
        self.assertFalse(self.get_questions(order))
        self.assertEqual(self.states(order)["warehouse_confirmed"], "not_needed")

    def test_deadlines_are_set_without_code(self):
        """E5, B26: an administrator changes, adds and switches off deadlines."""
        order = self.make_order(hours_ago=6)
        self.look()
        with Form(self.deadline) as form:
            form.hours = 8
        self.look()
        self.assertEqual(self.states(order)["warehouse_confirmed"], "due")
        self.assertFalse(self.get_questions(order))
        self.env.ref("logistics_sync_carrier.checkpoint_rule_picked_up").active = True
        self.look()
        self.assertEqual(len(order.logistics_checkpoint_ids), 9)
        self.env.ref(
            "logistics_sync_carrier.checkpoint_rule_pod_captured"
        ).active = False
        self.look()
        self.assertNotIn("pod_captured", self.states(order))

    def test_customer_service_sees_late_steps(self):
        """B26, O11: a salesperson and a clerk open the list; neither may change it."""
        order = self.make_order(hours_ago=6)
        self.look()
        action = self.env.ref(
            "logistics_sync_carrier.logistics_order_checkpoint_action"
        )
        self.assertIn("group_kind", action.context)
        self.assertIn("group_partner", action.context)
        for groups in (
            "sales_team.group_sale_salesman_all_leads",
            "logistics_sync_base.group_logistics_user",
        ):
            user = new_test_user(self.env, "cs_" + groups[-5:], groups=groups)
            checkpoints = self.env["logistics.order.checkpoint"].with_user(user)
            late = checkpoints.search([("state", "=", "overdue")])
            self.assertIn(order.name, late.mapped("order_name"))
            self.assertIn(order.name, late[0].display_name)
            groups_found = checkpoints.formatted_read_group(
                [("state", "=", "overdue")], ["kind", "partner_id"], ["__count"]
            )
            self.assertTrue(groups_found)
            self.assertIn(order.name, str(self.open_as(checkpoints, late)))
            with self.assertRaises(AccessError):
                late.write({"state": "done"})

    def open_as(self, records, found):
        """What the web client reads to show list and form to this person."""
        shown = []
        for view_type in ("list", "form"):
            names = records.get_view(view_type=view_type)["models"][records._name]
            shown += found.web_read(
                {
                    name: {"fields": {"display_name": {}}}
                    if records._fields[name].type == "many2one"
                    else {}
                    for name in names
                }
            )
        return shown

    def test_other_companies_do_not_see_them(self):
        """E5: checkpoints belong to the company of the order."""
        order = self.make_order()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        user = new_test_user(
            self.env,
            "elsewhere",
            groups="logistics_sync_base.group_logistics_user",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        found = self.env["logistics.order.checkpoint"].with_user(user).search([])
        self.assertFalse(found.filtered(lambda item: item.order_name == order.name))

    def test_a_run_cut_short_is_continued(self):
        """E5: when the time is up, the next run goes on with the orders after."""
        others = self.env["logistics.order.checkpoint"]._count_under_way(0)
        orders = self.env["sale.order"].union(
            *(self.make_order(hours_ago=6) for _ in range(3))
        )

        def get_late():
            steps = orders.logistics_checkpoint_ids
            return steps.filtered(lambda step: step.state == "overdue").order_id

        self.look_for_a_moment(others + 1)
        self.assertEqual(get_late(), orders[0])
        self.look_for_a_moment(1)
        self.assertEqual(get_late(), orders[:2])
        self.look()
        self.assertEqual(get_late(), orders)
        orders.date_order = fields.Datetime.now()
        self.look_for_a_moment(others + 1)
        self.assertEqual(get_late(), orders[1:])

    def look_for_a_moment(self, limit):
        """The scheduled job, whose time is up after the first set of orders."""
        self.env.flush_all()
        job = self.env.ref("logistics_sync_carrier.ir_cron_checkpoints")
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            job, progress = job.with_env(job.env(cr=cr))._add_progress()
            job.env["logistics.order.checkpoint"].with_context(
                cron_id=job.id, ir_cron_progress_id=progress.id, cron_end_time=0
            )._cron_refresh(limit=limit)
        self.env.invalidate_all()

    def test_hundreds_of_orders_cost_a_handful_of_queries(self):
        """E5: the scheduled look is set-based: its queries do not grow with orders."""
        orders = self.env["sale.order"].union(*(self.make_order() for _ in range(3)))
        more = orders.union(*(self.make_order() for _ in range(9)))
        checkpoints = self.env["logistics.order.checkpoint"]
        counts = []
        for some in (orders, more):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            checkpoints._refresh(some)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)
