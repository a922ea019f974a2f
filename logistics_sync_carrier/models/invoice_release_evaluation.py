# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ..core.release import Condition, Fact, evaluate
from .invoice_release import OPEN_STATES

CRON = "logistics_sync_carrier.ir_cron_invoice_eligible"
GOODS_ISSUED = Condition("goods_issued", "goods_issued")
ORDER_COMPLETE = Condition("order_complete", "order_complete")


class LogisticsInvoiceRelease(models.Model):
    """Judges shipments by their rule, in sets."""

    _inherit = "logistics.invoice.release"

    @api.model
    @api.private
    def _evaluate_for(self, shipments, create_missing=False):
        """Judge ``shipments`` by what is known now; the releases come back.

        A shipment without a fitting rule gets its release only when asked for.
        """
        shipments = shipments.sudo()
        choices = self.env["logistics.invoice.rule"]._get_by_shipment(shipments)
        covered = (
            shipments
            if create_missing
            else shipments.filtered(
                lambda shipment: shipment in choices or shipment.invoice_release_ids
            )
        )
        if not covered:
            return self.browse()
        releases = self._ensure_for(covered)
        to_judge = releases.filtered(lambda release: release.state in OPEN_STATES)
        to_judge._judge(choices)
        ready = to_judge.filtered(lambda release: release.state == "eligible")
        if ready:
            self.env.ref(CRON).sudo()._trigger()
        return releases

    @api.model
    def _ensure_for(self, shipments):
        """One release for each shipment; whoever was first made it."""
        missing = shipments.filtered(lambda ship: not ship.invoice_release_ids)
        if missing:
            missing.flush_recordset(["company_id", "partner_id", "correlation_id"])
            now = fields.Datetime.now()
            self.env.execute_query(
                SQL(
                    """INSERT INTO logistics_invoice_release
                         (shipment_id, company_id, partner_id, currency_id,
                          correlation_id, state, attempt_count, started_at,
                          create_uid, create_date, write_uid, write_date)
                       SELECT s.id, s.company_id, s.partner_id, c.currency_id,
                              s.correlation_id, 'waiting', 0, %(now)s,
                              %(uid)s, %(now)s, %(uid)s, %(now)s
                         FROM logistics_shipment s
                         JOIN res_company c ON c.id = s.company_id
                        WHERE s.id IN %(ids)s
                  ON CONFLICT (shipment_id) DO NOTHING RETURNING id""",
                    now=now,
                    uid=self.env.uid,
                    ids=tuple(missing.ids),
                )
            )
            missing.invalidate_recordset(["invoice_release_ids", "invoice_release_id"])
        return shipments.invoice_release_ids

    def _judge(self, choices):
        """Write what the rules say about these releases, where it changed."""
        shipments = self.shipment_id
        mates = self._get_order_mates(shipments, choices)
        rules = {rule for rule, _reason in choices.values()}
        kinds = {condition.kind for rule in rules for condition in rule.condition_ids}
        facts = (shipments | mates)._get_invoice_facts(kinds)
        judged = {release: release._judge_one(choices, facts) for release in self}
        changed = self._write_checks(
            {release: checks for release, (*__, checks) in judged.items()}
        )
        for release, (rule, reason, verdict, __) in judged.items():
            release._write_verdict(rule, reason, verdict, release in changed)

    @api.model
    def _get_order_mates(self, shipments, choices):
        """Other shipments of the orders that are to be invoiced as a whole."""
        orders = self.env["sale.order"].union(
            *(
                shipment.sale_order_ids
                for shipment in shipments
                if shipment in choices
                and choices[shipment][0].partial_policy == "complete"
            )
        )
        if not orders:
            return shipments.browse()
        mates = (
            self.env["logistics.shipment"]
            .sudo()
            .search(
                [("sale_order_ids", "in", orders.ids), ("id", "not in", shipments.ids)]
            )
        )
        new = mates.filtered(lambda mate: mate not in choices)
        choices.update(self.env["logistics.invoice.rule"]._get_by_shipment(new))
        return mates

    def _judge_one(self, choices, facts):
        """(rule, why this rule, verdict, values of the checklist)"""
        self.ensure_one()
        shipment = self.shipment_id
        rule, reason = choices.get(
            shipment, (self.env["logistics.invoice.rule"], False)
        )
        evidence = dict(facts[shipment])
        gates = self._get_gates(rule, evidence, choices, facts)
        verdict = evaluate(
            rule._as_conditions() if rule else [],
            rule.operator or "all",
            {kind: fact for kind, (fact, _milestone, _event) in evidence.items()},
            self.started_at,
            gates,
        )
        return rule, reason, verdict, self._prepare_checks(rule, verdict, evidence)

    def _get_gates(self, rule, evidence, choices, facts):
        """What no rule can waive; what is known about it is added to ``evidence``."""
        gates = [GOODS_ISSUED]
        if rule.partial_policy == "complete":
            gates.append(ORDER_COMPLETE)
            none = self.env["logistics.shipment.milestone"]
            complete = self._get_completeness(choices, facts)
            evidence["order_complete"] = (complete, none, none.event_id)
        return gates

    def _get_completeness(self, choices, facts):
        """All goods of the orders have left and their shipments are ready too."""
        shipment = self.shipment_id
        if not all(order._is_fully_shipped() for order in shipment.sale_order_ids):
            return Fact(False)
        for mate in facts:
            if mate == shipment or not mate.sale_order_ids & shipment.sale_order_ids:
                continue
            state = mate.invoice_release_ids.state
            if mate.status == "cancelled" or state in (
                "invoiced",
                "nothing",
                "cancelled",
            ):
                continue
            if mate not in choices or mate._get_disputed_evidence():
                return Fact(False)
            rule = choices[mate][0]
            known = {kind: item[0] for kind, item in facts[mate].items()}
            if not evaluate(
                rule._as_conditions(),
                rule.operator,
                known,
                self.started_at,
                [GOODS_ISSUED],
            ).met:
                return Fact(False)
        moves = shipment.sale_order_ids.order_line.move_ids
        return Fact(
            True, max(moves.filtered(lambda m: m.state == "done").mapped("date"))
        )

    def _prepare_checks(self, rule, verdict, evidence):
        letters = {item.id: item.letter for item in rule.condition_ids}
        milestones = self.env["logistics.shipment.milestone"]
        unknown = (None, milestones, self.env["logistics.sync.event"])
        checks = []
        for sequence, check in enumerate(verdict.checks):
            __, milestone, event = evidence.get(check.condition.kind, unknown)
            checks.append(
                {
                    "sequence": sequence,
                    "kind": check.condition.kind,
                    "letter": letters.get(check.condition.key) or False,
                    "met": check.met,
                    "met_at": check.met_at or False,
                    "since": check.since or False,
                    "milestone_id": milestone.id if check.met else False,
                    "event_id": event.id if check.met else False,
                }
            )
        return checks

    @api.model
    def _write_checks(self, wanted):
        """Keep the checklists of {release: its checks}; the releases that changed."""
        changed, fresh, outdated = self.browse(), [], self.line_ids.browse()
        for release, checks in wanted.items():
            lines = release.line_ids
            found = [line._read_check(checks[0]) for line in lines]
            if found == checks:
                continue
            changed |= release
            shapes = [
                [(one["kind"], one["letter"]) for one in some]
                for some in (found, checks)
            ]
            if shapes[0] == shapes[1]:
                for line, values in zip(lines, checks, strict=True):
                    line.write(values)
            else:
                outdated |= lines
                fresh += [{**values, "release_id": release.id} for values in checks]
        outdated.unlink()
        self.env["logistics.invoice.release.line"].create(fresh)
        changed.invalidate_recordset(["line_ids"])
        return changed

    def _write_verdict(self, rule, reason, verdict, changed):
        values = {
            "rule_id": rule.id,
            "rule_version": rule.version,
            "rule_reason": reason,
            "waiting_for": (verdict.first_missing if rule else "no_rule") or False,
            "waiting_since": (verdict.since if rule else self.started_at) or False,
            "needs_evaluation": False,
            "state": self._get_next_state(rule, verdict),
        }
        if changed or not self.evaluated_at:
            values.update(self._get_stake())
        if values["state"] == "eligible" and self._needs_approval(rule):
            values["state"] = "to_approve"
        if values["state"] in ("eligible", "to_approve") and not self.eligible_at:
            values["eligible_at"] = fields.Datetime.now()
        if values["state"] == "cancelled":
            values["note"] = self.env._("The shipment was cancelled.")
        new_to_approve = values["state"] == "to_approve" != self.state
        current = {
            name: self[name].id if name.endswith("_id") else self[name]
            for name in values
        }
        if current != values or changed:
            self.write(dict(values, evaluated_at=fields.Datetime.now()))
        if new_to_approve:
            self._ask_for_approval()

    def _get_next_state(self, rule, verdict):
        if self.shipment_id.status == "cancelled":
            return "cancelled"
        if not rule or not verdict.met:
            return "waiting"
        if self.state == "nothing" and not self.shipment_id._get_invoice_quota(rule)[0]:
            return "nothing"
        return "eligible"

    def _get_stake(self):
        shipment = self.shipment_id
        orders = shipment.sale_order_ids
        currency = (
            orders.currency_id
            if len(orders.currency_id) == 1
            else shipment.company_id.currency_id
        )
        partner = orders[:1].partner_id or shipment.partner_id
        return {
            "currency_id": currency.id,
            "amount": shipment._get_amount_at_stake(currency),
            "partner_id": partner.id,
        }
