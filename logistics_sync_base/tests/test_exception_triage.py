# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import Command, fields
from odoo.tests import Form, tagged

from .exception_case import ExceptionCase


@tagged("post_install", "-at_install")
class TestTriage(ExceptionCase):
    def test_the_queue_is_sorted_by_business_impact(self):
        """J16: the costly first, whatever the symptom; then customer and day."""
        key = self.env["res.partner"].create(
            {"name": "Key", "logistics_key_customer": True}
        )
        address = self.env["res.partner"].create({"name": "Site", "parent_id": key.id})
        technical = self.ask("unreadable", "Technical")
        small = self.ask(sentence="Small", amount=100)
        large = self.ask(sentence="Large", amount=25000)
        of_key = self.ask(sentence="Small, but of a key customer", record=address)
        queue = technical | small | large | of_key
        found = queue.search([("id", "in", queue.ids)])
        self.assertEqual(found, large | of_key | small | technical)
        self.assertEqual(of_key.customer_id, address)
        self.assertIn("key customer", of_key.impact_reason)
        self.assertIn("at stake", large.impact_reason)

    def test_days_pass(self):
        """J16: what is needed soon moves up by itself."""
        question = self.ask(sentence="Due some day")
        before = question.impact
        self.env.cr.execute(
            "UPDATE logistics_sync_exception SET due_date = %s WHERE id = %s",
            [fields.Date.today() + timedelta(days=1), question.id],
        )
        self.env.invalidate_all()
        question._refresh_impact()
        self.assertEqual(question.impact, before + 12)

    def test_the_column_sums_in_the_currency_of_the_company(self):
        """J16: blocked amounts of several currencies make one sum."""
        company = self.env.company.currency_id
        usd, eur = self.env.ref("base.USD"), self.env.ref("base.EUR")
        other = eur if company == usd else usd
        other.active = True
        other.rate_ids = [Command.clear(), Command.create({"rate": 2.0})]
        queue = self.ask(sentence="A", amount=100) | self.ask(
            sentence="B", amount=50, currency=other
        )
        groups = queue.formatted_read_group(
            [("id", "in", queue.ids)], [], ["amount_company:sum"]
        )
        self.assertEqual(groups[0]["amount_company:sum"], 125)

    def test_a_linked_document_brings_its_customer(self):
        """J16: who it is about is known as soon as the document is."""
        question = self.ask(subject=self.connector)
        self.assertFalse(question.customer_id)
        question.write({"res_model": "res.partner", "res_id": self.customer.id})
        self.assertEqual(question.customer_id, self.customer)

    def test_a_document_of_others_does_not_close_the_queue(self):
        """J1, J11: a clerk who may not open it reads its kind, and all the rest."""
        closed = self.env.ref("logistics_sync_base.ir_cron_sweep")
        queue = self.ask(record=closed) | self.ask(sentence="Mine")
        names = queue.with_user(self.clerk).mapped("document_name")
        self.assertEqual(names, ["Scheduled Actions", "Elbe Bikes, Mine"])
        self.assertEqual(queue[0].document_name, closed.display_name)


@tagged("post_install", "-at_install")
class TestAgeing(ExceptionCase):
    def age(self, question, hours):
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE logistics_sync_exception
                  SET create_date = create_date - make_interval(hours => %s)
                WHERE id = %s""",
            [hours, question.id],
        )
        self.env.invalidate_all()

    def test_open_questions_by_partner_and_age(self):
        """J14: buckets by the hour, for customers and carriers, with the amounts."""
        old = self.ask(sentence="Old", amount=700)
        self.age(old, 100)
        new = self.ask(sentence="New", amount=50)
        done = self.ask(sentence="Done", amount=9)
        done._resolve("fixed")
        self.env.flush_all()
        ages = self.env["logistics.sync.exception.age"].with_user(self.clerk)
        groups = ages._read_group(
            [("connector_id", "=", self.connector.id)],
            ["connector_id", "bucket"],
            ["amount:sum", "__count"],
        )
        self.assertEqual(
            [(bucket, amount, count) for _who, bucket, amount, count in groups],
            [("0", 50, 1), ("3", 700, 1)],
        )
        self.assertEqual(ages.browse(new.id).exception_id, new)


@tagged("post_install", "-at_install")
class TestLimits(ExceptionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        kind = cls.make_kind("test_many")
        cls.limit = cls.env["logistics.sync.exception.limit"].create(
            {"code_ids": kind.ids, "user_id": cls.lead.id}
        )

    def check(self):
        self.trigger_cron("logistics_sync_base.ir_cron_exception_limits")

    def test_the_eleventh_of_ten_is_told_once(self):
        """J17: over the limit its owner is told; back within it, the alert ends."""
        for place in range(10):
            question = self.ask("test_many", f"Question {place}")
        self.check()
        self.assertFalse(self.limit.activity_ids)
        self.ask("test_many", "The eleventh")
        self.check()
        self.assertEqual(self.limit.activity_ids.user_id, self.lead)
        self.assertIn("11", self.limit.activity_ids.note)
        self.ask("test_many", "The twelfth")
        self.check()
        self.assertEqual(len(self.limit.activity_ids), 1)
        for one in self.get_exceptions("test_many") - question:
            one._resolve("fixed")
        self.check()
        self.assertFalse(self.limit.activity_ids or self.limit.alerted_at)

    def test_a_new_question_has_the_limits_looked_at_soon(self):
        """J17: not only at the next round of the watch."""
        cron = self.env.ref("logistics_sync_base.ir_cron_exception_limits")
        triggers = self.env["ir.cron.trigger"]
        self.env.cr.cache.clear()
        before = triggers.search_count([("cron_id", "=", cron.id)])
        self.ask("unreadable", "Of no limit")
        self.assertEqual(triggers.search_count([("cron_id", "=", cron.id)]), before)
        for sentence in ("One", "Two", "Three"):
            with self.env.cr.savepoint():
                self.ask("test_many", sentence)
        self.assertEqual(triggers.search_count([("cron_id", "=", cron.id)]), before + 1)

    def test_a_trigger_taken_back_comes_again(self):
        """J17: the set that failed does not keep the next one from being counted."""
        cron = self.env.ref("logistics_sync_base.ir_cron_exception_limits")
        domain = [("cron_id", "=", cron.id)]
        before = self.env["ir.cron.trigger"].search_count(domain)
        with self.assertRaises(ValueError), self.env.cr.savepoint():
            self.ask("test_many", "Taken back")
            raise ValueError
        self.ask("test_many", "Stays")
        self.assertEqual(self.env["ir.cron.trigger"].search_count(domain), before + 1)

    def test_age_counts_too(self):
        """J17: one question that lies too long is enough."""
        self.limit.write({"most_open": 0, "most_hours": 48})
        question = self.ask("test_many")
        self.check()
        self.assertFalse(self.limit.alerted_at)
        TestAgeing.age(self, question, 49)
        self.check()
        self.assertTrue(self.limit.alerted_at)

    def test_a_limit_limits_something(self):
        """J17: neither number nor age is no limit."""
        with self.assertRaisesRegex(Exception, "too many"), Form(self.limit) as form:
            form.most_open = 0
