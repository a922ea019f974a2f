# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Rows that PostgreSQL itself keeps as they were, whoever asks for a change."""

from odoo import api, models
from odoo.tools import SQL

# Set for the rest of a transaction by the erasure of a person, and by nothing else.
ERASING = "logistics_sync.erasing"
# Arguments of a trigger: columns that may be emptied (a link whose target is gone),
# those of words a person can be erased from, and states in which a row is not settled
# yet.
GUARD = """
CREATE OR REPLACE FUNCTION logistics_sync_kept_guard() RETURNS trigger AS $$
DECLARE
    links text[] := string_to_array(TG_ARGV[0], ',');
    words text[] := string_to_array(TG_ARGV[1], ',');
    unsettled text[] := string_to_array(TG_ARGV[2], ',');
    kept jsonb;
    told jsonb;
    free text[] := links;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        kept := to_jsonb(OLD);
        told := to_jsonb(NEW);
        IF kept ->> 'state' = ANY (unsettled) THEN
            RETURN NEW;
        END IF;
        IF current_setting('logistics_sync.erasing', true) = 'on' THEN
            free := links || words;
        END IF;
        IF kept - free = told - free AND NOT EXISTS (
             SELECT 1 FROM unnest(links) link
              WHERE told ->> link IS NOT NULL
                AND told ->> link IS DISTINCT FROM kept ->> link) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'What was decided is kept on record, never changed.'
        USING ERRCODE = 'insufficient_privilege';
END
$$ LANGUAGE plpgsql
"""


def keep_rows(cr, table, links=(), words=(), unsettled=()):
    """Have PostgreSQL refuse to change or delete rows of a table.

    Links may be emptied; words may be erased by the erasure of a person; a row in one
    of the unsettled states may still be settled.
    """
    cr.execute(GUARD)
    for event, scope in (("UPDATE OR DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
        cr.execute(
            SQL(
                """CREATE OR REPLACE TRIGGER %s BEFORE %s ON %s FOR EACH %s
                       EXECUTE FUNCTION logistics_sync_kept_guard(%s, %s, %s)""",
                SQL.identifier(f"{table}_kept_{scope.lower()}"),
                SQL(event),
                SQL.identifier(table),
                SQL(scope),
                ",".join(links),
                ",".join(words),
                ",".join(unsettled),
            )
        )


class LogisticsSyncExceptionHistory(models.Model):
    _inherit = "logistics.sync.exception.history"

    def init(self):
        keep_rows(
            self.env.cr,
            self._table,
            links=("message_id",),
            words=("note", "payload_version"),
        )


class LogisticsSyncExceptionOverride(models.Model):
    _inherit = "logistics.sync.exception.override"

    def init(self):
        keep_rows(
            self.env.cr,
            self._table,
            words=("reason", "decision_reason"),
            unsettled=("requested",),
        )


class LogisticsSyncErasure(models.AbstractModel):
    _inherit = "logistics.sync.erasure"

    @api.model
    def _erase_rows(self, table, columns, ids, terms):
        """Words go, even from what is kept on record; who did what when stays."""
        allow = SQL("SELECT set_config(%s, %s, true)", ERASING, "on")
        self.env.cr.execute(allow)
        result = super()._erase_rows(table, columns, ids, terms)
        self.env.cr.execute(SQL("SELECT set_config(%s, %s, true)", ERASING, "off"))
        return result
