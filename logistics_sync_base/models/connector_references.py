# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

SHOWN_CODES = 5


class LogisticsSyncConnector(models.Model):
    """The partner's master data codes, to be known before the first transaction."""

    _inherit = "logistics.sync.connector"

    reference_list_ids = fields.One2many(
        "logistics.sync.reference.list", "connector_id", string="Reference Lists"
    )

    @api.depends("reference_list_ids.open_count", "reference_list_ids.fed_at")
    def _compute_readiness(self):
        return super()._compute_readiness()

    def _get_readiness(self):
        return super()._get_readiness() + self.sudo()._get_reference_points()

    def _get_reference_points(self):
        """A list nobody fed and codes nobody decided about hold up the go-live."""
        points = []
        names = self.env["logistics.sync.code.map"]._get_kind_names()
        for group in self.reference_list_ids:
            kind = names.get(group.kind, group.kind).lower()
            if not group.reference_count:
                sentence = self.env._(
                    "No codes of the kind “%s” were read in yet: import the partner's "
                    "list, or remove it from the page References.",
                    kind,
                )
                points.append(("blocker", sentence))
            elif group.open_count:
                points.append(("blocker", self._get_open_sentence(group, kind)))
        return points

    def _get_open_sentence(self, group, kind):
        waiting = self.env["logistics.sync.reference"].search(
            [("list_id", "=", group.id), ("state", "=", "open")], limit=SHOWN_CODES
        )
        codes = ", ".join(waiting.mapped("external_code"))
        if group.open_count > len(waiting):
            codes += ", …"
        return self.env._(
            "%(count)s of %(total)s codes (%(kind)s) have no meaning here yet: "
            "%(codes)s",
            count=group.open_count,
            total=group.reference_count,
            kind=kind,
            codes=codes,
        )

    def action_import_references(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import Codes of %s", self.name),
            "res_model": "logistics.sync.reference.import",
            "view_mode": "form",
            "target": "new",
            "context": {"default_connector_id": self.id},
        }

    def action_open_references(self):
        """All codes of this partner, those to decide first."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "logistics_sync_base.logistics_sync_reference_action"
        )
        action["domain"] = [("connector_id", "=", self.id)]
        return action
