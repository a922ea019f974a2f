# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..codec.contracts import SCHEMAS, canonical_examples
from ..codec.json_document import as_json
from ..codec.schema import checker
from ..exceptions import BusinessError


class LogisticsSyncConnector(models.Model):
    """The contract of a connector: samples that must come through as agreed."""

    _inherit = "logistics.sync.connector"

    contract_test_ids = fields.One2many("logistics.sync.contract.test", "connector_id")
    contract_tested_at = fields.Datetime(string="Tested at", readonly=True, copy=False)
    contract_tested_by_id = fields.Many2one(
        "res.users", string="Tested by", readonly=True, copy=False
    )
    contract_state = fields.Selection(
        [
            ("untested", "Not tested"),
            ("passed", "Kept"),
            ("missing", "Samples missing"),
            ("failed", "Broken"),
        ],
        string="Contract",
        compute="_compute_contract_state",
    )

    @api.depends("contract_test_ids.result", "contract_tested_at")
    def _compute_contract_state(self):
        for connector in self:
            results = set(connector.contract_test_ids.mapped("result"))
            if not connector.contract_tested_at:
                connector.contract_state = "untested"
            elif "failed" in results:
                connector.contract_state = "failed"
            elif "missing" in results or not results:
                connector.contract_state = "missing"
            else:
                connector.contract_state = "passed"

    def action_run_contract_test(self):
        """Button: send every sample through schema and mapping, and keep the results.

        Nothing is stored as a message, and nothing of the business is touched.
        """
        group = "logistics_sync_base.group_logistics_manager"
        if not self.env.user.has_group(group):
            raise AccessError(
                self.env._("Only an integration administrator tests contracts.")
            )
        self.check_access("read")
        for connector in self:
            rows = connector._run_contract_test()
            connector.sudo().write(
                {
                    "contract_test_ids": [
                        fields.Command.clear(),
                        *(fields.Command.create(row) for row in rows),
                    ],
                    "contract_tested_at": fields.Datetime.now(),
                    "contract_tested_by_id": self.env.uid,
                }
            )
        return True

    @api.private
    def _run_contract_test(self):
        """[{name, source, result, outcome}] of each sample; writes nothing.

        The entry for a build server: run it in a shell for each connector, and fail
        unless every result is ``passed``.
        """
        self.ensure_one()
        mappings = self.sudo()._get_contract_mappings()
        if not mappings and self.format == "json":
            return self._test_canonical_samples()
        rows = []
        for mapping in mappings:
            rows += self._test_mapping(mapping)
        if rows:
            return rows
        return [self._prepare_test(self.name, "", self._get_missing_words(), "missing")]

    def _get_contract_mappings(self):
        return self.mapping_id | self.document_ids.mapping_id

    def _get_missing_words(self):
        return self.env._("There is no sample that proves what was agreed.")

    def _prepare_test(self, name, source, difference, result=None):
        return {
            "name": name,
            "source": source,
            "result": result or ("failed" if difference else "passed"),
            "outcome": difference or self.env._("As agreed"),
        }

    # ----------------------------------------------------- own documents
    def _test_mapping(self, mapping):
        source = mapping.display_name
        if not mapping.sample_ids:
            words = self._get_missing_words()
            return [self._prepare_test(mapping.name, source, words, "missing")]
        return [
            self._prepare_test(sample.name, source, self._test_sample(mapping, sample))
            for sample in mapping.sample_ids
        ]

    def _test_sample(self, mapping, sample):
        """What is wrong with one sample of a mapping, or None.

        It has to give what the mapping's contract says, and what is read must be a
        valid canonical document with the codes of this very connector.
        """
        difference = sample._run()
        if difference or sample.expectation == "fault" or mapping.direction == "out":
            return difference
        body = mapping._encode_sample(sample.body)
        return self._test_document(body, mapping.format, mapping)

    def _test_document(self, body, document_format, mapping=None):
        decoder = self.env["logistics.sync.decoder"].sudo()
        try:
            context = decoder._get_context(self.sudo(), mapping)
            decoding = decoder._decode(body, document_format, context)
        except (BusinessError, ValueError) as error:
            return str(error)
        if not decoding.items:
            return self.env._("The sample holds nothing that could be processed.")
        for item in decoding.items:
            difference = self._test_item(item)
            if difference:
                return difference
        return None

    def _test_item(self, item):
        if item.errors:
            return item.errors[0].message
        findings = checker(item.canonical["schema"]).check(item.canonical)
        if findings:
            return findings[0].message
        event_type = item.canonical["event_type"]
        if not self.env["logistics.sync.event.type"].search_count(
            [("code", "=", event_type)]
        ):
            return self.env._(
                "The event type “%s” is not in the catalogue, or not active.",
                event_type,
            )
        return None

    # ---------------------------------------------- canonical documents
    def _test_canonical_samples(self):
        """A partner without a mapping speaks our schemas: their samples must pass."""
        return [
            self._prepare_test(
                name.replace("_", " "),
                code,
                self._test_document(as_json(document).encode(), "json"),
            )
            for code in SCHEMAS
            for name, document in canonical_examples(code).items()
            if document["event_type"] != "unknown"
        ]
