# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

# Both are valid for so long, that the partner can change over without a gap.
OVERLAP_DAYS = 14
REMIND_DAYS = 14
CODE = "secret_expires"


class LogisticsSyncCredential(models.Model):
    """Secrets are replaced with an overlap, and somebody is told before they end."""

    _inherit = "logistics.sync.credential"

    replaces_id = fields.Many2one(
        "logistics.sync.credential",
        string="Takes Over From",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="Ends with the overlap, once this one has its secret.",
    )

    _one_successor = models.UniqueIndex(
        "(replaces_id) WHERE revoked_at IS NULL",
        "Somebody made a successor of this secret already.",
    )

    def action_rotate(self):
        """Button: a successor; the present secret stays valid for the overlap."""
        self.ensure_one()
        self.check_access("write")
        if self.state not in ("valid", "elsewhere") or not self.hint:
            raise UserError(self.env._("Only a valid secret can be replaced."))
        successor = self.search(
            [("replaces_id", "=", self.id), ("revoked_at", "=", False)]
        )
        if not successor:
            successor = self.copy({"expires_at": False})
            successor._write_decided({"replaces_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Successor of %s", self.name),
            "res_model": self._name,
            "res_id": successor.id,
            "view_mode": "form",
        }

    def _open_successor(self):
        """The screen on which the next secret is entered, or else this one's own."""
        if self.state in ("valid", "elsewhere") and self.hint:
            return self.action_rotate()
        return self._get_records_action(context={})

    def write(self, vals):
        result = super().write(vals)
        if vals.get("hint"):
            self._end_predecessors()
        return result

    def _end_predecessors(self):
        """The overlap begins when the successor has its secret, not before."""
        end = fields.Datetime.now() + timedelta(days=OVERLAP_DAYS)
        for old in self.replaces_id:
            if old.state in ("valid", "elsewhere") and (
                not old.expires_at or old.expires_at > end
            ):
                old.sudo().expires_at = end

    # ------------------------------------------------------------- reminder
    @api.model
    def _cron_remind(self):
        """Daily: a question for each secret that ends soon and has no successor."""
        now = fields.Datetime.now()
        ending = self.search(
            [
                ("expires_at", "<=", now + timedelta(days=REMIND_DAYS)),
                ("revoked_at", "=", False),
                ("hint", "!=", False),
                ("connector_id.state", "=", "live"),
                ("connector_id.active", "=", True),
            ]
        ).filtered(lambda one: one.environment == one.connector_id.environment)
        exceptions = self.env["logistics.sync.exception"]
        due = ending.filtered(lambda one: not one._has_successor())
        for credential in due:
            exceptions._raise_for(
                CODE,
                credential._describe_end(now),
                connector=credential.connector_id,
                subject=credential,
            )
        exceptions._resolve_where(
            [
                ("code_id.code", "=", CODE),
                (
                    "dedup_key",
                    "not in",
                    [f"{self._name}:{one.id}:{CODE}" for one in due],
                ),
            ],
            "automatic",
        )

    def _has_successor(self):
        """Whether another secret of its kind and environment lasts longer."""
        self.ensure_one()
        return any(
            other.hint
            and other.kind == self.kind
            and other.environment == self.environment
            and not other.revoked_at
            and (not other.expires_at or other.expires_at > self.expires_at)
            for other in self.connector_id.credential_ids - self
        )

    def _describe_end(self, now):
        values = {
            "kind": dict(self._fields["kind"]._description_selection(self.env))[
                self.kind
            ],
            "name": self.name,
            "connector": self.connector_id.name,
            "day": self.expires_at.date(),
        }
        if self.expires_at <= now:
            return self.env._(
                "%(kind)s “%(name)s” of %(connector)s ended on %(day)s and has no "
                "successor.",
                **values,
            )
        return self.env._(
            "%(kind)s “%(name)s” of %(connector)s ends on %(day)s and has no "
            "successor.",
            **values,
        )
