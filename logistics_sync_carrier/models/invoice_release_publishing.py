# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import float_repr

ELIGIBLE = "invoice_eligible"
READY_STATES = ("eligible", "to_approve")


class LogisticsInvoiceRelease(models.Model):
    """Other systems learn that a shipment may be invoiced, when it may be."""

    _inherit = "logistics.invoice.release"

    def _judge(self, choices):
        before = {release: release.state for release in self}
        result = super()._judge(choices)
        self.filtered(
            lambda release: (
                release.state in READY_STATES and before[release] not in READY_STATES
            )
        )._tell_ready()
        return result

    def _hold_for_approval(self):
        result = super()._hold_for_approval()
        self._tell_ready()
        return result

    def _tell_ready(self):
        """Once for each wording: judged ready again with the same terms is no news."""
        subscriptions = self.env["logistics.sync.subscription"].sudo()
        if not self or not subscriptions._is_awaited(ELIGIBLE):
            return
        self.env["logistics.sync.event"].sudo()._publish_set(
            ELIGIBLE,
            [
                (release._get_canonical_ready(), release.shipment_id, None)
                for release in self.sudo()
            ],
        )

    def _get_canonical_ready(self):
        """The shipment, with what the invoicing rule says about it."""
        self.ensure_one()
        told = self.shipment_id._get_canonical_shipment(ELIGIBLE, self.eligible_at)
        told["extensions"] = {
            "invoicing": {
                "rule": self.rule_id.name,
                "rule_version": str(self.rule_version),
                "amount": float_repr(self.amount, self.currency_id.decimal_places),
                "currency": self.currency_id.name,
                "needs_approval": self.state == "to_approve",
            }
        }
        return told
