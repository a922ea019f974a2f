# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class LogisticsSyncDutyConflict(models.Model):
    """Two roles that one person should not have together, and who has them."""

    _name = "logistics.sync.duty.conflict"
    _description = "Duties to Be Kept Apart"
    _order = "sequence, id"
    _rec_name = "reason"

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    group_id = fields.Many2one(
        "res.groups", string="Role", required=True, ondelete="cascade"
    )
    other_group_id = fields.Many2one(
        "res.groups", string="Other Role", required=True, ondelete="cascade"
    )
    reason = fields.Char(string="Why", required=True, translate=True)
    refused_in = fields.Selection(
        [
            ("everywhere", "Everywhere"),
            ("production", "In production"),
            ("nowhere", "Nowhere, only listed"),
        ],
        string="Refused",
        required=True,
        default="production",
    )
    user_ids = fields.Many2many(
        "res.users", string="Users with Both", compute="_compute_user_ids"
    )
    user_count = fields.Integer(compute="_compute_user_ids", string="How Many")

    _two_groups = models.Constraint(
        "CHECK(group_id <> other_group_id)", "A role cannot conflict with itself."
    )

    @api.depends("group_id", "other_group_id")
    def _compute_user_ids(self):
        for conflict in self:
            conflict.user_ids = conflict._find_users()
            conflict.user_count = len(conflict.user_ids)

    def _find_users(self):
        """People with both roles; the system itself is nobody."""
        self.ensure_one()
        return (
            self.env["res.users"]
            .sudo()
            .search(
                [
                    ("all_group_ids", "in", self.group_id.ids),
                    ("all_group_ids", "in", self.other_group_id.ids),
                    ("id", "!=", self.env.ref("base.user_root").id),
                ]
            )
        )

    def _is_refused(self):
        self.ensure_one()
        if self.refused_in == "production":
            here = self.env["logistics.sync.environment"]._get_environment()
            return here == "production"
        return self.refused_in == "everywhere"

    @api.model
    @api.private
    def _find_for(self, user):
        """The conflicts that a user's roles make."""
        roles = user.all_group_ids
        return (
            self.sudo()
            .search(Domain.TRUE)
            .filtered(
                lambda conflict: (
                    conflict.group_id in roles and conflict.other_group_id in roles
                )
            )
        )

    @api.model
    @api.private
    def _check_users(self, users):
        """Raise ValidationError for roles that must not come together."""
        for user in users:
            if user._is_superuser():
                continue
            for conflict in self._find_for(user):
                if conflict._is_refused():
                    raise ValidationError(
                        self.env._(
                            "%(user)s cannot be both “%(role)s” and “%(other)s”: "
                            "%(reason)s",
                            user=user.name,
                            role=conflict.group_id.name,
                            other=conflict.other_group_id.name,
                            reason=conflict.reason,
                        )
                    )


class ResUsers(models.Model):
    _inherit = "res.users"

    logistics_duty_conflicts = fields.Char(
        string="Duties to Be Kept Apart", compute="_compute_logistics_duty_conflicts"
    )

    @api.depends("group_ids")
    def _compute_logistics_duty_conflicts(self):
        conflicts = self.env["logistics.sync.duty.conflict"]
        for user in self:
            found = conflicts._find_for(user)
            user.logistics_duty_conflicts = "; ".join(found.mapped("reason"))

    @api.constrains("group_ids")
    def _check_logistics_duties(self):
        self.env["logistics.sync.duty.conflict"]._check_users(self)


class ResGroups(models.Model):
    _inherit = "res.groups"

    @api.constrains("user_ids", "implied_ids")
    def _check_logistics_duties(self):
        conflicts = self.env["logistics.sync.duty.conflict"].sudo().search(Domain.TRUE)
        for conflict in conflicts.filtered(lambda one: one._is_refused()):
            conflict._check_users(conflict._find_users())
