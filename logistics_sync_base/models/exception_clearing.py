# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class LogisticsSyncException(models.Model):
    """What closes by itself when its cause is gone, and what a person confirms."""

    _inherit = "logistics.sync.exception"

    cause = fields.Text(related="code_id.cause", string="Why It Comes Up")
    cause_gone_at = fields.Datetime(
        readonly=True,
        copy=False,
        help="The cause is gone since then; this kind is closed by a person.",
    )

    @api.private
    def _resolve(self, resolution, reason=None):
        """What is not closed by itself is marked, and waits for a person."""
        kept = self.browse()
        if resolution == "automatic":
            kept = self.filtered(lambda one: not one.code_id.auto_clear)
            fresh = kept.filtered(lambda one: not one.cause_gone_at)
            fresh.write({"cause_gone_at": fields.Datetime.now()})
            fresh._note("changed", self.env._("The cause is gone"))
        return super(LogisticsSyncException, self - kept)._resolve(resolution, reason)

    def action_close(self):
        """Confirm that the cause is gone."""
        self.check_access("write")
        self._check_open()
        still_there = self.filtered(lambda one: not one.cause_gone_at)
        if still_there:
            raise UserError(
                self.env._(
                    "The cause of “%s” is still there: mend it first.",
                    still_there[0].name,
                )
            )
        self._resolve("fixed")
        return True
