# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .onboarding import MANAGER

MODELS = {
    "connector": "logistics.sync.connector",
    "flow": "logistics.sync.event.type",
}


class LogisticsSyncUnowned(models.Model):
    """Partners and events that nobody answers for; empty when all is set up.

    A person who is archived answers for nothing.
    """

    _name = "logistics.sync.unowned"
    _description = "Without Owner"
    _auto = False
    _order = "kind, name"
    _depends = {
        "logistics.sync.connector": [
            *("name", "active", "company_id", "owner_id", "technical_owner_id")
        ],
        "logistics.sync.event.type": [
            *("name", "active", "owner_id", "technical_owner_id")
        ],
        "res.users": ["active"],
    }

    name = fields.Char(readonly=True, translate=True)
    kind = fields.Selection(
        [("connector", "Partner"), ("flow", "Event")], string="What", readonly=True
    )
    res_id = fields.Integer(string="Number", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    owner_id = fields.Many2one("res.users", string="Business Owner", readonly=True)
    technical_owner_id = fields.Many2one("res.users", readonly=True)
    missing = fields.Selection(
        [
            ("business", "Business owner"),
            ("technical", "Technical owner"),
            ("both", "Both"),
        ],
        string="Nobody Is",
        readonly=True,
    )

    @property
    def _table_query(self):
        return SQL(
            """SELECT id, name, kind, res_id, company_id, owner_id, technical_owner_id,
                      CASE WHEN owner_id IS NOT NULL THEN 'technical'
                           WHEN technical_owner_id IS NOT NULL THEN 'business'
                           ELSE 'both' END AS missing
                 FROM (
                   SELECT c.id * 2 AS id, jsonb_build_object('en_US', c.name) AS name,
                          'connector' AS kind, c.id AS res_id, c.company_id,
                          b.id AS owner_id, t.id AS technical_owner_id
                     FROM logistics_sync_connector c
                     LEFT JOIN res_users b ON b.id = c.owner_id AND b.active
                     LEFT JOIN res_users t ON t.id = c.technical_owner_id AND t.active
                    WHERE c.active
                   UNION ALL
                   SELECT f.id * 2 + 1, f.name, 'flow', f.id, NULL, b.id, t.id
                     FROM logistics_sync_event_type f
                     LEFT JOIN res_users b ON b.id = f.owner_id AND b.active
                     LEFT JOIN res_users t ON t.id = f.technical_owner_id AND t.active
                    WHERE f.active
                 ) owned
                WHERE owner_id IS NULL OR technical_owner_id IS NULL"""
        )

    def action_open(self):
        """Button: the partner or the event."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": MODELS[self.kind],
            "res_id": self.res_id,
            "view_mode": "form",
        }

    def action_take(self):
        """Button: I answer for what nobody answers for here."""
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("Only an integration administrator names owners.")
            )
        for row in self:
            wanted = {}
            if not row.owner_id:
                wanted["owner_id"] = self.env.uid
            if not row.technical_owner_id:
                wanted["technical_owner_id"] = self.env.uid
            self.env[MODELS[row.kind]].browse(row.res_id).write(wanted)
        return True
