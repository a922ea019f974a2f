# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import formatLang

from ..core.masking import mask_trace
from ..money import convert
from .exception import OPEN_STATES
from .message_inbound import FINAL_EVENT_STATES

_logger = logging.getLogger(__name__)

CODE = "batch_totals_differ"
NUMBER = r"^-?[0-9]{1,18}(\.[0-9]{1,12})?$"


class LogisticsSyncBatchRun(models.Model):
    """Control totals: what was to be done at the cut-off against what was done.

    Number and amounts are taken down when the run begins and counted anew, from the
    facts themselves, when it ends. A difference is a question; the run stays open
    until the totals agree or a person closes the question with a reason.
    """

    _inherit = "logistics.sync.batch.run"

    state = fields.Selection(
        selection_add=[("held", "Held")],
        ondelete={"held": "set default"},
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    is_controlled = fields.Boolean(readonly=True)
    control_count = fields.Integer(
        readonly=True,
        string="Facts Expected",
        help="Number of the collected facts at the cut-off.",
    )
    control_amounts = fields.Json(
        readonly=True, help="Expected at the cut-off: {currency: amount as text}."
    )
    expected_amount = fields.Monetary(
        readonly=True,
        string="Amount Expected",
        help="Sum of the collected facts at the cut-off, in the company's currency.",
    )
    settled_amount = fields.Monetary(
        readonly=True,
        string="Amount Done",
        help="Sum of those that are done, or known not to be due.",
    )
    missing_amount = fields.Monetary(
        compute="_compute_missing_amount", string="Difference"
    )

    @api.depends("expected_amount", "settled_amount")
    def _compute_missing_amount(self):
        for run in self:
            run.missing_amount = run.expected_amount - run.settled_amount

    # ------------------------------------------------------------- counting
    @api.private
    def _expect(self, items):
        """Take down what the run has to do: number and amount of these facts."""
        self.ensure_one()
        count, amounts = self._read_totals(items)
        self.write(
            {
                "is_controlled": True,
                "control_count": count,
                "control_amounts": {name: str(value) for name, value in amounts},
                "expected_amount": self._convert(amounts),
            }
        )

    def _read_totals(self, items, states=None):
        """(number of facts, [(currency, Decimal)]) of collected facts.

        A fact that tells no amount, or none that is a number, counts as one fact
        without money; so does it at the end.
        """
        self.env.flush_all()
        found = SQL(
            "COALESCE(e.canonical #>> '{totals,total}', e.canonical->>'amount')"
        )
        rows = self.env.execute_query(
            SQL(
                """SELECT currency, count(*),
                          sum(CASE WHEN told ~ %(number)s
                                   THEN told::numeric END)::text
                     FROM (SELECT %(found)s AS told,
                                  COALESCE(e.canonical->>'currency', '') AS currency
                             FROM logistics_sync_batch_item i
                             JOIN logistics_sync_event e ON e.id = i.event_id
                            WHERE i.id IN %(items)s AND %(states)s) f
                 GROUP BY 1 ORDER BY 1""",
                number=NUMBER,
                found=found,
                items=items,
                states=SQL("e.state IN %s", states) if states else SQL("TRUE"),
            )
        )
        count = sum(row[1] for row in rows)
        amounts = [
            (name, Decimal(amount)) for name, __, amount in rows if amount is not None
        ]
        return count, [(name, amount) for name, amount in amounts if amount]

    def _convert(self, amounts):
        """One sum in the run's currency, at the rate of its day, to be shown.

        What is compared are the sums of each currency; of an unknown one there is no
        rate, so that only its own sum counts.
        """
        known = self._get_currencies()
        company = self.company_id
        day = self.started_at.date()
        return sum(
            (
                convert(amount, known[name], company.currency_id, company, day)
                for name, amount in amounts
                if name in known
            ),
            Decimal(0),
        )

    def _get_currencies(self):
        """{name: currency} of all there are, used or not."""
        currencies = self.env["res.currency"].with_context(active_test=False)
        return {currency.name: currency for currency in currencies.search(Domain.TRUE)}

    # -------------------------------------------------------------- closing
    def _finish(self):
        """A run that does not come out even is not closed."""
        result = super()._finish()
        if self.state in ("done", "errors") and self.is_controlled:
            self._compare_totals()
        return result

    def _compare_totals(self):
        """Count anew; whether number and amounts agree."""
        self.ensure_one()
        own = SQL(
            "(SELECT id FROM logistics_sync_batch_item WHERE run_id = %s)", self.id
        )
        there, __ = self._read_totals(own)
        settled, amounts = self._read_totals(own, FINAL_EVENT_STATES)
        self.settled_amount = self._convert(amounts)
        told = {name: str(value) for name, value in amounts}
        expected = {
            name: Decimal(value) for name, value in (self.control_amounts or {}).items()
        }
        if there == self.control_count and expected == dict(amounts):
            return True
        self.write({"state": "held", "ended_at": False})
        self._ask_about_totals(settled, told)
        return False

    def _ask_about_totals(self, settled, told):
        questions = self.env["logistics.sync.exception"].sudo()
        expected = self.control_amounts or {}
        different = [
            name
            for name in sorted({*expected, *told})
            if Decimal(expected.get(name, 0)) != Decimal(told.get(name, 0))
        ]
        lines = [
            self.env._(
                "%(currency)s: %(expected)s expected, %(done)s done",
                currency=name or self.env._("without a currency"),
                expected=expected.get(name, "0"),
                done=told.get(name, "0"),
            )
            for name in different
        ]
        # Of facts without an amount, or in no currency we know, nobody knows the worth.
        is_known = different and set(different) <= self._get_currencies().keys()
        sentence = self.env._(
            "Batch “%(run)s” does not come out even: %(total)s facts were to be done, "
            "%(done)s are. %(lines)s.",
            run=self.display_name,
            total=self.control_count,
            done=settled,
            lines="; ".join(lines) or self.env._("No amount differs"),
        )
        self.note = sentence
        if not self._find_question().filtered(lambda one: one.state in OPEN_STATES):
            questions._raise_for(
                CODE,
                sentence,
                company=self.company_id,
                subject=self,
                record=self,
                amount=abs(self.missing_amount) if is_known else None,
                currency=self.currency_id,
            )

    def _find_question(self):
        """What was asked about this run, the latest first."""
        return (
            self.env["logistics.sync.exception"]
            .sudo()
            .search(
                [("dedup_key", "=", f"{self._name}:{self.id}:{CODE}")], order="id desc"
            )
        )

    def _count_failing(self):
        """How much of this run has a problem of its own by now."""
        states = self.item_ids.mapped("event_state")
        return sum(state in ("exception", "failed", "dead") for state in states)

    @api.model
    @api.private
    def _look_at_held(self):
        """Close runs whose totals agree by now, or whose question was answered."""
        for run in self.sudo().search([("state", "=", "held")]):
            try:
                with self.env.cr.savepoint():
                    run._look_again()
            # All jobs of all companies begin with this: one run must not stop them.
            except Exception as error:  # pylint: disable=broad-except
                _logger.info("Looking at run %s failed\n%s", run.id, mask_trace(error))

    def _look_again(self):
        self.ensure_one()
        question = self._find_question()[:1]
        asked = not question or question.state in OPEN_STATES
        self.error_count = failing = self._count_failing()
        if asked and not self._compare_totals():
            return
        if asked:
            question._resolve("automatic", self.env._("The totals agree now."))
            self._end("errors" if failing else "done")
            return
        self._end(
            "errors",
            self.env._(
                "Closed with a difference of %(amount)s by %(user)s: %(reason)s",
                amount=formatLang(
                    self.env, self.missing_amount, currency_obj=self.currency_id
                ),
                user=question.resolved_by_id.name or "?",
                reason=question.resolution_reason or "-",
            ),
        )


class LogisticsSyncBatchJob(models.Model):
    """Jobs on collected facts are controlled by number and amount."""

    _inherit = "logistics.sync.batch.job"

    @api.model
    def _cron_run(self):
        self.env["logistics.sync.batch.run"]._look_at_held()
        return super()._cron_run()

    def _batch_flows(self, run):
        if not run.is_controlled and not run.total_count:
            before = run.cutoff_at or run.started_at
            domain = [*self._get_item_domain(), ("received_at", "<=", before)]
            items = self.env["logistics.sync.batch.item"].sudo()._search(domain)
            run._expect(items.subselect())
        yield from super()._batch_flows(run)
