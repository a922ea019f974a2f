# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
import json

from odoo import api, fields, models

from ...codec.json_document import json_safe
from ..audited_rule import AUTOMATIC

# Says who decided and when, not what becomes of a document.
MAPPING_PAPERS = frozenset(
    (
        *("name", "version", "state", "active", "company_id", "sample", "note"),
        *("sample_code_list", "approved_at", "activated_at", "retired_at"),
    )
)

# Who a partner is; another one in the test system, as its addresses are.
IDENTITY = frozenset(
    (
        *("name", "code", "environment", "state", "active", "sequence"),
        *("edi_our_id", "edi_our_group_id", "edi_partner_id", "edi_partner_group_id"),
        "edi_scac",
    )
)


class LogisticsSyncConnector(models.Model):
    """The setup of a connector as one number: the same number reads the same.

    Proof of a setup (a contract test, a trial) counts until the setup is changed. The
    number is made of contents, never of ids, so that it is the same in the test
    system and in production. Codes are left out: they are learnt while it runs.
    """

    _inherit = "logistics.sync.connector"

    contract_tested_setup = fields.Char(readonly=True, copy=False)

    @api.private
    def _get_setup_digest(self):
        """SHA-256 (hex) of everything that decides how documents are read and sent."""
        self.ensure_one()
        connector = self.sudo()
        setups = connector.env["logistics.sync.setup"]
        facts = {
            "settings": {
                name: value
                for name, value in setups._read(connector, IDENTITY).items()
                # What a mapping says is told below, whatever it is called.
                if name != "mapping_id" and not connector._is_place(name)
            },
            "default": connector._tell_mapping(connector.mapping_id),
            "documents": sorted(
                (
                    [line.direction, line.document_type or "", mapping]
                    for line in connector.document_ids
                    for mapping in [connector._tell_mapping(line.mapping_id)]
                ),
                key=str,
            ),
            "versions": sorted(
                (
                    [version.kind, version.name, connector._tell_mapping(mapping)]
                    for version in connector.version_ids
                    for mapping in version.mapping_id
                ),
                key=str,
            ),
            "samples": [
                [sample.name, sample.body, sample.expected or ""]
                for sample in connector.sample_ids
            ],
        }
        return _digest(facts)

    @api.private
    def _get_wire_digest(self):
        """SHA-256 (hex) of where it is reached here, and with which secrets.

        Another number than when the trial began: the trial was with somebody else.
        """
        self.ensure_one()
        connector = self.sudo()
        setups = connector.env["logistics.sync.setup"]
        values = setups._read(connector, ("name", "state", "sequence"))
        facts = {
            "places": {
                name: value
                for name, value in values.items()
                if connector._is_place(name) or name in IDENTITY
            },
            "gateway": connector.edi_gateway_id.id,
            "files": sorted(connector.soap_file_ids.mapped("checksum")),
            "secrets": sorted(
                [one.id, one.kind, one.hint, one.username or ""]
                for one in connector.credential_ids
                if one.hint and not one.revoked_at
            ),
        }
        return _digest(facts)

    def _tell_mapping(self, mapping):
        """What a mapping says, in contents only; None without one."""
        if not mapping:
            return None
        rows = {
            "rules": mapping._get_rules(),
            "columns": mapping._get_columns(),
            "records": mapping.record_ids,
            "samples": mapping.sample_ids,
        }
        return _tell_values(mapping) | {
            name: [_tell_values(row) for row in found] for name, found in rows.items()
        }

    def action_run_contract_test(self):
        result = super().action_run_contract_test()
        for connector in self:
            connector.sudo().contract_tested_setup = connector._get_setup_digest()
        return result


def _digest(facts):
    text = json.dumps(json_safe(facts), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _tell_values(record):
    """{field: value} of what somebody entered, links left out."""
    return {
        name: record[name] or None
        for name, field in sorted(record._fields.items())
        if field.store
        and not field.relational
        and field.column_type
        and field.type not in ("datetime", "binary")
        and name not in AUTOMATIC
        and name not in MAPPING_PAPERS
    }
