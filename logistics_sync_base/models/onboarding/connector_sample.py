# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...codec.json_document import as_json
from ...exceptions import BusinessError
from ..mapping_sample import find_difference


class LogisticsSyncConnectorSample(models.Model):
    """A document of a partner whose documents need no mapping, and what it says."""

    _name = "logistics.sync.connector.sample"
    _description = "Sample Document"
    _order = "sequence, id"

    connector_id = fields.Many2one(
        "logistics.sync.connector", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="connector_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Case", required=True)
    body = fields.Text(
        string="Document", required=True, help="As the partner sends it, unchanged."
    )
    expected = fields.Text(
        string="Must Be Read As",
        readonly=True,
        help="Every field of it, as it was when somebody said that it is right.",
    )
    outcome = fields.Char(compute="_compute_outcome")

    @api.depends("body", "expected")
    def _compute_outcome(self):
        for sample in self:
            sample.outcome = sample._run() or self.env._("As agreed")

    @api.private
    def _run(self):
        """None when it is read as agreed, else the first difference."""
        self.ensure_one()
        if not self.body or not self.connector_id:
            return self.env._("There is no document.")
        connector = self.connector_id.sudo()
        body = self.body.encode()
        problem = connector._test_document(body, connector.format)
        if problem:
            return problem
        if not self.expected:
            return self.env._("Nobody has said that it is read right.")
        found = find_difference(json.loads(self.expected), self._read(), "")
        if not found:
            return None
        path, wanted, given = found
        return self.env._(
            "%(path)s: %(wanted)s is expected, but it is %(given)s",
            path=path,
            wanted=json.dumps(wanted, ensure_ascii=False)[:80],
            given=json.dumps(given, ensure_ascii=False)[:80],
        )

    def _read(self):
        """The canonical documents in it, as they would cross the wire."""
        decoder = self.env["logistics.sync.decoder"].sudo()
        connector = self.connector_id.sudo()
        context = decoder._get_context(connector, None)
        decoding = decoder._decode(self.body.encode(), connector.format, context)
        return json.loads(as_json([item.canonical for item in decoding.items]))

    def action_accept(self):
        """Button: what it is read as now is right."""
        for sample in self:
            sample.check_access("write")
            connector = sample.connector_id.sudo()
            problem = connector._test_document(sample.body.encode(), connector.format)
            if problem:
                raise UserError(self.env._("The document does not pass: %s", problem))
            try:
                read = sample._read()
            except (BusinessError, ValueError) as error:
                raise UserError(str(error)) from error
            sample.expected = json.dumps(read, indent=2, ensure_ascii=False)
        return True


class LogisticsSyncConnector(models.Model):
    _inherit = "logistics.sync.connector"

    sample_ids = fields.One2many(
        "logistics.sync.connector.sample", "connector_id", string="Sample Documents"
    )

    @api.private
    def _run_contract_test(self):
        """Also the connector's own samples; without a mapping, they are the proof."""
        own = [
            self._prepare_test(sample.name, self.name, sample._run())
            for sample in self.sample_ids
        ]
        rows = super()._run_contract_test()
        if own and not self.sudo()._get_contract_mappings() and self.format != "json":
            return own
        return own + rows
