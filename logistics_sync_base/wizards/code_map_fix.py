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
    kind = fields.Selection(
        "_selection_kind", compute="_compute_kind", string="It Is a Code For"
    )
    internal_code = fields.Selection(
        "_selection_internal_code", string="Means", help="Our own word for it."
    )
    internal_text = fields.Char(
        string="Our Code", help="What we call it. Codes in use already are offered."
    )
    target_choices = fields.Json(compute="_compute_target_choices")
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

    @api.model
    def _selection_kind(self):
        return list(self.env["logistics.sync.code.map"]._get_kind_names().items())

    @api.depends("exception_id")
    def _compute_kind(self):
        for wizard in self:
            event = wizard.exception_id.event_id
            wizard.kind = event.external_kind or "milestone"

    @api.depends("kind")
    def _compute_target_choices(self):
        """Our codes of this kind that are in use, for the picker."""
        for wizard in self:
            wizard.target_choices = [
                {"path": code, "kind": "", "description": name, "required": False}
                for code, name in wizard._get_known_codes()
            ]

    def _get_known_codes(self):
        """[(our code, its name)] of a kind; domain addons know more of them."""
        self.ensure_one()
        if self.kind == "currency":
            return [
                (one.name, one.full_name or "")
                for one in self.env["res.currency"].search([])
            ]
        used = (
            self.env["logistics.sync.code.map"]
            .sudo()
            ._read_group([("kind", "=", self.kind)], ["internal_code"])
        )
        return [(code, "") for (code,) in used]

    @api.depends("exception_id")
    def _compute_waiting_count(self):
        for wizard in self:
            wizard.waiting_count = len(wizard._get_siblings())

    def _get_siblings(self):
        """All open questions about this code at this connector."""
        # A handler that asks about a status does not say that it is one.
        kinds = ["milestone", False] if self.kind == "milestone" else [self.kind]
        return self.env["logistics.sync.exception"].search(
            [
                ("code", "=", "unknown_code"),
                ("connector_id", "=", self.connector_id.id),
                ("external_code", "=", self.external_code),
                ("event_id.external_kind", "in", kinds),
                ("state", "in", ("open", "in_progress")),
            ]
        )

    def action_confirm(self):
        self.ensure_one()
        meaning = (
            self.internal_code
            if self.kind == "milestone"
            else (self.internal_text or "").strip()
        )
        if not meaning:
            raise UserError(
                self.env._("Choose what the code “%s” means.", self.external_code)
            )
        siblings = self._get_siblings()
        # A clerk may decide what a code means without owning the mapping table.
        self.env["logistics.sync.code.map"].sudo()._set_meaning(
            self.connector_id,
            self.kind,
            self.external_code,
            meaning,
            self.classifier,
        )
        for exception in siblings:
            exception.message_post(
                body=self.env._(
                    "%(user)s decided that “%(code)s” means “%(meaning)s”.",
                    user=self.env.user.name,
                    code=self.external_code,
                    meaning=meaning,
                )
            )
        siblings.event_id.sudo()._reprocess()
        siblings._resolve("remapped")
        return {"type": "ir.actions.act_window_close"}
