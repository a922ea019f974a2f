# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models, tools

FREE = "free"


class LogisticsSyncOwnership(models.Model):
    """What people in Odoo may do to what a partner system has the say about."""

    _inherit = "logistics.sync.ownership"

    in_odoo = fields.Selection(
        [
            (FREE, "May change it"),
            ("note", "May, with a note"),
            ("ask", "May, and it becomes a question"),
            ("refuse", "May not"),
        ],
        string="People in Odoo",
        required=True,
        default=FREE,
        help="Where partner systems own it: what becomes of a change somebody makes in "
        "Odoo. Who may overrule the system of record is never stopped; the note and "
        "the question come all the same.",
    )

    @api.model
    @tools.ormcache("company_id")
    def _get_user_rules(self, company_id):
        """Rules as :meth:`_get_rules` gives them, with what they say of people.

        Empty where people may do everything.
        """
        found = self.sudo().search([("company_id", "=", company_id)])
        if not found.filtered(lambda rule: rule._limits_people()):
            return {}
        return {
            (rule.object, rule.part, rule.operation): (
                rule.id,
                rule.in_odoo if rule._limits_people() else FREE,
            )
            for rule in found
        }

    def _limits_people(self):
        return self.owner == "connectors" and self.in_odoo != FREE

    @api.model
    @api.private
    def _find_for_people(self, object_name, operation, part, company):
        """The rule that limits people in this, or an empty recordset."""
        rules = self._get_user_rules(company.id)
        found = rules and self._pick_rule(rules, object_name, part, operation)
        return self.browse(found[0] if found and found[1] != FREE else ())

    def _get_people_sentence(self, record, labels):
        """What is noted, asked and told: who wanted to change what."""
        self.ensure_one()
        return self.env._(
            "%(user)s changes %(fields)s of %(document)s in Odoo, but %(owner)s has "
            "the say about it (%(subject)s).",
            user=self.env.user.name,
            fields=", ".join(f"“{label}”" for label in labels),
            document=record.display_name,
            owner=self.sudo().owner_name,
            subject=self._describe(),
        )
