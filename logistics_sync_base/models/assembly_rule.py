# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .known_fact import SUBJECTS


class LogisticsSyncAssemblyRule(models.Model):
    """A transaction that several systems contribute to: which parts it needs."""

    _name = "logistics.sync.assembly.rule"
    _inherit = ["logistics.sync.cached.record"]
    _description = "Transaction in Parts"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    subject = fields.Selection(
        SUBJECTS,
        string="Parts Belong Together By",
        required=True,
        default="invoice",
    )
    wait_minutes = fields.Integer(
        string="Ask a Person After (minutes)", default=1440, required=True
    )
    part_ids = fields.One2many(
        "logistics.sync.assembly.part", "rule_id", string="Parts", copy=True
    )
    assembly_ids = fields.One2many("logistics.sync.assembly", "rule_id")

    _wait_positive = models.Constraint(
        "CHECK(wait_minutes > 0)", "Parts are awaited for at least a minute."
    )

    @api.constrains("part_ids", "active")
    def _check_parts(self):
        for rule in self.filtered("active"):
            parts = rule.part_ids.sorted()
            if len(parts) < 2 or not parts[0].is_required:
                raise ValidationError(
                    self.env._(
                        "“%s” needs at least two parts, and its first one, which is "
                        "the document that is processed, must be required.",
                        rule.name,
                    )
                )
            taken = [
                (event_type.id, connector.id)
                for part in parts
                for event_type in part.event_type_id
                for connector in part.connector_ids
            ]
            if len(taken) != len(set(taken)):
                raise ValidationError(
                    self.env._(
                        "Two parts of “%s” come as the same event from the same "
                        "system: nobody could tell one from the other.",
                        rule.name,
                    )
                )

    @api.model
    @tools.ormcache()
    def _get_routes(self):
        """{(connector id, event type id): id of the part}"""
        routes = {}
        for rule in self.sudo().search(Domain.TRUE):
            for part in rule.part_ids:
                for connector in part.connector_ids:
                    routes.setdefault((connector.id, part.event_type_id.id), part.id)
        return routes

    def write(self, vals):
        result = super().write(vals)
        self.sudo().assembly_ids._ask_again(self.env._("The parts were changed"))
        return result

    def unlink(self):
        # Without the rule each document is complete by itself.
        self.sudo().assembly_ids._ask_again(self.env._("The rule was deleted"))
        return super().unlink()
