# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..codec.rules import TRANSFORMS


class LogisticsSyncMappingRule(models.Model):
    _name = "logistics.sync.mapping.rule"
    _inherit = ["logistics.sync.mapping.part"]
    _description = "Mapping Rule"
    _order = "sequence, id"
    _rec_name = "target"

    mapping_id = fields.Many2one(
        "logistics.sync.mapping", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    target = fields.Char(
        string="Canonical Field", required=True, help="Such as references.order"
    )
    expression = fields.Char(
        string="Read From", help="JMESPath in the partner's item, such as parcel.number"
    )
    constant = fields.Char(help="Used instead of reading anything.")
    default_value = fields.Char(string="If Empty")
    transform = fields.Selection(
        "_selection_transform", string="Read As", required=True, default="text"
    )
    options = fields.Char(
        help='More about how to read it, as JSON: {"format": "%d.%m.%Y %H:%M"}'
    )
    is_required = fields.Boolean(string="Required")
    scope = fields.Selection(
        [("item", "The item"), ("document", "The whole document")],
        required=True,
        default="item",
    )

    @api.model
    def _selection_transform(self):
        return [(name, name.replace("_", " ").capitalize()) for name in TRANSFORMS]

    @api.constrains("options")
    def _check_options(self):
        for rule in self:
            try:
                rule._get_options()
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "The options of %(target)s are not JSON: %(error)s",
                        target=rule.target,
                        error=error,
                    )
                ) from error

    def _get_options(self):
        self.ensure_one()
        options = json.loads(self.options or "{}")
        if not isinstance(options, dict):
            raise ValueError(self.env._("an object in braces is expected"))
        return options

    def _as_core_dict(self):
        self.ensure_one()
        return {
            "target": self.target,
            "expression": self.expression or None,
            "constant": self.constant or None,
            "default": self.default_value or None,
            "transform": self.transform,
            "options": self._get_options(),
            "required": self.is_required,
            "scope": self.scope,
        }
