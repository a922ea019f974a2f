# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

KINDS = ("document", "file", "log")


class LogisticsSyncRetentionRule(models.Model):
    """How long what messages brought is kept after the work with it is done.

    The first rule that fits a message counts. What is deleted leaves its hash, its
    numbers, its times and what followed from it.
    """

    _name = "logistics.sync.retention.rule"
    _description = "Retention Rule"
    _inherit = ["mail.thread"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    connector_id = fields.Many2one(
        "logistics.sync.connector",
        check_company=True,
        ondelete="cascade",
        tracking=True,
        help="Empty: the messages of all partners.",
    )
    direction = fields.Selection(
        [("in", "Received"), ("out", "Sent")],
        tracking=True,
        help="Empty: both.",
    )
    channel = fields.Selection(
        [
            ("operational", "Operational"),
            ("financial", "Financial"),
            ("outbound", "Outbound"),
            ("batch", "Batch"),
        ],
        string="Lane",
        tracking=True,
        help="Empty: all lanes.",
    )
    document_days = fields.Integer(
        string="Documents (days)",
        default=365,
        tracking=True,
        help="The partner's document, its headers and its own words. 0: for ever.",
    )
    file_days = fields.Integer(
        string="Attached Files (days)",
        default=365,
        tracking=True,
        help="Files that came with messages or were made of them. 0: for ever.",
    )
    log_days = fields.Integer(
        string="Logs of Tries (days)",
        default=90,
        tracking=True,
        help="What was called and answered in each try. 0: for ever.",
    )

    _days = models.Constraint(
        "CHECK(document_days >= 0 AND file_days >= 0 AND log_days >= 0)",
        "Days are counted from 0, which means for ever.",
    )
