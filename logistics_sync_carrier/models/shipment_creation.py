# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict
from decimal import Decimal

from odoo import api, models

from odoo.addons.logistics_sync_base.core.outcome import Outcome

from .shipment_matching import references_of
from .shipment_package import tracking_key


def as_decimal(quantity):
    """A stored quantity without the noise of its float."""
    return Decimal(str(round(quantity, 6)))


class LogisticsShipment(models.Model):
    """Shipments made from ship notices."""

    _inherit = "logistics.shipment"

    @api.model
    @api.private
    def _create_from_plans(self, plans):
        """Create the shipments of all plans together: {event id: Outcome}."""
        if not plans:
            return {}
        fresh = [plan for plan in plans if plan.shipment is None]
        created = self._quietly().create(
            [self._prepare_from_plan(plan) for plan in fresh]
        )
        shipments = {
            plan.event.id: shipment
            for plan, shipment in zip(fresh, created, strict=True)
        }
        shipments.update(
            {plan.event.id: plan.shipment for plan in plans if plan.shipment}
        )
        self._fill_from_plans(plans, shipments)
        for plan in plans:
            shipments[plan.event.id]._add_lead_number(plan.event)
        self.union(*shipments.values())._wake_events()
        return {
            event_id: Outcome.done(shipment) for event_id, shipment in shipments.items()
        }

    @api.model
    def _fill_from_plans(self, plans, shipments):
        """Create the packages, then the lines of all shipments together."""
        packages, lines = [], []
        for plan in plans:
            shipment = shipments[plan.event.id]
            known = {p.tracking_number: p for p in shipment.package_ids}
            for parcel, taken in plan.parts:
                package = parcel and known.get(tracking_key(parcel["tracking_number"]))
                if parcel and not package:
                    package = len(packages)
                    packages.append(self._prepare_package_vals(shipment, parcel))
                lines.append((shipment, package, taken))
        records = self.env["logistics.shipment.package"].create(packages)
        self.env["logistics.shipment.line"].create(
            [
                {
                    "shipment_id": shipment.id,
                    "package_id": self._get_package_id(package, records),
                    "move_id": move_id,
                    "quantity": float(quantity),
                }
                for shipment, package, taken in lines
                for move_id, quantity in taken.items()
            ]
        )

    @api.model
    def _get_package_id(self, package, records):
        """``package`` is a record, a place in ``records`` or None."""
        if package is None:
            return False
        return records[package].id if isinstance(package, int) else package.id

    def _quietly(self):
        """Bulk work posts nothing in the chatter and subscribes nobody."""
        return self.with_context(
            tracking_disable=True, mail_create_nolog=True, mail_create_nosubscribe=True
        )

    @api.model
    def _prepare_from_plan(self, plan):
        event, order = plan.event, plan.order
        given = references_of(event)
        code = event.canonical.get("carrier")
        carrier = self.env["delivery.carrier"]
        if code:
            found = carrier._find_by_scac([code], event.company_id)
            carrier = found.get(code, carrier)
        return {
            "company_id": event.company_id.id,
            "partner_id": order.partner_shipping_id.id,
            "carrier_id": (carrier or order.carrier_id).id,
            "scac": code,
            "service": event.canonical.get("service"),
            "connector_id": event.connector_id.id,
            "origin": "notice",
            "notice_event_id": event.id,
            "partner_reference": given.get("shipment"),
            "bill_of_lading": given.get("bill_of_lading"),
            "pro_number": given.get("pro_number"),
            "correlation_id": event.correlation_id,
        }

    @api.model
    def _prepare_package_vals(self, shipment, parcel):
        weight = parcel.get("weight")
        return {
            "shipment_id": shipment.id,
            "tracking_number": parcel.get("tracking_number"),
            "sscc": parcel.get("sscc"),
            "weight": float(weight) if weight else 0.0,
            "weight_uom": parcel.get("weight_uom"),
        }

    def _add_lead_number(self, event):
        """The number in a notice's head is a package where it lists none."""
        number = references_of(event).get("tracking_number")
        if number and not self.package_ids.filtered("tracking_number"):
            self._add_tracking_numbers([number])

    @api.private
    def _complete_from_notice(self, event, numbers):
        """Fill in what a notice knows about a shipment that existed before it."""
        self.ensure_one()
        given = references_of(event)
        values = {
            "notice_event_id": event.id,
            "connector_id": event.connector_id.id,
            "partner_reference": given.get("shipment"),
            "bill_of_lading": given.get("bill_of_lading"),
            "pro_number": given.get("pro_number"),
            "scac": event.canonical.get("carrier"),
            "service": event.canonical.get("service"),
            "correlation_id": event.correlation_id,
        }
        self._quietly().write(
            {name: value for name, value in values.items() if value and not self[name]}
        )
        self._add_tracking_numbers(numbers)

    @api.private
    def _get_totals(self, orders=None):
        """{product id: quantity} of the goods of one shipment, or of some orders."""
        self.ensure_one()
        totals = defaultdict(Decimal)
        for line in self.line_ids:
            if orders is not None and line.sale_line_id.order_id not in orders:
                continue
            totals[line.product_id.id] += as_decimal(line.quantity)
        return dict(totals)

    def _describe_totals(self):
        self.ensure_one()
        products = self.env["product.product"]
        return ", ".join(
            f"{quantity.normalize():f} × "
            f"{products.browse(product).default_code or products.browse(product).name}"
            for product, quantity in self._get_totals().items()
        ) or self.env._("nothing")
