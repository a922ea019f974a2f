# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from .exception_team import TEAMS


class LogisticsSyncException(models.Model):
    """Which team a question belongs to, and who of it is on duty."""

    _inherit = "logistics.sync.exception"

    team = fields.Selection(string="Field of Work", tracking=False)
    team_id = fields.Many2one(
        "logistics.sync.team",
        readonly=True,
        tracking=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        group_expand="_expand_teams",
    )

    @api.model
    def _expand_teams(self, teams, domain):
        """Show a column also for a team that has nothing to answer."""
        return teams | teams.search(
            [("company_id", "in", [*self.env.companies.ids, False])]
        )

    @api.model
    def _complete(self, values, kind, connector, event):
        """Add the team, and the owner: a rule's, the kind's, the one on duty, or the
        partner's."""
        values = super()._complete(values, kind, connector, event)
        route = self.env["logistics.sync.exception.route"]._find(values)
        company = self.env["res.company"].browse(values["company_id"])
        function = self._get_function(kind, event)
        team = route.team_id or self.env["logistics.sync.team"]._find(function, company)
        owner = (
            route.user_id
            or kind.owner_id
            or team.on_duty_id
            or (connector and connector.owner_id)
        )
        values.update(
            team_id=team.id,
            team=team.function or function,
            owner_id=owner.id if owner else False,
        )
        return values

    @api.model
    def _get_function(self, kind, event):
        """The field of work that answers a kind of question about an event."""
        return kind.team

    def _wants_reminder(self):
        team = self.team_id
        on_duty = team.remind and self.owner_id == team.on_duty_id
        return super()._wants_reminder() or bool(self.owner_id and on_duty)

    def write(self, vals):
        """A team and its field of work go together, whichever of them is given."""
        if "team" in vals and "team_id" not in vals and vals["team"] in dict(TEAMS):
            for company, some in self.grouped("company_id").items():
                team = self.env["logistics.sync.team"]._find(vals["team"], company)
                super(LogisticsSyncException, some).write({**vals, "team_id": team.id})
            return True
        if vals.get("team_id"):
            team = self.env["logistics.sync.team"].sudo().browse(vals["team_id"])
            vals = {**vals, "team": team.function}
        return super().write(vals)
