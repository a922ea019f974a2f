# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from ..codec.contracts import canonical_examples, canonical_schema
from .common import LogisticsSyncCase

KIND = "freight_invoice_received"


def invoice(number, total, currency="USD", due="2026-12-20"):
    """A freight invoice as a partner sends it in our own form."""
    example = canonical_examples("freight_invoice/1.0")["balance_due"]
    return example | {
        "number": number,
        "currency": currency,
        "due_date": due,
        "totals": example["totals"] | {"total": total},
    }


@tagged("post_install", "-at_install")
class TestPriorityRules(LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.currency_id = cls.env.ref("base.USD")
        cls.connector = cls.make_connector(channel="financial")
        cls.clerk = cls.make_user("closing_clerk", "finance")
        cls.rules = cls.env["logistics.sync.priority.rule"]

    def make_rule(self, **values):
        return self.rules.with_user(self.clerk).create({"name": "Close"} | values)

    def look(self):
        """What a worker does before each claim, within this transaction."""
        self.rules._get_in_force()._look_at_waiting()
        self.env.invalidate_all()

    def claim(self, limit):
        self.env.flush_all()
        messages = self.env["logistics.sync.message"]
        return messages.browse(messages._claim_rows("financial", limit, "token"))

    def receive(self, *totals, **more):
        return self.env["logistics.sync.message"].union(
            *(
                self.ingest(self.connector, invoice(f"I-{place}", total, **more))
                for place, total in enumerate(totals)
            )
        )

    def flush_tracking(self):
        self.env.flush_all()
        self.cr.precommit.run()

    def pass_end(self, rule):
        """Let the time of a rule run out."""
        moment = fields.Datetime.now()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE logistics_sync_priority_rule SET date_start = %s, date_end = %s"
            " WHERE id = %s",
            [moment - timedelta(hours=2), moment, rule.id],
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache()

    def test_a_backlog_is_looked_through_before_the_first_claim(self):
        """K13, O20: the youngest of more than a thousand comes first, by itself."""
        small = self.receive(*(["900.00"] * 1010))
        large = self.receive("25000.00", "11000.00")
        self.make_rule(amount_from=10000)
        rules = self.rules._get_in_force()
        self.assertTrue(rules._look_at_waiting(), "there is more to look at")
        self.assertFalse(rules._look_at_waiting())
        self.env.invalidate_all()
        messages = self.env["logistics.sync.message"]
        self.assertEqual(messages._get_claim_limit("financial", 1000), 100)
        self.assertEqual(messages._get_claim_limit("operational", 1000), 1000)
        self.assertLessEqual(large, self.claim(3))
        self.assertFalse(small.priority_rule_id)
        # Once they are taken, sets are as large as ever.
        self.assertEqual(messages._get_claim_limit("financial", 1000), 1000)

    def test_the_schema_tells_amounts_where_they_are_read(self):
        """K14: the places that are looked at exist in the canonical invoices."""
        for name in ("freight_invoice", "supplier_invoice", "customer_invoice"):
            known = canonical_schema(f"{name}/1.0")["properties"]
            self.assertLessEqual({"totals", "currency", "due_date"}, known.keys())

    def test_large_invoices_jump_while_the_close_lasts(self):
        """K14: a rule for invoices from 10,000 puts them first; it ends by itself."""
        usual = self.receive(*["900.00"] * 20)
        large = self.receive("12000.00", "10000.00")
        rule = self.make_rule(amount_from=10000)
        self.assertEqual(rule.state, "active")
        self.look()
        self.assertEqual(self.claim(2), large)
        self.assertEqual(rule.moved_count, 2)
        later = self.receive("50000.00", "20.00")
        self.look()
        self.assertEqual([one.priority_before for one in later], [20, 0])
        self.pass_end(rule)
        self.trigger_cron("logistics_sync_base.ir_cron_sweep")
        self.env.invalidate_all()
        self.assertEqual((rule.state, rule.is_closed), ("over", True))
        self.assertEqual(self.claim(1), usual[:1])
        newest = self.receive("99000.00")
        self.look()
        self.assertEqual(newest.priority, usual[0].priority)

    def test_a_worker_looks_before_it_claims(self):
        """K14: nobody has to press anything: the drain itself follows the rule."""
        self.receive("5.00", "20000.00")
        rule = self.make_rule(amount_from=10000)
        self.drain("financial")
        self.env.invalidate_all()
        self.assertEqual(rule.moved_count, 1)
        moved = self.env["logistics.sync.message"].search(
            [("priority_rule_id", "=", rule.id)]
        )
        self.assertEqual(moved.attempt_count, 1)

    def test_who_and_when_is_kept(self):
        """K14: making, changing and ending a rule is written down with its author."""
        rules = self.rules.with_context(tracking_disable=False).with_user(self.clerk)
        rule = rules.create({"name": "Close", "amount_from": 10000})
        self.flush_tracking()
        rule.amount_from = 5000
        self.flush_tracking()
        made, changed = rule.sudo().message_ids.sorted("id")
        self.assertEqual(made.author_id, self.clerk.partner_id)
        self.assertEqual(
            [
                (value.old_value_float, value.new_value_float)
                for value in changed.sudo().tracking_value_ids
            ],
            [(10000, 5000)],
        )
        [message] = self.receive("7000.00")
        self.look()
        rule.action_end()
        last = rule.sudo().message_ids.sorted("id")[-1]
        self.assertIn(f"Ended by {self.clerk.name}", last.body)
        self.assertIn("1 documents were put forward; 1 of them", last.body)
        self.assertEqual(message.history[-1]["note"], "Put forward by “Close”")

    def test_the_scope_is_due_date_kind_and_partner(self):
        """K14: each question narrows it; what a document does not tell never counts."""
        soon = self.receive("1.00", due="2026-11-25")
        late = self.receive("2.00", due="2026-12-25")
        silent = self.receive("3.00", due=None)
        other = self.make_connector(channel="financial")
        elsewhere = self.ingest(other, invoice("I-9", "4.00", due="2026-11-25"))
        paid = canonical_examples("payment/1.0")["paid"]
        payment = self.ingest(
            self.connector, paid | {"amount": "9.00", "currency": "USD"}
        )
        everything = soon | late | silent | elsewhere | payment
        kind = self.env["logistics.sync.event.type"].search([("code", "=", KIND)])
        for values, wanted in (
            ({"due_by": "2026-11-30"}, soon | elsewhere),
            ({"due_by": "2026-11-30", "connector_ids": self.connector.ids}, soon),
            ({"amount_from": 3}, silent | elsewhere | payment),
            ({"amount_from": 3, "event_type_ids": kind.ids}, silent | elsewhere),
            ({}, everything),
        ):
            with self.subTest(values=values):
                rule = self.make_rule(**values)
                self.look()
                moved = everything.filtered_domain([("priority_rule_id", "=", rule.id)])
                self.assertEqual(moved, wanted)
                rule.action_end()
                everything.invalidate_recordset()
                self.assertFalse(any(everything.mapped("priority_before")))
                everything.priority_rule_id = False

    def test_amounts_in_other_currencies_are_converted(self):
        """K14: 6,000 euros are more than 6,500 dollars at the rate of the day."""
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": euro.id, "rate": 0.5, "name": "2026-01-01"}
        )
        large = self.receive("6000.00", currency="EUR")
        unknown = self.receive("6000.00", currency="XTS") | self.receive(
            "9000.00", currency=None
        )
        self.make_rule(amount_from=6500)
        self.look()
        self.assertTrue(large.priority_rule_id)
        self.assertFalse(unknown.priority_rule_id)

    def test_many_documents_in_one_currency_look_it_up_once(self):
        """K14, K19: what a claim has to look through costs no query for each."""
        self.env.ref("base.EUR").active = True
        rule = self.make_rule(amount_from=6500).sudo()
        few = self.receive("6000.00", currency="EUR")
        many = self.receive(*(f"{n}.00" for n in range(6000, 6030)), currency="EUR")

        def count(messages):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rule._choose(messages)
            return self.env.cr.sql_log_count - before

        count(few)
        self.assertEqual(count(many), count(few))

    def test_documents_of_the_partner_are_read_by_its_mapping(self):
        """K14: an invoice in the partner's own words jumps like one in ours."""
        mapping = self.make_mapping(
            {
                "number": "bill.no",
                "totals.total": {"expression": "bill.sum", "transform": "decimal"},
                "currency": {"constant": "USD"},
            },
            canonical_schema="freight_invoice/1.0",
        )
        self.connector.mapping_id = mapping
        small, large = (
            self.ingest(self.connector, {"bill": {"no": no, "sum": total}})
            for no, total in (("B-1", "17.00"), ("B-2", "17000.00"))
        )
        unreadable = self.ingest(self.connector, b"\\x00 no document")
        self.make_rule(amount_from=10000)
        self.look()
        found = [bool(one.priority_rule_id) for one in (small, large, unreadable)]
        self.assertEqual(found, [False, True, False])

    def test_the_stronger_of_two_rules_has_the_last_word(self):
        """K14: and when it is over, the weaker one holds again."""
        [message] = self.receive("500.00")
        usual = message.priority
        self.make_rule(urgency="early")
        strong = self.make_rule(urgency="first")
        self.look()
        self.assertEqual(message.priority, 0)
        strong.action_end()
        self.look()
        self.assertEqual((message.priority, message.priority_before), (4, usual))

    def test_another_company_is_not_touched(self):
        """K14: a rule is for the documents of its company."""
        other = self.env["res.company"].create({"name": "Other shipper"})
        foreign = self.make_connector(company_id=other.id, channel="financial")
        message = self.ingest(foreign, invoice("I-1", "20000.00"))
        rule = self.make_rule()
        self.look()
        self.assertFalse(message.priority_rule_id)
        stranger = self.make_user("stranger", "finance", companies=other)
        with self.assertRaises(AccessError):
            rule.with_user(stranger).name = "Mine"

    def test_a_planned_rule_waits_for_its_time(self):
        """K14: it begins by itself, too; without any rule nothing is asked."""
        [message] = self.receive("500.00")
        now = fields.Datetime.now()
        rule = self.make_rule(
            date_start=now + timedelta(hours=1), date_end=now + timedelta(hours=2)
        )
        self.look()
        self.assertEqual((rule.state, message.priority_rule_id.ids), ("planned", []))
        rule.date_start = now - timedelta(hours=1)
        self.look()
        self.assertEqual((rule.state, message.priority_rule_id), ("active", rule))
        found = self.rules.search([("state", "=", "active"), ("id", "=", rule.id)])
        self.assertEqual(found, rule)
        rule.action_end()
        with self.assertQueryCount(0):
            self.rules._get_in_force()

    def test_the_form_helps(self):
        """K14: a rule needs a name, the rest is filled in; a wrong window is told."""
        with Form(self.rules.with_user(self.clerk)) as form:
            form.name = "Payment run of the week"
        self.assertEqual(form.record.urgency, "first")
        now = fields.Datetime.now()
        with self.assertRaisesRegex(ValidationError, "over already"):
            form.record.write(
                {
                    "date_start": now - timedelta(days=2),
                    "date_end": now - timedelta(days=1),
                }
            )
        again = form.record.copy()
        self.assertEqual((again.state, again.moved_count), ("active", 0))
