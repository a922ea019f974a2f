# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from collections import Counter

from odoo import Command, api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

from ..codec import schema as schemas
from ..codec.flat_file import Layout, LayoutError
from ..codec.mapping import Mapping as CoreMapping
from ..codec.mapping import MappingError, compile_mapping

# A key that no caller from outside can hold: it is compared by identity.
BUTTON, BUTTON_PRESSED = "logistics_sync_mapping_button", object()
# What only the buttons may set: who may approve is checked there.
GUARDED = {
    "state",
    "editor_ids",
    "approved_by_id",
    "approved_at",
    "activated_by_id",
    "activated_at",
    "retired_by_id",
    "retired_at",
    "previous_id",
}


class LogisticsSyncMapping(models.Model):
    """How a partner's document becomes canonical: rules and layout, all of it data."""

    _name = "logistics.sync.mapping"
    _description = "Mapping"
    _order = "name, version desc"

    name = fields.Char(required=True)
    version = fields.Integer(default=1, required=True, readonly=True, copy=False)
    direction = fields.Selection(
        [("in", "What we receive"), ("out", "What we send")],
        string="For",
        required=True,
        default="in",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("approved", "Approved"),
            ("active", "Active"),
            ("retired", "Retired"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
    )
    editor_ids = fields.Many2many(
        "res.users",
        "logistics_sync_mapping_editor_rel",
        string="Changed by",
        readonly=True,
        copy=False,
        help="Nobody of these can approve it.",
    )
    company_id = fields.Many2one(
        "res.company", help="Empty: any company may use this mapping."
    )
    format = fields.Selection(
        [
            ("json", "JSON"),
            ("xml", "XML"),
            ("csv", "CSV file"),
            ("fixed_width", "Fixed-width file"),
            ("x12", "EDI X12"),
            ("edifact", "EDIFACT"),
        ],
        required=True,
        default="json",
    )
    canonical_schema = fields.Selection(
        "_selection_canonical_schema",
        string="Our Document",
        required=True,
        default="delivery_event/1.0",
    )
    split_expression = fields.Char(
        string="One Item Per",
        help="JMESPath of the list of items in a document; empty: the document is one.",
    )
    group_by = fields.Char(
        string="Rows Belong Together By",
        help="Columns, separated by commas, whose equal values make rows of a file "
        "one item.",
    )
    partner_schema = fields.Text(
        help="JSON Schema (2020-12) of the partner's document. "
        "What does not conform is refused by the name of the field.",
    )
    rule_ids = fields.One2many("logistics.sync.mapping.rule", "mapping_id", copy=True)
    delimiter = fields.Char(default=",", size=1)
    quote_character = fields.Char(default='"', size=1)
    encoding = fields.Char(default="utf-8")
    has_header = fields.Boolean(default=True)
    skip_rows = fields.Integer()
    column_ids = fields.One2many(
        "logistics.sync.mapping.column", "mapping_id", copy=True
    )
    _version_unique = models.UniqueIndex(
        "(name, version, COALESCE(company_id, 0))",
        "This version of the mapping exists already.",
    )

    @api.depends("name", "version")
    def _compute_display_name(self):
        for mapping in self:
            mapping.display_name = (
                f"{mapping.name} v{mapping.version}" if mapping.name else False
            )

    @api.model
    def _selection_canonical_schema(self):
        several = Counter(name.partition("/")[0] for name in schemas.SCHEMAS)
        result = []
        for name in schemas.SCHEMAS:
            word, _, version = name.partition("/")
            label = word.replace("_", " ").capitalize()
            if several[word] > 1:
                label = f"{label} {version}"
            result.append((name, label))
        return result

    # ------------------------------------------------------- to the core
    def _get_core_mapping(self, timezone):
        self.ensure_one()
        return CoreMapping.from_dict(
            {
                "schema": self.canonical_schema,
                "split": self._get_setting("split_expression") or None,
                "timezone": timezone or None,
                "rules": [rule._as_core_dict() for rule in self._get_rules()],
                "direction": self.direction,
                "flat": self.format in ("csv", "fixed_width"),
            }
        )

    def _get_rules(self):
        """The rules that count, in order."""
        self.ensure_one()
        return self.rule_ids

    def _get_columns(self):
        self.ensure_one()
        return self.column_ids

    def _get_setting(self, name):
        """A setting of the mapping that a template may give."""
        self.ensure_one()
        return self[name]

    # A signature of everything compiled goes in, so that a change is a new entry.
    @tools.ormcache("self.id", "self._get_signature()", "timezone")
    def _get_compiled(self, timezone):
        return compile_mapping(self._get_core_mapping(timezone))

    def _get_signature(self):
        """Changes whenever a rule changes, whoever changed it."""
        rules = self._get_rules()
        return (
            str(self.write_date),
            tuple(rules.ids),
            str(max(rules.mapped("write_date"), default="")),
        )

    def _get_layout(self):
        self.ensure_one()
        if self.format not in ("csv", "fixed_width"):
            return None
        return Layout.from_dict(
            {
                "kind": self.format,
                "delimiter": self.delimiter or ",",
                "quote": self.quote_character or '"',
                "encoding": self.encoding or "utf-8",
                # A fixed-width file has no titles; lines above the data are skipped.
                "has_header": self.format == "csv" and self.has_header,
                "skip_rows": self.skip_rows,
                "columns": [column._as_core_dict() for column in self._get_columns()],
            }
        )

    def _get_group_by(self):
        self.ensure_one()
        names = (self._get_setting("group_by") or "").split(",")
        return [name.strip() for name in names if name.strip()]

    def _get_partner_checker(self):
        self.ensure_one()
        schema = self._get_setting("partner_schema")
        return schemas.partner_checker(schema) if schema else None

    # ------------------------------------------------------------ checks
    @api.constrains("partner_schema")
    def _check_partner_schema(self):
        for mapping in self:
            try:
                mapping._get_partner_checker()
            except (schemas.SchemaDefect, ValueError) as error:
                raise ValidationError(
                    self.env._("The partner's schema cannot be used: %s", error)
                ) from error

    def _check_works(self):
        """Raise ValidationError, naming rule and remedy, for what cannot work."""
        for mapping in self:
            try:
                compile_mapping(mapping._get_core_mapping("UTC"))
                mapping._get_layout()
            except (MappingError, LayoutError, ValueError) as error:
                raise ValidationError(str(error)) from error

    @api.model_create_multi
    def create(self, vals_list):
        # A version begins as a draft, whatever a caller says about it.
        vals_list = [
            {name: value for name, value in vals.items() if name not in GUARDED}
            for vals in vals_list
        ]
        mappings = super().create(vals_list)
        mappings._note_editor()
        return mappings

    def write(self, vals):
        if self.env.context.get(BUTTON) is BUTTON_PRESSED:
            return super().write(vals)
        if set(vals) & GUARDED:
            raise UserError(
                self.env._("A mapping is approved and activated by its buttons.")
            )
        if set(vals) - {"sample", "sample_connector_id", "sample_code_list"}:
            self._check_draft()
            self._note_editor()
        return super().write(vals)

    @api.private
    def _set_state(self, state, **vals):
        """Write what the buttons decide; :meth:`write` keeps everyone else out."""
        pressed = self.with_context(**{BUTTON: BUTTON_PRESSED})
        return pressed.write({"state": state, **vals})

    def _note_editor(self):
        """Remember who worked on a draft: somebody else has to approve it."""
        if self.env.su:
            return
        for mapping in self:
            if self.env.user not in mapping.editor_ids:
                pressed = mapping.sudo().with_context(**{BUTTON: BUTTON_PRESSED})
                pressed.write({"editor_ids": [Command.link(self.env.uid)]})

    def _check_draft(self):
        """Raise ValidationError unless all of these may still be changed."""
        if any(mapping.state != "draft" for mapping in self):
            raise ValidationError(
                self.env._(
                    "Only a draft can be changed: messages point to the version they "
                    "were read with. Make a new version."
                )
            )

    @api.model
    def _render_json(self, value):
        return json.dumps(value, indent=2, ensure_ascii=False) if value else ""
