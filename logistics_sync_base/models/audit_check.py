# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import api, models
from odoo.tools import SQL

from ..core.audit_chain import check_links, check_seal
from .audit_seal import ENTRY_TEXT, EVENT_DIGEST

MOST_FINDINGS = 100


class LogisticsSyncAuditSeal(models.Model):
    """Whether the audit trail is whole, and still true of what it is about."""

    _inherit = "logistics.sync.audit.seal"

    @api.model
    @api.private
    def _verify(self, since=None, until=None):
        """Check the trail of a period; returns sentences, none when all is well.

        ``since`` and ``until`` are datetimes in UTC or None. Seals what is open first.
        """
        self._seal_all()
        findings = []
        for seal, entries in self._read_chain(since, until):
            findings += check_seal(seal, entries)
            if len(findings) > MOST_FINDINGS:
                break
        seals = [seal for seal, __ in self._read_chain(since, until, bare=True)]
        findings += check_links(seals, self._get_hash_before(seals))
        return [
            *map(self._tell_finding, findings[:MOST_FINDINGS]),
            *self._find_changed_documents(since, until),
        ]

    @api.private
    def _seal_all(self):
        while self._seal():
            pass

    @api.model
    def _get_period(self, since, until):
        """The seals whose entries may be of the period, as a condition on ``s``."""
        conditions = [SQL("TRUE")]
        if since:
            conditions.append(SQL("s.sealed_at >= %s", since))
        if until:
            conditions.append(
                SQL(
                    """s.first_entry_id <= (SELECT max(id)
                         FROM logistics_sync_audit_entry WHERE at <= %s)""",
                    until,
                )
            )
        return SQL(" AND ").join(conditions)

    @api.model
    @api.private
    def _read_chain(self, since=None, until=None, bare=False):
        """Yield (seal, its entries) in their order; ``bare`` leaves entries out."""
        rows = self.env.execute_query(
            SQL(
                """SELECT s.id, s.entry_count, s.previous_hash, s.hash, s.sealed_at
                     FROM logistics_sync_audit_seal s WHERE %s ORDER BY s.id""",
                self._get_period(since, until),
            )
        )
        for seal_id, count, previous, own, sealed_at in rows:
            seal = {
                "id": seal_id,
                "count": count,
                "previous": previous or "",
                "hash": own,
                "sealed_at": sealed_at.isoformat(),
            }
            yield seal, [] if bare else self._read_entries(seal_id)

    @api.model
    def _read_entries(self, seal_id):
        rows = self.env.execute_query(
            SQL(
                """SELECT e.id, %s, e.digest FROM logistics_sync_audit_entry e
                    WHERE e.seal_id = %s ORDER BY e.id""",
                ENTRY_TEXT,
                seal_id,
            )
        )
        return [{"id": key, "text": text, "digest": had} for key, text, had in rows]

    @api.model
    def _get_hash_before(self, seals):
        if not seals:
            return None
        rows = self.env.execute_query(
            SQL(
                """SELECT hash FROM logistics_sync_audit_seal WHERE id < %s
                    ORDER BY id DESC LIMIT 1""",
                seals[0]["id"],
            )
        )
        return rows[0][0] if rows else ""

    # ------------------------------------------------------------- documents
    @api.model
    def _find_changed_documents(self, since, until):
        """Sentences about messages and events that are not what was recorded last.

        What was erased or masked on record has its later entry, which counts.
        """
        self.env["logistics.sync.event"].flush_model(["canonical"])
        rows = self.env.execute_query(
            SQL(
                """WITH line AS (
                     SELECT DISTINCT ON (message_id, event_id) * FROM (
                       SELECT a.id AS entry_id, a.at,
                              split_part(l, '|', 1)::int AS message_id,
                              split_part(l, '|', 2) AS body_digest,
                              NULLIF(split_part(l, '|', 4), '')::int AS event_id,
                              split_part(l, '|', 5) AS digest
                         FROM logistics_sync_audit_entry a,
                              string_to_table(a.documents, E'\\n') l
                        WHERE a.documents IS NOT NULL
                          AND (%(since)s::timestamp IS NULL OR a.at >= %(since)s)
                     ) told ORDER BY message_id, event_id, entry_id DESC)
                   SELECT line.message_id, line.event_id, m.id, e.id,
                          line.body_digest IS DISTINCT FROM m.body_sha256,
                          line.digest IS DISTINCT FROM %(digest)s
                     FROM line
                LEFT JOIN logistics_sync_message m ON m.id = line.message_id
                LEFT JOIN logistics_sync_event e ON e.id = line.event_id
                    WHERE (%(until)s::timestamp IS NULL OR line.at <= %(until)s)
                      AND (line.message_id <> 0 AND (m.id IS NULL
                             OR line.body_digest IS DISTINCT FROM m.body_sha256)
                           OR line.event_id IS NOT NULL AND (e.id IS NULL
                             OR line.digest IS DISTINCT FROM %(digest)s))
                 ORDER BY 1, 2 LIMIT %(most)s""",
                since=since,
                until=until,
                digest=EVENT_DIGEST,
                most=MOST_FINDINGS,
            )
        )
        return [self._tell_document(*row) for row in rows]

    def _tell_document(self, message_id, event_id, message, event, other, _changed):
        if message_id and not message:
            return self.env._("Message %s is gone.", message_id)
        if message_id and other:
            return self.env._("The hash of message %s was changed.", message_id)
        if not event:
            return self.env._("Event %s is gone.", event_id)
        return self.env._(
            "Event %s does not say any more what it said when it was acted on.",
            event_id,
        )

    def _tell_finding(self, finding):
        values = {"entry": finding.entry_id, "seal": finding.seal_id}
        if finding.kind == "changed":
            return self.env._(
                "Entry %(entry)s was changed after it was sealed.", **values
            )
        if finding.kind == "missing":
            return self.env._(
                "Entries of seal %(seal)s were removed or added.", **values
            )
        return self.env._(
            "Seal %(seal)s does not fit its entries or the seal before it.", **values
        )

    # ---------------------------------------------------------------- export
    @api.model
    @api.private
    def _export_lines(self, since=None, until=None):
        """Yield the sealed trail of a period as JSON lines: entries, then their seal.

        ``core.audit_chain.check_export`` checks such a file without this database.
        """
        self._seal_all()
        for seal, entries in self._read_chain(since, until):
            for entry in entries:
                yield json.dumps({"type": "entry", **entry})
            yield json.dumps({"type": "seal", **seal})
