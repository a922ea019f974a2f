# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

MISMATCH = "source_mismatch"


class LogisticsSyncAgreement(models.Model):
    """A fact that was told again: it confirms what was known, or contradicts it."""

    _name = "logistics.sync.agreement"
    _description = "Fact Told Again"
    _order = "id desc"
    _rec_name = "subject_value"

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    rule_id = fields.Many2one(
        "logistics.sync.agreement.rule", readonly=True, ondelete="set null"
    )
    event_type_id = fields.Many2one(
        "logistics.sync.event.type", readonly=True, ondelete="cascade"
    )
    subject_value = fields.Char(string="About", readonly=True)
    first_event_id = fields.Many2one(
        "logistics.sync.event",
        string="What Counts",
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    first_told_by = fields.Char(related="first_event_id.told_by")
    second_event_id = fields.Many2one(
        "logistics.sync.event",
        string="Told Again As",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
    )
    message_id = fields.Many2one(
        "logistics.sync.message",
        string="Told Again In",
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    connector_id = fields.Many2one(
        "logistics.sync.connector",
        string="Told Again By",
        readonly=True,
        ondelete="cascade",
    )
    position = fields.Integer(string="Row", readonly=True)
    received_at = fields.Datetime(readonly=True)
    result = fields.Selection(
        [
            ("confirmed", "Confirmed"),
            ("duplicate", "In other words"),
            ("mismatch", "Mismatch"),
            ("applied", "Applied all the same"),
        ],
        required=True,
        readonly=True,
    )
    line_ids = fields.One2many(
        "logistics.sync.agreement.line", "agreement_id", readonly=True
    )
    difference = fields.Char(compute="_compute_difference")

    _row_unique = models.UniqueIndex(
        "(message_id, position)", "This row was compared already."
    )

    @api.depends("line_ids.field", "line_ids.first_value", "line_ids.second_value")
    def _compute_difference(self):
        for agreement in self:
            agreement.difference = "; ".join(
                f"{line.field}: {line.first_value} / {line.second_value}"
                for line in agreement.line_ids
            )

    # -------------------------------------------------------------- deciding
    def action_apply(self):
        """Button: the later telling is applied as well; who said so stays on record."""
        self.message_id.check_access("write")
        held = self.sudo().filtered(
            lambda a: a.result in ("duplicate", "mismatch") and a.second_event_id
        )
        if not held:
            raise UserError(self.env._("There is nothing here that was not applied."))
        held.write({"result": "applied"})
        held.second_event_id.write({"state": "failed"})
        for message in held.message_id:
            message._replay(
                self.env._("%s had it applied though it was known", self.env.user.name)
            )
        return True

    @api.private
    def _ask(self):
        """A question about each mismatch, at the later message."""
        for agreement in self:
            self.env["logistics.sync.exception"]._raise_for(
                MISMATCH,
                self.env._(
                    "%(second)s tells “%(event)s” of %(number)s otherwise than "
                    "%(first)s did: %(difference)s. The first one counts.",
                    second=agreement.connector_id.name,
                    event=agreement.event_type_id.name,
                    number=agreement.subject_value,
                    first=agreement.first_told_by,
                    difference=agreement.difference,
                ),
                event=agreement.second_event_id or None,
                message=agreement.message_id,
            )
