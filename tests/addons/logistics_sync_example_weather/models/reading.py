# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ExampleWeatherReading(models.Model):
    _name = "example.weather.reading"
    _description = "Weather Reading"

    station_id = fields.Many2one("example.weather.station", required=True)
    company_id = fields.Many2one(related="station_id.company_id", store=True)
    event_id = fields.Many2one("logistics.sync.event", required=True)
    wind_speed = fields.Float(string="Wind (m/s)")

    _event_unique = models.UniqueIndex(
        "(event_id)", "This report is noted down already."
    )
