# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...codec.file_masking import mask_document
from ...codec.json_document import as_json
from ...core.collecting import CollectingClassification, TermIndex, get_terms
from ...core.erasure import get_pattern
from .masking import BATCH
from .masking_people import TEXTS

# Columns that name somebody, whichever app they are of.
PERSONAL = re.compile(
    r"(^|_)(email|phone|mobile|fax|street2?|signed_by|signatory|received_by|recipient"
    r"|consignee|contact_name|partner_name|partner_display_name|holder)(_|$)"
)
MODELS = ("sale.", "purchase.", "stock.", "account.move", "account.payment", "crm.")
# Texts about people that no rule tells apart: they go as a whole.
BLANKED = {
    "mail.message": ("body", "subject", "email_from", "reply_to", "record_name"),
    "mail.mail": ("email_to", "email_cc", "body_html", "headers", "failure_reason"),
    "mail.message.translation": ("body",),
    "mail.notification": ("mail_email_address", "sms_number", "failure_reason"),
    "mail.scheduled.message": ("subject", "body"),
    "mail.guest": ("name", "email"),
    "discuss.channel": ("name", "description"),
    "mail.tracking.value": ("old_value_char", "new_value_char", "old_value_text")
    + ("new_value_text",),
    "mail.activity": ("summary", "note", "feedback", "res_name"),
    "logistics.sync.attempt": ("request_masked", "response_masked", "error"),
    "queue.job": ("name", "func_string", "exc_message", "exc_info", "result"),
}
# Nothing is lost with them: what browsers were told, where they are, and logs.
PASSING = ("bus.bus", "ir.logging", "mail.push", "mail.push.device")
PASSING += ("mail.link.preview", "mail.blacklist", "res.device.log")
# Whose files tell of people: all but those of a setup, which no document works without.
FILES = (*MODELS, "logistics.", "mail.", "discuss.")
SETUPS = ("logistics.sync.connector", "logistics.sync.mapping.xsd")
WORDS = 100


class LogisticsSyncMasking(models.Model):
    """What partners told, by data class; then the same words wherever they stand."""

    _inherit = "logistics.sync.masking"

    def _mask_messages(self, last_id):
        messages = self.env["logistics.sync.message"]
        batch = messages.search(
            [("id", ">", last_id), ("body_size", ">", 0)], order="id", limit=BATCH
        )
        if not batch:
            return 0, 0, ()
        rows, terms, bodies = [], set(), self._read_documents(batch)
        for message in batch:
            raw = bodies[message.id]
            known = CollectingClassification(message._get_classification())
            masked = raw and mask_document(
                raw, message.format, known, layout=message._get_masking_layout()
            )
            terms |= known.values
            if masked is not None and masked == raw:
                continue
            # What cannot be masked for sure is not kept at all.
            body = message._encode_body(message.connector_id, masked or b"").decode()
            kept = "masked" if masked else "headers"
            rows.append({"id": message.id, "body": body, "kept": kept})
        batch._write_kept(rows)
        self.env.cr.execute(
            "UPDATE logistics_sync_message SET headers = NULL WHERE id IN %s",
            [batch._ids],
        )
        batch.invalidate_recordset()
        return batch.ids[-1], len(batch), get_terms(terms)

    @api.model
    def _read_documents(self, messages):
        """{message id: its document}, None for one that nobody can read here.

        Encrypted with the key of another server, or damaged: nothing is lost with it.
        """
        try:
            return messages._read_bodies()
        except UserError:
            if len(messages) == 1:
                return {messages.id: None}
        bodies = {}
        for message in messages:
            bodies |= self._read_documents(message)
        return bodies

    def _mask_bodies(self, last_id):
        """The same words in documents too, where no class says that they are names."""
        batch = self.env["logistics.sync.message"].search(
            [("id", ">", last_id), ("body_size", ">", 0)], order="id", limit=BATCH
        )
        if not batch or not self.terms:
            return 0, 0, ()
        index, erasure = TermIndex(self.terms), self.env["logistics.sync.erasure"]
        found, ids = set(), []
        for key, raw in self._read_documents(batch).items():
            if words := index.find(raw or b""):
                found |= words
                ids.append(key)
        if ids:
            erasure.sudo()._erase_bodies(ids, sorted(found))
        return batch.ids[-1], len(ids), ()

    def _mask_events(self, last_id):
        events = self.env["logistics.sync.event"]
        batch = events.search([("id", ">", last_id)], order="id", limit=BATCH)
        if not batch:
            documents = self.env["logistics.sync.document"].search(Domain.TRUE)
            terms = self._mask_json(documents, ("canonical",))
            return 0, len(documents), get_terms(terms)
        terms = self._mask_json(batch, ("canonical", "source", "enrichment"))
        return batch.ids[-1], len(batch), get_terms(terms)

    @api.model
    def _mask_json(self, records, names):
        terms = set()
        for record in records:
            known = CollectingClassification(record._get_classification())
            for name in names:
                value = record[name]
                masked = known.mask(value) if value else value
                if masked != value:
                    self.env.cr.execute(
                        SQL(
                            "UPDATE %s SET %s = %s::jsonb WHERE id = %s",
                            SQL.identifier(record._table),
                            SQL.identifier(name),
                            as_json(masked),
                            record.id,
                        )
                    )
            terms |= known.values
        records.invalidate_recordset(flush=False)
        return terms

    # ------------------------------------------------------------ other tables
    def _mask_columns(self, last_id):
        count = 0
        for name in sorted(self.env):
            model = self.env[name]
            if model._abstract or model._transient or not model._auto:
                continue
            # Addresses of a connector are of mailboxes for machines.
            ours = name.startswith("logistics.") and name not in SETUPS
            if ours or name.startswith(MODELS):
                columns = [
                    field.name
                    for field in model._fields.values()
                    if self._is_text(field) and PERSONAL.search(field.name)
                ]
                count += self._blank(model._table, columns)
        return 0, count, ()

    def _mask_texts(self, last_id):
        count = 0
        for name, wanted in BLANKED.items():
            if name not in self.env:
                continue
            model = self.env[name]
            columns = [
                column
                for column in wanted
                if column in model._fields and self._is_text(model._fields[column])
            ]
            count += self._blank(model._table, columns)
        # A document that somebody edited to have it processed again.
        self.env.cr.execute("UPDATE logistics_sync_replay SET payload = NULL")
        for name in PASSING:
            if name in self.env:
                table = SQL.identifier(self.env[name]._table)
                self.env.cr.execute(SQL("DELETE FROM %s", table))
        return 0, count, ()

    @api.model
    def _is_text(self, field):
        return (
            field.store
            and field.column_type
            and field.type in TEXTS
            and not field.translate
        )

    @api.model
    def _blank(self, table, columns):
        """Replace what stands in these columns; returns the number of rows."""
        if not columns:
            return 0
        filled = SQL(" OR ").join(
            SQL("%s IS NOT NULL", SQL.identifier(name)) for name in columns
        )
        changes = SQL(", ").join(
            SQL(
                "%(name)s = CASE WHEN %(name)s IS NOT NULL THEN %(fake)s END",
                name=SQL.identifier(name),
                fake="masked@example.invalid" if "email" in name else "Masked",
            )
            for name in columns
        )
        self.env.cr.execute(
            SQL("UPDATE %s SET %s WHERE %s", SQL.identifier(table), changes, filled)
        )
        return self.env.cr.rowcount

    def _mask_files(self, last_id):
        wanted = Domain.OR(Domain("res_model", "=like", f"{name}%") for name in FILES)
        wanted &= Domain("res_model", "not in", SETUPS) & Domain("id", ">", last_id)
        attachments = self.env["ir.attachment"].sudo()
        found = attachments.search(wanted, order="id", limit=BATCH)
        if not found:
            return 0, 0, ()
        last_id, count = found.ids[-1], len(found)
        found.unlink()
        return last_id, count, ()

    def _mask_sweep(self, last_id):
        """Look for what was masked, a hundred words at a time, in all our texts."""
        words = (self.terms or [])[last_id : last_id + WORDS]
        if not words:
            return 0, 0, ()
        erasure = self.env["logistics.sync.erasure"].sudo()
        pattern, count = get_pattern(words), 0
        for name, table, columns, condition in erasure._get_columns():
            if name == self._name:
                continue
            if ids := erasure._find_rows(table, columns, condition, pattern):
                erasure._erase_rows(table, columns, ids, words)
                count += len(ids)
        self.env.invalidate_all(flush=False)
        return last_id + len(words), count, ()
