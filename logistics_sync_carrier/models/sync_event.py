# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

from odoo.addons.logistics_sync_base.models.event_processing import RUN_CACHE
from odoo.addons.logistics_sync_base.models.fresh_events import get_fresh_rows

from .event_fact import FACT_COLUMNS, EventFact


class LogisticsSyncEvent(models.Model):
    _inherit = "logistics.sync.event"

    @api.private
    def _read_facts(self):
        """{event id: EventFact} in the order of these events, in one query.

        While consequences run they are read once, and kept up by ``_attach``.
        """
        run = self.env.cr.cache.get(RUN_CACHE)
        facts = {} if run is None else run.setdefault("facts", {})
        wanted = [key for key in self.ids if key not in facts]
        fresh = get_fresh_rows(self.env.cr, wanted) if run is not None else {}
        facts.update((key, EventFact.from_row(key, row)) for key, row in fresh.items())
        missing = self.browse(key for key in wanted if key not in fresh)
        if missing:
            missing.flush_recordset(FACT_COLUMNS)
            columns = SQL(", ").join(SQL.identifier(name) for name in FACT_COLUMNS)
            rows = self.env.execute_query(
                SQL(
                    "SELECT %s FROM logistics_sync_event WHERE id IN %s",
                    columns,
                    missing._ids,
                )
            )
            facts.update((row[0], EventFact(*row)) for row in rows)
        return {event_id: facts[event_id] for event_id in self.ids}
