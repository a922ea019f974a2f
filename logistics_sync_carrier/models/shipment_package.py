# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo import api, fields, models

from .milestone_type import SHIPMENT_STATUS

SPACES = re.compile(r"\s+")


def tracking_key(number):
    """A tracking number as it is stored and looked up, or None."""
    return SPACES.sub("", number or "").upper() or None


class LogisticsShipmentPackage(models.Model):
    """One parcel or pallet with a number of its own."""

    _name = "logistics.shipment.package"
    _description = "Package"
    _order = "shipment_id, id"
    _rec_name = "tracking_number"
    _check_company_auto = True

    shipment_id = fields.Many2one(
        "logistics.shipment",
        required=True,
        ondelete="cascade",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(
        related="shipment_id.company_id", store=True, index=True
    )
    tracking_number = fields.Char(copy=False)
    sscc = fields.Char(string="SSCC", copy=False)
    stock_package_id = fields.Many2one(
        "stock.package", string="Package in Stock", check_company=True
    )
    line_ids = fields.One2many("logistics.shipment.line", "package_id")
    weight = fields.Float(digits="Stock Weight")
    weight_uom = fields.Char(string="Weight Unit")
    milestone_type_id = fields.Many2one(
        "logistics.milestone.type",
        string="Latest Milestone",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    status = fields.Selection(
        SHIPMENT_STATUS, readonly=True, required=True, default="planned", copy=False
    )
    delivered_at = fields.Datetime(string="Delivered On", readonly=True, copy=False)

    _tracking_unique = models.UniqueIndex(
        "(company_id, tracking_number) WHERE tracking_number IS NOT NULL",
        "Another package has this tracking number.",
    )
    _sscc_idx = models.Index("(sscc) WHERE sscc IS NOT NULL")

    @api.depends("tracking_number", "sscc")
    def _compute_display_name(self):
        for package in self:
            package.display_name = (
                package.tracking_number
                or package.sscc
                or self.env._("Package %s", package.id)
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["tracking_number"] = tracking_key(vals.get("tracking_number"))
        packages = super().create(vals_list)
        # A package nobody knew of makes "all delivered" untrue again.
        packages.shipment_id.filtered("milestone_type_id")._settle()
        return packages

    def write(self, vals):
        if "tracking_number" in vals:
            vals = dict(vals, tracking_number=tracking_key(vals["tracking_number"]))
        return super().write(vals)
