# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...codec.contracts import SCHEMAS, canonical_schema
from .onboarding import MANAGER

# A schema file says so itself while it is still being worked on.
STATUS = "x-status"
MAPPED_ONLY = ("csv", "fixed_width", "xml", "soap")


class LogisticsSyncContract(models.Model):
    """Only approved schemas are used in production, in the very words approved.

    What comes with an addon for the first time was approved with its release, unless
    its file says that it is a draft. A schema whose words change under its name is a
    draft again, until an administrator has read what is different.
    """

    _inherit = "logistics.sync.contract"

    approved_digest = fields.Char(readonly=True)
    approved_by_id = fields.Many2one("res.users", readonly=True)
    approved_at = fields.Datetime(readonly=True)
    approval = fields.Selection(
        [("draft", "Draft"), ("approved", "Approved")], compute="_compute_approval"
    )

    @api.depends("approved_digest", "code")
    def _compute_approval(self):
        for contract in self:
            approved = contract.approved_digest
            same = approved and approved == contract._get_digest()
            contract.approval = "approved" if same else "draft"

    def _get_digest(self):
        """SHA-256 (hex) of the schema as it is now; empty when its file is gone."""
        self.ensure_one()
        if self.code not in SCHEMAS:
            return ""
        schema = dict(canonical_schema(self.code))
        # Samples explain a schema; they do not decide what is taken.
        schema.pop("examples", None)
        text = json.dumps(schema, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @api.model
    def _sync_with_files(self):
        result = super()._sync_with_files()
        for contract in self.search([("approved_at", "=", False)]):
            schema = canonical_schema(contract.code)
            if schema.get(STATUS) != "draft":
                contract._approve()
        return result

    def _approve(self):
        self.write(
            {
                "approved_digest": self._get_digest(),
                "approved_by_id": self.env.uid,
                "approved_at": fields.Datetime.now(),
            }
        )

    # --------------------------------------------------------------- buttons
    def _check_manager(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("Only an integration administrator decides about schemas.")
            )

    def action_approve(self):
        """Button: what it says now may be used in production."""
        self._check_manager()
        for contract in self:
            if contract.approval == "approved":
                raise UserError(self.env._("“%s” is approved already.", contract.code))
            contract.sudo()._approve()
            contract._note_approval(self.env._("Schema approved: %s", contract.code))
        return True

    def action_withdraw(self):
        """Button: in production nobody goes live with it, and its documents wait."""
        self._check_manager()
        for contract in self:
            contract.sudo().write({"approved_digest": False})
            contract._note_approval(
                self.env._("Approval of the schema withdrawn: %s", contract.code)
            )
        return True

    def _note_approval(self, sentence):
        self.env["logistics.sync.audit.entry"].sudo()._note(
            "approval", sentence, self, after={"schema": self._get_digest()}
        )


class LogisticsSyncConnector(models.Model):
    _inherit = "logistics.sync.connector"

    def _get_readiness(self):
        return super()._get_readiness() + self.sudo()._get_schema_points()

    def _get_used_contracts(self):
        """The schemas its documents are read into or written from.

        A partner without a mapping may send any of them.
        """
        contracts = self.env["logistics.sync.contract"]
        mappings = self._get_used_mappings() | self.version_ids.mapping_id
        domain = Domain.TRUE
        if mappings.filtered(lambda one: one.direction == "in") or (
            self.format in MAPPED_ONLY
        ):
            domain = Domain("code", "in", mappings.mapped("canonical_schema"))
        return contracts.search(domain)

    def _get_schema_points(self):
        level = "blocker" if self.environment == "production" else "hint"
        return [
            (
                level,
                self.env._(
                    "The schema “%s” is a draft. Have it approved under Configuration "
                    "> Contracts.",
                    contract.code,
                ),
            )
            for contract in self._get_used_contracts()
            if contract.approval == "draft"
        ]
