# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

GROUP = "logistics_sync_base.group_logistics_finance"


class LogisticsSyncRuleReview(models.Model):
    """Changes of rules that touch money, for finance to look at."""

    _name = "logistics.sync.rule.review"
    _description = "Review of Financial Rules"
    _order = "id desc"
    _rec_name = "subject"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True)
    subject = fields.Char(string="About", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    author_ids = fields.Many2many(
        "res.users",
        "logistics_sync_rule_review_author_rel",
        string="Changed by",
        readonly=True,
        help="None of these can review it.",
    )
    entry_ids = fields.Many2many(
        "logistics.sync.audit.entry",
        "logistics_sync_rule_review_entry_rel",
        string="Entries of the Audit Trail",
        readonly=True,
    )
    changes_html = fields.Html(compute="_compute_changes_html", string="Changes Made")
    change_count = fields.Integer(compute="_compute_change_count", string="Changes")
    state = fields.Selection(
        [("open", "To review"), ("agreed", "Agreed"), ("objected", "Objected")],
        required=True,
        readonly=True,
        default="open",
    )
    reviewed_by_id = fields.Many2one("res.users", readonly=True)
    reviewed_at = fields.Datetime(readonly=True)
    note = fields.Text(string="Remark")

    # Whatever is changed before somebody looked is one review.
    _open_unique = models.UniqueIndex(
        "(res_model, res_id) WHERE state = 'open'", "This waits for a review already."
    )

    @api.depends("entry_ids")
    def _compute_change_count(self):
        for review in self:
            review.change_count = len(review.sudo().entry_ids)

    @api.depends("entry_ids")
    def _compute_changes_html(self):
        for review in self:
            review.changes_html = self.env["ir.qweb"]._render(
                "logistics_sync_base.rule_changes",
                {
                    "changes": [
                        (entry, entry._get_details())
                        for entry in review.sudo().entry_ids.sorted("id")
                    ]
                },
            )

    @api.model
    @api.private
    def _ask(self, record, entry):
        """Have a change looked at by somebody else; with what is open already."""
        review = self.search(
            [
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("state", "=", "open"),
            ]
        )
        links = {
            "author_ids": [Command.link(self.env.uid)],
            "entry_ids": [Command.link(entry.id)],
        }
        if review:
            review.write(links)
            return review
        return self.create(
            {
                "res_model": record._name,
                "res_id": record.id,
                "subject": entry._tell_subject(record),
                "company_id": entry.company_id.id,
                **links,
            }
        )

    # --------------------------------------------------------------- actions
    def action_agree(self):
        """Button: the changes are right."""
        self._decide("agreed")

    def action_object(self):
        """Button: the changes are wrong; the remark says why."""
        if any(not review.note for review in self):
            raise UserError(self.env._("Write in the remark what is wrong."))
        self._decide("objected")

    def action_open_record(self):
        """Button: the rule itself."""
        self.ensure_one()
        record = self.env[self.res_model].browse(self.res_id).exists()
        if not record:
            raise UserError(self.env._("What was changed does not exist any more."))
        return record._get_records_action(context={})

    def _decide(self, state):
        self.check_access("write")
        if not self.env.user.has_group(GROUP):
            raise AccessError(self.env._("Only finance reviews changes of such rules."))
        for review in self:
            if review.state != "open":
                raise UserError(self.env._("This was reviewed already."))
            if self.env.user in review.author_ids:
                raise UserError(
                    self.env._(
                        "You changed “%s” yourself. Ask somebody else of finance to "
                        "review it.",
                        review.subject,
                    )
                )
        label = dict(self._fields["state"]._description_selection(self.env))[state]
        for review in self.sudo():
            review.write(
                {
                    "state": state,
                    "reviewed_by_id": self.env.uid,
                    "reviewed_at": fields.Datetime.now(),
                }
            )
            record = self.env[review.res_model].sudo().browse(review.res_id).exists()
            self.env["logistics.sync.audit.entry"]._note(
                "approval",
                self.env._(
                    "Changes reviewed: %(result)s, %(subject)s",
                    result=label,
                    subject=review.subject,
                ),
                record or review,
                before={"review": self.env._("To review")},
                after={"review": label},
                reason=review.note or "",
                is_financial=True,
            )

    def write(self, vals):
        if not self.env.su and set(vals) - {"note"}:
            raise UserError(self.env._("A review is decided by its buttons."))
        return super().write(vals)
