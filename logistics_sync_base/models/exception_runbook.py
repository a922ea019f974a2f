# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

PARAMETER = "logistics_sync.runbook_address"
ADDRESS = "https://github.com/logistics-sync/logistics-sync/blob/19.0/docs/runbooks.md"


class LogisticsSyncExceptionCode(models.Model):
    """Each kind of question points to the page that says how to answer it."""

    _inherit = "logistics.sync.exception.code"

    runbook = fields.Char(
        compute="_compute_runbook",
        store=True,
        readonly=False,
        help="Section of the runbooks, or a web address of your own.",
    )
    runbook_url = fields.Char(
        compute="_compute_runbook_url", string="What to Do, in Detail"
    )

    @api.depends("code")
    def _compute_runbook(self):
        for kind in self:
            kind.runbook = kind.runbook or kind.code

    @api.depends("runbook")
    def _compute_runbook_url(self):
        for kind in self:
            kind.runbook_url = self._get_runbook(kind.runbook)

    @api.model
    @api.private
    def _get_runbook(self, section):
        """The web address of a section; the system parameter says of which book."""
        if not section or section.startswith(("https://", "http://")):
            return section or False
        book = self.env["ir.config_parameter"].sudo().get_param(PARAMETER, ADDRESS)
        return f"{book}#{section}"
