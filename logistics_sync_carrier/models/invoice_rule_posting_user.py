# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class LogisticsInvoiceRule(models.Model):
    """In whose name the invoices of a rule are made and posted."""

    _inherit = "logistics.invoice.rule"

    posting_user_id = fields.Many2one(
        "res.users",
        string="Invoices Made As",
        tracking=True,
        copy=False,
        ondelete="restrict",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Invoices are made and posted with the rights of this user and no others. "
        "It is another one than connectors work as. Empty: with all rights.",
    )

    @api.constrains("posting_user_id")
    def _check_posting_user(self):
        for rule in self.filtered("posting_user_id"):
            rule.posting_user_id._check_posts_only()

    def _as_posting_user(self, records):
        """Records as the user sees them who makes the invoices."""
        user = self.sudo().posting_user_id
        return records.with_user(user) if user else records


class LogisticsSyncConnector(models.Model):
    _inherit = "logistics.sync.connector"

    @api.constrains("service_user_id")
    def _check_syncs_only(self):
        self.service_user_id._check_posts_only()


class ResUsers(models.Model):
    _inherit = "res.users"

    def _check_posts_only(self):
        """Raise ValidationError where one user both brings facts in and posts."""
        connectors = self.env["logistics.sync.connector"].sudo()
        rules = self.env["logistics.invoice.rule"].sudo()
        for user in self:
            connector = connectors.search([("service_user_id", "=", user.id)], limit=1)
            rule = rules.search([("posting_user_id", "=", user.id)], limit=1)
            if connector and rule:
                raise ValidationError(
                    self.env._(
                        "“%(user)s” cannot both work for connector %(connector)s and "
                        "post invoices by rule %(rule)s: whoever tells that goods left "
                        "must not bill them.",
                        user=user.name,
                        connector=connector.name,
                        rule=rule.name,
                    )
                )
