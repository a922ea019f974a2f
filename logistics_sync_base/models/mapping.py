# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..codec import schema as schemas
from ..codec.flat_file import Layout, LayoutError
from ..codec.mapping import Mapping as CoreMapping
from ..codec.mapping import MappingError, compile_mapping
from ..exceptions import BusinessError


class LogisticsSyncMapping(models.Model):
    """How a partner's document becomes canonical: rules and layout, all of it data."""

    _name = "logistics.sync.mapping"
    _description = "Mapping"
    _order = "name, version desc"

    name = fields.Char(required=True)
    version = fields.Integer(default=1, required=True, readonly=True, copy=False)
    state = fields.Selection(
        [("draft", "Draft"), ("active", "Active"), ("retired", "Retired")],
        required=True,
        default="draft",
        copy=False,
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
        ],
        required=True,
        default="json",
    )
    canonical_schema = fields.Selection(
        [
            ("delivery_event/1.0", "Delivery event"),
            ("shipment_notice/1.0", "Shipment notice"),
        ],
        string="Becomes",
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
    sample = fields.Text(
        help="Paste a document of the partner to see what becomes of it."
    )
    preview_html = fields.Html(
        compute="_compute_preview_html", string="What Becomes of It"
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

    # ------------------------------------------------------- to the core
    def _get_core_mapping(self, timezone):
        self.ensure_one()
        return CoreMapping.from_dict(
            {
                "schema": self.canonical_schema,
                "split": self.split_expression or None,
                "timezone": timezone or None,
                "rules": [rule._as_core_dict() for rule in self.rule_ids],
            }
        )

    # A signature of everything compiled goes in, so that a change is a new entry.
    @tools.ormcache("self.id", "self._get_signature()", "timezone")
    def _get_compiled(self, timezone):
        return compile_mapping(self._get_core_mapping(timezone))

    def _get_signature(self):
        """Changes whenever a rule changes, whoever changed it."""
        return (
            str(self.write_date),
            len(self.rule_ids),
            str(max(self.rule_ids.mapped("write_date"), default="")),
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
                "columns": [column._as_core_dict() for column in self.column_ids],
            }
        )

    def _get_group_by(self):
        self.ensure_one()
        return [
            name.strip() for name in (self.group_by or "").split(",") if name.strip()
        ]

    def _get_partner_checker(self):
        self.ensure_one()
        if not self.partner_schema:
            return None
        return schemas.partner_checker(self.partner_schema)

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

    def action_activate(self):
        """Check that the mapping can be compiled, then let connectors use it."""
        for mapping in self:
            try:
                compile_mapping(mapping._get_core_mapping("UTC"))
                mapping._get_layout()
            except (MappingError, LayoutError) as error:
                raise ValidationError(str(error)) from error
        self.write({"state": "active"})

    def action_retire(self):
        self.write({"state": "retired"})

    def action_new_version(self):
        """A draft copy with the next version number, to be changed and activated."""
        self.ensure_one()
        latest = max(
            self.search([("name", "=", self.name)]).mapped("version"), default=0
        )
        fresh = self.copy({"name": self.name, "version": latest + 1})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": fresh.id,
            "view_mode": "form",
        }

    def write(self, vals):
        if set(vals) - {"state", "sample"}:
            self._check_draft()
        return super().write(vals)

    def _check_draft(self):
        """Raise ValidationError unless all of these may still be changed."""
        if any(mapping.state != "draft" for mapping in self):
            raise ValidationError(
                self.env._(
                    "Only a draft can be changed: messages point to the version they "
                    "were read with. Make a new version."
                )
            )

    # ----------------------------------------------------------- preview
    @api.depends(
        "sample",
        "format",
        "rule_ids",
        "column_ids",
        "delimiter",
        "has_header",
        "split_expression",
        "group_by",
        "encoding",
        "partner_schema",
    )
    def _compute_preview_html(self):
        for mapping in self:
            items, problem = mapping._preview_items()
            mapping.preview_html = (
                self.env["ir.qweb"]._render(
                    "logistics_sync_base.mapping_preview",
                    {"items": items, "problem": problem},
                )
                if mapping.sample
                else False
            )

    def _preview_items(self):
        """([(canonical text, [fault sentence])], problem sentence or None)"""
        if not self.sample:
            return [], None
        decoder = self.env["logistics.sync.decoder"]
        try:
            context = decoder._get_preview_context(self)
            decoding = decoder._decode(self._encode_sample(), self.format, context)
        except (BusinessError, ValueError, LookupError) as error:
            # Whatever is half typed: layout, options, encoding, schema.
            return [], str(error)
        return [
            (
                self._render_json(item.canonical),
                [fault.message for fault in item.faults],
            )
            for item in decoding.items[:20]
        ], None

    def _encode_sample(self):
        return self.sample.encode(self.encoding or "utf-8", "replace")

    @api.model
    def _render_json(self, value):
        return json.dumps(value, indent=2, ensure_ascii=False) if value else ""
