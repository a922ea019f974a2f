# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class LogisticsSyncCodeMapFix(models.TransientModel):
    """Give an unknown partner code a meaning, then process what waited for it."""

    _name = "logistics.sync.code.map.fix"
    _description = "Map an Unknown Code"

    exception_id = fields.Many2one(
        "logistics.sync.exception", required=True, ondelete="cascade"
    )
    connector_id = fields.Many2one(related="exception_id.connector_id")
    external_code = fields.Char(related="exception_id.external_code")
    internal_code = fields.Selection(
        "_selection_internal_code", string="Means", help="Our own word for it."
    )
    classifier = fields.Selection(
        [
            ("actual", "It has happened"),
            ("estimated", "It is an estimate"),
            ("planned", "It is planned"),
        ],
        string="Kind of Statement",
        default="actual",
        required=True,
    )
    waiting_count = fields.Integer(
        compute="_compute_waiting_count", string="Events Waiting for This Code"
    )

    @api.model
    def _selection_internal_code(self):
        """The meanings a code can have; domain addons give their catalogue."""
        types = self.env["logistics.sync.event.type"].search([("active", "=", True)])
        return [(event_type.code, event_type.name) for event_type in types]

    @api.depends("exception_id")
    def _compute_waiting_count(self):
        for wizard in self:
            wizard.waiting_count = len(wizard._get_siblings())

    def _get_siblings(self):
        """All open questions about this code at this connector."""
        return self.env["logistics.sync.exception"].search(
            [
                ("code", "=", "unknown_code"),
                ("connector_id", "=", self.connector_id.id),
                ("external_code", "=", self.external_code),
                ("state", "in", ("open", "in_progress")),
            ]
        )

    def action_confirm(self):
        self.ensure_one()
        if not self.internal_code:
            raise UserError(
                self.env._("Choose what the code “%s” means.", self.external_code)
            )
        siblings = self._get_siblings()
        # A clerk may decide what a code means without owning the mapping table.
        self.env["logistics.sync.code.map"].sudo()._set_meaning(
            self.connector_id,
            "milestone",
            self.external_code,
            self.internal_code,
            self.classifier,
        )
        for exception in siblings:
            exception.message_post(
                body=self.env._(
                    "%(user)s decided that “%(code)s” means “%(meaning)s”.",
                    user=self.env.user.name,
                    code=self.external_code,
                    meaning=self.internal_code,
                )
            )
        siblings.event_id.sudo()._reprocess()
        siblings._resolve("remapped")
        return {"type": "ir.actions.act_window_close"}
