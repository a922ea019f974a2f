# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...core.setup_bundle import get_digest
from ...core.setup_diff import find_differences, spell_out

MANAGER = "logistics_sync_base.group_logistics_manager"
# What a record tells about its versions.
SHOWN = (
    *("setup_number", "setup_version_count", "previous_setup_id"),
    *("proposed_setup_id", "proposed_setup_html", "can_decide_setup"),
)


class LogisticsSyncSetupVersion(models.Model):
    """How a connector or a rule was set up, since when, by whom and approved by whom.

    The one in force is what the record says; a proposed one is nothing but this row
    until somebody who had no part in it approves it.
    """

    _name = "logistics.sync.setup.version"
    _description = "Version of a Setup"
    _order = "id desc"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        model_field="res_model", required=True, readonly=True
    )
    subject = fields.Char(string="Of", readonly=True)
    number = fields.Integer(string="Version", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    state = fields.Selection(
        [
            ("proposed", "To approve"),
            ("active", "In force"),
            ("replaced", "Replaced"),
            ("refused", "Refused"),
            ("void", "No longer wanted"),
        ],
        required=True,
        readonly=True,
        default="proposed",
    )
    source = fields.Selection(
        [
            ("before", "As it was before"),
            ("change", "Changed by hand"),
            ("import", "Imported"),
            ("back", "Brought back"),
        ],
        string="Came By",
        required=True,
        readonly=True,
        default="change",
    )
    content = fields.Json(readonly=True, prefetch=False)
    before = fields.Json(readonly=True, prefetch=False)
    digest = fields.Char(string="SHA-256", readonly=True)
    base_digest = fields.Char(readonly=True)
    author_ids = fields.Many2many(
        "res.users",
        "logistics_sync_setup_version_author_rel",
        string="Changed by",
        readonly=True,
        help="None of these can approve it.",
    )
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_at = fields.Datetime(string="Decided On", readonly=True)
    is_approved = fields.Boolean(
        string="Approved", readonly=True, help="By somebody who had no part in it."
    )
    is_from_before = fields.Boolean(
        readonly=True, help="It was in force before anybody had to approve changes."
    )
    active_from = fields.Datetime(string="In Force Since", readonly=True)
    active_until = fields.Datetime(string="In Force Until", readonly=True)
    back_to_id = fields.Many2one(
        "logistics.sync.setup.version", string="Brought Back From", readonly=True
    )
    activity_id = fields.Many2one("mail.activity", readonly=True, ondelete="set null")
    can_decide = fields.Boolean(compute="_compute_can_decide")
    can_go_back = fields.Boolean(compute="_compute_can_go_back")
    changes_html = fields.Html(compute="_compute_changes_html", string="What Changes")
    change_count = fields.Integer(compute="_compute_changes_html", string="Changes")

    _record_index = models.Index("(res_model, res_id, active_from)")
    _one_proposed = models.UniqueIndex(
        "(res_model, res_id) WHERE state = 'proposed'",
        "A change of this waits for approval already.",
    )
    _one_active = models.UniqueIndex(
        "(res_model, res_id) WHERE state = 'active'", "One version is in force."
    )

    @api.depends("subject", "number")
    def _compute_display_name(self):
        for version in self:
            if not version.number:
                # It has none before it is in force for the first time.
                version.display_name = self.env._("%s, a proposal", version.subject)
                continue
            version.display_name = self.env._(
                "%(subject)s, version %(number)s",
                subject=version.subject,
                number=version.number,
            )

    @api.depends("state", "author_ids")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for version in self:
            version.can_decide = (
                version.state == "proposed" and not version._get_obstacle()
            )

    @api.depends("state", "number")
    @api.depends_context("uid")
    def _compute_can_go_back(self):
        for version in self:
            record = version._get_record()
            version.can_go_back = (
                version.state == "replaced"
                and bool(record and version.active_from)
                and self.env.user.has_group(record._get_setup_approvers())
                and version._is_trusted(record)
            )

    @api.depends("content", "before")
    def _compute_changes_html(self):
        for version in self:
            rows = version._get_changes()
            version.change_count = len(rows)
            version.changes_html = self.env["ir.qweb"]._render(
                "logistics_sync_base.setup_changes", {"rows": rows}
            )

    # --------------------------------------------------------------- contents
    def _get_record(self):
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id).exists()

    @api.private
    def _get_changes(self):
        """[(kind, place, before, after)] as a reader understands them."""
        self.ensure_one()
        tell = self.env["logistics.sync.setup"]
        found = find_differences(self.before or {}, self.content or {})
        return tell._tell_changes(self.res_model, spell_out(found))

    # --------------------------------------------------------------- deciding
    def _get_obstacle(self):
        """Why the user may not decide about it, or an empty text."""
        self.ensure_one()
        user, record = self.env.user, self._get_record()
        if not record or not user.has_group(record._get_setup_approvers()):
            return self.env._("You have no right to decide about such changes.")
        if user in self.sudo().author_ids:
            return self.env._(
                "You changed “%s” yourself. Ask somebody else to approve it.",
                self.subject,
            )
        return ""

    def _check_decider(self):
        for version in self:
            version._get_record().check_access("read")
            if version.state != "proposed":
                raise UserError(self.env._("This was decided about already."))
            if obstacle := version._get_obstacle():
                raise AccessError(obstacle)

    def action_approve(self):
        """Button: the change is right; it counts from now on."""
        self._check_decider()
        for version in self.sudo():
            record = version._get_record()
            current = record._get_setup()
            if get_digest(record._get_governed(current)) != version.base_digest:
                raise UserError(
                    self.env._(
                        "“%s” has changed since this was proposed. Refuse it and "
                        "have it proposed again.",
                        version.subject,
                    )
                )
            record._apply_setup(record._merge_proposed(current, version.content))
            version._put_in_force(record)
            version._note(self.env._("Change approved"))
        return True

    def action_refuse(self):
        """Button: nothing changes."""
        self._check_decider()
        self.sudo()._settle("refused")
        for version in self.sudo():
            version._note(self.env._("Change refused"))
        return True

    def action_withdraw(self):
        """Button: who proposed it no longer wants it."""
        for version in self:
            if version.state != "proposed":
                raise UserError(self.env._("This was decided about already."))
            if self.env.user not in version.sudo().author_ids:
                raise AccessError(
                    self.env._("Only who proposed a change takes it back.")
                )
        self.sudo()._settle("void")
        for version in self.sudo():
            version._note(self.env._("Change withdrawn"))
        return True

    def action_go_back(self):
        """Button: this version counts again, at once."""
        self.ensure_one()
        record = self._get_record()
        if not record:
            raise UserError(self.env._("What it was a version of is gone."))
        record._check_setup_manager()
        if self.state != "replaced" or not self.active_from:
            raise UserError(self.env._("Only what was in force can be brought back."))
        if not self._is_trusted(record):
            raise UserError(
                self.env._(
                    "Nobody ever approved version %s here. Make the change by hand, so "
                    "that somebody else approves it.",
                    self.number,
                )
            )
        record.sudo()._bring_back(self.sudo())
        return record._open_setup()

    def _is_trusted(self, record):
        """Whether it may count again without anybody else looking at it."""
        self.ensure_one()
        known = (self.is_approved or self.is_from_before) and record._is_of_here(
            self.content
        )
        return known or not record._needs_approval_to_go_back(self.content)

    def action_open_record(self):
        """Button: the connector or rule itself."""
        self.ensure_one()
        return self._get_record()._open_setup()

    def _settle(self, state):
        self.write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )
        self.activity_id.unlink()
        for version in self:
            version._get_record().invalidate_recordset(SHOWN)

    def _put_in_force(self, record):
        """Note that a record is from now on as this version says."""
        self.ensure_one()
        now = fields.Datetime.now()
        record._get_active_version().write({"state": "replaced", "active_until": now})
        # Only one can be in force, also for the moment between two statements.
        self.env.flush_all()
        content = record._get_setup()
        self._settle("active")
        self.write(
            {
                "content": content,
                "digest": get_digest(content),
                "is_approved": self.env.user not in self.author_ids,
                "active_from": now,
                "number": record._get_next_number(),
            }
        )

    def _note(self, summary, reason=""):
        """Keep in the audit trail what was decided, with before and after."""
        self.ensure_one()
        rows = self._get_changes()
        self.env["logistics.sync.audit.entry"]._note(
            "approval",
            f"{summary}: {self.subject}",
            self._get_record(),
            before={row[1]: row[2] for row in rows},
            after={row[1]: row[3] for row in rows},
            reason=reason,
        )
