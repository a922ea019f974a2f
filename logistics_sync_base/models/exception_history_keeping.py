# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from .exception import OPEN_STATES

# Context key of writes whose caller keeps the step itself, in its own words.
TOLD = "logistics_exception_told"


class LogisticsSyncException(models.Model):
    """Each step of a question is kept; what was kept is neither changed nor deleted."""

    _inherit = "logistics.sync.exception"

    history_ids = fields.One2many(
        "logistics.sync.exception.history", "exception_id", readonly=True
    )

    @api.model_create_multi
    def create(self, vals_list):
        exceptions = super().create(vals_list)
        self.env["logistics.sync.exception.history"].sudo().create(
            [one._prepare_step("raised", one.name) for one in exceptions]
        )
        return exceptions

    def write(self, vals):
        watched = not self.env.context.get(TOLD) and (
            vals.keys() & {"state", "owner_id", "team_id", "team"}
        )
        before = {
            one: (one.state, one.owner_id, one.team_id) for one in self if watched
        }
        result = super().write(vals)
        for exception, (state, owner, team) in before.items():
            exception._note_changes(state, owner, team)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("An exception is closed or ignored with a reason, not deleted.")
        )

    # ---------------------------------------------------------------- notes
    def _note_changes(self, state, owner, team):
        self.ensure_one()
        if self.state != state:
            closed = self.state not in OPEN_STATES
            reason = self.resolution_reason if closed else None
            self._note(self._get_closing_action(), reason, old_state=state)
        elif self.owner_id != owner:
            self._note("assigned", self.owner_id.name or self.env._("Nobody"))
        elif self.team_id != team:
            self._note("routed", self.team_id.name)

    def _get_closing_action(self):
        if self.state == "in_progress":
            return "taken"
        if self.state == "open":
            return "reopened"
        if self.state == "ignored":
            return "ignored"
        kept = ("remapped", "linked")
        return self.resolution if self.resolution in kept else "resolved"

    def _note(self, action, note=None, old_state=None):
        """Keep one step of each of these questions."""
        self.env["logistics.sync.exception.history"].sudo().create(
            [one._prepare_step(action, note, old_state) for one in self]
        )

    def _prepare_step(self, action, note=None, old_state=None):
        self.ensure_one()
        return {
            "exception_id": self.id,
            "company_id": self.company_id.id,
            "at": fields.Datetime.now(),
            "user_id": self.env.uid,
            "action": action,
            "old_state": old_state,
            "new_state": self.state,
            "note": note,
            **self._get_payload_version(),
        }

    def _get_payload_version(self):
        self.ensure_one()
        message = self.sudo().message_id or self.sudo().event_id.message_id
        mapping = message.mapping_id
        version = f"{mapping.name}, {mapping.version}" if mapping else False
        return {
            "message_id": message.id,
            "payload_sha256": message.body_sha256,
            "payload_version": version,
        }

    def _bump(self, sentence):
        """Only what was told differently is a step of its own."""
        other = self.filtered(lambda exception: exception.name != sentence)
        result = super()._bump(sentence)
        other._note("again", sentence)
        return result

    def _note_replays(self):
        result = super()._note_replays()
        self._note("retried")
        return result
