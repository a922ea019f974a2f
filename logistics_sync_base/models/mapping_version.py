# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError


class LogisticsSyncMapping(models.Model):
    """Versions: draft, approved by someone else, active, retired, and back."""

    _inherit = "logistics.sync.mapping"

    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_at = fields.Datetime(readonly=True, copy=False)
    activated_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    activated_at = fields.Datetime(readonly=True, copy=False)
    retired_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    retired_at = fields.Datetime(readonly=True, copy=False)
    previous_id = fields.Many2one(
        "logistics.sync.mapping",
        string="Replaced",
        readonly=True,
        copy=False,
        help="The version that was active before this one.",
    )
    can_approve = fields.Boolean(compute="_compute_can_approve")
    connector_count = fields.Integer(
        compute="_compute_connector_count", string="Connectors That Use It"
    )

    @api.depends("state", "editor_ids")
    @api.depends_context("uid")
    def _compute_can_approve(self):
        manager = self.env.user.has_group("logistics_sync_base.group_logistics_manager")
        for mapping in self:
            mapping.can_approve = (
                manager
                and bool(mapping._origin)
                and mapping.state == "draft"
                and self.env.user not in mapping.editor_ids
            )

    def _compute_connector_count(self):
        for mapping in self:
            mapping.connector_count = len(mapping._get_connectors())

    def _get_connectors(self):
        """All connectors that read or write documents with one of these versions."""
        return self._get_direct_users() | self._get_document_lines().connector_id

    def _get_direct_users(self):
        connectors = self.env["logistics.sync.connector"].sudo()
        return connectors.with_context(active_test=False).search(
            [("mapping_id", "in", self.ids)]
        )

    def _get_document_lines(self):
        lines = self.env["logistics.sync.connector.document"].sudo()
        return lines.with_context(active_test=False).search(
            [("mapping_id", "in", self.ids)]
        )

    def _get_family_domain(self):
        self.ensure_one()
        return [("name", "=", self.name), ("company_id", "=", self.company_id.id)]

    # ------------------------------------------------------------- approval
    def _check_manager(self):
        group = "logistics_sync_base.group_logistics_manager"
        if not self.env.su and not self.env.user.has_group(group):
            raise AccessError(
                self.env._("Only an integration administrator decides about mappings.")
            )
        self.check_access("write")

    def action_approve(self):
        """Button: what it says is right. Nobody approves what they wrote themselves."""
        self._check_manager()
        for mapping in self:
            if mapping.state != "draft":
                raise UserError(self.env._("Only a draft can be approved."))
            if self.env.user in mapping.sudo().editor_ids and not self.env.su:
                raise UserError(
                    self.env._(
                        "You have worked on “%s” yourself. Ask another integration "
                        "administrator to approve it.",
                        mapping.display_name,
                    )
                )
        self._check_works()
        self.sudo()._set_state(
            "approved",
            approved_by_id=self.env.uid,
            approved_at=fields.Datetime.now(),
        )
        return True

    def action_change_again(self):
        """Button: back to a draft, before it was ever used."""
        self._check_manager()
        if any(mapping.state != "approved" for mapping in self):
            raise UserError(self.env._("Only an approved version can be reopened."))
        self.sudo()._set_state("draft", approved_by_id=False, approved_at=False)
        return True

    # ----------------------------------------------------------- activation
    def action_activate(self):
        """Button: connectors of the version before use this one from now on."""
        self._check_manager()
        for mapping in self:
            if mapping.state == "draft" and self.env.su:
                # Data that comes with the system has no second person to ask.
                mapping.action_approve()
            if mapping.state != "approved":
                raise UserError(
                    self.env._(
                        "“%s” has to be approved first, by an integration "
                        "administrator who did not work on it.",
                        mapping.display_name,
                    )
                )
            mapping._check_works()
            mapping._check_contract()
            mapping.sudo()._activate()
        return True

    def _check_contract(self):
        """Raise what speaks against using it; samples add their part."""

    def _activate(self):
        before = self.search(
            [
                *self._get_family_domain(),
                ("state", "=", "active"),
                ("id", "!=", self.id),
            ]
        )
        now = fields.Datetime.now()
        before._set_state("retired", retired_by_id=self.env.uid, retired_at=now)
        self._set_state(
            "active",
            previous_id=before[:1].id,
            activated_by_id=self.env.uid,
            activated_at=now,
            retired_by_id=False,
            retired_at=False,
        )
        before._hand_over(self)

    def _hand_over(self, mapping):
        """Let every connector that uses one of these use that one."""
        self._get_direct_users().write({"mapping_id": mapping.id})
        self._get_document_lines().write({"mapping_id": mapping.id})

    def action_back(self):
        """Button: the version before is the active one again, at once."""
        self._check_manager()
        self.ensure_one()
        before = self.previous_id
        if self.state != "active" or not before:
            raise UserError(self.env._("There is no version to go back to."))
        own, earlier, now = self.sudo(), before.sudo(), fields.Datetime.now()
        own._set_state("retired", retired_by_id=self.env.uid, retired_at=now)
        earlier._set_state(
            "active",
            activated_by_id=self.env.uid,
            activated_at=now,
            retired_by_id=False,
            retired_at=False,
        )
        own._hand_over(earlier)
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": before.id,
            "view_mode": "form",
        }

    def action_retire(self):
        """Button: not used any more. A version somebody uses cannot be retired."""
        self._check_manager()
        for mapping in self:
            users = mapping._get_connectors()
            if users:
                raise ValidationError(
                    self.env._(
                        "“%(mapping)s” is used by %(connectors)s. Give them another "
                        "mapping first.",
                        mapping=mapping.display_name,
                        connectors=", ".join(users.mapped("name")),
                    )
                )
        self.sudo()._set_state(
            "retired",
            retired_by_id=self.env.uid,
            retired_at=fields.Datetime.now(),
        )
        return True

    def action_new_version(self):
        """A draft copy with the next version number, to be changed and activated."""
        self.ensure_one()
        fresh = self._make_version()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": fresh.id,
            "view_mode": "form",
        }

    def _make_version(self, **vals):
        self.ensure_one()
        family = self.search(self._get_family_domain())
        latest = max(family.mapped("version"), default=0)
        return self.copy({"name": self.name, "version": latest + 1, **vals})

    def action_view_connectors(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Connectors That Use %s", self.display_name),
            "res_model": "logistics.sync.connector",
            "view_mode": "list,form",
            "domain": [("id", "in", self._get_connectors().ids)],
        }

    @api.constrains("name", "company_id")
    def _check_family(self):
        for mapping in self:
            if mapping.version > 1 and not self.search_count(
                [*mapping._get_family_domain(), ("version", "<", mapping.version)]
            ):
                raise ValidationError(
                    self.env._(
                        "A new version keeps the name and the company of the mapping. "
                        "Duplicate the mapping to begin another one."
                    )
                )
