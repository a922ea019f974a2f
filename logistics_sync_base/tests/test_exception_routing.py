# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import delivery_event
from .exception_case import ExceptionCase

FUNCTIONS = {
    "customer_service": "customer_service",
    "operations": "logistics",
    "finance": "finance",
    "integration": "integration",
}


@tagged("post_install", "-at_install")
class TestTeams(ExceptionCase):
    def test_four_kinds_go_to_four_teams(self):
        """J9: each team gets its kind, and who is on duty has it on the list."""
        for function, name in FUNCTIONS.items():
            person = self.make_user(f"duty_{name}", "user")
            self.put_on_duty(name, person)
            self.make_kind(f"test_{name}", team=function)
            question = self.ask(f"test_{name}")
            self.assertEqual(question.team_id, self.get_team(name))
            self.assertEqual(question.owner_id, person)
            self.assertEqual(question.activity_ids.user_id, person)
            self.assertEqual(
                question.activity_ids.date_deadline, question.sla_deadline.date()
            )

    def test_the_plan_of_the_day_comes_first(self):
        """J9: a shift of today stands in for whoever is usually on duty."""
        self.put_on_duty("logistics", self.clerk)
        team = self.get_team("logistics")
        team.shift_ids = [Command.create({"user_id": self.lead.id})]
        self.assertEqual(self.ask().owner_id, self.lead)
        team.shift_ids.date_from = "2020-01-01"
        self.assertEqual(self.ask(sentence="Later?").owner_id, self.clerk)

    def test_without_anybody_on_duty_it_is_the_partner_s_owner(self):
        """J9, J6: a team nobody set up yet loses no question."""
        question = self.ask()
        self.assertEqual(question.owner_id, self.owner)
        self.assertEqual(question.team_id, self.get_team("logistics"))
        self.assertFalse(question.activity_ids)

    def test_a_company_s_own_team_comes_first(self):
        """J9: where a company has a team of its own, its questions go there."""
        other = self.env["res.company"].create({"name": "Rhine Trading"})
        own = self.env["logistics.sync.team"].create(
            {"name": "Rhine", "function": "operations", "company_id": other.id}
        )
        self.assertEqual(self.ask(company=other).team_id, own)
        self.assertEqual(self.ask().team_id, self.get_team("logistics"))

    def test_people_of_a_company_s_team_work_for_it(self):
        """J9: nobody is put on duty who could not open the question."""
        other = self.env["res.company"].create({"name": "Rhine Trading"})
        with self.assertRaisesRegex(ValidationError, "Queue Clerk"):
            self.env["logistics.sync.team"].create(
                {
                    "name": "Rhine",
                    "function": "operations",
                    "company_id": other.id,
                    "duty_id": self.clerk.id,
                }
            )


@tagged("post_install", "-at_install")
class TestRoutes(ExceptionCase):
    def make_route(self, **values):
        return self.env["logistics.sync.exception.route"].create(
            {"name": "Elsewhere", "team_id": self.get_team("finance").id} | values
        )

    def test_by_customer(self):
        """J9: what is about a customer goes where a rule sends it."""
        self.make_route(partner_ids=self.customer.ids)
        self.assertEqual(self.ask().team, "finance")
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        self.assertEqual(self.ask(record=stranger).team, "operations")

    def test_by_amount(self):
        """J9: from an amount on; what has none is left alone."""
        self.make_route(amount_from=1000, user_id=self.lead.id)
        large = self.ask(amount=Decimal("1000.00"), sentence="Large")
        self.assertEqual((large.team, large.owner_id), ("finance", self.lead))
        self.assertEqual(self.ask(amount=999.99, sentence="Small").team, "operations")
        self.assertEqual(self.ask(sentence="None").team, "operations")

    def test_an_unknown_amount_is_its_own_case(self):
        """J9: nothing at stake and nobody knows what are two things."""
        route = self.make_route(amount_from=1000)
        nothing = self.ask(amount=0, sentence="Nothing")
        unknown = self.ask(sentence="Unknown")
        self.assertTrue(nothing.is_amount_known)
        self.assertFalse(unknown.is_amount_known)
        self.assertEqual((nothing.team, unknown.team), ("operations", "operations"))
        route.takes_unknown_amount = True
        self.assertEqual(self.ask(sentence="As well").team, "finance")
        self.assertEqual(self.ask(amount=0, sentence="Zero").team, "operations")

    def test_by_amount_in_another_currency(self):
        """J9: amounts are compared in the currency of the rule."""
        usd = self.env.ref("base.USD")
        eur = self.env.ref("base.EUR")
        other = eur if self.env.company.currency_id == usd else usd
        other.active = True
        other.rate_ids = [Command.clear(), Command.create({"rate": 2.0})]
        self.make_route(amount_from=1000)
        self.assertEqual(self.ask(amount=1999, currency=other).team, "operations")
        again = self.ask(amount=2000, currency=other, sentence="More")
        self.assertEqual(again.team, "finance")

    def test_by_kind_partner_and_company(self):
        """J9: all conditions of a rule have to fit; the first rule decides."""
        kind = self.env["logistics.sync.exception.code"]._get_by_code("unreadable")
        self.make_route(
            code_ids=kind.ids,
            connector_ids=self.connector.ids,
            company_id=self.env.company.id,
        )
        self.make_route(team_id=self.get_team("integration").id, sequence=99)
        self.assertEqual(self.ask("unreadable").team, "finance")
        self.assertEqual(self.ask("rejected_by_odoo").team, "integration")
        elsewhere = self.make_connector()
        self.assertEqual(
            self.ask("unreadable", sentence="B", connector=elsewhere).team,
            "integration",
        )

    def test_a_changed_rule_counts_at_once(self):
        """J9: no question follows a rule that was switched off."""
        route = self.make_route()
        self.assertEqual(self.ask().team, "finance")
        route.active = False
        self.assertEqual(self.ask(sentence="Later?").team, "operations")


@tagged("post_install", "-at_install")
class TestFlowPath(ExceptionCase):
    def ask_about_event(self, code="rejected_by_odoo"):
        message = self.ingest(self.connector, delivery_event("T-FLOW"))
        self.drain()
        return self.ask(code, event=message.event_ids)

    def test_an_active_flow_says_who_answers_and_how_far(self):
        """J19: no team or no policy, no activation."""
        flow = self.event_type
        for name in ("exception_team", "exception_policy"):
            flow.active = False
            flow[name] = False
            with self.assertRaisesRegex(ValidationError, "needs a team"):
                flow.active = True
            flow[name] = "finance" if name == "exception_team" else "person"
        flow.active = True

    def test_every_shipped_flow_has_its_path(self):
        """J19: what is shipped is complete."""
        for flow in self.env["logistics.sync.event.type"].search([]):
            self.assertTrue(flow.exception_team and flow.exception_policy, flow.code)

    def test_business_questions_go_to_the_team_of_the_flow(self):
        """J19, J9: its own team for what is business; the wires stay with theirs."""
        self.event_type.exception_team = "customer_service"
        self.assertEqual(self.ask_about_event().team, "customer_service")
        self.assertEqual(self.ask_about_event("unreadable").team, "integration")

    def test_a_flow_may_ask_for_two_people(self):
        """J19, J12: then nobody leaves one of its facts undone alone."""
        question = self.ask_about_event()
        self.assertFalse(question.needs_approval)
        self.event_type.exception_policy = "two"
        question.invalidate_recordset()
        self.assertTrue(question.needs_approval)
