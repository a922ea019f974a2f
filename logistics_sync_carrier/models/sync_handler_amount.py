# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal

from odoo import api, fields, models

WORTH_ASKING = ("logistics.shipment", "sale.order")


class LogisticsSyncHandler(models.AbstractModel):
    """Say how much money each question is about, so that the costly come first."""

    _inherit = "logistics.sync.handler"

    @api.model
    def _get_stakes(self, asked):
        """What is at stake in company currency for each of [(event, record or None)].

        None when no document is known; of several documents in question the largest
        counts.
        """
        if not asked:
            return []
        events = self.env["logistics.sync.event"].union(*(event for event, __ in asked))
        facts = events._read_facts()
        linked = self._get_linked(events, facts)
        known = [
            record if record and record._name in WORTH_ASKING else linked.get(event.id)
            for event, record in asked
        ]
        meant = self._find_meant(
            [
                facts[event.id]
                for (event, __), documents in zip(asked, known, strict=True)
                if not documents
            ]
        )
        return [
            max(
                (
                    self._get_worth(document, event.company_id)
                    for document in documents or meant[event.id]
                ),
                default=None,
            )
            for (event, __), documents in zip(asked, known, strict=True)
        ]

    @api.model
    def _find_meant(self, facts):
        """{event id: the shipments, else the orders, that its references name}"""
        Shipment = self.env["logistics.shipment"]
        verdicts = Shipment._match(facts) if facts else {}
        found = {
            event_id: sorted(
                verdict.candidates.union(*(clue.shipments for clue in verdict.against))
            )
            for event_id, (verdict, __) in verdicts.items()
        }
        together = {shipment for ids in found.values() for shipment in ids}
        meant = {
            event_id: Shipment.browse(ids).with_prefetch(together)
            for event_id, ids in found.items()
        }
        keys = {
            fact.id: (fact.company_id, fact.references.get("order"))
            for fact in facts
            if not meant[fact.id] and fact.references.get("order")
        }
        orders = Shipment._find_orders(set(keys.values()))
        return meant | {event_id: orders[key] for event_id, key in keys.items()}

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
