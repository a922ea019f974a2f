# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...core.setup_bundle import find_secrets, open_bundle, seal_bundle
from .connector_setup import AT_HOME
from .setup_version import MANAGER


class LogisticsSyncPromotion(models.Model):
    _inherit = "logistics.sync.promotion"

    @api.model
    @api.private
    def _export(self, connector, with_addresses=False):
        """Write the setup of a connector into a file and keep on record who did."""
        raw = seal_bundle(
            self._prepare_bundle(connector, with_addresses), self._get_key()
        )
        sealed = open_bundle(raw)
        promotion = self.sudo().create(
            {
                "name": connector.name,
                "direction": "out",
                "state": "exported",
                "code": connector.code,
                "company_id": connector.company_id.id,
                "connector_id": connector.id,
                "source_environment": connector.environment,
                "digest": sealed["sha256"],
                "is_signed": bool(self._get_key()),
                "file": base64.b64encode(raw),
                "file_name": f"{connector.code}-setup.json",
                "exported_by": self.env.user.login,
                "exported_at": fields.Datetime.now(),
            }
        )
        self.env["logistics.sync.audit.entry"]._note(
            "export",
            self.env._("Setup exported: %s", connector.name),
            promotion,
            after={"connector": connector.name, "sha256": promotion.digest},
        )
        return promotion

    @api.model
    def _prepare_bundle(self, connector, with_addresses):
        setup = connector._get_setup()
        for name in AT_HOME:
            setup.pop(name)
        if not with_addresses:
            setup.pop("addresses")
        mappings = self._get_mappings(connector)
        setup["mappings"] = mappings._get_setups_with_templates()
        if places := list(find_secrets(setup)):
            raise UserError(
                self.env._(
                    "Something that reads like a secret stands in the setup: "
                    "%(places)s. A secret belongs on the page Secrets; take it out "
                    "there and export again.",
                    places=", ".join(places[:5]),
                )
            )
        return {
            "exported_at": fields.Datetime.now().isoformat(),
            "exported_by": self.env.user.login,
            "environment": connector.environment,
            "company": connector.company_id.name,
            "code": connector.code,
            "name": connector.name,
            "setup_version": connector.setup_number,
            "approvals": [
                {
                    "mapping": mapping.name,
                    "version": mapping.version,
                    "approved_by": mapping.approved_by_id.login or None,
                    "approved_at": mapping.approved_at
                    and mapping.approved_at.isoformat(),
                }
                for mapping in mappings
            ],
            "setup": setup,
        }

    @api.model
    def _get_carried_mappings(self, connector):
        """The mappings that go along with a setup."""
        connector = connector.sudo()
        return connector._get_used_mappings() | connector.version_ids.mapping_id

    @api.model
    def _get_mappings(self, connector):
        """All mappings it uses; each has to be one that somebody approved."""
        mappings = self._get_carried_mappings(connector)
        for mapping in mappings:
            if mapping.state not in ("approved", "active"):
                raise UserError(
                    self.env._(
                        "“%s” is not approved. Only approved mappings leave this "
                        "database.",
                        mapping.display_name,
                    )
                )
        return mappings


class LogisticsSyncConnector(models.Model):
    _inherit = "logistics.sync.connector"

    promotion_count = fields.Integer(compute="_compute_promotion_count")

    def _compute_promotion_count(self):
        counts = dict(
            self.env["logistics.sync.promotion"]
            .sudo()
            ._read_group(
                [("connector_id", "in", self.ids)], ["connector_id"], ["__count"]
            )
        )
        for connector in self:
            connector.promotion_count = counts.get(connector, 0)

    def action_view_promotions(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "logistics_sync_base.logistics_sync_promotion_action"
        )
        return action | {"domain": [("connector_id", "=", self.id)], "context": {}}

    @api.private
    def _export_setup(self, with_addresses=False):
        """The record of the export, whose file holds the setup."""
        self.ensure_one()
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("Only an integration administrator exports setups.")
            )
        self.check_access("read")
        promotions = self.env["logistics.sync.promotion"]
        return promotions._export(self, with_addresses)
