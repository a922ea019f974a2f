# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain

TRACKING = "tracking"
ENRICHMENT = "enrichment"
CHECKPOINTS = "checkpoints"
DRIFT = "drift"
INVOICE_RULES = "invoice_rules"
INVOICE_GUARD = "invoice_guard"
FEATURES = [
    (TRACKING, "Shipments and their states"),
    (ENRICHMENT, "Completing facts from Odoo"),
    (CHECKPOINTS, "Workflow deadlines of orders"),
    (DRIFT, "Comparing states with partners"),
    (INVOICE_RULES, "Invoices by rule"),
    (INVOICE_GUARD, "Guards on invoices made by hand"),
]
# Steps of which each needs to know the shipment.
SHIPMENT_STEPS = (
    "link_shipment",
    "confirm_picking",
    "record_milestone",
    "capture_pod",
    "compare_status",
)


class LogisticsSyncRolloutRule(models.Model):
    """Warehouses and delivery methods are places, too."""

    _inherit = "logistics.sync.rollout.rule"

    feature = fields.Selection(selection_add=FEATURES)
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="Empty: all warehouses.",
    )
    carrier_id = fields.Many2one(
        "delivery.carrier",
        string="Delivery Method",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="Empty: all delivery methods.",
    )

    @api.model
    def _get_dimensions(self):
        return {
            **super()._get_dimensions(),
            "warehouse": "warehouse_id",
            "carrier": "carrier_id",
        }

    @api.depends("warehouse_id", "carrier_id")
    def _compute_company_id(self):
        return super()._compute_company_id()

    def _get_place_company(self):
        return (
            super()._get_place_company()
            or self.warehouse_id.company_id
            or self.carrier_id.company_id
        )

    def _get_places(self):
        return [*self.warehouse_id, *self.carrier_id, *super()._get_places()]

    @api.model
    @api.private
    def _knows_places(self):
        """Whether any switch in force tells warehouses or delivery methods apart."""
        return not self._get_named().isdisjoint(("warehouse", "carrier"))

    @api.model
    def _get_shipment_types(self):
        """Ids of the event types that have to do with shipments."""
        steps = self.env["logistics.sync.event.consequence"].sudo()
        found = steps.search([("code", "in", SHIPMENT_STEPS)])
        return frozenset(found.event_type_id.ids)

    def _on_switched(self):
        result = super()._on_switched()
        companies = self.company_id or self.env["res.company"].sudo().search(
            Domain.TRUE
        )
        self.env["logistics.invoice.release"].sudo()._mark_stale(companies)
        return result
