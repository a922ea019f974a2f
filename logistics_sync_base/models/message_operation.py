# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class LogisticsSyncMessage(models.Model):
    """Messages of a partner that is not in normal operation."""

    _inherit = "logistics.sync.message"

    released_at = fields.Datetime(
        readonly=True,
        copy=False,
        help="Somebody let it go although its partner was not in normal operation.",
    )

    @api.model
    def _get_claim_conditions(self, channel):
        """What is held stays where it is, until it is released or all is normal."""
        held = SQL("c.operation_mode NOT IN ('hold', 'manual')")
        if channel != "outbound":
            held = SQL("NOT c.operation_covers_inbound IS TRUE OR %s", held)
        return [
            *super()._get_claim_conditions(channel),
            SQL("%s OR m.released_at IS NOT NULL", held),
        ]

    @api.model
    def _cron_sweep(self):
        """Held messages that came since say what they wait for."""
        self.env["logistics.sync.connector"].search(
            [("operation_mode", "in", ("hold", "manual"))]
        )._note_held()
        return super()._cron_sweep()

    def action_release(self):
        """Button: let held messages go; who did it is on record with each."""
        held = self.filtered(lambda message: message.waiting_for == "degraded")
        if not held:
            raise UserError(self.env._("None of these messages is held."))
        held.connector_id._check_may_operate()
        held.check_access("write")
        if any(c.operation_mode == "hold" for c in held.connector_id):
            raise UserError(
                self.env._(
                    "Nothing is to be sent to this partner now. Change its mode of "
                    "operation first."
                )
            )
        now = fields.Datetime.now()
        for message in held.sudo():
            message._set_state(
                message.state,
                note=self.env._("Released by %s", self.env.user.name),
                released_at=now,
            )
        self.env["logistics.sync.message"]._dispatch_after_commit(
            sorted(set(held.mapped("channel")))
        )

    def _prepare_attempt(self, delivery, started_at, duration_ms):
        """A try tells when it went another way than usual."""
        values = super()._prepare_attempt(delivery, started_at, duration_ms)
        substitute = self.connector_id.sudo()._get_substitute()
        return values | {"sent_through_id": substitute.id}
