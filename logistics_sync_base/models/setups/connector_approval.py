# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...core.setup_bundle import get_digest
from ..onboarding.onboarding import OPEN_STATES
from .versioned import APPLIED, APPLYING


class ResCompany(models.Model):
    _inherit = "res.company"

    logistics_approve_changes = fields.Selection(
        [("production", "In production"), ("always", "Always")],
        string="A Second Person Approves Changes",
        required=True,
        default="production",
        help="Of connectors and of rules that trigger work. Mappings always need one.",
    )


class LogisticsSyncConnector(models.Model):
    """In production nobody alone decides how a partner is connected."""

    _inherit = "logistics.sync.connector"

    setup_editor_ids = fields.Many2many(
        "res.users",
        "logistics_sync_connector_editor_rel",
        string="Prepared by",
        readonly=True,
        copy=False,
        help="Nobody of these can approve how it is set up.",
    )
    asks_setup_approval = fields.Boolean(compute="_compute_asks_setup_approval")

    @api.depends("environment", "company_id.logistics_approve_changes")
    def _compute_asks_setup_approval(self):
        for connector in self:
            connector.asks_setup_approval = connector._is_two_person()

    def _is_two_person(self):
        self.ensure_one()
        always = self.sudo().company_id.logistics_approve_changes == "always"
        return self.environment == "production" or always

    def _needs_setup_approval(self, vals):
        return self._is_two_person() and self.state != "draft"

    def _is_in_use(self):
        return self.state != "draft"

    def _is_setup_approved(self):
        """Whether what it is now was approved by somebody who did not make it."""
        self.ensure_one()
        approved = self._get_active_version().filtered("is_approved")
        return bool(approved) and (
            self._get_governed(approved.content)
            == self._get_governed(self._get_setup())
        )

    def action_propose_setup(self):
        """Button: ask somebody else to approve it before it goes live."""
        self.ensure_one()
        self.check_access("write")
        if self._is_setup_approved():
            raise UserError(self.env._("It is approved as it is."))
        self._get_versions(("state", "=", "proposed"))._settle("void")
        content = self._get_setup()
        version = self._start_version(
            "change",
            content,
            self._get_active_version().content or {},
            base_digest=get_digest(self._get_governed(content)),
            author_ids=(self.setup_editor_ids | self.env.user).ids,
        )
        version._note(self.env._("Approval asked for"))
        self._ask_setup_approver(version)

    # ------------------------------------------------------------------- guards
    def _get_access_points(self):
        points = super()._get_access_points()
        # What is being applied is approved with it.
        applying = self.env.context.get(APPLYING) is APPLIED
        if applying or self._is_approved_by_onboarding():
            return points
        if self._is_two_person() and not self._is_setup_approved():
            points.append(
                (
                    "blocker",
                    self.env._(
                        "Nobody but who set it up has approved it (button Ask for "
                        "Approval)."
                    ),
                )
            )
        return points

    def _is_approved_by_onboarding(self):
        """Whether two people see it before it is active, or are about to."""
        # A trial is run by one person, and never in production.
        production = self.environment == "production"
        states = ("preparing", "waiting") if production else OPEN_STATES
        running = any(one.state in states for one in self.sudo().onboarding_ids)
        return running or (self.state == "draft" and self.sudo()._needs_onboarding())

    @api.private
    def _note_approved(self, authors):
        """What it is now was approved by somebody who had no part in it."""
        self.ensure_one()
        content = self._get_setup()
        version = self._start_version(
            "change",
            content,
            self._get_active_version().content or {},
            state="replaced",
            author_ids=(authors | self.setup_editor_ids).ids,
        )
        version._put_in_force(self.sudo())

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(
            vals.get("state", "draft") != "draft" for vals in vals_list
        ):
            raise ValidationError(
                self.env._(
                    "A connector begins in preparation. It goes live by its button, "
                    "once it is ready."
                )
            )
        connectors = super().create(vals_list)
        connectors._note_setup_editor()
        return connectors

    def write(self, vals):
        if self.env.su or self.env.context.get(APPLYING) is APPLIED:
            return super().write(vals)
        self._check_environment_change(vals)
        if vals.get("state") == "paused":
            self._check_begun()
        free = self._hold_changes(vals)
        result = super(LogisticsSyncConnector, free).write(vals)
        if not vals.keys().isdisjoint(self._get_setup_fields()):
            free._note_setup_editor()
        return result

    def _note_setup_editor(self):
        """Remember who prepares it: somebody else has to approve it."""
        if self.env.su:
            return
        for connector in self.sudo().filtered(lambda one: one.state == "draft"):
            connector.setup_editor_ids |= self.env.user

    def _check_begun(self):
        """From preparation it goes live first: what is paused counts as approved."""
        for connector in self.filtered(lambda one: one.state == "draft"):
            raise ValidationError(
                self.env._(
                    "“%s” is in preparation: there is nothing to pause.",
                    connector.name,
                )
            )

    def _check_environment_change(self, vals):
        """Raise ValidationError for who moves what is in use past its approval."""
        for connector in self.filtered(lambda one: one.state != "draft"):
            company = connector.company_id.id
            if vals.get("company_id", company) != company:
                raise ValidationError(
                    self.env._(
                        "“%s” is in use: it stays in its company. Onboard the "
                        "partner in the other company as well.",
                        connector.name,
                    )
                )
            environment = connector.environment
            if vals.get("environment", environment) != environment:
                raise ValidationError(
                    self.env._(
                        "“%s” is in use: it stays in its environment. Export its "
                        "setup, and import it there.",
                        connector.name,
                    )
                )


class LogisticsSyncOnboarding(models.Model):
    _inherit = "logistics.sync.onboarding"

    def _activate(self):
        """What was approved here is the first version of the setup."""
        self.connector_id.sudo()._note_approved(self.sudo().worker_ids)
        return super()._activate()
