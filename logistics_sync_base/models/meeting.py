# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

# Far longer than any transaction that works on a set of messages.
KEPT = timedelta(hours=1)
SLICE = 20_000


class LogisticsSyncMeeting(models.Model):
    """Where two workers meet that hear about the same thing at the same moment.

    Neither of them sees what the other one has not committed. Both write the row of
    what their event is about: whoever comes second waits, begins again and then sees
    what the first one was told. A row means nothing once its writers are gone, so the
    table is in no write-ahead log and is empty after a crash.
    """

    _name = "logistics.sync.meeting"
    _description = "Meeting of Two Workers"
    _auto = False
    _log_access = False

    met_at = fields.Datetime(readonly=True)

    def init(self):
        self.env.cr.execute(
            """CREATE UNLOGGED TABLE IF NOT EXISTS logistics_sync_meeting (
                 id bigint PRIMARY KEY, met_at timestamp NOT NULL)"""
        )

    @api.model
    @api.private
    def _meet(self, event_ids, numbered_ids):
        """Be the only one who works on events that may be the same as these.

        ``numbered_ids`` are those of them that are the same at any moment. Raises a
        serialization failure where somebody else was first; who calls begins again
        with fresh eyes. Two keys that happen to share a row only wait for each other.
        """
        self.env.cr.execute(
            SQL(
                """INSERT INTO logistics_sync_meeting AS m (id, met_at)
                   SELECT DISTINCT hashtextextended(concat_ws(chr(31),
                            COALESCE('p' || c.partner_id, 'c' || c.id),
                            e.company_id, e.event_type_id, e.reference,
                            COALESCE(e.classifier, ''),
                            CASE WHEN NOT e.id = ANY(%(numbered)s)
                                 THEN e.occurred_at || e.occurred_precision END), 0)
                          AS key, %(now)s::timestamp
                     FROM logistics_sync_event e
                     JOIN logistics_sync_connector c ON c.id = e.connector_id
                      AND c.finds_repeats
                    WHERE e.id = ANY(%(ids)s)
                    -- In one order for all, so that two sets do not lock each other.
                    ORDER BY key
                   ON CONFLICT (id) DO UPDATE SET met_at = EXCLUDED.met_at""",
                ids=list(event_ids),
                numbered=list(numbered_ids),
                now=fields.Datetime.now(),
            )
        )

    @api.model
    def _cron_forget(self):
        """Forget meetings whose workers are long done, slice by slice."""
        cron = self.env["ir.cron"]
        while True:
            self.env.cr.execute(
                """DELETE FROM logistics_sync_meeting WHERE id IN (
                     SELECT id FROM logistics_sync_meeting WHERE met_at < %s
                      LIMIT %s FOR UPDATE SKIP LOCKED)""",
                [fields.Datetime.now() - KEPT, SLICE],
            )
            count = self.env.cr.rowcount
            if not count or cron._commit_progress(count) <= 0:
                return
