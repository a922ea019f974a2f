# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..codec.json_document import json_safe
from ..core.masking import mask_json

# Refuses whoever comes by SQL too. A seal is all that is ever added to an entry.
GUARD = """
CREATE OR REPLACE FUNCTION logistics_sync_audit_guard() RETURNS trigger AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'logistics_sync_audit_entry' THEN
        IF OLD.seal_id IS NULL AND NEW.seal_id IS NOT NULL
           AND OLD.documents IS NULL
           AND to_jsonb(NEW) - 'seal_id' - 'digest' - 'documents'
             = to_jsonb(OLD) - 'seal_id' - 'digest' - 'documents' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'The audit trail is added to, never changed.'
        USING ERRCODE = 'insufficient_privilege';
END
$$ LANGUAGE plpgsql
"""


def guard_table(cr, table):
    """Let rows of a table be added only, whoever asks PostgreSQL for it."""
    cr.execute(GUARD)
    name = SQL.identifier(table)
    for event, scope in (("UPDATE OR DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
        cr.execute(
            SQL(
                """CREATE OR REPLACE TRIGGER %s BEFORE %s ON %s
                       FOR EACH %s EXECUTE FUNCTION logistics_sync_audit_guard()""",
                SQL.identifier(f"{table}_{scope.lower()}"),
                SQL(event),
                name,
                SQL(scope),
            )
        )


class LogisticsSyncAuditEntry(models.Model):
    """What was done, by whom, when, and how it was before; rows are only added.

    Numbers instead of links: what an entry is about may be gone one day.
    """

    _name = "logistics.sync.audit.entry"
    _description = "Audit Entry"
    _order = "id desc"
    _rec_name = "summary"
    _log_access = False

    at = fields.Datetime(string="When", required=True, readonly=True)
    stage = fields.Selection(
        [
            ("creation", "Received and transformed"),
            ("publishing", "Told by Odoo"),
            ("owed", "Put in the outbox"),
            ("sending", "Written and handed over"),
            ("answer", "Answered by the partner"),
            ("approval", "Approval"),
            ("posting", "Posting"),
            ("change", "Change of a rule"),
            ("look", "Looked at protected values"),
            ("hold", "Legal hold"),
            ("purge", "Deletion after retention"),
            ("erasure", "Erasure of a person"),
            ("masking", "Masking for a test system"),
            ("export", "Export"),
        ],
        string="What",
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    actor = fields.Char(string="By", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True, ondelete="restrict")
    res_model = fields.Char(string="Model", readonly=True)
    res_id = fields.Integer(string="Record", readonly=True)
    subject = fields.Char(string="About", readonly=True)
    summary = fields.Char(string="What Was Done", readonly=True)
    is_financial = fields.Boolean(string="Financial", readonly=True)
    first_id = fields.Integer(string="From Record", readonly=True)
    last_id = fields.Integer(string="To Record", readonly=True)
    content = fields.Json(prefetch=False, readonly=True)
    covered = fields.Text(
        prefetch=False,
        readonly=True,
        help="One line for each record of a processed set: its number, its state then, "
        "and of an event the model and number of the document it led to.",
    )
    documents = fields.Text(
        prefetch=False,
        readonly=True,
        help="One line for each event of a processed set: number, SHA-256 and mapping "
        "of its message, its own number and the SHA-256 of what it says.",
    )
    content_html = fields.Html(compute="_compute_content_html", string="Details")
    digest = fields.Char(string="SHA-256", readonly=True)
    seal_id = fields.Many2one(
        "logistics.sync.audit.seal", readonly=True, ondelete="restrict", index=True
    )

    _unsealed_index = models.Index("(id) WHERE seal_id IS NULL")
    _record_index = models.Index("(res_model, res_id) WHERE res_id IS NOT NULL")
    _set_index = models.Index(
        "(res_model, last_id, first_id) WHERE last_id IS NOT NULL"
    )
    _at_index = models.Index("USING brin (at)")

    def init(self):
        guard_table(self.env.cr, self._table)
        # The digests within do not get shorter by trying to compress them.
        self.env.cr.execute(
            """ALTER TABLE logistics_sync_audit_entry
               ALTER COLUMN covered SET STORAGE EXTERNAL,
               ALTER COLUMN documents SET STORAGE EXTERNAL"""
        )

    @api.depends("content", "stage")
    def _compute_content_html(self):
        for entry in self:
            entry.content_html = self.env["ir.qweb"]._render(
                "logistics_sync_base.audit_content",
                entry._get_details(),
            )

    def _get_details(self):
        """What the details of one entry show: rows of what changed, and how many."""
        self.ensure_one()
        content = self.content or {}
        before, after = content.get("before") or {}, content.get("after") or {}
        return {
            "reason": content.get("reason"),
            "rows": [
                (name, before.get(name), after.get(name))
                for name in dict.fromkeys([*before, *after])
            ],
            "count": len((self.covered or "").splitlines()),
        }

    # --------------------------------------------------------------- guards
    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("The audit trail is added to, never changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The audit trail is added to, never deleted."))

    # ---------------------------------------------------------------- notes
    @api.model
    @api.private
    def _note(self, stage, summary, records=None, company=None, **content):
        """Add one entry for each of the records (or one about none).

        ``content`` is kept as JSON: ``before`` and ``after`` are {name: value},
        ``reason`` a text; ``is_financial`` marks what touches money. Values under the
        name of a secret are masked.
        """
        financial = content.pop("is_financial", False)
        common = {
            "at": fields.Datetime.now(),
            "stage": stage,
            "user_id": self.env.uid,
            "actor": self.env.user.name,
            "summary": summary,
            "is_financial": financial,
            "content": mask_json(json_safe(content)),
        }
        rows = [
            dict(
                common,
                res_model=record._name,
                res_id=record.id,
                subject=self._tell_subject(record),
                company_id=self._get_company_of(record, company),
            )
            for record in records or ()
        ]
        if records is None:
            rows = [dict(common, company_id=company.id if company else False)]
        return self.sudo().create(rows)

    @api.model
    @api.private
    def _note_set(self, stage, records, company, lines, summary=None):
        """Add one entry for a whole set, in one statement, cheap on the hot path.

        ``lines`` are tuples (id, state, ...) of the set's records; their order is kept.
        """
        ids = records._ids
        self.env.cr.execute(
            SQL(
                """INSERT INTO logistics_sync_audit_entry (at, stage, user_id, actor,
                     company_id, res_model, first_id, last_id, summary, covered)
                   VALUES %s""",
                (
                    fields.Datetime.now(),
                    stage,
                    self.env.uid,
                    self.env.user.name,
                    company.id,
                    records._name,
                    min(ids),
                    max(ids),
                    summary,
                    "\n".join(["|".join(map(str, line)) for line in lines]),
                ),
            )
        )

    @api.model
    def _tell_subject(self, record):
        """A record as somebody reads it who does not see where it stands."""
        kind = self.env["ir.model"]._get(record._name).sudo().name
        return f"{kind} {record.display_name}"

    @api.model
    def _get_company_of(self, record, company):
        found = company or ("company_id" in record and record.company_id)
        return found.id if found else False
