# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..codec.contracts import SCHEMAS, canonical_examples, canonical_schema, split_name


class LogisticsSyncContract(models.Model):
    """A published schema of a canonical object, as one version of it.

    The rows follow the schema files of the addon; they are made at each update.
    """

    _name = "logistics.sync.contract"
    _description = "Contract"
    _order = "title, version desc"
    _rec_name = "code"

    code = fields.Char(string="Schema", required=True, readonly=True)
    name = fields.Char(string="Object", required=True, readonly=True)
    version = fields.Char(required=True, readonly=True)
    title = fields.Char(required=True, readonly=True)
    description = fields.Text(readonly=True)
    summary = fields.Char(compute="_compute_texts", string="What It Is")
    active = fields.Boolean(default=True, readonly=True)
    field_count = fields.Integer(compute="_compute_texts", string="Fields")
    example_count = fields.Integer(compute="_compute_texts", string="Samples")
    schema_text = fields.Text(compute="_compute_texts", string="JSON Schema")
    examples_html = fields.Html(
        compute="_compute_texts", string="Samples in Words", sanitize=False
    )
    state = fields.Selection(
        [
            ("live", "Live"),
            ("deprecated", "Deprecated"),
            ("retired", "No longer taken"),
        ],
        compute="_compute_state",
    )
    deprecated_on = fields.Datetime(compute="_compute_state")
    sunset_on = fields.Datetime(compute="_compute_state", string="Refused From")

    _code_unique = models.UniqueIndex("(code)", "This schema is listed already.")

    @api.depends("code")
    def _compute_texts(self):
        render = self.env["logistics.sync.mapping"]._render_json
        documents = self.env["logistics.sync.document"]
        for contract in self:
            known = contract.code in SCHEMAS
            schema = canonical_schema(contract.code) if known else {}
            examples = canonical_examples(contract.code) if known else {}
            contract.field_count = len(schema.get("properties", ()))
            contract.example_count = len(examples)
            contract.summary = (contract.description or "").partition(". ")[0]
            contract.schema_text = render(schema)
            contract.examples_html = self.env["ir.qweb"]._render(
                "logistics_sync_base.contract_examples",
                {
                    "examples": [
                        (
                            name.replace("_", " ").capitalize(),
                            documents._render_document(example),
                            render(example),
                        )
                        for name, example in examples.items()
                    ]
                },
            )

    @api.depends("code")
    def _compute_state(self):
        versions = self.env["logistics.sync.contract.version"]
        for contract in self:
            version = versions._find("schema", contract.code)
            contract.deprecated_on = version.deprecated_on
            contract.sunset_on = version.sunset_on
            if version and version._is_over():
                contract.state = "retired"
            else:
                contract.state = version.state or "live"

    @api.model
    def _sync_with_files(self):
        """One row for each schema file; what has no file any more is archived."""
        known = {
            row.code: row for row in self.with_context(active_test=False).search([])
        }
        for code in SCHEMAS:
            name, version = split_name(code)
            schema = canonical_schema(code)
            values = {
                "code": code,
                "name": name,
                "version": version,
                "title": schema["title"],
                "description": schema["description"],
                "active": True,
            }
            if code in known:
                known[code].write(values)
            else:
                self.create(values)
        gone = [row.id for code, row in known.items() if code not in SCHEMAS]
        self.browse(gone).write({"active": False})

    def _as_entry(self, address):
        """The row as the list of schemas tells it to partners."""
        self.ensure_one()
        return {
            "name": self.name,
            "version": self.version,
            "title": self.title,
            "description": self.description,
            "status": self.state,
            "deprecated_on": self._get_moment(self.deprecated_on),
            "sunset_on": self._get_moment(self.sunset_on),
            "href": address,
            "examples": f"{address}/examples",
        }

    def _get_moment(self, value):
        return f"{value.isoformat()}Z" if value else None

    def action_open_version(self):
        """Where its last day is set, which is then told with each answer."""
        self.ensure_one()
        versions = self.env["logistics.sync.contract.version"]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Deprecation of %s", self.code),
            "res_model": versions._name,
            "res_id": versions._find("schema", self.code).id,
            "view_mode": "form",
            "target": "new",
            "context": {"default_kind": "schema", "default_name": self.code},
        }

    def action_download_schema(self):
        """The schema as a file."""
        return self._download("")

    def action_download_examples(self):
        """The samples as a file."""
        return self._download("/examples")

    def _download(self, part):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/logistics_sync/v1/schemas/{self.code}{part}",
            "target": "new",
        }
