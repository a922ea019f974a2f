# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError

# What a document is, and whom it belongs to.
KEPT_FIELDS = {"raw", "datas", "db_datas", "store_fname", "url", "type"}
KEPT_FIELDS |= {"res_model", "res_id", "res_field"}


class IrAttachment(models.Model):
    """What somebody vouched with stays as it was: invoices rest on it."""

    _inherit = "ir.attachment"

    def write(self, vals):
        if not KEPT_FIELDS.isdisjoint(vals):
            self._check_no_evidence()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        self._check_no_evidence()

    def _check_no_evidence(self):
        if self.env.su:
            return
        files = self.sudo().filtered(
            lambda file: file.res_model == "logistics.shipment"
        )
        evidence = self.env["logistics.manual.evidence"].sudo()
        if files and evidence.search_count(
            [("attachment_ids", "in", files.ids)], limit=1
        ):
            raise UserError(
                self.env._("This document is manual evidence and stays as it is.")
            )
