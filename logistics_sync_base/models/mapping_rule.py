# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..codec.rule_checks import OPTIONS
from ..codec.rules import TRANSFORMS


class LogisticsSyncMappingRule(models.Model):
    """How one field is filled; see the core's ``Rule`` for what each part means."""

    _name = "logistics.sync.mapping.rule"
    _inherit = ["logistics.sync.mapping.part"]
    _description = "Mapping Rule"
    _order = "sequence, id"
    _rec_name = "target"

    mapping_id = fields.Many2one(
        "logistics.sync.mapping", required=True, ondelete="cascade", index=True
    )
    direction = fields.Selection(related="mapping_id.direction")
    target_choices = fields.Json(related="mapping_id.target_choices")
    source_choices = fields.Json(related="mapping_id.source_choices")
    sequence = fields.Integer(default=10)
    target = fields.Char(
        string="Field",
        required=True,
        help="The field that is filled. Fields of a list are written lines[].sku.",
    )
    expression = fields.Char(
        string="Read From",
        help="Where the value stands, such as parcel.number (JMESPath).",
    )
    constant = fields.Char(
        string="Fixed Value", help="Used instead of reading anything."
    )
    default_value = fields.Char(string="If Empty")
    transform = fields.Selection(
        "_selection_transform", string="Read As", required=True, default="text"
    )
    is_required = fields.Boolean(string="Required")
    is_left_out = fields.Boolean(
        string="Leave Out", help="Do not fill this field, although the template does."
    )
    scope = fields.Selection(
        [
            ("item", "Here: the item or the entry of the list"),
            ("parent", "One level up: what holds the list"),
            ("document", "The whole document"),
        ],
        string="Look In",
        required=True,
        default="item",
    )
    condition_expression = fields.Char(
        string="Only If", help="The rule acts only where this field holds something."
    )
    condition_values = fields.Char(
        string="Is One Of", help="Values separated by commas; empty: anything."
    )
    code_kind = fields.Selection(
        "_selection_code_kind",
        string="Which Codes",
    )
    is_code_strict = fields.Boolean(
        string="Ask About Unknown Codes",
        default=True,
        help="A code nobody has mapped becomes a question for a person. Otherwise the "
        "partner's own code is kept.",
    )
    value_format = fields.Char(
        string="Date Format", help="Such as %d.%m.%Y %H:%M; empty: ISO 8601."
    )
    value_timezone = fields.Char(
        string="Time Zone", help="Such as Europe/Berlin; empty: the connector's."
    )
    timezone_expression = fields.Char(string="Time Zone Stands In")
    decimal_comma = fields.Boolean()
    thousands = fields.Char(string="Between Thousands", size=1)
    implied_decimals = fields.Integer(
        string="Decimals Not Written", help="2: 12345 means 123.45"
    )
    sign = fields.Selection(
        [
            ("trailing", "Minus behind: 12.50-"),
            ("brackets", "Brackets: (12.50)"),
            ("credit", "Credit and debit: 12.50CR"),
            ("negate", "Turn the sign around"),
            ("absolute", "Leave the sign off"),
        ],
        string="Minus",
    )
    factor = fields.Char(string="Multiply By", help="Such as 0.01")
    unit_expression = fields.Char(string="Unit Stands In")
    unit_factors = fields.Text(help="One unit a line, such as LB = 0.45359237")
    join_expressions = fields.Text(
        string="Join With", help="More fields, one a line, put behind the first."
    )
    separator = fields.Char(default=" ", trim=False)
    part_start = fields.Integer(string="From Character", help="Counted from 1.")
    part_length = fields.Integer(string="How Many Characters")
    strip_left = fields.Char(
        string="Without Leading", help="Such as 0: 000777 becomes 777."
    )
    lookup_table = fields.Text(
        string="Words", help="Theirs = ours, one a line, such as EXP = EXPRESS"
    )
    lookup_keep = fields.Boolean(string="Keep Other Words")
    prefix = fields.Char(string="Put Before", trim=False)
    suffix = fields.Char(string="Put Behind", trim=False)
    options = fields.Char(
        string="More",
        help='Anything else about how to read it, as JSON: {"decimals": 2}',
    )

    @api.model
    def _selection_transform(self):
        words = {
            "text": self.env._("Text"),
            "upper": self.env._("Text in capitals"),
            "lower": self.env._("Text in small letters"),
            "decimal": self.env._("Number"),
            "integer": self.env._("Whole number"),
            "boolean": self.env._("Yes or no"),
            "datetime": self.env._("Date and time"),
            "date": self.env._("Day"),
            "code": self.env._("Code"),
            "country": self.env._("Country"),
            "base64_document": self.env._("File"),
            "list": self.env._("List"),
            "texts": self.env._("Several texts"),
            "items": self.env._("Items"),
            "packages": self.env._("Packages"),
            "number": self.env._("Number without quotes"),
            "keep": self.env._("As it is"),
        }
        return [(name, words[name]) for name in TRANSFORMS]

    @api.model
    def _selection_code_kind(self):
        kinds = self.env["logistics.sync.code.map"]._fields["kind"]
        return kinds._description_selection(self.env)

    @api.constrains("options", "unit_factors", "lookup_table")
    def _check_options(self):
        for rule in self:
            try:
                rule._get_options()
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "The options of %(target)s cannot be read: %(error)s",
                        target=rule.target,
                        error=error,
                    )
                ) from error

    def _get_options(self):
        """The core's options: the fields that suit the transform, then the rest."""
        self.ensure_one()
        more = json.loads(self.options or "{}")
        if not isinstance(more, dict):
            raise ValueError(self.env._("an object in braces is expected"))
        fitting = OPTIONS.get(self.transform, frozenset())
        told = self._get_field_options()
        return {name: told[name] for name in told if name in fitting} | more

    def _get_field_options(self):
        """What the fields of the form say; empty ones say nothing."""
        lines = (self.join_expressions or "").splitlines()
        told = {
            "kind": self.code_kind,
            "format": self.value_format,
            "timezone": self.value_timezone,
            "timezone_expression": self.timezone_expression,
            "decimal_comma": self.decimal_comma,
            "thousands": self.thousands,
            "implied_decimals": self.implied_decimals,
            "sign": self.sign,
            "factor": self.factor,
            "unit_expression": self.unit_expression,
            "units": self._read_table(self.unit_factors),
            "join": [line.strip() for line in lines if line.strip()],
            "part_start": self.part_start,
            "part_length": self.part_length,
            "strip_left": self.strip_left,
            "lookup": self._read_table(self.lookup_table),
            "lookup_keep": self.lookup_keep,
            "prefix": self.prefix,
            "suffix": self.suffix,
        }
        told = {name: value for name, value in told.items() if value}
        if "kind" in told:
            told["strict"] = self.is_code_strict
        if "join" in told:
            told["separator"] = self.separator or ""
        elif self.transform == "texts" and (self.separator or "").strip():
            told["separator"] = self.separator
        return told

    def _read_table(self, text):
        """{left: right} of lines with an equals sign; ValueError names another line."""
        table = {}
        for line in (text or "").splitlines():
            if not line.strip():
                continue
            left, mark, right = line.partition("=")
            if not mark or not left.strip():
                raise ValueError(self.env._("“%s” has no equals sign", line.strip()))
            table[left.strip()] = right.strip()
        return table

    def _as_core_dict(self):
        self.ensure_one()
        values = (self.condition_values or "").split(",")
        return {
            "target": self.target,
            "expression": self.expression or None,
            "constant": self.constant or None,
            "default": self.default_value or None,
            "transform": self.transform,
            "options": self._get_options(),
            "required": self.is_required,
            "scope": self.scope,
            "condition": self.condition_expression or None,
            "equals": [value.strip() for value in values if value.strip()],
        }
