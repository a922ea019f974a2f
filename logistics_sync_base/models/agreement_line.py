# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncAgreementLine(models.Model):
    """One field of which two systems tell different values."""

    _name = "logistics.sync.agreement.line"
    _description = "Difference between Two Tellings"
    _order = "agreement_id, id"

    agreement_id = fields.Many2one(
        "logistics.sync.agreement", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="agreement_id.company_id", store=True)
    field = fields.Char(readonly=True)
    first_value = fields.Char(readonly=True)
    second_value = fields.Char(readonly=True)
