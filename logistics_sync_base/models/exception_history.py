# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

ACTIONS = [
    ("raised", "Raised"),
    ("again", "Seen again"),
    ("taken", "Work began"),
    ("assigned", "Assigned"),
    ("routed", "Given to a team"),
    ("retried", "Processed again"),
    ("deferred", "Deferred"),
    ("resumed", "Taken up again"),
    ("disputed", "Disputed"),
    ("reminded", "Owner reminded"),
    ("escalated", "Escalated"),
    ("override_requested", "Override asked for"),
    ("override_approved", "Override approved"),
    ("override_refused", "Override refused"),
    ("remapped", "Code mapped"),
    ("linked", "Linked to a document"),
    ("resolved", "Closed"),
    ("ignored", "Ignored"),
    ("reopened", "Open again"),
    ("changed", "Changed"),
]


class LogisticsSyncExceptionHistory(models.Model):
    """What was done about a question, by whom, when, and on which document."""

    _name = "logistics.sync.exception.history"
    _inherit = "logistics.sync.named.by.choice"
    _description = "History of an Exception"
    _order = "id"
    _rec_name = "action"

    exception_id = fields.Many2one(
        "logistics.sync.exception",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    at = fields.Datetime(string="When", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Who", required=True, readonly=True, ondelete="restrict"
    )
    action = fields.Selection(ACTIONS, string="What", required=True, readonly=True)
    old_state = fields.Selection("_selection_state", string="From", readonly=True)
    new_state = fields.Selection("_selection_state", string="To", readonly=True)
    note = fields.Char(string="Why and How", readonly=True)
    message_id = fields.Many2one(
        "logistics.sync.message", readonly=True, ondelete="set null"
    )
    payload_sha256 = fields.Char(
        string="Document (SHA-256)",
        readonly=True,
        help="The bytes the question was about at that moment.",
    )
    payload_version = fields.Char(
        string="Read With",
        readonly=True,
        help="The mapping, with its version, that read the document at that moment.",
    )

    @api.model
    def _selection_state(self):
        return self.env["logistics.sync.exception"]._fields["state"].selection

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("The history of an exception is not changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The history of an exception is not deleted."))
