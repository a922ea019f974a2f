# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class LogisticsSyncLegalHold(models.Model):
    """Nothing of these messages is deleted or erased while the hold lasts."""

    _name = "logistics.sync.legal.hold"
    _description = "Legal Hold"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(string="Matter", required=True, tracking=True)
    reason = fields.Text(required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    connector_id = fields.Many2one(
        "logistics.sync.connector",
        check_company=True,
        ondelete="restrict",
        tracking=True,
        help="Empty: all partners.",
    )
    reference = fields.Char(
        tracking=True,
        help="An order, shipment or tracking number; empty: whatever they are about.",
    )
    date_from = fields.Date(
        string="Received From",
        tracking=True,
        help="Days are those of the company, in the time zone of its contact.",
    )
    date_to = fields.Date(string="Received Until", tracking=True)
    state = fields.Selection(
        [("held", "In force"), ("lifted", "Lifted")],
        default="held",
        required=True,
        readonly=True,
        tracking=True,
    )
    lifted_by_id = fields.Many2one("res.users", readonly=True)
    lifted_at = fields.Datetime(readonly=True)

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for hold in self:
            if hold.date_from and hold.date_to and hold.date_from > hold.date_to:
                raise ValidationError(self.env._("The period ends before it begins."))

    @api.model_create_multi
    def create(self, vals_list):
        holds = super().create(
            [{**self._clean(vals), "state": "held"} for vals in vals_list]
        )
        holds._note(self.env._("Legal hold placed"))
        return holds

    def write(self, vals):
        if "state" in vals and not self.env.su:
            raise UserError(self.env._("A hold is lifted by its button."))
        if any(hold.state == "lifted" for hold in self):
            raise UserError(self.env._("A hold that was lifted stays as it was."))
        result = super().write(self._clean(vals))
        self._note(self.env._("Legal hold changed"))
        return result

    @api.model
    def _clean(self, vals):
        """A number with a blank before it would hold nothing, and nobody see it."""
        if "reference" not in vals:
            return vals
        return {**vals, "reference": (vals["reference"] or "").strip() or False}

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A hold is lifted, not deleted."))

    def action_lift(self):
        """Button: from now on these messages are deleted in their time."""
        self.check_access("write")
        self.sudo().write(
            {
                "state": "lifted",
                "lifted_by_id": self.env.uid,
                "lifted_at": fields.Datetime.now(),
            }
        )

    def _note(self, summary):
        entries = self.env["logistics.sync.audit.entry"]
        for hold in self:
            entries._note(
                "hold",
                summary,
                hold,
                after=hold._tell_scope(),
                reason=hold.reason,
            )

    def _tell_scope(self):
        """{name: value as text} of all that says what the hold covers."""
        self.ensure_one()
        names = ("state", "company_id", "connector_id", "reference")
        told = {}
        for name in (*names, "date_from", "date_to"):
            value = self[name]
            if self._fields[name].relational:
                value = value.display_name
            told[name] = str(value or "")
        return told
