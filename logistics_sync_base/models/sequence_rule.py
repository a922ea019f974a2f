# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from .known_fact import SUBJECTS


class LogisticsSyncSequenceRule(models.Model):
    """What has to be known before an event may have consequences."""

    _name = "logistics.sync.sequence.rule"
    _inherit = ["logistics.sync.cached.record"]
    _description = "Sequencing Rule"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    event_type_id = fields.Many2one(
        "logistics.sync.event.type",
        string="Before",
        required=True,
        ondelete="cascade",
        index=True,
        help="The event that has to wait.",
    )
    prerequisite_ids = fields.Many2many(
        "logistics.sync.event.type",
        "logistics_sync_sequence_rule_prerequisite_rel",
        string="Must Be Known",
        required=True,
        ondelete="cascade",
    )
    match = fields.Selection(
        [("any", "Any of them"), ("all", "All of them")], required=True, default="any"
    )
    subject = fields.Selection(
        SUBJECTS,
        string="For the Same",
        required=True,
        default="tracking_number",
        help="An event that does not tell this number waits for nothing.",
    )
    connector_ids = fields.Many2many(
        "logistics.sync.connector",
        "logistics_sync_sequence_rule_connector_rel",
        string="Only When Told By",
        check_company=True,
        help="Empty: whoever tells it.",
    )
    wait_minutes = fields.Integer(string="Wait (minutes)", default=60, required=True)
    on_timeout = fields.Selection(
        [
            ("process", "Process it all the same"),
            ("exception", "Ask a person"),
        ],
        string="Then",
        required=True,
        default="exception",
    )

    _wait_positive = models.Constraint(
        "CHECK(wait_minutes > 0)", "Something is waited for at least a minute."
    )

    @api.depends("event_type_id", "prerequisite_ids", "match")
    def _compute_name(self):
        for rule in self:
            if not rule.event_type_id:
                rule.name = False
                continue
            rule.name = self.env._(
                "%(before)s after %(first)s",
                before=rule.event_type_id.name,
                first=rule._get_missing_names(rule.prerequisite_ids),
            )

    def _get_missing_names(self, event_types):
        """Such as "Shipped or In transit"."""
        self.ensure_one()
        word = self.env._(" or ") if self.match == "any" else self.env._(" and ")
        return word.join(event_types.mapped("name"))

    @api.constrains("event_type_id", "prerequisite_ids")
    def _check_prerequisites(self):
        for rule in self:
            if not rule.prerequisite_ids:
                raise ValidationError(
                    self.env._("Name at least one event to wait for.")
                )
            if rule.event_type_id in rule.prerequisite_ids:
                raise ValidationError(
                    self.env._("“%s” cannot wait for itself.", rule.event_type_id.name)
                )

    # --------------------------------------------------------------- cache
    def write(self, vals):
        result = super().write(vals)
        # What waited by the old wording is asked again by the new one.
        self.env["logistics.sync.wait"].sudo()._wake_for(self)
        return result

    def unlink(self):
        self.env["logistics.sync.wait"].sudo()._wake_for(self)
        return super().unlink()

    @api.model
    @tools.ormcache("company_id")
    def _get_waiting_types(self, company_id):
        """{event type id: ids of the rules it waits by}"""
        found = defaultdict(list)
        for rule in self.sudo().search([("company_id", "=", company_id)]):
            found[rule.event_type_id.id].append(rule.id)
        return dict(found)

    @api.model
    @tools.ormcache("company_id")
    def _get_awaited_types(self, company_id):
        """{event type id: subjects}: the facts that rules ask for."""
        found = defaultdict(set)
        for rule in self.sudo().search([("company_id", "=", company_id)]):
            for event_type in rule.prerequisite_ids:
                found[event_type.id].add(rule.subject)
        return {key: tuple(sorted(subjects)) for key, subjects in found.items()}
