# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL


class LogisticsSyncMessage(models.Model):
    """The batch lane of a company rests in its quiet times."""

    _inherit = "logistics.sync.message"

    @api.model
    def _get_claim_conditions(self, channel):
        conditions = super()._get_claim_conditions(channel)
        if channel != "batch":
            return conditions
        held = self.env["logistics.sync.quiet.time"]._get_held_companies(
            fields.Datetime.now()
        )
        if not held:
            return conditions
        return [*conditions, SQL("c.company_id NOT IN %s", tuple(held))]

    @api.model
    def _cron_sweep(self):
        self._tell_quiet()
        return super()._cron_sweep()

    @api.model
    def _tell_quiet(self):
        """Say of due messages why nobody works on them; costs nothing unconfigured."""
        times = self.env["logistics.sync.quiet.time"]
        if not times._get_all():
            return
        now = fields.Datetime.now()
        held = times._get_held_companies(now)
        for company_id, (quiet, end) in held.items():
            note = self.env._(
                "“%(name)s” until %(end)s (UTC)",
                name=quiet.name,
                end=end.strftime("%Y-%m-%d %H:%M"),
            )
            self._write_quiet(
                SQL(
                    "company_id = %s AND waiting_for IS NULL AND next_attempt_at <= %s",
                    company_id,
                    now,
                ),
                "calendar",
                note,
            )
        over = SQL("waiting_for = 'calendar'")
        if held:
            over = SQL("%s AND company_id NOT IN %s", over, tuple(held))
        self._write_quiet(over, None, None)

    def _write_quiet(self, which, reason, note):
        self.flush_model(["waiting_for", "waiting_note", "next_attempt_at"])
        self.env.cr.execute(
            SQL(
                """UPDATE logistics_sync_message
                      SET waiting_for = %(reason)s, waiting_note = %(note)s
                    WHERE id IN (
                          SELECT id FROM logistics_sync_message
                           WHERE channel = 'batch' AND next_attempt_at IS NOT NULL
                             AND lease_token IS NULL AND %(which)s
                             FOR NO KEY UPDATE SKIP LOCKED)""",
                reason=reason,
                note=note,
                which=which,
            )
        )
        self.invalidate_model(["waiting_for", "waiting_note"])
