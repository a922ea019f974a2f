# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from odoo.addons.logistics_sync_base.core.outcome import Outcome


class LogisticsSyncHandler(models.AbstractModel):
    _inherit = "logistics.sync.handler"

    @api.model
    def _consequence_example_reading(self, events):
        """One reading an event, of a station that is known here."""
        names = [event.canonical["number"] for event in events]
        stations = self.env["example.weather.station"].search(
            [("name", "in", names), ("company_id", "=", events.company_id.id)]
        )
        known = {station.name: station.id for station in stations}
        outcomes, rows = {}, []
        for event in events:
            name = event.canonical["number"]
            if name in known:
                rows.append(
                    {
                        "event_id": event.id,
                        "station_id": known[name],
                        "wind_speed": event.canonical["wind_speed"],
                    }
                )
            else:
                sentence = self.env._("No weather station is called “%s”.", name)
                outcomes[event.id] = Outcome.permanent(sentence)
        for reading in self.env["example.weather.reading"].create(rows):
            outcomes[reading.event_id.id] = Outcome.done(reading)
        return outcomes
