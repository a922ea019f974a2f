# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL

from ..core.outcome import Outcome
from .backfill import HISTORY
from .flow import COLLECTED


class LogisticsSyncEvent(models.Model):
    """Facts of flows that are collected wait for the others.

    Costs a look at a cache where none of the facts is of such a flow.
    """

    _inherit = "logistics.sync.event"

    def _run_consequences(self, isolated=False):
        types = self.env["logistics.sync.event.type"]._get_collected_types()
        found = self.filtered(lambda event: event.event_type_id.id in types)
        # History has a lane of its own and nobody waits for it.
        if not found or self.env.context.get(HISTORY):
            return super()._run_consequences(isolated)
        held = found._hold_for_batch()
        ready = self - held
        if ready:
            super(LogisticsSyncEvent, ready)._run_consequences(isolated)
        return None

    def _hold_for_batch(self):
        """Collect what was not taken up yet; returns the events that wait."""
        modes, other = self.env["logistics.sync.event.type"]._get_modes()
        Item = self.env["logistics.sync.batch.item"].sudo()
        known = Item.search([("event_id", "in", self.ids), ("state", "=", "released")])
        rows = []
        for event in self - known.event_id.with_env(self.env):
            flow = event.event_type_id.id
            mode = other.get((event.connector_id.id, flow), modes.get(flow))
            if mode in COLLECTED:
                rows.append((event, mode))
        if not rows:
            return self.browse()
        Item._collect(rows)
        self._move_to_batch_lane([e.message_id.id for e, m in rows if m == "batch"])
        note = self.env._("Collected for later")
        held = self.browse([event.id for event, __ in rows])
        held._close_held(dict.fromkeys(held.ids, Outcome.waiting("batch", note)))
        return held

    def _move_to_batch_lane(self, message_ids):
        """Heavy work must not stand in the way of what cannot wait."""
        if message_ids:
            self.env.cr.execute(
                SQL(
                    """UPDATE logistics_sync_message SET channel = 'batch'
                        WHERE id IN %s""",
                    tuple(message_ids),
                )
            )
            self.env["logistics.sync.message"].invalidate_model(["channel"])
