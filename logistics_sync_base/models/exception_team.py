# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain

TEAMS = [
    ("customer_service", "Customer service"),
    ("operations", "Logistics"),
    ("finance", "Finance"),
    ("integration", "Integration"),
]


class LogisticsSyncTeam(models.Model):
    """Who answers a kind of question: members, a lead, and who is on duty today."""

    _name = "logistics.sync.team"
    _inherit = ["logistics.sync.cached.record"]
    _description = "Exception Team"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    function = fields.Selection(
        TEAMS,
        string="Answers for",
        required=True,
        help="Questions of this field of work come here unless a routing rule sends "
        "them elsewhere.",
    )
    company_id = fields.Many2one(
        "res.company", help="Empty: works for every company without a team of its own."
    )
    lead_id = fields.Many2one(
        "res.users", string="Team Lead", help="Is told when an answer is overdue."
    )
    member_ids = fields.Many2many("res.users", string="Members")
    duty_id = fields.Many2one(
        "res.users",
        string="Usually on Duty",
        help="Gets new questions on days without an entry in the duty plan.",
    )
    shift_ids = fields.One2many("logistics.sync.team.shift", "team_id", "Duty Plan")
    on_duty_id = fields.Many2one(
        "res.users", compute="_compute_on_duty_id", string="On Duty Today"
    )
    remind = fields.Boolean(
        string="Put Questions on the List of Activities",
        default=True,
        help="Each new question becomes an activity of whoever is on duty.",
    )
    open_count = fields.Integer(compute="_compute_open_count", string="Open Questions")

    @api.depends("duty_id", "shift_ids.user_id", "shift_ids.date_from")
    def _compute_on_duty_id(self):
        today = fields.Date.context_today(self)
        for team in self:
            shifts = team.sudo().shift_ids.filtered(
                lambda shift: (
                    shift.date_from <= today <= (shift.date_to or shift.date_from)
                )
            )
            on_duty = shifts[:1].user_id or team.duty_id
            team.on_duty_id = on_duty if on_duty.active else False

    def _compute_open_count(self):
        counts = dict(
            self.env["logistics.sync.exception"]._read_group(
                [("team_id", "in", self.ids), ("state", "in", ("open", "in_progress"))],
                ["team_id"],
                ["__count"],
            )
        )
        for team in self:
            team.open_count = counts.get(team, 0)

    @api.constrains("company_id", "lead_id", "duty_id", "member_ids", "shift_ids")
    def _check_company_of_people(self):
        for team in self.filtered("company_id"):
            people = team.lead_id | team.duty_id | team.member_ids
            people |= team.shift_ids.user_id
            for person in people.sudo():
                if team.company_id not in person.company_ids:
                    raise ValidationError(
                        self.env._(
                            "%(person)s does not work for %(company)s, so the person "
                            "could not open a question of team “%(team)s”.",
                            person=person.name,
                            company=team.company_id.name,
                            team=team.name,
                        )
                    )

    def action_view_exceptions(self):
        """The open questions of this team."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "logistics_sync_base.logistics_sync_exception_action"
        )
        action["domain"] = [("team_id", "=", self.id)]
        return action

    @api.model
    @api.private
    def _find(self, function, company):
        """The team of a field of work: the company's own before the common one."""
        return self.sudo().browse(self._find_id(function, company.id))

    @api.model
    @tools.ormcache("function", "company_id")
    def _find_id(self, function, company_id):
        fitting = Domain("function", "=", function) & Domain(
            "company_id", "in", [company_id, False]
        )
        found = self.sudo().search(fitting)
        return (found.filtered("company_id") or found)[:1].id
