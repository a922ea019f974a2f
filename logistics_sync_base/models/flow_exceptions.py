# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .exception_team import TEAMS

# What is wrong with the way a fact came is for those who know its kind.
BUSINESS_LAYERS = ("business", "posting", "matching")


class LogisticsSyncEventType(models.Model):
    """Each flow says who answers what it cannot do itself, and how far they may go."""

    _inherit = "logistics.sync.event.type"

    exception_team = fields.Selection(
        TEAMS,
        string="Questions Go to",
        compute="_compute_exception_path",
        store=True,
        readonly=False,
        precompute=True,
        help="Answers business questions about this flow. A question whose kind is a "
        "matter of finance, customer service or integration goes to them.",
    )
    exception_policy = fields.Selection(
        [
            ("person", "One person decides"),
            ("two", "Two people decide what is left undone"),
        ],
        string="Manual Intervention",
        compute="_compute_exception_path",
        store=True,
        readonly=False,
        precompute=True,
        help="Two people: nobody ignores a question about this flow alone; one asks, "
        "somebody else of finance approves.",
    )

    @api.depends("category")
    def _compute_exception_path(self):
        """A suggestion; what is chosen instead holds until the category changes."""
        for flow in self:
            financial = flow.category == "financial"
            flow.exception_team = "finance" if financial else "operations"
            flow.exception_policy = "two" if financial else "person"

    @api.constrains("active", "exception_team", "exception_policy")
    def _check_exception_path(self):
        for flow in self.filtered("active"):
            if not (flow.exception_team and flow.exception_policy):
                raise ValidationError(
                    self.env._(
                        "Flow “%s” is active, so it needs a team its questions go to, "
                        "and a policy for manual intervention.",
                        flow.name,
                    )
                )


class LogisticsSyncException(models.Model):
    _inherit = "logistics.sync.exception"

    @api.model
    def _get_function(self, kind, event):
        flow = event and event.sudo().event_type_id
        common = kind.team == "operations" and kind.layer in BUSINESS_LAYERS
        if flow and common and flow.exception_team:
            return flow.exception_team
        return super()._get_function(kind, event)

    def _asks_second_person(self):
        flow = self.sudo().event_id.event_type_id
        return super()._asks_second_person() or flow.exception_policy == "two"
