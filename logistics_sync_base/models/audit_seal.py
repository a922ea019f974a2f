# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .audit_entry import guard_table

# A set of thousand events is one entry.
MOST_ENTRIES = 50
# The text of an entry ``e`` that its digest covers: all there is but the seal.
ENTRY_TEXT = SQL(
    """jsonb_build_array(e.id, e.at, e.stage, e.user_id, e.actor, e.company_id,
         e.res_model, e.res_id, e.subject, e.summary, e.is_financial,
         e.first_id, e.last_id, e.content, e.covered, e.documents)::text"""
)
# What shows that the document of an event ``e`` is the one that was acted on.
EVENT_DIGEST = SQL("encode(sha256(convert_to(e.canonical::text, 'UTF8')), 'hex')")
# What the records entry ``o`` covers said when it was sealed: message, its SHA-256 and
# mapping, event and its digest, one line for each event.
OF_MESSAGES = SQL(
    """SELECT string_agg(concat_ws('|', m.id, m.body_sha256,
                COALESCE(m.mapping_id, 0), e.id, %s), E'\\n' ORDER BY m.id, e.id)
         FROM string_to_table(o.covered, E'\\n') line
         JOIN logistics_sync_message m ON m.id = split_part(line, '|', 1)::int
    LEFT JOIN logistics_sync_event e ON e.message_id = m.id""",
    EVENT_DIGEST,
)
OF_EVENTS = SQL(
    """SELECT string_agg(concat_ws('|', 0, '', 0, e.id, %s), E'\\n' ORDER BY e.id)
         FROM string_to_table(o.covered, E'\\n') line
         JOIN logistics_sync_event e ON e.id = split_part(line, '|', 1)::int""",
    EVENT_DIGEST,
)
DOCUMENTS = SQL(
    """CASE WHEN o.covered IS NULL OR o.stage IN ('posting', 'owed', 'answer') THEN NULL
            WHEN o.res_model = 'logistics.sync.message' THEN (%s)
            WHEN o.res_model = 'logistics.sync.event' THEN (%s) END""",
    OF_MESSAGES,
    OF_EVENTS,
)


class LogisticsSyncAuditSeal(models.Model):
    """A seal over entries of the audit trail, tied by its hash to the seal before."""

    _name = "logistics.sync.audit.seal"
    _description = "Seal of the Audit Trail"
    _order = "id desc"
    _rec_name = "hash"
    _log_access = False

    sealed_at = fields.Datetime(required=True, readonly=True)
    entry_count = fields.Integer(string="Entries", readonly=True)
    first_entry_id = fields.Integer(string="From Entry", readonly=True)
    last_entry_id = fields.Integer(string="To Entry", readonly=True)
    previous_hash = fields.Char(string="Hash Before", readonly=True)
    hash = fields.Char(required=True, readonly=True)

    # Two that seal at the same moment would make two chains of one.
    _previous_unique = models.UniqueIndex(
        "(previous_hash)", "These entries are sealed already."
    )

    def init(self):
        guard_table(self.env.cr, self._table)

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("The audit trail is added to, never changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The audit trail is added to, never deleted."))

    @api.model
    def _cron_seal(self):
        """Seal what was noted since; each round is one statement and is committed."""
        cron = self.env["ir.cron"]
        while sealed := self._seal():
            left = sealed == MOST_ENTRIES
            if cron._commit_progress(sealed, remaining=int(left)) <= 0 or not left:
                return

    @api.model
    @api.private
    def _seal(self):
        """Seal entries nobody sealed yet, in one statement; returns how many."""
        self.env["logistics.sync.audit.entry"].flush_model()
        [[is_ours]] = self.env.execute_query(
            SQL("SELECT pg_try_advisory_xact_lock(hashtext(%s))", self._name)
        )
        if not is_ours:
            return 0
        rows = self.env.execute_query(
            SQL(
                """WITH open AS MATERIALIZED (
                     SELECT e.* FROM logistics_sync_audit_entry e
                      WHERE e.seal_id IS NULL ORDER BY e.id LIMIT %(limit)s),
                   complete AS (
                     SELECT o.id, o.at, o.stage, o.user_id, o.actor, o.company_id,
                            o.res_model, o.res_id, o.subject, o.summary,
                            o.is_financial, o.first_id, o.last_id,
                            o.content, o.covered,
                            %(documents)s AS documents
                       FROM open o),
                   digested AS MATERIALIZED (
                     SELECT e.id, e.documents,
                            encode(sha256(convert_to(%(text)s, 'UTF8')), 'hex')
                              AS digest
                       FROM complete e),
                   before AS (
                     SELECT COALESCE((SELECT hash FROM logistics_sync_audit_seal
                                    ORDER BY id DESC LIMIT 1), '') AS hash),
                   seal AS (
                     INSERT INTO logistics_sync_audit_seal (sealed_at, entry_count,
                            first_entry_id, last_entry_id, previous_hash, hash)
                     SELECT %(now)s, count(*), min(d.id), max(d.id), min(before.hash),
                            encode(sha256(convert_to(min(before.hash)
                              || string_agg(d.digest, '' ORDER BY d.id), 'UTF8')),
                              'hex')
                       FROM digested d, before HAVING count(*) > 0
                  RETURNING id)
                   UPDATE logistics_sync_audit_entry e
                      SET seal_id = seal.id, digest = d.digest,
                          documents = d.documents
                     FROM digested d, seal WHERE e.id = d.id
                RETURNING e.id""",
                text=ENTRY_TEXT,
                documents=DOCUMENTS,
                limit=MOST_ENTRIES,
                now=fields.Datetime.now(),
            )
        )
        self.env["logistics.sync.audit.entry"].invalidate_model()
        return len(rows)
