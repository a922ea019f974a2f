# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .message_queue import CHANNELS
from .operation_mode import MODES


class LogisticsSyncConnector(models.Model):
    """Out of normal operation: documents are held, released by hand, or sent otherwise.

    The database is the only place of the switch, so that it counts for each worker at
    its next claim.
    """

    _inherit = "logistics.sync.connector"

    operation_mode = fields.Selection(
        MODES,
        string="Mode of Operation",
        required=True,
        default="normal",
        readonly=True,
        tracking=True,
        copy=False,
    )
    operation_covers_inbound = fields.Boolean(
        string="Also What Comes In", readonly=True, copy=False
    )
    alternate_connector_id = fields.Many2one(
        "logistics.sync.connector",
        string="Sent Through",
        readonly=True,
        copy=False,
        ondelete="restrict",
        check_company=True,
    )
    operation_mode_ids = fields.One2many(
        "logistics.sync.operation.mode", "connector_id", readonly=True
    )
    operation_summary = fields.Char(compute="_compute_operation")
    held_count = fields.Integer(compute="_compute_operation", string="Held")

    @api.depends("operation_mode", "alternate_connector_id")
    def _compute_operation(self):
        counts = dict(
            self.env["logistics.sync.message"]._read_group(
                [
                    ("connector_id", "in", self.ids),
                    ("waiting_for", "=", "degraded"),
                    ("next_attempt_at", "!=", False),
                ],
                ["connector_id"],
                ["__count"],
            )
        )
        for connector in self:
            connector.held_count = counts.get(connector, 0)
            connector.operation_summary = connector._describe_operation()

    def _describe_operation(self):
        """The mode in one sentence: since when, by whom and why; empty when normal."""
        running = self.operation_mode_ids.filtered(lambda mode: not mode.ended_at)[:1]
        if self.operation_mode == "normal" or not running:
            return False
        what = {
            "hold": self.env._("Nothing is sent; all of it is kept."),
            "manual": self.env._(
                "Each document leaves only when somebody releases it."
            ),
            "alternate": self.env._(
                "Documents leave through %s.", self.alternate_connector_id.name
            ),
        }[self.operation_mode]
        return self.env._(
            "%(what)s Switched by %(user)s at %(since)s: %(reason)s",
            what=what,
            user=running.started_by_id.name or "?",
            since=self._format_moment(running.started_at),
            reason=running.reason,
        )

    # -------------------------------------------------------------- switch
    @api.private
    def _switch_operation(self, mode, reason, alternate=None, covers_inbound=False):
        """Change the mode of operation; who, when and why stay on record."""
        self.ensure_one()
        self.check_access("read")
        self._check_may_operate()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why, for those who wonder later."))
        if mode == "alternate":
            self._check_alternate(alternate)
        connector = self.sudo()
        now = fields.Datetime.now()
        modes = connector.env["logistics.sync.operation.mode"]
        connector.operation_mode_ids.filtered(lambda one: not one.ended_at).write(
            {"ended_at": now, "end_reason": reason, "ended_by_id": self.env.uid}
        )
        modes.flush_model()
        values = {
            "operation_mode": mode,
            "operation_covers_inbound": mode in ("hold", "manual") and covers_inbound,
            "alternate_connector_id": alternate.id if mode == "alternate" else False,
        }
        connector.write(values)
        if mode != "normal":
            modes.create(
                {
                    "connector_id": connector.id,
                    "company_id": connector.company_id.id,
                    "mode": mode,
                    "covers_inbound": values["operation_covers_inbound"],
                    "alternate_connector_id": values["alternate_connector_id"],
                    "started_at": now,
                    "started_by_id": self.env.uid,
                    "reason": reason.strip(),
                }
            )
        names = dict(
            connector._fields["operation_mode"]._description_selection(self.env)
        )
        connector.message_post(
            body=self.env._(
                "Mode of operation is now “%(mode)s”: %(reason)s",
                mode=names[mode],
                reason=reason,
            )
        )
        connector._forget_held()
        connector._note_held()
        self.env["logistics.sync.message"]._dispatch_after_commit(list(CHANNELS))

    def _check_may_operate(self):
        if not self.env.user.has_group(
            "logistics_sync_base.group_logistics_operations"
        ):
            raise AccessError(
                self.env._("Only operations may change how a partner is served.")
            )

    def _check_alternate(self, alternate):
        """Whether another connector can take over; says why not."""
        able = alternate and alternate._find_adapter_class(
            alternate._get_outbound_transport()
        )
        if (
            not able
            or alternate == self
            or alternate.company_id != self.company_id
            or alternate.state != "live"
            or alternate.operation_mode == "alternate"
            or "send" not in able.capabilities
            or alternate._get_outbound_transport() in ("outbox", "gateway")
        ):
            raise UserError(
                self.env._(
                    "Choose another live connector of the same company that sends "
                    "documents itself, and is in normal operation."
                )
            )

    # ---------------------------------------------------------------- held
    def _forget_held(self):
        """Nothing waits for normal operation any more; the next look tells anew."""
        self.env.flush_all()
        for condition, values in (
            ("waiting_for = 'degraded'", "waiting_for = NULL, waiting_note = NULL"),
            # It was let go in another mode, for other reasons.
            ("released_at IS NOT NULL", "released_at = NULL"),
        ):
            self.env.cr.execute(
                SQL(
                    """UPDATE logistics_sync_message SET %s
                        WHERE connector_id IN %s AND %s
                          AND state NOT IN ('processed', 'duplicate')""",
                    SQL(values),
                    self._ids,
                    SQL(condition),
                )
            )
        self.env.invalidate_all()

    def _note_held(self):
        """Say on each due message that is held what it waits for."""
        self.env.flush_all()
        for connector in self:
            if connector.operation_mode not in ("hold", "manual"):
                continue
            self.env.cr.execute(
                SQL(
                    """UPDATE logistics_sync_message
                          SET waiting_for = 'degraded', waiting_note = %(note)s
                        WHERE id IN (
                              SELECT id FROM logistics_sync_message
                               WHERE connector_id = %(connector)s
                                 AND (direction = 'out' OR %(inbound)s)
                                 AND next_attempt_at <= %(now)s
                                 AND lease_token IS NULL AND released_at IS NULL
                                 AND waiting_for IS DISTINCT FROM 'degraded'
                                 FOR NO KEY UPDATE SKIP LOCKED)""",
                    note=connector._describe_operation(),
                    now=fields.Datetime.now(),
                    connector=connector.id,
                    inbound=connector.operation_covers_inbound,
                )
            )
        self.env["logistics.sync.message"].invalidate_model(
            ["waiting_for", "waiting_note"], flush=False
        )

    def action_release_all(self):
        """Let everything that is held for this partner go, once."""
        self.ensure_one()
        self._note_held()
        self.env["logistics.sync.message"].search(
            [("connector_id", "=", self.id), ("waiting_for", "=", "degraded")]
        ).action_release()

    def action_view_held(self):
        action = self.action_view_messages()
        action["domain"] += [("waiting_for", "=", "degraded")]
        return action

    def action_operation_mode(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Mode of Operation"),
            "res_model": "logistics.sync.operation.switch",
            "view_mode": "form",
            "target": "new",
            "context": {"default_connector_id": self.id},
        }

    # ----------------------------------------------------------- alternate
    def _get_substitute(self):
        """The connector that sends instead of this one, or an empty record."""
        self.ensure_one()
        used = self.operation_mode == "alternate"
        return self.alternate_connector_id if used else self.browse()

    @api.private
    def _get_sending_adapter(self):
        if substitute := self.sudo()._get_substitute():
            return substitute._get_sending_adapter()
        return super()._get_sending_adapter()

    @api.private
    def _get_gate_connector(self):
        """The gate that counts is that of the system that is really called."""
        if substitute := self.sudo()._get_substitute():
            return substitute._get_gate_connector()
        return super()._get_gate_connector()

    @api.private
    def _get_gate_users(self):
        others = self.search(
            [
                ("operation_mode", "=", "alternate"),
                ("alternate_connector_id", "=", self.id),
            ]
        )
        return super()._get_gate_users() | others
