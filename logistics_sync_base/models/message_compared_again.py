# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class LogisticsSyncMessage(models.Model):
    """What contradicted a known fact is compared again when it is replayed."""

    _inherit = "logistics.sync.message"

    def _refresh_events(self, changed):
        """What contradicts a known fact is compared again, not applied after all."""
        held = self._find_held([event for event, __ in changed])
        refreshed = super()._refresh_events(changed)
        if not held:
            return refreshed
        rows = {event.id: row for event, row in changed}
        for agreement in held:
            self._compare_again(agreement, rows[agreement.second_event_id.id])
        return refreshed - held.second_event_id

    def _find_held(self, events):
        agreements = self.env["logistics.sync.agreement"]
        if not events:
            return agreements
        return agreements.search(
            [
                ("second_event_id", "in", [event.id for event in events]),
                ("result", "=", "mismatch"),
            ]
        )

    def _compare_again(self, agreement, row):
        event = agreement.second_event_id
        telling = self._compare(
            row, agreement.first_event_id.id, agreement.rule_id, agreement.subject_value
        )
        agreement.line_ids.unlink()
        agreement.write(
            {"result": telling.result, "line_ids": self._prepare_lines(telling.lines)}
        )
        self._write_told_again({event.id: telling})
        if telling.lines:
            agreement._ask()
        else:
            self.env["logistics.sync.exception"]._resolve_for(event)
