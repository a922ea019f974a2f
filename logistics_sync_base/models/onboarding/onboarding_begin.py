# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class LogisticsSyncOnboarding(models.Model):
    """From the template to a connector that is still in preparation."""

    _inherit = "logistics.sync.onboarding"

    def action_begin(self):
        """Button: make the connector from the template."""
        self._check_manager()
        for onboarding in self:
            if onboarding.connector_id:
                raise UserError(self.env._("It was begun already."))
            if not onboarding.template_id:
                raise UserError(self.env._("Choose what kind of partner it is."))
            onboarding._make_connector()
        return True

    def _make_connector(self):
        template = self.template_id
        here = self.env["logistics.sync.environment"]._get_environment()
        connector = self.env["logistics.sync.connector"].create(
            {
                **template._prepare_connector(),
                "name": self.name,
                "code": self._make_code(),
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "environment": here,
                "owner_id": self.responsible_id.id,
                "reference_list_ids": [
                    Command.create({"kind": kind})
                    for kind in template._get_reference_kinds()
                ],
            }
        )
        self.connector_id = connector
        return connector

    def _make_code(self):
        """A free name for web addresses, made of the partner's name."""
        base = re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-")[:50]
        base = base if len(base) > 1 else f"partner-{base or self.id}"
        connectors = self.env["logistics.sync.connector"].sudo()
        connectors = connectors.with_context(active_test=False)
        code, number = base, 2
        while connectors.search_count([("code", "=", code)]):
            code, number = f"{base}-{number}", number + 1
        return code
