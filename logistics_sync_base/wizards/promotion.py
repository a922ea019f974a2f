# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import binascii
from datetime import UTC, datetime

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.setup_bundle import get_digest
from ..models.setups.setup_version import MANAGER


class LogisticsSyncPromotionExport(models.TransientModel):
    """The setup of a connector as a file for another environment."""

    _name = "logistics.sync.promotion.export"
    _description = "Export a Setup"

    connector_id = fields.Many2one("logistics.sync.connector", required=True)
    with_addresses = fields.Boolean(
        help="Only for a database of the same environment: test systems have other "
        "addresses than production.",
    )

    def action_export(self):
        """Button: write the file and download it."""
        self.ensure_one()
        promotion = self.connector_id._export_setup(self.with_addresses)
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{promotion._name}/{promotion.id}/file/"
            f"{promotion.file_name}?download=true",
            "target": "download",
        }


class LogisticsSyncPromotionImport(models.TransientModel):
    """What a file would change, and its way to who has to approve it."""

    _name = "logistics.sync.promotion.import"
    _description = "Import a Setup"

    file = fields.Binary(required=True)
    file_name = fields.Char()
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    state = fields.Selection(
        [("new", "New"), ("shown", "Shown")], default="new", readonly=True
    )
    is_refused = fields.Boolean(readonly=True)
    is_unchanged = fields.Boolean(readonly=True)
    told = fields.Char(readonly=True)
    plan_html = fields.Html(readonly=True, sanitize=False)

    def _check_allowed(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("Only an integration administrator imports setups.")
            )
        if self.company_id not in self.env.user.company_ids:
            raise AccessError(self.env._("You do not work for this company."))

    def _get_raw(self):
        try:
            return base64.b64decode(self.with_context(bin_size=False).file or b"")
        except binascii.Error as error:
            raise UserError(
                self.env._("The file did not arrive as a whole.")
            ) from error

    def _plan(self):
        promotions = self.env["logistics.sync.promotion"].sudo()
        bundle = promotions._open(self._get_raw())
        plan, refused = promotions._make_plan(bundle, self.company_id, self.env.user)
        return bundle, plan, refused

    def action_preview(self):
        """Button: show what would happen; nothing is changed."""
        self.ensure_one()
        self._check_allowed()
        bundle, plan, refused = self._plan()
        connector, __ = (
            self.env["logistics.sync.promotion"]
            .sudo()
            ._get_target(bundle, self.company_id)
        )
        said = {"name": bundle.get("name"), "by": bundle.get("exported_by")}
        told = (
            self.env._("“%(name)s” is here already. Exported by %(by)s.", **said)
            if connector
            else self.env._("“%(name)s” is new here. Exported by %(by)s.", **said)
        )
        self.write(
            {
                "state": "shown",
                "told": told,
                "is_refused": bool(refused),
                "is_unchanged": not refused and _is_same(plan, connector),
                "plan_html": self.env["ir.qweb"]._render(
                    "logistics_sync_base.setup_plan", {"rows": refused or plan}
                ),
            }
        )
        return self._show()

    def action_import(self):
        """Button: keep it as a draft that somebody else has to approve."""
        self.ensure_one()
        self._check_allowed()
        bundle, plan, refused = self._plan()
        if refused:
            raise UserError(
                self.env._(
                    "It cannot be imported:\n%s",
                    "\n".join(f"• {row['text']}" for row in refused),
                )
            )
        promotion = (
            self.env["logistics.sync.promotion"].sudo()._receive(bundle, plan, self)
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": promotion._name,
            "res_id": promotion.id,
            "view_mode": "form",
        }

    def _show(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import a Setup"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }


class LogisticsSyncPromotion(models.Model):
    _inherit = "logistics.sync.promotion"

    @api.model
    @api.private
    def _receive(self, bundle, plan, wizard):
        """The record of an import, waiting for approval if it changes anything."""
        company = wizard.company_id
        connector, __ = self._get_target(bundle, company)
        environments = self.env["logistics.sync.environment"]
        unchanged = _is_same(plan, connector)
        promotion = self.create(
            {
                "name": bundle["name"],
                "direction": "in",
                "state": "unchanged" if unchanged else "to_approve",
                "code": bundle["code"],
                "company_id": company.id,
                "connector_id": connector.id,
                "source_environment": bundle.get("environment"),
                "target_environment": connector.environment
                or environments._get_environment(),
                "digest": bundle["sha256"],
                "is_signed": bool(self._get_key()),
                "file": wizard.with_context(bin_size=False).file,
                "file_name": wizard.file_name or f"{bundle['code']}-setup.json",
                "exported_by": bundle.get("exported_by"),
                "exported_at": _read_moment(bundle.get("exported_at")),
                "imported_by_id": self.env.uid,
                "imported_at": fields.Datetime.now(),
                "plan": plan,
                "base_digest": get_digest(self._get_whole(connector)),
            }
        )
        if not unchanged:
            promotion._ask_approver()
        self.env["logistics.sync.audit.entry"]._note(
            "change",
            self.env._("Setup imported as a draft: %s", promotion.name),
            promotion,
            after={"connector": promotion.name, "sha256": promotion.digest},
        )
        return promotion

    def _ask_approver(self):
        others = self.env.ref(MANAGER).all_user_ids.filtered(
            lambda user: (
                not self._is_by(user)
                and user.active
                and not user.share
                and self.company_id in user.company_ids
            )
        )
        if approver := others.sorted("id")[:1]:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=approver.id,
                summary=self.env._("Approve the imported setup of %s", self.name),
            )


def _read_moment(text):
    """The moment a file names, or False where it names none."""
    try:
        moment = datetime.fromisoformat(str(text))
        if moment.tzinfo:
            moment = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return False
    return moment.replace(tzinfo=None)


def _is_same(plan, connector):
    return bool(connector) and all(row["level"] == "hint" for row in plan)
