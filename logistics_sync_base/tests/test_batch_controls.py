# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from ..codec.contracts import canonical_examples
from ..exceptions import TransientError
from .common import LogisticsSyncCase
from .simulated_handler import TROUBLE, SimulatedHandlerMixin
from .test_flows import BATCHES

INVOICE = "freight_invoice_received"


@tagged("post_install", "-at_install")
class TestBatchControls(SimulatedHandlerMixin, LogisticsSyncCase):
    """Control totals: number and amount at the cut-off against what was done."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.currency_id = cls.env.ref("base.USD")
        cls.flow = cls.set_plan(INVOICE, "test_effect")
        cls.flow.mode = "batch"
        cls.job = cls.env["logistics.sync.batch.job"].create(
            {"name": "Settlement", "event_type_ids": [(6, 0, cls.flow.ids)]}
        )

    def tell(self, *totals, currency="USD"):
        example = canonical_examples("freight_invoice/1.0")["balance_due"]
        messages = self.env["logistics.sync.message"]
        for total in totals:
            document = example | {
                "number": f"FI-{total}",
                "currency": currency,
                "totals": example["totals"] | {"total": total},
            }
            messages |= self.ingest(self.connector, document)
        self.drain()
        return messages

    def run_job(self):
        self.job.next_run_at = "2026-01-01"
        self.look()
        return self.job.run_ids[:1]

    def look(self):
        self.trigger_cron(BATCHES)
        self.env.invalidate_all()

    def test_a_run_that_comes_out_even_is_closed(self):
        """K19: expected and done agree in number and amount."""
        self.tell("1000.10", "200.20", "-0.30")
        run = self.run_job()
        self.assertEqual(run.state, "done")
        self.assertEqual((run.control_count, run.done_count), (3, 3))
        self.assertAlmostEqual(run.expected_amount, 1200.0)
        self.assertAlmostEqual(run.settled_amount, 1200.0)
        self.assertFalse(run.missing_amount)
        self.assertFalse(self.get_exceptions("batch_totals_differ"))

    def test_a_difference_is_asked_and_holds_the_run(self):
        """K19: 250.50 are missing: one question with the amount; the run is open."""
        TROUBLE["FI-250.50"] = TransientError("The service is not there")
        messages = self.tell("1000.00", "250.50")
        run = self.run_job()
        self.assertEqual((run.state, run.ended_at), ("held", False))
        self.assertAlmostEqual(run.missing_amount, 250.5)
        question = self.get_exceptions("batch_totals_differ")
        self.assertEqual(question._get_document(), run)
        self.assertAlmostEqual(question.amount, 250.5)
        self.assertIn("USD: 1250.50 expected, 1000.00 done", question.name)
        self.look()
        self.assertEqual((len(question), run.state), (1, "held"))
        TROUBLE.clear()
        self.make_due(messages[1])
        self.drain("batch")
        self.look()
        self.assertEqual((run.state, question.state), ("done", "resolved"))
        self.assertAlmostEqual(run.settled_amount, 1250.5)
        self.assertTrue(run.ended_at)

    def test_a_person_closes_it_with_the_difference(self):
        """K19: who, why and how much stay on the run."""
        TROUBLE["FI-250.50"] = TransientError("The service is not there")
        self.tell("1000.00", "250.50")
        run = self.run_job()
        question = self.get_exceptions("batch_totals_differ")
        clerk = self.make_user("closing_clerk", "finance")
        question.with_user(clerk)._resolve("ignored", "Settled by hand in January")
        self.look()
        self.assertEqual(run.state, "errors")
        self.assertIn("Settled by hand in January", run.note)
        self.assertIn("Closing Clerk", run.note)
        self.assertIn("250.50", run.note)

    def test_a_question_nobody_finds_is_not_taken_for_answered(self):
        """K19: without the question the run is compared and asked about again."""
        TROUBLE["FI-250.50"] = TransientError("The service is not there")
        self.tell("250.50")
        run = self.run_job()
        self.get_exceptions("batch_totals_differ").sudo().dedup_key = "elsewhere"
        self.look()
        self.assertEqual((run.state, run.ended_at), ("held", False))
        self.assertEqual(len(self.get_exceptions("batch_totals_differ")), 2)

    def test_a_currency_nobody_knows_is_worth_nobody_knows_what(self):
        """K19, J9: a difference that cannot be converted is no amount of zero."""
        TROUBLE["FI-70.00"] = TransientError("The service is not there")
        self.tell("70.00", currency="XXQ")
        self.assertEqual(self.run_job().state, "held")
        question = self.get_exceptions("batch_totals_differ")
        self.assertIn("XXQ: 70.00 expected, 0 done", question.name)
        self.assertFalse(question.is_amount_known)

    def test_each_currency_is_compared_by_itself(self):
        """K19: what euros have too much does not make up for missing dollars."""
        TROUBLE["FI-70.00"] = TransientError("The service is not there")
        self.tell("100.00")
        self.tell("70.00", currency="EUR")
        run = self.run_job()
        self.assertEqual(run.state, "held")
        name = self.get_exceptions("batch_totals_differ").name
        self.assertIn("EUR: 70.00 expected, 0 done", name)
        self.assertNotIn("USD", name)

    def test_an_amount_that_changed_on_the_way_is_found(self):
        """K19: the totals are those of the cut-off, whatever a fact says later."""
        self.tell("100.00")
        run = self.run_job()
        self.assertEqual(run.state, "done")
        event = run.item_ids.event_id
        totals = event.canonical["totals"] | {"total": "10.00"}
        event.canonical = event.canonical | {"totals": totals}
        self.assertFalse(run._compare_totals())
        self.assertAlmostEqual(run.missing_amount, 90)

    def test_a_fact_that_vanished_is_found(self):
        """K19: the number counts, even where there is no money in it."""
        self.tell("100.00", "0.00")
        run = self.run_job()
        run.item_ids.filtered(lambda item: "0.00" == item.event_id.reference[-4:])[
            -1:
        ].unlink()
        self.assertFalse(run._compare_totals())
        self.assertIn("2 facts were to be done, 1 are", run.note)

    def test_a_job_says_what_becomes_of_its_facts(self):
        """K19: what no app acts on yet is not shown as if it were settled."""
        self.assertIn("Have an effect", self.job.effect)
        self.set_plan(INVOICE, "record_only")
        self.assertIn("no installed app acts", self.job.effect)
