# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.logistics_sync_base.models.setups.versioned import (
    APPLIED,
    APPLYING,
    Undo,
)

from ..core.release import Fact, evaluate, satisfied_at
from .invoice_release import FINANCE_GROUP
from .invoice_release_evaluation import GOODS_ISSUED

# A key of the context that no caller from outside can hold: compared by identity.
TRYING, TRIED = "logistics_invoice_rule_trying", object()
COMPARISON = "logistics.invoice.rule.comparison"


class LogisticsInvoiceRule(models.Model):
    """Before a rule counts, it is tried on shipments of the past."""

    _inherit = "logistics.invoice.rule"

    last_match = fields.Char(compute="_compute_last_comparison", compute_sudo=True)
    comparison_summary = fields.Char(
        compute="_compute_last_comparison",
        compute_sudo=True,
        string="Compared With the Past",
    )

    def _compute_last_comparison(self):
        found = self.env[COMPARISON].search(
            [("rule_id", "in", self.ids)], order="id desc"
        )
        by_rule = found.grouped("rule_id")
        for rule in self:
            last = by_rule.get(rule._origin, found.browse())[:1]
            rule.last_match = last.match_text
            rule.comparison_summary = (
                last._get_summary()
                if last
                else self.env._("It was not compared with past invoices yet.")
            )

    def _is_comparable(self):
        """Whether the rule, or a change of it, does not count yet."""
        return not self.active or bool(self.proposed_setup_id)

    def _get_basis(self):
        """Tells apart what a rule, with its proposed change, says at a time."""
        self.ensure_one()
        return f"{self.version}/{self.proposed_setup_id.sudo().digest or ''}"

    # ----------------------------------------------------------------- buttons
    def _check_may_compare(self):
        self.ensure_one()
        if not self.env.user.has_group(FINANCE_GROUP):
            raise AccessError(self.env._("Only finance may compare invoicing rules."))
        self.check_access("read")
        if not self._is_comparable():
            raise UserError(
                self.env._(
                    "This rule is in use: its releases show what it does. Compare a "
                    "rule that is archived, or a change that waits for approval."
                )
            )

    def action_compare(self):
        """Button: choose the period to compare."""
        self._check_may_compare()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Compare With Past Invoices"),
            "res_model": "logistics.compare.rule",
            "view_mode": "form",
            "target": "new",
            "context": {"default_rule_id": self.id},
        }

    def action_view_comparisons(self):
        self.ensure_one()
        self.check_access("read")
        self.env[COMPARISON].check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id(
            "logistics_sync_carrier.logistics_invoice_rule_comparison_action"
        )
        return dict(action, domain=[("rule_id", "=", self.id)], context={})

    # ------------------------------------------------------------------- trial
    @api.private
    def _try_on(self, date_from, date_to, limit):
        """What this rule would say of the newest shipments of a period.

        Returns {shipment id: Fact} of those it would judge if it were in force,
        whether there are more than ``limit``, the rule in words and when it invoices
        services and fees.
        The rule is put in force, asked and taken back: what decides is the same as
        later on. Nothing of it stays.
        """
        self.ensure_one()
        trial = self.sudo().with_context(
            **{APPLYING: APPLIED, TRYING: TRIED}, tracking_disable=True
        )
        try:
            with self.env.cr.savepoint():
                if self.proposed_setup_id:
                    trial._apply_setup(self.proposed_setup_id.sudo().content)
                trial.active = True
                self.env.flush_all()
                found = trial._find_past(date_from, date_to, limit + 1)
                more = len(found) > limit
                ready = trial._judge_past(found[:limit])
                sentence, fees = trial._get_sentence(), trial.service_policy
                raise Undo((ready, more, sentence, fees))
        except Undo as undo:
            # What was looked up in between is not so.
            self.env.registry.clear_cache()
            return undo.content

    def _reevaluate_later(self):
        """A rule that is only tried concerns no release."""
        if self.env.context.get(TRYING) is TRIED:
            return None
        return super()._reevaluate_later()

    @api.private
    def _judge_past(self, shipments):
        choices = self._get_by_shipment(shipments)
        mine = shipments.filtered(
            lambda one: one in choices and choices[one][0] == self
        )
        chosen = {one: choices[one] for one in mine}
        releases = self.env["logistics.invoice.release"]
        concerned = mine | releases._get_order_mates(mine, chosen)
        choices |= chosen
        rules = self.union(*(choices[one][0] for one in concerned if one in choices))
        facts = concerned._get_past_facts(set(rules.condition_ids.mapped("kind")))
        ready = {
            one: choices[one][0]._judge_one_past(one, facts[one])
            for one in concerned
            if one in choices
        }
        if self.partial_policy == "complete":
            ready |= {one: _get_completeness(one, ready) for one in mine}
        return {one.id: ready[one] for one in mine}

    def _judge_one_past(self, shipment, facts):
        """Whether all was there, and since when it was known to be."""
        if shipment.status == "cancelled":
            return Fact(False)
        gates = [GOODS_ISSUED]
        verdict = evaluate(
            self._as_conditions(), self.operator, facts, shipment.create_date, gates
        )
        return Fact(verdict.met, satisfied_at(verdict, self.operator, gates))


def _get_completeness(shipment, ready):
    """All goods of the orders have left and all their shipments are ready, too."""
    orders = shipment.sale_order_ids
    if not all(order._is_fully_shipped() for order in orders):
        return Fact(False)
    mates = orders.logistics_shipment_ids | shipment
    facts = [ready.get(mate) for mate in mates if mate.status != "cancelled"]
    if not facts or not all(fact and fact.met for fact in facts):
        return Fact(False)
    times = [fact.at for fact in facts]
    return Fact(True, max(times) if all(times) else None)
