# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...core.setup_bundle import BundleError, get_digest, open_bundle
from ...settings import get_setting
from ..connector import ENVIRONMENTS
from .setup_version import MANAGER


class LogisticsSyncPromotion(models.Model):
    """One way of a setup out of this database, or into it: who, when, what.

    What comes in counts only after somebody else than who brought it has approved it.
    """

    _name = "logistics.sync.promotion"
    _description = "Promotion of a Setup"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _mail_post_access = "read"

    name = fields.Char(string="Setup Of", readonly=True)
    direction = fields.Selection(
        [("out", "Exported"), ("in", "Imported")], required=True, readonly=True
    )
    state = fields.Selection(
        [
            ("exported", "Exported"),
            ("to_approve", "To approve"),
            ("applied", "In force"),
            ("unchanged", "Nothing to change"),
            ("refused", "Refused"),
            ("back", "Switched back"),
        ],
        required=True,
        readonly=True,
    )
    code = fields.Char(readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    connector_id = fields.Many2one(
        "logistics.sync.connector", readonly=True, ondelete="set null", index=True
    )
    source_environment = fields.Selection(ENVIRONMENTS, string="From", readonly=True)
    target_environment = fields.Selection(ENVIRONMENTS, string="To", readonly=True)
    digest = fields.Char(string="SHA-256", readonly=True)
    is_signed = fields.Boolean(string="Signed", readonly=True)
    file = fields.Binary(attachment=True, readonly=True)
    file_name = fields.Char(readonly=True)
    exported_by = fields.Char(readonly=True)
    exported_at = fields.Datetime(readonly=True)
    imported_by_id = fields.Many2one("res.users", readonly=True)
    imported_at = fields.Datetime(readonly=True)
    approved_by_id = fields.Many2one("res.users", string="Decided By", readonly=True)
    approved_at = fields.Datetime(string="Decided On", readonly=True)
    plan = fields.Json(readonly=True, prefetch=False)
    plan_html = fields.Html(compute="_compute_plan_html", string="What Changes")
    change_count = fields.Integer(compute="_compute_plan_html", string="Changes")
    base_digest = fields.Char(readonly=True)
    version_id = fields.Many2one(
        "logistics.sync.setup.version", string="Became Version", readonly=True
    )
    can_approve = fields.Boolean(compute="_compute_can_approve")
    can_go_back = fields.Boolean(compute="_compute_can_approve")

    @api.depends("plan")
    def _compute_plan_html(self):
        for promotion in self:
            rows = promotion.plan or []
            promotion.change_count = len(rows)
            promotion.plan_html = self.env["ir.qweb"]._render(
                "logistics_sync_base.setup_plan", {"rows": rows}
            )

    @api.depends("state", "imported_by_id", "version_id.state")
    @api.depends_context("uid")
    def _compute_can_approve(self):
        manager = self.env.user.has_group(MANAGER)
        for promotion in self:
            promotion.can_approve = (
                manager
                and promotion.state == "to_approve"
                and not promotion._is_by(self.env.user)
            )
            version = promotion.sudo().version_id
            promotion.can_go_back = (
                manager
                and promotion.state == "applied"
                and version.state == "active"
                and bool(promotion.connector_id.previous_setup_id)
            )

    # ------------------------------------------------------------------- files
    @api.model
    @api.private
    def _get_key(self):
        """The key that files are signed with in all environments, or None."""
        key = get_setting("promotion_key")
        return key.encode() if key else None

    @api.model
    @api.private
    def _open(self, raw):
        """What a file says; raises UserError, with a remedy, for what is no setup."""
        try:
            return open_bundle(raw, self._get_key())
        except BundleError as error:
            raise UserError(self._get_bundle_sentences()[error.reason]) from error

    @api.model
    def _get_bundle_sentences(self):
        return {
            "too_large": self.env._("The file is larger than any setup."),
            "no_bundle": self.env._(
                "This is no setup of a connector. Take the file that Export Setup "
                "gave, as it is."
            ),
            "newer": self.env._(
                "The file was written by a newer version of Logistics Sync. Update "
                "this database first."
            ),
            "tampered": self.env._(
                "The file was changed after it was exported: its hash does not fit. "
                "Export it again."
            ),
            "unsigned": self.env._(
                "The file is not signed with the key of this server (promotion_key). "
                "Export it where the same key is set."
            ),
        }

    def _get_bundle(self):
        self.ensure_one()
        promotion = self.sudo().with_context(bin_size=False)
        return self._open(base64.b64decode(promotion.file or b""))

    # ---------------------------------------------------------------- deciding
    def _check_manager(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("Only an integration administrator decides about setups.")
            )
        self.check_access("read")

    def _is_by(self, user):
        """Whether a user had a part in it, here or where the file comes from."""
        self.ensure_one()
        return user == self.imported_by_id or user.login == self.exported_by

    def _check_to_approve(self):
        self._check_manager()
        for promotion in self:
            if promotion.state != "to_approve":
                raise UserError(self.env._("This was decided about already."))
            if promotion._is_by(self.env.user):
                raise AccessError(
                    self.env._(
                        "You exported “%s” or brought it here yourself. Ask another "
                        "integration administrator to approve it.",
                        promotion.name,
                    )
                )

    def action_approve(self):
        """Button: take the setup over; checked once more as things are now."""
        self._check_to_approve()
        for promotion in self.sudo():
            promotion._take_over()
        return True

    def action_refuse(self):
        """Button: nothing of it is taken over."""
        self._check_to_approve()
        self.sudo()._settle("refused")
        return True

    def action_go_back(self):
        """Button: the connector is set up again as it was before."""
        self.ensure_one()
        self._check_manager()
        if not self.can_go_back:
            raise UserError(
                self.env._("Something else counts meanwhile. Choose a version there.")
            )
        self.connector_id.action_roll_back()
        self.sudo().state = "back"
        self.sudo().message_post(body=self.env._("Switched back."))
        return True

    def action_open_connector(self):
        """Button: the connector itself."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "logistics.sync.connector",
            "res_id": self.connector_id.id,
            "view_mode": "form",
        }

    def _settle(self, state, **values):
        self.write(
            {
                "state": state,
                "approved_by_id": self.env.uid,
                "approved_at": fields.Datetime.now(),
                **values,
            }
        )
        self.activity_unlink(["mail.mail_activity_data_todo"])
        labels = dict(self._fields["state"]._description_selection(self.env))
        entries = self.env["logistics.sync.audit.entry"]
        for promotion in self:
            entries._note(
                "approval",
                self.env._("Imported setup: %s", labels[state]),
                promotion,
                after={"connector": promotion.name, "sha256": promotion.digest},
            )

    def _take_over(self):
        """Apply what was imported; the version before can be switched back to."""
        self.ensure_one()
        bundle = self._get_bundle()
        plan, refused = self._make_plan(bundle, self.company_id, self.imported_by_id)
        if refused:
            raise UserError(
                self.env._(
                    "It cannot be taken over any more:\n%s",
                    "\n".join(f"• {row['text']}" for row in refused),
                )
            )
        connector, before = self._get_target(bundle, self.company_id)
        base = get_digest(self._get_whole(connector))
        if self.base_digest and self.base_digest != base:
            raise UserError(
                self.env._(
                    "“%s” has changed since this was imported, and so has what the "
                    "import would change. Refuse it and import the file again.",
                    self.name,
                )
            )
        if not connector:
            connector = self._make_target(bundle, self.company_id, self.imported_by_id)
        self._apply(connector, bundle, self.imported_by_id)
        version = connector._note_version(
            before, "import", author_ids=self.imported_by_id.ids
        )
        if version:
            version._note(self.env._("Setup imported"))
        self.connector_id = connector
        self._settle("applied", version_id=version.id, plan=plan)
