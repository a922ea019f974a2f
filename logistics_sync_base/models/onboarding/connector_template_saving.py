# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from .connector_template import TEMPLATE_LINKS


class LogisticsSyncConnector(models.Model):
    """What worked with one partner serves the next one of its kind."""

    _inherit = "logistics.sync.connector"

    def _get_template_settings(self):
        """{field: value} of what a partner of the same kind would start with."""
        self.ensure_one()
        defaults = self.default_get(list(self._fields))
        settings = {}
        for name in self.env[
            "logistics.sync.connector.template"
        ]._get_template_fields():
            if name in self._fields and self[name] != defaults.get(name, False):
                settings[name] = self[name]
        for name, key in TEMPLATE_LINKS.items():
            found = self[name].mapped(key)
            if found:
                many = self._fields[name].type == "many2many"
                settings[name] = sorted(found) if many else found[0]
        return settings

    def action_save_as_template(self):
        """Button: a template of this connector, without its addresses and secrets."""
        self.ensure_one()
        mapping = self.mapping_id if self.mapping_id.state == "active" else False
        incoming = self.document_ids.filtered(lambda line: line.direction == "in")
        template = self.env["logistics.sync.connector.template"].create(
            {
                "name": self.env._("Like %s", self.name),
                "company_id": self.company_id.id,
                "settings": self._get_template_settings(),
                "mapping_id": mapping and mapping.id,
                "document_types": ", ".join(
                    filter(None, incoming.mapped("document_type"))
                ),
                "reference_kinds": ", ".join(self.reference_list_ids.mapped("kind")),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": template._name,
            "res_id": template.id,
            "view_mode": "form",
        }
