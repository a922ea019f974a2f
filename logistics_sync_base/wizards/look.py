# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..models.protected_record import LOOK, LOOK_ALLOWED

GROUP = "logistics_sync_base.group_logistics_personal"
# What the entry in the audit trail is about.
RECORDED = {"message_id", "event_id", "document_id", "is_shown"}


class LogisticsSyncLook(models.TransientModel):
    """Protected values of one document, shown to whoever may see them, on record."""

    _name = "logistics.sync.look"
    _description = "Show Protected Values"

    message_id = fields.Many2one("logistics.sync.message", readonly=True)
    event_id = fields.Many2one("logistics.sync.event", readonly=True)
    document_id = fields.Many2one(
        "logistics.sync.document", string="Staged Document", readonly=True
    )
    reason = fields.Char(
        string="Why", help="Kept in the audit trail with your name and the time."
    )
    text = fields.Text(compute="_compute_text", string="Document")
    file = fields.Binary(compute="_compute_text", string="Download")
    file_name = fields.Char(related="message_id.public_id")
    is_shown = fields.Boolean(readonly=True)

    @api.depends("is_shown")
    def _compute_text(self):
        for look in self:
            look.text = look.file = False
            if look.is_shown and self.env.user.has_group(GROUP):
                look.text = look._read_text()
                raw = look.message_id and look.message_id.sudo()._get_body_bytes()
                look.file = raw and base64.b64encode(raw)

    # A look begins with nothing shown, and ends with what is on record.
    @api.model_create_multi
    def create(self, vals_list):
        return super().create([{**vals, "is_shown": False} for vals in vals_list])

    def write(self, vals):
        if RECORDED.intersection(vals) and not self.env.su:
            raise AccessError(
                self.env._("Ask anew for each document whose values you want to see.")
            )
        return super().write(vals)

    def _get_record(self):
        self.ensure_one()
        return self.message_id or self.event_id or self.document_id

    def _read_text(self):
        record = self._get_record().with_context(**{LOOK: LOOK_ALLOWED})
        if self.message_id:
            return record.body_text
        return record.canonical_text

    def action_show(self):
        """Button: show the values; who looked, when and why stay on record."""
        self.ensure_one()
        if not self.env.user.has_group(GROUP):
            raise AccessError(
                self.env._("Only who may see personal data can look at it.")
            )
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say why you need to see the values."))
        record = self._get_record()
        record.check_access("read")
        self.env["logistics.sync.audit.entry"]._note(
            "look",
            self.env._("Looked at protected values"),
            record,
            reason=self.reason or "",
        )
        self.sudo().is_shown = True
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Protected Values"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
