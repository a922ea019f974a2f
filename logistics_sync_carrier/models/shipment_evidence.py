# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from odoo.addons.logistics_sync_base.core.classification import PROTECTED
from odoo.addons.logistics_sync_base.models.protected_record import LOOK

from ..core.release import Condition, Fact
from .shipment_protected import SIGNED_BY

EVIDENCE_SETTLED = Condition("evidence_settled", "evidence_settled")


class LogisticsShipment(models.Model):
    _inherit = "logistics.shipment"

    evidence_ids = fields.One2many(
        "logistics.manual.evidence", "shipment_id", readonly=True
    )
    evidence_count = fields.Integer(compute="_compute_evidence_count")

    @api.depends("evidence_ids")
    def _compute_evidence_count(self):
        for shipment in self:
            shipment.evidence_count = len(shipment.evidence_ids)

    def action_record_evidence(self):
        """Button: vouch for a fact the partner cannot report now."""
        self.ensure_one()
        told = self.milestone_ids.connector_id[:1]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Record Manual Evidence"),
            "res_model": "logistics.evidence.entry",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_shipment_id": self.id,
                "default_connector_id": (self.connector_id or told).id,
            },
        }

    @api.private
    def _get_disputed_evidence(self):
        """Evidence that a partner's report contradicts, until somebody decides."""
        evidence = self.env["logistics.manual.evidence"].sudo()
        if not evidence._is_used():
            return evidence
        return self.sudo().evidence_ids.filtered(lambda one: one.state == "differs")

    def action_view_evidence(self):
        return self._open_documents(self.env._("Manual Evidence"), self.evidence_ids)


class LogisticsShipmentMilestone(models.Model):
    _inherit = "logistics.shipment.milestone"

    # Not stored: a timeline grows with every scan, and few facts are vouched for.
    evidence_id = fields.Many2one(
        "logistics.manual.evidence", compute="_compute_evidence_id"
    )
    vouched_by_id = fields.Many2one(
        "res.users", compute="_compute_evidence_id", string="By Hand"
    )

    def _compute_evidence_id(self):
        evidence = self.env["logistics.manual.evidence"].sudo()
        found = {}
        if evidence._is_used():
            rows = evidence.search([("milestone_id", "in", self.ids)])
            found = {row.milestone_id.id: row for row in rows}
        for milestone in self:
            row = found.get(milestone.id, evidence)
            milestone.evidence_id = row
            milestone.vouched_by_id = row.user_id


class LogisticsInvoiceRelease(models.Model):
    """An invoice says when it rests on what a person vouched for.

    It is not made while the partner says otherwise and nobody has decided.
    """

    _inherit = "logistics.invoice.release"

    def _get_gates(self, rule, evidence, choices, facts):
        gates = super()._get_gates(rule, evidence, choices, facts)
        if disputed := self.shipment_id._get_disputed_evidence():
            none = self.env["logistics.shipment.milestone"]
            told = disputed.partner_event_id.mapped("received_at")
            since = Fact(True, min(told, default=None))
            evidence["evidence_disputed"] = (since, none, none.event_id)
            evidence["evidence_settled"] = (Fact(False), none, none.event_id)
            gates.append(EVIDENCE_SETTLED)
        return gates

    def _close_with(self, invoices):
        result = super()._close_with(invoices)
        evidence = self.env["logistics.manual.evidence"].sudo()
        if not evidence._is_used():
            return result
        for release in self:
            for one in release.sudo().shipment_id.evidence_ids:
                if one.state != "overruled":
                    for invoice in release.sudo().invoice_ids:
                        invoice._message_log(body=one._describe_for_invoice())
        return result


class LogisticsManualEvidence(models.Model):
    _inherit = "logistics.manual.evidence"

    signed_by_shown = fields.Char(
        compute="_compute_signed_by_shown",
        compute_sudo=True,
        string="Signed By",
        help="Masked where names are protected: ask for protected values to see it.",
    )

    @api.depends_context("uid", LOOK)
    @api.depends("signed_by", "shipment_id")
    def _compute_signed_by_shown(self):
        for evidence in self:
            told, shipment = evidence.signed_by, evidence.shipment_id
            if told and shipment._is_shown_masked():
                known = shipment._get_classification()
                told = known.mask_leaf(told, SIGNED_BY, PROTECTED)
            evidence.signed_by_shown = told

    def _describe_for_invoice(self):
        return self.env._(
            "Rests on manual evidence: %(evidence)s, recorded by %(user)s on %(date)s. "
            "%(reason)s",
            evidence=self.display_name,
            user=self.user_id.name,
            date=self.recorded_at.date(),
            reason=self.reason,
        )
