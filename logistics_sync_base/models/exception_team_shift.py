# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncTeamShift(models.Model):
    """Who is on duty on which days."""

    _name = "logistics.sync.team.shift"
    _description = "Duty of a Team"
    _order = "date_from, id"
    _rec_name = "user_id"

    team_id = fields.Many2one(
        "logistics.sync.team", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="team_id.company_id", store=True)
    user_id = fields.Many2one("res.users", string="On Duty", required=True)
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date(string="Until", help="Empty: this one day.")

    _order_of_days = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)",
        "A duty ends on the day it begins or later.",
    )
