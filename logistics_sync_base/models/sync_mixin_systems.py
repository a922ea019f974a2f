# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import format_datetime


class LogisticsSyncMixin(models.AbstractModel):
    """The system matrix of a document: what each system knows of it."""

    _inherit = "logistics.sync.mixin"

    # Selection fields that tell how a document stands; the first that says something.
    _own_state_fields = ()

    sync_systems_html = fields.Html(
        compute="_compute_sync_systems",
        string="What Other Systems Know",
        groups="logistics_sync_base.group_logistics_user,"
        "logistics_sync_base.group_logistics_auditor",
    )

    def _get_own_state_name(self):
        """How the document itself stands in Odoo, in the user's words, or nothing."""
        self.ensure_one()
        for name in self._own_state_fields:
            if self[name] and self[name] != "none":
                labels = self._fields[name]._description_selection(self.env)
                return dict(labels)[self[name]]
        return ""

    def _compute_sync_systems(self):
        subjects = self._get_sync_subjects()
        pairs = {pair for found in subjects.values() for pair in found if pair[1]}
        states = self.env["logistics.sync.system.state"].sudo()
        by_pair = {}
        for row in states._read_systems(pairs):
            if row["company_id"] in self.env.companies.ids:
                by_pair.setdefault((row["res_model"], row["res_id"]), []).append(row)
        for record in self:
            rows = [
                record._describe_system(row)
                for pair in dict.fromkeys(subjects.get(record, []))
                for row in by_pair.get(pair, [])
            ]
            record.sync_systems_html = rows and self.env["ir.qweb"]._render(
                "logistics_sync_base.sync_systems",
                {
                    "own": record._get_own_state_name(),
                    "rows": sorted(
                        rows, key=lambda row: (not row["differs"], row["system"])
                    ),
                },
            )

    def _describe_system(self, row):
        """One line of the matrix, in words."""
        events = self.env["logistics.sync.event"].sudo()
        delivery = self.env["logistics.sync.delivery"].sudo().browse(row["delivery_id"])
        connectors = self.env["logistics.sync.connector"].sudo()
        labels = dict(delivery._fields["state"]._description_selection(self.env))
        document = ""
        if (row["res_model"], row["res_id"]) != (self._name, self.id):
            record = self.env[row["res_model"]].sudo().browse(row["res_id"]).exists()
            document = record.display_name if record else ""

        def name(key):
            return events.browse(row[key] or ()).event_type_id.name or ""

        def moment(key):
            if not row[key]:
                return ""
            return format_datetime(self.env, row[key], dt_format="short")

        return {
            "system": connectors.browse(row["connector_id"]).name,
            "document": document,
            "there": name("told_event_id"),
            "told_at": moment("told_at"),
            "confirmed": name("acknowledged_event_id"),
            "here": name("owed_event_id"),
            "differs": row["is_different"],
            "since": moment("different_since"),
            "reason": labels.get(delivery.state, "") if row["is_different"] else "",
            "error": (delivery.error or "") if row["is_different"] else "",
        }
