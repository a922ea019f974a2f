# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class LogisticsSyncExceptionCode(models.Model):
    """What a kind of question means, what may be done about it, and who pays for it."""

    _inherit = "logistics.sync.exception.code"

    cause = fields.Text(translate=True, help="Why such a question comes up.")
    retryable = fields.Boolean(
        string="Can Be Processed Again",
        default=True,
        help="Processing the document again makes sense once the cause is mended.",
    )
    auto_clear = fields.Boolean(
        string="Closes by Itself",
        default=True,
        help="The question is closed as soon as its cause is gone. Otherwise a person "
        "confirms it.",
    )
    financial = fields.Boolean(
        string="About Money",
        compute="_compute_financial",
        store=True,
        readonly=False,
        help="Nobody ignores it alone: an override is approved by a second person.",
    )
    allow_ignore = fields.Boolean(string="May Be Ignored", default=True)
    allow_override = fields.Boolean(string="May Be Overridden", default=True)
    allow_dispute = fields.Boolean(string="May Be Disputed", default=True)
    allow_defer = fields.Boolean(string="May Be Deferred", default=True)

    @api.depends("team")
    def _compute_financial(self):
        for kind in self:
            kind.financial = kind.team == "finance"
