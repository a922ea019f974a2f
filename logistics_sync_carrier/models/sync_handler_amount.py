# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal

from odoo import api, fields, models

WORTH_ASKING = ("logistics.shipment", "sale.order")


class LogisticsSyncHandler(models.AbstractModel):
    """Say how much money each question is about, so that the costly come first."""

    _inherit = "logistics.sync.handler"

    @api.model
    def _get_stake(self, event, record=None):
        """What is at stake in company currency, or None when no document is known.

        Of several documents in question the largest counts.
        """
        fact = event._read_facts()[event.id]
        documents = record
        if not record or record._name not in WORTH_ASKING:
            documents = self._get_linked(event).get(event.id) or self._find_meant(fact)
        return max(
            (self._get_worth(document, event.company_id) for document in documents),
            default=None,
        )

    @api.model
    def _find_meant(self, fact):
        """The shipments, else the orders, that the references of an event name."""
        Shipment = self.env["logistics.shipment"]
        verdict = Shipment._match([fact])[fact.id][0]
        meant = verdict.candidates.union(*(clue.shipments for clue in verdict.against))
        if meant:
            return Shipment.browse(sorted(meant))
        key = fact.company_id, fact.references.get("order")
        return Shipment._find_orders({key} if key[1] else set())[key]

    @api.model
    def _get_worth(self, document, company):
        if document._name == "logistics.shipment":
            worth = document._get_amount_at_stake(company.currency_id)
        else:
            worth = document.currency_id._convert(
                document.amount_total,
                company.currency_id,
                company,
                fields.Date.context_today(document),
            )
        return Decimal(str(worth))
