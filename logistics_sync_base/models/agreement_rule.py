# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, fields, models, tools
from odoo.fields import Domain

from .known_fact import SUBJECTS


class LogisticsSyncAgreementRule(models.Model):
    """Which systems tell the same facts, so that each fact has its effect once."""

    _name = "logistics.sync.agreement.rule"
    _inherit = ["logistics.sync.cached.record"]
    _description = "Same Fact Twice"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    connector_ids = fields.Many2many(
        "logistics.sync.connector",
        "logistics_sync_agreement_rule_connector_rel",
        string="Told By",
        required=True,
        check_company=True,
        help="The ways one fact reaches us, such as a web hook and a nightly file. "
        "Whoever tells it first counts.",
    )
    event_type_ids = fields.Many2many(
        "logistics.sync.event.type",
        "logistics_sync_agreement_rule_type_rel",
        string="Facts",
        required=True,
        help="Events that happen once to their subject, such as Delivered.",
    )
    subject = fields.Selection(
        SUBJECTS,
        string="Recognized By",
        required=True,
        default="tracking_number",
        help="What does not tell this number is taken as a fact of its own.",
    )
    compare = fields.Selection(
        [
            ("weighty", "Times, quantities and amounts"),
            ("everything", "Everything both tell"),
        ],
        string="Must Agree On",
        required=True,
        default="weighty",
    )
    tolerance_minutes = fields.Integer(
        string="Times May Differ by (minutes)", default=0, required=True
    )

    _tolerance_positive = models.Constraint(
        "CHECK(tolerance_minutes >= 0)", "Times differ by no minutes or by more."
    )

    # --------------------------------------------------------------- cache
    @api.model
    @tools.ormcache()
    def _get_routes(self):
        """{(connector id, event type id): (rule id, subject)}"""
        routes = defaultdict(tuple)
        for rule in self.sudo().search(Domain.TRUE, order="sequence desc, id desc"):
            for connector in rule.connector_ids:
                for event_type in rule.event_type_ids:
                    routes[connector.id, event_type.id] = (rule.id, rule.subject)
        return dict(routes)
