# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.erasure import TermError, read_terms

GROUP = "logistics_sync_base.group_logistics_personal"


class LogisticsSyncErasureWizard(models.TransientModel):
    """Who is to be forgotten, what that concerns, and why."""

    _name = "logistics.sync.erasure.wizard"
    _description = "Erase a Person"

    partner_id = fields.Many2one(
        "res.partner", string="Contact", help="Fills in how the person is known."
    )
    terms = fields.Text(
        string="Known As",
        compute="_compute_terms",
        store=True,
        readonly=False,
        help="One a line: name, e-mail, telephone number, street. Each place where one "
        "of them stands is erased, whatever its capitals.",
    )
    reason = fields.Char(help="Kept in the audit trail; do not name the person in it.")
    preview = fields.Text(readonly=True)
    state = fields.Selection(
        [("new", "New"), ("found", "Found"), ("done", "Done")],
        default="new",
        readonly=True,
    )

    @api.depends("partner_id")
    def _compute_terms(self):
        for wizard in self:
            partner = wizard.partner_id
            words = (partner.name, partner.email, partner.phone, partner.street)
            wizard.terms = "\n".join(filter(None, words)) or wizard.terms

    def _check_allowed(self):
        if not self.env.user.has_group(GROUP):
            raise AccessError(
                self.env._("Only who may see and erase personal data can do this.")
            )

    def _get_terms(self):
        try:
            terms = read_terms(self.terms or "")
        except TermError as error:
            raise UserError(
                self.env._(
                    "“%s” stands in too many places that have nothing to do with the "
                    "person. Write more of it.",
                    error,
                )
            ) from error
        if not terms:
            raise UserError(self.env._("Say how the person is known."))
        return terms

    def action_find(self):
        """Button: show what would be erased; nothing is changed yet."""
        self.ensure_one()
        self._check_allowed()
        erasure = self.env["logistics.sync.erasure"].sudo()
        found = erasure._find(self._get_terms())
        counts = {name: len(ids) for name, ids in found.items()}
        self.write({"preview": self._tell(counts), "state": "found"})
        return self._show()

    def action_erase(self):
        """Button: erase the person from all that was found."""
        self.ensure_one()
        self._check_allowed()
        if self.state != "found":
            raise UserError(self.env._("Look first what would be erased."))
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say why the person is erased."))
        erasure = self.env["logistics.sync.erasure"].sudo()
        counts = erasure._erase(self._get_terms(), self.reason)
        # The wizard must not be the place where the person is remembered.
        self.write(
            {
                "terms": False,
                "partner_id": False,
                "preview": self._tell(counts),
                "state": "done",
            }
        )
        return self._show()

    def _tell(self, counts):
        names = self.env["ir.model"].sudo()
        lines = [f"{names._get(name).name}: {count}" for name, count in counts.items()]
        return "\n".join(lines) or self.env._("Nothing here names this person.")

    def _show(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Erase a Person"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
