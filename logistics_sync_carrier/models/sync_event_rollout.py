# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..core import matching
from .rollout_rule import TRACKING

PLACED_MODELS = ("logistics.shipment", "sale.order", "account.move", "stock.picking")


class LogisticsSyncEvent(models.Model):
    """Facts about shipments wait where shipments are not rolled out."""

    _inherit = "logistics.sync.event"

    @api.private
    def _find_not_rolled_out(self):
        found = super()._find_not_rolled_out()
        rules = self.env["logistics.sync.rollout.rule"]
        if rules._get_settled(TRACKING) is True:
            return found
        types = rules._get_shipment_types()
        about = self.filtered(
            lambda event: event.id not in found and event.event_type_id.id in types
        )
        if about:
            found.update(about._find_off(TRACKING, about._get_rollout_subjects()))
        return found

    @api.private
    def _get_rollout_subjects(self):
        """With warehouse and delivery method, where any switch tells them apart."""
        subjects = super()._get_rollout_subjects()
        wants_places = self.env.context.get("logistics_rollout_places")
        rules = self.env["logistics.sync.rollout.rule"]
        if not (wants_places or rules._knows_places()):
            return subjects
        places = self._find_places()
        return {
            event_id: [
                {**place, **found[0], "company": found[0]["company"]}
                for place in places.get(event_id, ())
            ]
            or found
            for event_id, found in subjects.items()
        }

    def _find_places(self):
        """{event id: subjects of the documents it is about}, in sets."""
        facts = self._read_facts()
        wanted = {
            fact.id: (fact.res_model, fact.res_id)
            for fact in facts.values()
            if fact.res_id and fact.res_model in PLACED_MODELS
        }
        rest = [fact for fact in facts.values() if fact.id not in wanted]
        wanted.update(self._find_documents(rest))
        places = {}
        for model in {model for model, _key in wanted.values()}:
            ids = {key for name, key in wanted.values() if name == model}
            records = self.env[model].sudo().browse(ids).exists()
            places[model] = records._get_rollout_subjects()
        return {
            event_id: places[model].get(key, ())
            for event_id, (model, key) in wanted.items()
        }

    @api.model
    def _find_documents(self, facts):
        """{event id: (model, id)}: the shipment it names, else the one order."""
        Shipment = self.env["logistics.shipment"].sudo()
        found = {}
        for event_id, (verdict, _package) in Shipment._match(facts).items():
            if verdict.result == matching.FOUND:
                found[event_id] = (Shipment._name, verdict.shipment)
        named = {
            fact.id: (fact.company_id, fact.references["order"])
            for fact in facts
            if fact.id not in found and "order" in fact.references
        }
        orders = Shipment._find_orders(set(named.values()))
        for event_id, key in named.items():
            if len(orders.get(key, ())) == 1:
                found[event_id] = ("sale.order", orders[key].id)
        return found


class LogisticsShipment(models.Model):
    """A shipment that becomes known may be what a held fact is about."""

    _inherit = "logistics.shipment"

    @api.private
    def _wake_events(self):
        result = super()._wake_events()
        rules = self.env["logistics.sync.rollout.rule"]
        if rules._get_settled(TRACKING) is None:
            self.env["logistics.sync.event"]._wake_held(
                self.company_id, self._get_wake_references()
            )
        return result
