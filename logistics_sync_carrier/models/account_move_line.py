# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    invoiced_quantity_ids = fields.One2many(
        "logistics.invoiced.quantity",
        "account_move_line_id",
        string="Invoiced Quantities",
        readonly=True,
    )

    def _get_quantity_in(self, unit):
        self.ensure_one()
        if not self.product_uom_id or not unit:
            return self.quantity
        return self.product_uom_id._compute_quantity(self.quantity, unit)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if sale_lines := lines.sale_line_ids:
            self.env["logistics.invoiced.quantity"]._sync(sale_lines)
        return lines

    def write(self, vals):
        if not {"quantity", "product_uom_id", "sale_line_ids"} & vals.keys():
            return super().write(vals)
        before = self.sale_line_ids
        result = super().write(vals)
        if sale_lines := before | self.sale_line_ids:
            self.env["logistics.invoiced.quantity"]._sync(sale_lines)
        return result

    def unlink(self):
        sale_lines = self.sale_line_ids
        reason = self.env._("Invoice line deleted")
        result = super().unlink()
        if sale_lines:
            ledger = self.env["logistics.invoiced.quantity"]
            ledger.invalidate_model(["account_move_line_id", "invoice_id"])
            ledger._sync(sale_lines.exists(), reason)
        return result
