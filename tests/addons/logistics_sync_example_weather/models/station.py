# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ExampleWeatherStation(models.Model):
    _name = "example.weather.station"
    _description = "Weather Station"

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )

    _name_unique = models.UniqueIndex(
        "(company_id, name)", "This station is known already."
    )
