# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..core.failure_layer import INTEGRATION, ODOO, TRANSPORT, of_delivery
from ..exceptions import BusinessError, TransientError
from .exception_code_layer import FAILURE_LAYERS

FINE_STATES = ("processed", "acknowledged", "ignored")


class LogisticsSyncMessage(models.Model):
    """Where the last failure happened: source, integration, wire or Odoo's rules.

    Written only when something fails; what goes well costs nothing.
    """

    _inherit = "logistics.sync.message"

    failure_layer = fields.Selection(
        FAILURE_LAYERS, string="Where It Failed", readonly=True
    )

    def _set_state(self, state, note=None, **values):
        if state in FINE_STATES:
            values.setdefault("failure_layer", False)
        return super()._set_state(state, note=note, **values)

    # ------------------------------------------------------------- inbound
    def _fail(self, error, started_at):
        for message in self:
            message.failure_layer = message._get_layer_of(error)
        result = super()._fail(error, started_at)
        self._note_layers()
        return result

    def _get_layer_of(self, error):
        """The layer of what was raised."""
        self.ensure_one()
        if isinstance(error, BusinessError):
            return self._get_layer_of_code(error.code)
        if isinstance(error, UserError):
            return ODOO
        wire = isinstance(error, TransientError | OSError)
        return TRANSPORT if wire and self.direction == "out" else INTEGRATION

    def _get_layer_of_code(self, code):
        kinds = self.env["logistics.sync.exception.code"]
        return kinds._get_by_code(code).failure_layer or INTEGRATION

    def _write_finish(self, rows):
        """Messages with stuck events fail where their first question says."""
        result = super()._write_finish(rows)
        stuck = [row["id"] for row in rows if row["state"] in ("exception", "dead")]
        if stuck:
            self.env["logistics.sync.exception"].flush_model()
            self.env.cr.execute(
                SQL(
                    """UPDATE logistics_sync_message m
                          SET failure_layer = e.failure_layer
                         FROM (SELECT DISTINCT ON (message_id)
                                      message_id, failure_layer
                                 FROM logistics_sync_exception
                                WHERE message_id IN %s
                                  AND state IN ('open', 'in_progress')
                             ORDER BY message_id, severity DESC, id) e
                        WHERE m.id = e.message_id""",
                    tuple(stuck),
                )
            )
            self.invalidate_model(["failure_layer"], flush=False)
            self.browse(stuck)._note_layers()
        return result

    def _note_layers(self):
        """The tries that just failed tell where, like their messages."""
        self.flush_recordset(["failure_layer"])
        self.env.cr.execute(
            SQL(
                """UPDATE logistics_sync_attempt a SET failure_layer = m.failure_layer
                     FROM logistics_sync_message m
                    WHERE m.id IN %s AND a.message_id = m.id
                      AND a.number = m.attempt_count AND a.result <> 'success'
                      AND a.failure_layer IS NULL""",
                self._ids or (0,),
            )
        )
        self.env["logistics.sync.attempt"].invalidate_model(
            ["failure_layer"], flush=False
        )

    def _schedule_retry(self, reason, retry_after=None):
        """What fails for the moment without an error of its own failed on our side."""
        for message in self.filtered(lambda message: message.direction == "in"):
            if not message.failure_layer:
                message.failure_layer = INTEGRATION
                message._note_layers()
        return super()._schedule_retry(reason, retry_after)

    # ------------------------------------------------------------ outbound
    def _settle_delivery(self, delivery, started_at, duration_ms):
        layer = self._get_delivery_layer(delivery)
        if layer:
            self.failure_layer = layer
        return super()._settle_delivery(delivery, started_at, duration_ms)

    def _prepare_attempt(self, delivery, started_at, duration_ms):
        values = super()._prepare_attempt(delivery, started_at, duration_ms)
        return values | {"failure_layer": self._get_delivery_layer(delivery)}

    def _get_delivery_layer(self, delivery):
        if delivery.kind == "business":
            return self._get_layer_of_code(delivery.code)
        return of_delivery(delivery.kind, delivery.status)
