# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..core.classification import Classification, PatternError, read_pattern

LEVELS = [
    ("public", "Public"),
    ("internal", "Internal"),
    ("personal", "Personal or bank data"),
    ("confidential", "Confidential: not kept"),
    ("secret", "Secret: not kept, never shown"),
]


class LogisticsSyncDataClass(models.Model):
    """How far the values of a field may go, whichever document holds it.

    Public and internal values go anywhere inside the company. Personal ones are kept,
    but shown only on request, on record, and never logged. Confidential ones are
    masked for good as soon as the work with them is done, secret ones completely.
    """

    _name = "logistics.sync.data.class"
    _description = "Data Class"
    _inherit = ["logistics.sync.cached.record"]
    _order = "level, path, id"
    _rec_name = "path"
    _check_company_auto = True

    path = fields.Char(
        string="Field",
        required=True,
        help="A name, or several with dots between, such as ship_to.name. What stands "
        "below it is meant too; capitals, hyphens and underscores do not matter.",
    )
    level = fields.Selection(LEVELS, string="Class", required=True, default="personal")
    connector_id = fields.Many2one(
        "logistics.sync.connector",
        ondelete="cascade",
        index="btree_not_null",
        check_company=True,
        help="Empty: the documents of all partners.",
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        readonly=False,
        help="Empty: all companies.",
    )
    active = fields.Boolean(default=True)
    note = fields.Char(string="Why")

    _path_unique = models.UniqueIndex(
        "(path, COALESCE(connector_id, 0), COALESCE(company_id, 0)) WHERE active",
        "This field has its class already.",
    )

    @api.depends("connector_id")
    def _compute_company_id(self):
        for rule in self:
            rule.company_id = rule.connector_id.company_id or rule.company_id

    @api.constrains("path")
    def _check_path(self):
        for rule in self:
            try:
                read_pattern(rule.path)
            except PatternError as error:
                raise ValidationError(
                    self.env._("“%s” names no field. Write ship_to.name.", rule.path)
                ) from error

    @api.model
    @api.private
    def _get_for(self, connector):
        """The Classification of a connector's documents; of our own where none."""
        return self._get_classification(connector.id, connector.company_id.id)

    @api.model
    @tools.ormcache("connector_id", "company_id")
    def _get_classification(self, connector_id, company_id):
        rules = self.sudo().search(
            [
                ("connector_id", "in", [False, connector_id]),
                ("company_id", "in", [False, company_id]),
            ]
        )
        # Of two rules for one field the nearer one counts.
        near = rules.sorted(
            lambda rule: (bool(rule.connector_id), bool(rule.company_id))
        )
        return Classification({rule.path: rule.level for rule in near}.items())
