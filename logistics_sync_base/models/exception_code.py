# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models, tools

from .exception_team import TEAMS


class LogisticsSyncExceptionCode(models.Model):
    """Catalogue row: what kind of question it is, whose it is, how fast."""

    _name = "logistics.sync.exception.code"
    _inherit = ["logistics.sync.cached.record"]
    _description = "Exception Code"
    _order = "sequence, code"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    severity = fields.Selection(
        [("0", "Low"), ("1", "Normal"), ("2", "High"), ("3", "Critical")],
        required=True,
        default="1",
    )
    layer = fields.Selection(
        [
            ("transport", "Transport"),
            ("format", "Format"),
            ("mapping", "Mapping"),
            ("matching", "Matching"),
            ("business", "Business rule"),
            ("posting", "Posting"),
        ],
        required=True,
        default="business",
    )
    team = fields.Selection("_selection_team", required=True, default="operations")
    owner_id = fields.Many2one("res.users", help="Overrides the connector's owner.")
    sla_hours = fields.Float(
        string="SLA (hours)", default=8.0, required=True, help="Time to resolve it."
    )
    alert = fields.Boolean(
        string="Remind the Owner",
        help="Put an activity on the owner's list when such a question comes up.",
    )
    hint = fields.Text(translate=True, help="What the person should do, in a sentence.")

    _code_unique = models.UniqueIndex("(code)", "This exception code exists already.")

    @api.model
    def _selection_team(self):
        return TEAMS

    @api.model
    @api.private
    def _get_by_code(self, code):
        """The catalogue row of ``code``; an uncatalogued code is its own fault."""
        return self.sudo().browse(self._get_id(code))

    @api.model
    @tools.ormcache("code")
    def _get_id(self, code):
        row = self.sudo().with_context(active_test=False).search([("code", "=", code)])
        uncatalogued = "logistics_sync_base.exception_code_uncatalogued"
        return row.id or self.env.ref(uncatalogued).id
