# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..codec.json_document import as_json
from ..core.erasure import ERASED, erase_from, erase_from_json, get_pattern
from .message_payload import KEPT_UNTIL
from .retention_purge import IS_HELD

# Numbers, keys and hashes tie the story together: they name nobody.
KEPT_FIELDS = {
    "public_id",
    "correlation_id",
    "idempotency_key",
    "body_sha256",
    "content_key",
    "dedup_key",
    "res_model",
    "access_token",
    "model",
    "message_id",
    "message_type",
    "reply_to",
    "state",
}
KEPT_MODELS = ("logistics.sync.audit.", "logistics.sync.credential")
TEXTS = ("char", "text", "html", "json")


class LogisticsSyncErasure(models.AbstractModel):
    """Erase the words by which a person is known from all that partners told.

    Rows, numbers, times and hashes stay, so that the audit trail stays whole.
    """

    _name = "logistics.sync.erasure"
    _description = "Erasure of a Person"

    # ----------------------------------------------------------------- where
    @api.model
    def _get_columns(self):
        """[(table, [(column, type)], condition)] of all that may name a person."""
        found = []
        for name in sorted(self.env):
            model = self.env[name]
            if (
                not name.startswith("logistics.")
                or name.startswith(KEPT_MODELS)
                or model._abstract
                or model._transient
                or not model._auto
            ):
                continue
            columns = [
                (field.name, field.type)
                for field in model._fields.values()
                if field.store and field.column_type and field.type in TEXTS
                if field.name not in KEPT_FIELDS and not field.translate
            ]
            if columns:
                found.append((name, model._table, columns, SQL("TRUE")))
        # What was written about these records, by people or by tracking.
        ours = SQL("t.model LIKE %s", "logistics.%")
        of_ours = SQL(
            """t.mail_message_id IN (SELECT id FROM mail_message
                                      WHERE model LIKE %s)""",
            "logistics.%",
        )
        for name, condition in (
            ("mail.message", ours),
            ("mail.tracking.value", of_ours),
        ):
            model = self.env[name]
            columns = [
                (field.name, field.type)
                for field in model._fields.values()
                if field.store and field.column_type and field.type in TEXTS[:3]
                if field.name not in KEPT_FIELDS
            ]
            found.append((name, model._table, columns, condition))
        return found

    @api.model
    def _find_rows(self, table, columns, condition, pattern):
        """Ids of the rows of a table in which one of the words stands."""
        matches = SQL(" OR ").join(
            SQL("t.%s::text ~* %s", SQL.identifier(name), pattern)
            for name, __ in columns
        )
        rows = self.env.execute_query(
            SQL(
                "SELECT t.id FROM %s t WHERE (%s) AND (%s) ORDER BY t.id",
                SQL.identifier(table),
                condition,
                matches,
            )
        )
        return [row_id for (row_id,) in rows]

    @api.model
    @api.private
    def _find(self, terms):
        """{model: ids} of what names the person; messages by their documents too."""
        self.env.flush_all()
        pattern = get_pattern(terms)
        found = {}
        for name, table, columns, condition in self._get_columns():
            if ids := self._find_rows(table, columns, condition, pattern):
                found[name] = ids
        messages = set(found.get("logistics.sync.message", ()))
        messages |= self._find_bodies(terms)
        if messages:
            found["logistics.sync.message"] = sorted(messages)
        return found

    @api.model
    def _find_bodies(self, terms):
        """Ids of the messages whose document names the person, however it is stored."""
        messages = self.env["logistics.sync.message"]
        found, last = set(), 0
        while True:
            batch = messages.search(
                [("id", ">", last), ("body_size", ">", 0)], order="id", limit=1000
            )
            if not batch:
                return found
            for key, raw in batch._read_bodies().items():
                if raw and erase_from(raw, terms) != raw:
                    found.add(key)
            last = batch.ids[-1]

    # ----------------------------------------------------------------- guards
    @api.model
    @api.private
    def _check(self, found):
        """Raise UserError where a hold or unfinished work forbids the erasure."""
        ids = tuple(self._get_messages(found)) or (0,)
        [[held, busy]] = self.env.execute_query(
            SQL(
                """SELECT count(*) FILTER (WHERE %s),
                          count(*) FILTER (WHERE m.state NOT IN %s)
                     FROM logistics_sync_message m WHERE m.id IN %s""",
                IS_HELD,
                KEPT_UNTIL,
                ids,
            )
        )
        if held:
            raise UserError(
                self.env._(
                    "%s of these messages are under a legal hold. Nobody can be erased "
                    "from them before it is lifted.",
                    held,
                )
            )
        if busy:
            raise UserError(
                self.env._(
                    "%s of these messages are not finished: process or ignore them "
                    "first, then erase the person.",
                    busy,
                )
            )

    @api.model
    def _get_messages(self, found):
        """Ids of the messages all that was found belongs to."""
        ids = set(found.get("logistics.sync.message", ()))
        for name, own in found.items():
            field = self.env[name]._fields.get("message_id")
            if field and field.comodel_name == "logistics.sync.message":
                ids.update(self.env[name].browse(own).message_id.ids)
        return ids

    # ------------------------------------------------------------------ erase
    @api.model
    @api.private
    def _erase(self, terms, reason):
        """Erase a person everywhere; returns {model: how many records}.

        Raises UserError, and changes nothing, where :meth:`_check` forbids it.
        """
        found = self._find(terms)
        self._check(found)
        # What is erased was sealed before: its hashes stay on record.
        self.env["logistics.sync.audit.seal"]._seal_all()
        columns = {name: told for name, *told in self._get_columns()}
        for name, ids in found.items():
            table, names, __ = columns[name]
            self._erase_rows(table, names, ids, terms)
        self._erase_bodies(found.get("logistics.sync.message", ()), terms)
        self._erase_files(found)
        self.env.invalidate_all(flush=False)
        self._note_erasure(found, reason)
        return {name: len(ids) for name, ids in found.items()}

    @api.model
    def _erase_rows(self, table, columns, ids, terms):
        texts = [name for name, kind in columns if kind != "json"]
        changes = SQL(", ").join(
            SQL(
                "%(name)s = regexp_replace(%(name)s, %(pattern)s, %(mark)s, 'gi')",
                name=SQL.identifier(name),
                pattern=get_pattern(terms),
                mark=ERASED,
            )
            for name in texts
        )
        if texts:
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s WHERE id IN %s",
                    SQL.identifier(table),
                    changes,
                    tuple(ids),
                )
            )
        for name, kind in columns:
            if kind == "json":
                self._erase_documents(table, name, ids, terms)

    @api.model
    def _erase_documents(self, table, name, ids, terms):
        """The values of a JSON column, each by itself: the rest stays as it is."""
        table, name = SQL.identifier(table), SQL.identifier(name)
        rows = self.env.execute_query(
            SQL(
                "SELECT id, %s::text FROM %s WHERE id IN %s AND %s::text ~* %s",
                name,
                table,
                tuple(ids),
                name,
                get_pattern(terms),
            )
        )
        clean = [
            {"id": key, "text": erase_from_json(text, terms)} for key, text in rows
        ]
        self.env.cr.execute(
            SQL(
                """UPDATE %s t SET %s = v.text::jsonb
                     FROM json_to_recordset(%s) AS v (id int, text text)
                    WHERE t.id = v.id""",
                table,
                name,
                as_json(clean),
            )
        )

    @api.model
    def _erase_bodies(self, ids, terms):
        messages = self.env["logistics.sync.message"].browse(ids)
        messages.invalidate_recordset()
        rows = []
        for message in messages:
            raw = message._get_body_bytes()
            clean = erase_from(raw, terms)
            if clean != raw:
                body = messages._encode_body(message.connector_id, clean).decode()
                rows.append({"id": message.id, "body": body, "kept": "erased"})
        messages._write_kept(rows)

    @api.model
    def _erase_files(self, found):
        """Files at what named the person, such as a signature, go as a whole."""
        attachments = self.env["ir.attachment"].sudo()
        for name, ids in found.items():
            if name.startswith("logistics."):
                attachments.search(
                    [("res_model", "=", name), ("res_id", "in", ids)]
                ).unlink()

    @api.model
    def _note_erasure(self, found, reason):
        entries = self.env["logistics.sync.audit.entry"]
        summary = self.env._("A person was erased")
        # The messages of erased events are noted with all their events.
        events = self.env["logistics.sync.event"].browse(
            found.get("logistics.sync.event", ())
        )
        messages = events.message_id | self.env["logistics.sync.message"].browse(
            found.get("logistics.sync.message", ())
        )
        own = events.filtered(lambda event: not event.message_id)
        for records in (messages, own):
            for company, part in records.grouped("company_id").items():
                lines = [(record.id, record.state) for record in part]
                entries._note_set("erasure", part, company, lines, summary=summary)
        counts = {name: len(ids) for name, ids in found.items()}
        entries._note("erasure", summary, reason=reason, after=counts)
