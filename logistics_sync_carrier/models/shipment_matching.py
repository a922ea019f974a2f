# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..core.matching import Clue, decide
from .event_fact import read_references

SHIPMENT_REFERENCES = ("shipment", "pro_number", "bill_of_lading")
DOCUMENT_REFERENCES = ("order", "delivery")
REFERENCE_FIELDS = {
    "shipment": ("name", "partner_reference"),
    "pro_number": ("pro_number",),
    "bill_of_lading": ("bill_of_lading",),
}


def references_of(event):
    """{kind: value} of the references an event record gives."""
    return read_references(event.canonical)


class LogisticsShipment(models.Model):
    """Find the shipments that events speak of, with one query a kind of reference."""

    _inherit = "logistics.shipment"

    @api.model
    @api.private
    def _match(self, facts, kinds=None):
        """{event id: (Verdict, package id or None)}; ``kinds`` limits the clues."""
        references = {
            fact.id: {
                kind: value
                for kind, value in fact.references.items()
                if kinds is None or kind in kinds
            }
            for fact in facts
        }
        wanted = defaultdict(set)
        for fact in facts:
            for kind, value in references[fact.id].items():
                wanted[kind].add((fact.company_id, value))
        packages = self._find_by_tracking(wanted["tracking_number"])
        index = self._find_by_reference(wanted)
        index.update(self._find_by_order(wanted["order"]))
        index.update(self._find_by_delivery(wanted["delivery"]))
        taught = self._find_by_external_ref(facts, references)
        return {
            fact.id: self._weigh(fact, references[fact.id], packages, index, taught)
            for fact in facts
        }

    @api.model
    def _weigh(self, fact, references, packages, index, taught):
        """(Verdict, package id or None) from what each reference can mean."""
        clues, package = [], None
        for kind, value in references.items():
            shipments = taught.get((fact.connector_id, kind, value))
            if kind == "tracking_number":
                hit = packages.get((fact.company_id, value))
                if hit:
                    package, shipments = hit[0], frozenset([hit[1]])
            elif shipments is None:
                shipments = index.get((fact.company_id, kind, value))
            clues.append(Clue(kind, value, shipments))
        return decide(clues), package

    @api.model
    def _find_by_tracking(self, wanted):
        """{(company, number): (package, shipment)}"""
        if not wanted:
            return {}
        packages = self.env["logistics.shipment.package"]
        packages.flush_model(["company_id", "tracking_number", "shipment_id"])
        # Two arrays: hundreds of pairs would each be planned as a condition.
        rows = self.env.execute_query(
            SQL(
                """SELECT company_id, tracking_number, id, shipment_id
                     FROM logistics_shipment_package
                    WHERE company_id = ANY(%s) AND tracking_number = ANY(%s)""",
                list({company for company, _number in wanted}),
                [number for _company, number in wanted],
            )
        )
        return {row[:2]: row[2:] for row in rows if row[:2] in wanted}

    @api.model
    def _find_by_reference(self, wanted):
        """{(company, kind, value): shipments} for the shipments' own references."""
        index = defaultdict(frozenset)
        clauses, companies = [], set()
        for kind in SHIPMENT_REFERENCES:
            values = [value for _company, value in wanted[kind]]
            companies.update(company for company, _value in wanted[kind])
            if values:
                clauses += [(name, "in", values) for name in REFERENCE_FIELDS[kind]]
        if not clauses:
            return {}
        domain = Domain.OR([Domain(*clause) for clause in clauses])
        fnames = sorted({clause[0] for clause in clauses})
        shipments = self.search_fetch(
            domain & Domain("company_id", "in", list(companies)),
            ["company_id", *fnames],
        )
        for shipment in shipments:
            for kind in SHIPMENT_REFERENCES:
                for name in REFERENCE_FIELDS[kind]:
                    value = shipment[name] if name in fnames else None
                    if (shipment.company_id.id, value) in wanted[kind]:
                        index[shipment.company_id.id, kind, value] |= {shipment.id}
        return dict(index)

    @api.model
    def _find_by_order(self, wanted):
        index = defaultdict(frozenset)
        for (company, value), orders in self._find_orders(wanted).items():
            index[company, "order", value] |= set(orders.logistics_shipment_ids.ids)
        return dict(index)

    @api.model
    def _find_by_delivery(self, wanted):
        index = defaultdict(frozenset)
        for (company, value), pickings in self._find_pickings(wanted).items():
            shipments = pickings.logistics_shipment_ids
            index[company, "delivery", value] |= set(shipments.ids)
        return dict(index)

    @api.model
    def _find_orders(self, wanted):
        """{(company, reference): sale orders} by our number or the customer's."""
        found = defaultdict(self.env["sale.order"].browse)
        if not wanted:
            return found
        values = [value for _company, value in wanted]
        orders = self.env["sale.order"].search_fetch(
            Domain("company_id", "in", [company for company, _value in wanted])
            & (Domain("name", "in", values) | Domain("client_order_ref", "in", values))
            & Domain("state", "=", "sale"),
            ["company_id", "name", "client_order_ref"],
        )
        for order in orders:
            for value in {order.name, order.client_order_ref}:
                key = order.company_id.id, value
                if key in wanted:
                    found[key] |= order
        # Read together: whoever asks something of one asks it of the others, too.
        for key, some in found.items():
            found[key] = some.with_prefetch(orders.ids)
        return found

    @api.model
    def _find_pickings(self, wanted):
        """{(company, transfer number): transfers}"""
        found = defaultdict(self.env["stock.picking"].browse)
        if not wanted:
            return found
        pickings = self.env["stock.picking"].search_fetch(
            [
                ("company_id", "in", [company for company, _value in wanted]),
                ("name", "in", [value for _company, value in wanted]),
            ],
            ["company_id", "name"],
        )
        for picking in pickings:
            key = picking.company_id.id, picking.name
            if key in wanted:
                found[key] |= picking
        for key, some in found.items():
            found[key] = some.with_prefetch(pickings.ids)
        return found

    @api.model
    def _find_by_external_ref(self, facts, references):
        """{(connector, kind, value): shipments} that a person linked by hand."""
        values = {value for found in references.values() for value in found.values()}
        if not values:
            return {}
        refs = self.env["logistics.sync.external.ref"].search_fetch(
            [
                ("connector_id", "in", list({fact.connector_id for fact in facts})),
                ("external_id", "in", list(values)),
                ("res_model", "in", ("logistics.shipment", "sale.order")),
            ],
            ["connector_id", "kind", "external_id", "res_model", "res_id"],
        )
        index = {}
        for ref in refs:
            kind = "tracking_number" if ref.kind == "tracking" else ref.kind
            shipments = [ref.res_id]
            if ref.res_model == "sale.order":
                order = self.env["sale.order"].browse(ref.res_id).exists()
                shipments = order.logistics_shipment_ids.ids
            index[ref.connector_id.id, kind, ref.external_id] = frozenset(shipments)
        return index
