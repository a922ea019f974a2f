# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ...core.setup_bundle import get_digest
from .setup_version import MANAGER, SHOWN

# A key of the context that no caller from outside can hold: compared by identity.
APPLYING, APPLIED = "logistics_sync_setup_applying", object()


class Undo(Exception):
    """Carries what a change would make of a record out of a savepoint."""

    def __init__(self, content):
        super().__init__()
        self.content = content


class LogisticsSyncVersioned(models.AbstractModel):
    """Mixed into what is set up once and then decides: each change is a version.

    Where a second person has to approve, what somebody saves changes nothing yet: it
    is tried, taken back and kept as a proposal. The version before can be brought
    back at once.
    """

    _name = "logistics.sync.versioned"
    _description = "Setup with Versions"

    setup_number = fields.Integer(
        compute="_compute_setup_versions", string="Setup Version"
    )
    setup_version_count = fields.Integer(
        compute="_compute_setup_versions", string="Setup Versions"
    )
    proposed_setup_id = fields.Many2one(
        "logistics.sync.setup.version",
        compute="_compute_setup_versions",
        string="Change to Approve",
    )
    proposed_setup_html = fields.Html(compute="_compute_setup_versions")
    can_decide_setup = fields.Boolean(compute="_compute_setup_versions")
    previous_setup_id = fields.Many2one(
        "logistics.sync.setup.version",
        compute="_compute_setup_versions",
        string="Version Before",
    )

    # -------------------------------------------------------------- the model's
    @api.private
    def _get_setup(self):
        """All that is versioned, as JSON."""
        raise NotImplementedError

    @api.private
    def _apply_setup(self, setup):
        """Make the record what a setup says."""
        raise NotImplementedError

    @api.model
    @api.private
    def _get_governed(self, setup):
        """The part of a setup that a second person approves."""
        return setup

    @api.model
    @api.private
    def _merge_proposed(self, current, proposed):
        """What a proposal makes of the setup as it is now."""
        return proposed

    @api.model
    def _get_setup_fields(self):
        """Names of the fields whose change is a new version."""
        raise NotImplementedError

    def _needs_setup_approval(self, vals):
        """Whether a change of it waits for a second person."""
        self.ensure_one()
        return False

    def _needs_approval_to_go_back(self, setup):
        """Whether a second person must once have approved what is brought back."""
        return self._needs_setup_approval(dict.fromkeys(self._get_setup_fields(), True))

    @api.model
    @api.private
    def _get_setup_approvers(self):
        """XML id of the group that decides about changes."""
        return MANAGER

    @api.private
    def _check_setup_manager(self):
        """Raise AccessError for who may not bring back versions."""
        if not self.env.su and not self.env.user.has_group(self._get_setup_approvers()):
            raise AccessError(
                self.env._("You have no right to bring back a version of this.")
            )
        self.check_access("read")

    # ---------------------------------------------------------------- versions
    def _get_versions(self, *domain):
        self.ensure_one()
        return (
            self.env["logistics.sync.setup.version"]
            .sudo()
            .search(
                Domain("res_model", "=", self._name)
                & Domain("res_id", "=", self.id)
                & Domain(domain)
            )
        )

    @api.private
    def _get_active_version(self):
        return self._get_versions(("state", "=", "active"))

    @api.private
    def _get_next_number(self):
        return max(self._get_versions().mapped("number"), default=0) + 1

    @api.depends_context("uid")
    def _compute_setup_versions(self):
        for record in self:
            versions = record._origin and record._origin._get_versions()
            versions = versions or self.env["logistics.sync.setup.version"]
            active = versions.filtered(lambda one: one.state == "active")
            record.setup_number = active.number
            record.setup_version_count = len(versions)
            proposed = versions.filtered(lambda one: one.state == "proposed")
            record.proposed_setup_id = proposed
            record.proposed_setup_html = proposed.changes_html
            record.can_decide_setup = proposed.with_user(self.env.user).can_decide
            previous = versions.filtered(
                lambda one, now=active: (
                    one.state == "replaced"
                    and one.active_from
                    and one.digest != now.digest
                )
            )[:1]
            trusted = previous and previous._is_trusted(record)
            record.previous_setup_id = trusted and previous

    def _start_version(self, source, content, before, **values):
        self.ensure_one()
        self.invalidate_recordset(SHOWN)
        return (
            self.env["logistics.sync.setup.version"]
            .sudo()
            .create(
                {
                    "res_model": self._name,
                    "res_id": self.id,
                    "subject": self.display_name,
                    "company_id": self.company_id.id,
                    "source": source,
                    "content": content,
                    "before": before,
                    "digest": get_digest(content),
                    "author_ids": self.env.user.ids,
                    **values,
                }
            )
        )

    @api.private
    def _keep_before(self, before):
        """Without any version yet, what was until now is the first one."""
        if before and not self._get_active_version():
            self._start_version(
                "before",
                before,
                before,
                author_ids=[],
                is_from_before=self._needs_approval_to_go_back(before),
                state="active",
                number=self._get_next_number(),
                active_from=self.create_date,
            )

    # ------------------------------------------------------------------ changes
    def write(self, vals):
        if self._is_free_to_write(vals):
            return super().write(vals)
        before = {record: record._get_setup() for record in self if record._is_in_use()}
        result = super().write(vals)
        for record, setup in before.items():
            record._note_version(setup, "change")
        return result

    def _is_free_to_write(self, vals):
        """Whether nothing of a setup is written, or not by a person."""
        return (
            not self
            or self.env.su
            or self.env.context.get(APPLYING) is APPLIED
            or vals.keys().isdisjoint(self._get_setup_fields())
        )

    @api.private
    def _hold_changes(self, vals):
        """Propose the change where it waits for a second person; returns the others.

        Called by the outermost ``write`` of a model: what else follows a change must
        not follow a proposal.
        """
        if self._is_free_to_write(vals):
            return self
        self.check_access("write")
        held = self.filtered(lambda record: record._needs_setup_approval(vals))
        names = self._get_setup_fields()
        # What is no part of a setup waits for nobody, such as the stop of a partner.
        others = {name: value for name, value in vals.items() if name not in names}
        if held and others:
            held.write(others)
        for record in held:
            record._propose({n: v for n, v in vals.items() if n in names})
        return self - held

    def _is_in_use(self):
        """Whether changes are worth remembering; not while it is being prepared."""
        return True

    @api.private
    def _note_version(self, before, source, **values):
        """Keep what the record is now as the version in force, if it changed."""
        self.ensure_one()
        content = self._get_setup()
        if content == before:
            return self.env["logistics.sync.setup.version"]
        self._keep_before(before)
        version = self._start_version(
            source, content, before, state="replaced", **values
        )
        version._put_in_force(self.sudo())
        return version

    def _propose(self, vals):
        """Try a change, take it back, and ask a second person about it."""
        self.ensure_one()
        before = self._get_setup()
        pending = self._get_versions(("state", "=", "proposed"))
        after = self._try_change(vals, pending)
        self._keep_before(before)
        if after == before:
            pending._settle("void")
            return
        if pending:
            pending.write(
                {
                    "content": after,
                    "before": before,
                    "base_digest": get_digest(self._get_governed(before)),
                    "digest": get_digest(after),
                    "author_ids": (pending.author_ids | self.env.user).ids,
                }
            )
        else:
            base = get_digest(self._get_governed(before))
            pending = self._start_version("change", after, before, base_digest=base)
        pending._note(self.env._("Change proposed"))
        self._ask_setup_approver(pending)

    def _try_change(self, vals, pending):
        trial = self.with_context(**{APPLYING: APPLIED}, tracking_disable=True)
        try:
            with self.env.cr.savepoint():
                if pending:
                    trial.sudo()._apply_setup(pending.content)
                trial.write(vals)
                self.env.flush_all()
                raise Undo(trial._get_setup())
        except Undo as undo:
            # What was looked up in between is not so.
            self.env.registry.clear_cache()
            return undo.content

    def _ask_setup_approver(self, version):
        """Put it on the list of somebody who may decide about it."""
        if "activity_ids" not in self._fields:
            return
        others = self.env.ref(self._get_setup_approvers()).sudo().all_user_ids
        approver = others.filtered(
            lambda user: (
                user not in version.author_ids
                and user.active
                and not user.share
                and self.company_id in user.company_ids
            )
        ).sorted("id")[:1]
        version.activity_id.unlink()
        if approver:
            version.activity_id = self.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=approver.id,
                summary=self.env._("Approve a change of %s", self.display_name),
            )
