# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import api, fields, models

from ..codec import schema as schemas
from ..codec.paths import ExpressionError, compile_path, list_paths
from ..codec.targets import targets
from ..exceptions import BusinessError


class LogisticsSyncMapping(models.Model):
    """Try a mapping while it is being typed: a document in, its result beside it."""

    _inherit = "logistics.sync.mapping"

    sample = fields.Text(
        string="Document",
        copy=False,
        help="Paste a document to see what becomes of it: the partner's for what we "
        "receive, ours (canonical JSON) for what we send.",
    )
    sample_connector_id = fields.Many2one(
        "logistics.sync.connector",
        string="With the Codes Of",
        copy=False,
        check_company=True,
        help="Its code mappings and its time zone are used for trying.",
    )
    sample_code_list = fields.Char(
        string="And the Shared Lists",
        help="Such as x12.214.AT701, separated by commas. Used for trying only.",
    )
    target_choices = fields.Json(compute="_compute_target_choices")
    source_choices = fields.Json(compute="_compute_source_choices")
    preview_html = fields.Html(
        compute="_compute_preview_html", string="What Becomes of It"
    )

    @api.depends("canonical_schema", "direction", "column_ids.name")
    def _compute_target_choices(self):
        """The fields a rule may fill, for the picker: path, kind, description."""
        for mapping in self:
            if mapping.direction == "out" or not mapping.canonical_schema:
                mapping.target_choices = mapping._describe_columns()
            else:
                mapping.target_choices = mapping._describe_targets()

    def _describe_targets(self):
        """The fields of our document, as the picker shows them."""
        words = self._get_kind_words()
        return [
            {
                "path": target.path,
                "kind": words.get(target.kind, target.kind),
                "description": target.description or ", ".join(target.choices[:6]),
                "required": target.required,
            }
            for target in targets(self.canonical_schema).values()
        ]

    def _describe_columns(self):
        return [
            {
                "path": column.name,
                "kind": self.env._("Column"),
                "description": column.header or "",
                "required": column.is_required,
            }
            for column in self._get_columns()
            if column.name
        ]

    @api.depends("canonical_schema", "direction", "column_ids.name", "format", "sample")
    def _compute_source_choices(self):
        """Where a value can be read from: our fields, columns, fields of the sample."""
        for mapping in self:
            if mapping.direction == "out" and mapping.canonical_schema:
                mapping.source_choices = mapping._describe_targets()
            elif mapping.format in ("csv", "fixed_width"):
                mapping.source_choices = mapping._describe_columns()
            else:
                mapping.source_choices = mapping._describe_sample()

    def _describe_sample(self):
        """The fields of the JSON document that is being tried, with their values."""
        try:
            document = json.loads(self.sample or "{}")
        except (ValueError, RecursionError):
            return []
        if self.split_expression or isinstance(document, list):
            # Rules read an item then, not the document as it was pasted.
            try:
                split = self.split_expression
                document = compile_path(split)(document) if split else document
            except ExpressionError:
                return []
            document = document[0] if isinstance(document, list) and document else {}
        return [
            {
                "path": path,
                "kind": "",
                "description": str(value)[:60],
                "required": False,
            }
            for path, value in list_paths(document)
        ]

    @api.model
    def _get_kind_words(self):
        return {
            "text": self.env._("text"),
            "number": self.env._("number"),
            "integer": self.env._("whole number"),
            "boolean": self.env._("yes or no"),
            "choice": self.env._("one of a list"),
            "date": self.env._("day"),
            "moment": self.env._("date and time"),
            "document": self.env._("file"),
            "documents": self.env._("files"),
            "list": self.env._("list"),
            "texts": self.env._("several texts"),
            "free": self.env._("free fields"),
        }

    @api.depends(
        "sample",
        "sample_connector_id",
        "sample_code_list",
        "format",
        "direction",
        "canonical_schema",
        "template_id",
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
            if not mapping.sample:
                mapping.preview_html = False
                continue
            items, problem = mapping._preview_items(mapping.sample)
            mapping.preview_html = self.env["ir.qweb"]._render(
                "logistics_sync_base.mapping_preview",
                {"items": items, "problem": problem},
            )

    def _preview_items(self, sample):
        """([(result as text, [(level, sentence)])], problem sentence or None)"""
        results, problem = self._try_sample(sample)
        return [
            (
                self._render_json(result) if not isinstance(result, str) else result,
                [(fault.level, fault.message, fault.remedy) for fault in faults],
            )
            for result, faults in results[:20]
        ], problem

    def _try_sample(self, sample):
        """([(canonical or written document, faults)], problem sentence or None)

        Never raises for what is half typed: layout, options, encoding, schema.
        """
        self.ensure_one()
        try:
            if self.direction == "out":
                return self._try_outward(sample), None
            return self._try_inward(sample), None
        except (BusinessError, ValueError, LookupError, RecursionError) as error:
            return [], str(error)

    def _try_inward(self, sample):
        decoder = self.env["logistics.sync.decoder"]
        context = decoder._get_preview_context(self)
        decoding = decoder._decode(self._encode_sample(sample), self.format, context)
        return [(item.canonical, item.faults) for item in decoding.items]

    def _encode_sample(self, sample):
        """The bytes a pasted text stands for."""
        return sample.encode(self.encoding or "utf-8", "replace")

    def _try_outward(self, sample):
        codes = self.env["logistics.sync.code.map"]
        given = json.loads(sample)
        given = given if isinstance(given, list) else [given]
        encoded = self.env["logistics.sync.encoder"]._encode(
            self,
            given,
            self.sample_connector_id,
            codes._turn_around(self._get_trial_codes()),
        )
        if encoded.body is None:
            return [(document, encoded.faults) for document in encoded.documents] or [
                (None, encoded.faults)
            ]
        encoding = self.encoding or "utf-8"
        return [(encoded.body.decode(encoding, "replace"), encoded.faults)]

    def _get_trial_codes(self):
        """The code mappings that trying knows of."""
        lists = (self.sample_code_list or "").split(",")
        named = [name.strip() for name in lists if name.strip()]
        return self.env["logistics.sync.code.map"]._load_rows(
            self.sample_connector_id, named
        )

    def action_fill_sample(self):
        """Button: begin with our own example of the document that is sent."""
        self.ensure_one()
        examples = schemas.canonical_schema(self.canonical_schema).get("examples")
        if examples and self.direction == "out":
            # The longest one shows most of what there is to send.
            self.sample = max(map(self._render_json, examples), key=len)
        return True
