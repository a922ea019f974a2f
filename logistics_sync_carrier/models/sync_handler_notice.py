# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from odoo.addons.logistics_sync_base.core.outcome import Outcome

from ..core import matching
from .notice_plan import NoticePlan
from .shipment_matching import references_of
from .shipment_package import tracking_key

# A bill of lading may cover several shipments, so it does not name a known one.
OWN_REFERENCES = ("tracking_number", "shipment", "pro_number")


class LogisticsSyncHandler(models.AbstractModel):
    """Ship notices: which order, which moves, which quantities."""

    _inherit = "logistics.sync.handler"

    @api.model
    def _link_notices(self, events):
        """Create the shipments that notices announce, or find them."""
        first = self._take_distinct(events)
        outcomes = self._link_distinct_notices(first)
        if events - first:
            outcomes.update(self._link_notices(events - first))
        return outcomes

    @api.model
    def _take_distinct(self, events):
        """The first notice of each shipment: later ones must see what it made."""
        taken, first = set(), []
        for event in events:
            keys = {
                (event.company_id.id, "tracking", number)
                for number in self._get_tracking_numbers(event)
            }
            if reference := references_of(event).get("shipment"):
                keys.add((event.company_id.id, "shipment", reference))
            if not keys & taken:
                first.append(event.id)
                taken |= keys
        return events.browse(first)

    @api.model
    def _link_distinct_notices(self, events):
        outcomes = {}
        known = self._get_announced(events)
        orders = self._get_notice_orders(events)
        fresh, extended = [], {}
        for event in events:
            found = known[event.id]
            if isinstance(found, Outcome):
                outcomes[event.id] = found
            elif found and self._is_next_order(event, orders[event.id], found):
                extended[event.id] = found
                fresh.append(event.id)
            elif found:
                outcomes[event.id] = self._join_shipment(event, found)
            elif isinstance(orders[event.id], Outcome):
                outcomes[event.id] = orders[event.id]
            elif unannounced := self._find_unannounced(event, orders[event.id]):
                outcomes[event.id] = self._join_shipment(event, unannounced)
            else:
                fresh.append(event.id)
        plans = self._plan_notices(events.browse(fresh), orders, extended)
        outcomes.update(
            {key: plan for key, plan in plans.items() if isinstance(plan, Outcome)}
        )
        outcomes.update(
            self.env["logistics.shipment"]._create_from_plans(
                [plan for plan in plans.values() if isinstance(plan, NoticePlan)]
            )
        )
        return outcomes

    # ------------------------------------------------------ what is known
    @api.model
    def _get_announced(self, events):
        """{event id: shipment, empty when new, or an Outcome when contradictory}"""
        Shipment = self.env["logistics.shipment"]
        numbers = {event.id: self._get_tracking_numbers(event) for event in events}
        packages = Shipment._find_by_tracking(
            {(e.company_id.id, number) for e in events for number in numbers[e.id]}
        )
        matches = Shipment._match(
            list(events._read_facts().values()), kinds=OWN_REFERENCES
        )
        found = {}
        for event in events:
            verdict, _package = matches[event.id]
            if verdict.result in (matching.CONFLICT, matching.AMBIGUOUS):
                found[event.id] = self._refuse_link(event, verdict)
                continue
            hits = {
                packages[event.company_id.id, number][1]
                for number in numbers[event.id]
                if (event.company_id.id, number) in packages
            } | ({verdict.shipment} - {None})
            found[event.id] = Shipment.browse(hits)
            if len(hits) > 1:
                found[event.id] = Outcome.business(
                    "conflicting_references",
                    self.env._(
                        "The ship notice of %(connector)s for %(given)s has packages "
                        "of several shipments: %(names)s.",
                        connector=event.connector_id.name,
                        given=self._describe_references(event),
                        names=", ".join(sorted(Shipment.browse(hits).mapped("name"))),
                    ),
                )
        return found

    @api.model
    def _get_tracking_numbers(self, event):
        canonical = event.canonical
        numbers = [p.get("tracking_number") for p in canonical.get("packages") or []]
        numbers.append(references_of(event).get("tracking_number"))
        keys = [key for key in map(tracking_key, numbers) if key]
        return list(dict.fromkeys(keys))

    @api.model
    def _find_unannounced(self, event, orders):
        """A shipment done by hand in Odoo that this notice confirms, or nothing."""
        numbers = set(self._get_tracking_numbers(event))
        products = self._get_products(orders.order_line.product_id)
        wanted = self._sum_items(self._get_items(event), products)
        if wanted is None:
            return self.env["logistics.shipment"]
        candidates = orders.logistics_shipment_ids.filtered(
            lambda shipment: (
                shipment.origin == "picking"
                and not shipment.notice_event_id
                and shipment._get_totals() == wanted
                and (
                    not shipment.package_ids
                    or numbers & set(shipment.package_ids.mapped("tracking_number"))
                )
            )
        )
        return candidates[:1]

    @api.model
    def _is_next_order(self, event, orders, shipment):
        """A notice over several orders comes as one event an order."""
        return (
            not isinstance(orders, Outcome)
            and not orders & shipment.sale_order_ids
            and shipment.connector_id == event.connector_id
            and shipment.partner_reference == references_of(event).get("shipment")
        )

    @api.model
    def _join_shipment(self, event, shipment):
        """The notice is about a shipment we have: same goods, or a question."""
        orders = self._get_notice_orders(event)[event.id]
        if not isinstance(orders, Outcome) and not orders & shipment.sale_order_ids:
            return Outcome.business(
                "conflicting_references",
                self.env._(
                    "%(connector)s names %(given)s together, but shipment %(shipment)s "
                    "is not of that order.",
                    connector=event.connector_id.name,
                    given=self._describe_references(event),
                    shipment=shipment.name,
                ),
                record=shipment,
            )
        products = self._get_products(shipment.line_ids.product_id)
        wanted = self._sum_items(self._get_items(event), products)
        mine = None if isinstance(orders, Outcome) else orders
        if wanted != shipment._get_totals(mine):
            return self._refuse_difference(event, shipment)
        shipment._complete_from_notice(event, self._get_tracking_numbers(event))
        return Outcome.done(shipment, note=self.env._("The shipment was known already"))

    @api.model
    def _refuse_difference(self, event, shipment):
        return Outcome.business(
            "quantity_mismatch",
            self.env._(
                "%(connector)s says %(told)s went out as %(given)s, but shipment "
                "%(shipment)s in Odoo holds %(known)s.",
                connector=event.connector_id.name,
                told=self._describe_items(event),
                given=self._describe_references(event),
                shipment=shipment.name,
                known=shipment._describe_totals(),
            ),
            record=shipment,
        )

    # -------------------------------------------------------------- orders
    @api.model
    def _get_notice_orders(self, events):
        """{event id: sale orders, or an Outcome when there is none or no clear one}"""
        Shipment = self.env["logistics.shipment"]
        references = {event.id: references_of(event) for event in events}
        wanted = {"order": set(), "delivery": set()}
        for event in events:
            for kind in wanted:
                if value := references[event.id].get(kind):
                    wanted[kind].add((event.company_id.id, value))
        by_order = Shipment._find_orders(wanted["order"])
        by_delivery = Shipment._find_pickings(wanted["delivery"])
        linked = self._get_linked_orders(events)
        result = {}
        for event in events:
            given, company = references[event.id], event.company_id.id
            orders = linked.get(event.id) or by_order[company, given.get("order")]
            pickings = by_delivery[company, given.get("delivery")]
            delivered = pickings.move_ids.sale_line_id.order_id
            if orders and delivered:
                orders &= delivered
            result[event.id] = (orders or delivered) if len(orders) < 2 else orders
            if len(result[event.id]) != 1:
                result[event.id] = self._refuse_order(event, result[event.id])
        return result

    @api.model
    def _get_linked_orders(self, events):
        """{event id: order} that a person has linked by hand."""
        return {
            event.id: self.env["sale.order"].browse(event.res_id).exists()
            for event in events
            if event.res_model == "sale.order" and event.res_id
        }

    @api.model
    def _refuse_order(self, event, orders):
        given = self._describe_references(event)
        if orders:
            return Outcome.business(
                "ambiguous_reference",
                self.env._(
                    "%(connector)s sent a ship notice for %(given)s, which fits "
                    "several orders: %(names)s.",
                    connector=event.connector_id.name,
                    given=given,
                    names=", ".join(orders.mapped("name")),
                ),
            )
        return Outcome.business(
            "unknown_order",
            self.env._(
                "%(connector)s sent a ship notice for %(given)s, but no confirmed "
                "order in Odoo has that number.",
                connector=event.connector_id.name,
                given=given,
            ),
        )
