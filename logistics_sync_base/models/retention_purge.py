# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .message_payload import KEPT_UNTIL

BATCH = 500
# Of a message ``m``: nobody waits for anything it brought.
IS_DONE = SQL(
    """(m.state IN %s AND m.finished_at IS NOT NULL AND m.next_attempt_at IS NULL
        AND m.lease_token IS NULL
        AND NOT EXISTS (SELECT 1 FROM logistics_sync_event e
              WHERE e.message_id = m.id
                AND e.state NOT IN ('done', 'ignored', 'duplicate'))
        AND NOT EXISTS (SELECT 1 FROM logistics_sync_exception x
              WHERE x.message_id = m.id AND x.state IN ('open', 'in_progress'))
        AND NOT EXISTS (SELECT 1 FROM logistics_sync_document d
              WHERE d.message_id = m.id AND d.state IN ('staged', 'validated'))
        AND NOT EXISTS (SELECT 1 FROM logistics_sync_batch_item b
               JOIN logistics_sync_event e ON e.id = b.event_id
              WHERE e.message_id = m.id AND b.state = 'waiting'))""",
    KEPT_UNTIL,
)
# Of a message ``m``: a hold covers it, by a number if it told it, was sent because of
# it, or was taken apart into messages that told it.
IS_HELD = SQL(
    """EXISTS (SELECT 1 FROM logistics_sync_legal_hold h
          JOIN res_company owner ON owner.id = h.company_id
          JOIN res_partner place ON place.id = owner.partner_id
         CROSS JOIN LATERAL (
               SELECT (m.received_at AT TIME ZONE 'UTC'
                       AT TIME ZONE COALESCE(place.tz, 'UTC'))::date AS day) there
         WHERE h.state = 'held' AND h.company_id = m.company_id
           AND (h.connector_id IS NULL OR h.connector_id = m.connector_id)
           AND (h.date_from IS NULL OR there.day >= h.date_from)
           AND (h.date_to IS NULL OR there.day <= h.date_to)
           AND (h.reference IS NULL OR EXISTS (
                 SELECT 1 FROM logistics_sync_event e
                  WHERE e.id IN (
                        SELECT id FROM logistics_sync_event WHERE message_id = m.id
                         UNION ALL
                        SELECT event_id FROM logistics_sync_delivery
                         WHERE message_id = m.id
                         UNION ALL
                        SELECT x.id FROM logistics_sync_event x
                          JOIN logistics_sync_message c ON c.id = x.message_id
                         WHERE c.origin_message_id = m.id)
                    AND (e.reference = h.reference
                         OR e.canonical::text LIKE '%%"' || h.reference || '"%%'))))"""
)


class LogisticsSyncRetentionRule(models.Model):
    """Delete what its time is over of, in batches that are committed one by one."""

    _inherit = "logistics.sync.retention.rule"

    @api.model
    def _cron_purge(self):
        """Begins each time with what is due; one that was stopped goes on there."""
        self._purge_all(self.env["ir.cron"])

    @api.model
    @api.private
    def _purge_all(self, cron):
        # What is deleted was sealed before, so that its hashes are on record.
        self.env["logistics.sync.audit.seal"]._seal_all()
        for rule in self.sudo().search(Domain.TRUE):
            for purge in (rule._purge_documents, rule._purge_files, rule._purge_logs):
                last_id = 0
                while messages := purge(last_id):
                    last_id = messages.ids[-1]
                    if cron._commit_progress(len(messages), remaining=1) <= 0:
                        return
        cron._commit_progress(remaining=0)

    # ---------------------------------------------------------------- what
    @api.model
    def _get_blockers(self):
        """SQL conditions over message ``m``: it is not finished with yet.

        Addons add theirs, such as what waits for an approval.
        """
        return []

    def _get_scope(self):
        """The messages this rule is the first to fit, as SQL over ``m``."""
        self.ensure_one()
        conditions = [self._get_own_scope(), IS_DONE, SQL("NOT %s", IS_HELD)]
        conditions += [SQL("NOT (%s)", blocker) for blocker in self._get_blockers()]
        for rule in self.search([("company_id", "=", self.company_id.id)]):
            if rule == self:
                break
            conditions.append(SQL("NOT (%s)", rule._get_own_scope()))
        return SQL(" AND ").join(conditions)

    def _get_own_scope(self):
        self.ensure_one()
        conditions = [SQL("m.company_id = %s", self.company_id.id)]
        if self.connector_id:
            conditions.append(SQL("m.connector_id = %s", self.connector_id.id))
        if self.direction:
            conditions.append(SQL("m.direction = %s", self.direction))
        if self.channel:
            conditions.append(SQL("m.channel = %s", self.channel))
        return SQL(" AND ").join(conditions)

    def _find(self, days, condition, after_id, limit):
        """Messages that are done since so many days and fulfil the condition, by id."""
        if not days:
            return self.env["logistics.sync.message"]
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT m.id FROM logistics_sync_message m
                    WHERE m.id > %s AND m.finished_at < %s AND %s AND %s
                 ORDER BY m.id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED""",
                after_id,
                fields.Datetime.now() - timedelta(days=days),
                condition,
                self._get_scope(),
                limit,
            )
        )
        return self.env["logistics.sync.message"].browse([row[0] for row in rows])

    # ---------------------------------------------------------------- purge
    def _purge_documents(self, after_id=0, limit=BATCH):
        """Documents, headers and the partner's words of some messages, given back."""
        messages = self._find(
            self.document_days,
            SQL("m.body_kept IS DISTINCT FROM 'purged'"),
            after_id,
            limit,
        )
        messages._write_kept(
            [{"id": key, "body": "", "kept": "purged"} for key in messages.ids]
        )
        return self._note_purge(messages, self.env._("Documents deleted"))

    def _purge_files(self, after_id=0, limit=BATCH):
        """Files at messages and their staged documents."""
        condition = SQL(
            """EXISTS (SELECT 1 FROM ir_attachment a
                 WHERE a.res_model = 'logistics.sync.message' AND a.res_id = m.id
                    OR a.res_model = 'logistics.sync.document' AND a.res_id IN (
                       SELECT d.id FROM logistics_sync_document d
                        WHERE d.message_id = m.id))"""
        )
        messages = self._find(self.file_days, condition, after_id, limit)
        documents = self.env["logistics.sync.document"].search(
            [("message_id", "in", messages.ids)]
        )
        for records in (messages, documents):
            self.env["ir.attachment"].sudo().search(
                [("res_model", "=", records._name), ("res_id", "in", records.ids)]
            ).unlink()
        return self._note_purge(messages, self.env._("Files deleted"))

    def _purge_logs(self, after_id=0, limit=BATCH):
        """Texts of what was called and answered; each try itself stays on record."""
        condition = SQL(
            """EXISTS (SELECT 1 FROM logistics_sync_attempt a
                 WHERE a.message_id = m.id AND (a.request_masked IS NOT NULL
                    OR a.response_masked IS NOT NULL OR a.error IS NOT NULL))"""
        )
        messages = self._find(self.log_days, condition, after_id, limit)
        if messages:
            self.env.cr.execute(
                SQL(
                    """UPDATE logistics_sync_attempt SET request_masked = NULL,
                              response_masked = NULL, error = NULL
                        WHERE message_id IN %s""",
                    messages._ids,
                )
            )
            self.env["logistics.sync.attempt"].invalidate_model()
        return self._note_purge(messages, self.env._("Logs of tries deleted"))

    def _note_purge(self, messages, summary):
        if messages:
            self.env["logistics.sync.audit.entry"]._note_set(
                "purge",
                messages,
                self.company_id,
                [(message.id, message.state) for message in messages],
                summary=f"{summary}: {self.name}",
            )
        return messages
