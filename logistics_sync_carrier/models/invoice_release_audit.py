# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import format_amount


class LogisticsInvoiceRelease(models.Model):
    """Who allowed or refused which invoice is in the audit trail."""

    _inherit = "logistics.invoice.release"

    def _decide(self, decision, state):
        before = {release: release._tell_decision() for release in self}
        result = super()._decide(decision, state)
        self._note_decisions(before)
        return result

    def _retry(self):
        stopped = self.filtered(lambda release: release.state == "cancelled")
        before = {release: release._tell_decision() for release in stopped}
        result = super()._retry()
        stopped._note_decisions(before)
        return result

    def _tell_decision(self):
        """{label: text} of the state and the decision a release stands at."""
        self.ensure_one()
        told = {}
        for name in ("state", "decision"):
            field = self._fields[name]
            labels = dict(field._description_selection(self.env))
            told[field._description_string(self.env)] = labels.get(self[name], "")
        return told

    def _note_decisions(self, before):
        for release in self:
            self.env["logistics.sync.audit.entry"]._note(
                "approval",
                self.env._(
                    "Invoice of %(shipment)s, %(amount)s, rule “%(rule)s” version "
                    "%(version)s",
                    shipment=release.shipment_id.name,
                    amount=format_amount(self.env, release.amount, release.currency_id),
                    rule=release.rule_id.name or "-",
                    version=release.rule_version,
                ),
                release,
                before=before[release],
                after=release._tell_decision(),
                is_financial=True,
            )


class LogisticsSyncEvent(models.Model):
    _inherit = "logistics.sync.event"

    def _get_approved_records(self):
        """What somebody had to allow, or vouched for, about the shipment of a scan."""
        records = super()._get_approved_records()
        document = self._get_document()
        if document and document._name == "logistics.shipment":
            shipment = document.sudo()
            records += [shipment.invoice_release_ids, shipment.evidence_ids]
        return [found for found in records if found]
