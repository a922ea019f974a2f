# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

# Key of the context that says in whose name business records are written.
SERVICE_USER = "logistics_service_user"


class LogisticsSyncConnector(models.Model):
    """In whose name the documents of a partner change business records."""

    _inherit = "logistics.sync.connector"

    service_user_id = fields.Many2one(
        "res.users",
        string="Works As",
        tracking=True,
        copy=False,
        ondelete="restrict",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Orders and transfers are changed with the rights of this user and no "
        "others. Required in production.",
    )

    @api.constrains("service_user_id", "company_id")
    def _check_service_user(self):
        for connector in self.filtered("service_user_id"):
            user = connector.service_user_id.sudo()
            if user._is_superuser() or user._is_system() or user.share:
                raise ValidationError(
                    self.env._(
                        "“%s” may do too much, or is no internal user. A connector "
                        "works as a user who may only do what its documents ask for.",
                        user.name,
                    )
                )
            if connector.company_id not in user.company_ids:
                raise ValidationError(
                    self.env._(
                        "“%(user)s” does not belong to %(company)s.",
                        user=user.name,
                        company=connector.company_id.name,
                    )
                )

    def _get_access_points(self):
        points = super()._get_access_points()
        if self.environment == "production" and not self.service_user_id:
            points.append(
                (
                    "blocker",
                    self.env._(
                        "No user is named whom it works as (page Access): in "
                        "production nothing is written with all rights."
                    ),
                )
            )
        elif self.service_user_id and not self.service_user_id.active:
            points.append(("blocker", self.env._("The user it works as is archived.")))
        return points

    def action_make_service_user(self):
        """Button: a user of its own, with the rights its documents need."""
        self.ensure_one()
        self.check_access("write")
        if self.service_user_id:
            raise UserError(self.env._("It has a user already."))
        # Not as superuser: only who may make users makes this one.
        self.service_user_id = self.env["res.users"].create(
            {
                "name": self.env._("Connector %s", self.name),
                "login": f"logistics-sync-{self.code}",
                "company_id": self.company_id.id,
                "company_ids": [Command.set(self.company_id.ids)],
                "group_ids": [Command.set(self._get_service_groups().ids)],
                "notification_type": "inbox",
            }
        )

    def _get_service_groups(self):
        """Rights that the documents of this partner need; addons add theirs."""
        self.ensure_one()
        return self.env.ref("base.group_user")


class LogisticsSyncHandler(models.AbstractModel):
    """Each event is worked on in the name of its connector's user."""

    _inherit = "logistics.sync.handler"

    @api.model
    def _run(self, code, events):
        connectors = events.connector_id.sudo()
        if not connectors.service_user_id:
            return super()._run(code, events)
        outcomes = {}
        for user, found in connectors.grouped("service_user_id").items():
            own = events.filtered(lambda event, of=found: event.connector_id in of)
            context = {SERVICE_USER: user.id}
            handler = self.with_context(**context)
            outcomes |= super(LogisticsSyncHandler, handler)._run(
                code, own.with_context(**context)
            )
        # Events that Odoo itself tells belong to no connector.
        rest = events.filtered(lambda event: not event.connector_id)
        return outcomes | (super()._run(code, rest) if rest else {})

    @api.model
    @api.private
    def _as_service(self, records):
        """Business records as the user sees them in whose name they are changed.

        Access rights and record rules apply. Without such a user they come back as
        they are.
        """
        user_id = records.env.context.get(SERVICE_USER)
        return records.with_user(user_id) if user_id else records
