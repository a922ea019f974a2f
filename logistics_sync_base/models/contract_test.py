# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncContractTest(models.Model):
    """How one sample fared in the last contract test of a connector."""

    _name = "logistics.sync.contract.test"
    _description = "Contract Test Result"
    _order = "connector_id, id"

    connector_id = fields.Many2one(
        "logistics.sync.connector", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="connector_id.company_id", store=True)
    name = fields.Char(string="Sample", required=True)
    source = fields.Char(string="Belongs To", help="The mapping, or the schema.")
    result = fields.Selection(
        [("passed", "Passed"), ("failed", "Failed"), ("missing", "No sample")],
        required=True,
    )
    outcome = fields.Char(string="What Was Found")
