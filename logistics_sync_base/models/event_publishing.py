# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib

from odoo import api, fields, models
from odoo.tools import SQL

from ..codec import schema as schemas
from ..codec.json_document import as_json, json_safe
from ..core import correlation
from ..core.canonical import canonical_json
from ..core.identity import main_reference
from ..core.times import OccurredAt
from .message_events import EVENT_COLUMNS

PUBLISHED_COLUMNS = (*EVENT_COLUMNS, "processed_at", "res_model", "res_id")


class LogisticsSyncEvent(models.Model):
    """What Odoo itself tells its partners, and who is told what."""

    _inherit = "logistics.sync.event"

    told_by = fields.Char(compute="_compute_told_by", help="Who told us this fact.")
    delivery_ids = fields.One2many("logistics.sync.delivery", "event_id", readonly=True)

    # What Odoo tells has no connector; told again word for word it is no news.
    _published_unique = models.UniqueIndex(
        "(company_id, content_key) WHERE connector_id IS NULL",
        "This was published already.",
    )

    @api.depends("connector_id")
    def _compute_told_by(self):
        for event in self:
            event.told_by = event.connector_id.name or self.env._("Odoo")

    @api.model
    @api.private
    def _publish(
        self, event_type_code, canonical, record=None, company=None, correlation_id=None
    ):
        """Tell subscribers what happened in Odoo, once; returns the event.

        ``canonical`` is a canonical object whose amounts and quantities are Decimal or
        text; ``record`` the document it is about. Everything is part of the caller's
        transaction. Nothing is published of an event type that is switched off: the
        result is empty then. A document that breaks its schema is kept and becomes a
        question for a person; the work of whoever published it goes on. Raises
        ValueError for an event type or a schema that does not exist.
        """
        event_type = self._get_published_type(event_type_code)
        if not event_type.active:
            return self.browse()
        company = company or (record and record.company_id) or self.env.company
        row = self._prepare_published(
            event_type, canonical, record, company, correlation_id
        )
        event = self.sudo().with_company(company)._insert_published([row])
        event._tell_published()
        return event.with_env(self.env)

    @api.model
    def _get_published_type(self, code):
        types = self.env["logistics.sync.event.type"].sudo()
        found = types.with_context(active_test=False).search([("code", "=", code)])
        if not found:
            raise ValueError(f"There is no event type {code!r}.")
        return found

    def _prepare_published(self, event_type, canonical, record, company, correlation):
        """A dict of PUBLISHED_COLUMNS."""
        schema = canonical.get("schema")
        if schema not in schemas.SCHEMAS:
            raise ValueError(f"There is no canonical schema {schema!r}.")
        text = canonical_json({**canonical, "event_type": event_type.code})
        canonical = json_safe(schemas.json.loads(text))
        findings = schemas.checker(schema).check(canonical)
        error = "; ".join(f"{found.path}: {found.message}" for found in findings[:3])
        occurred = OccurredAt.from_canonical(canonical.get("occurred_at") or {})
        now = fields.Datetime.now()
        return {
            "message_id": None,
            "connector_id": None,
            "company_id": company.id,
            "event_type_id": event_type.id,
            "position": 0,
            "content_key": self._get_published_key(record, canonical),
            "canonical": canonical,
            "source": {},
            "classifier": canonical.get("classifier") or "actual",
            "reference": main_reference(canonical),
            "external_code": None,
            "occurred_at": occurred.utc,
            "occurred_offset": occurred.offset_minutes,
            "occurred_precision": occurred.precision,
            "occurred_raw": None,
            "received_at": now,
            "processed_at": None if findings else now,
            "correlation_id": correlation or self._get_correlation(record),
            "state": "exception" if findings else "done",
            "error": error or None,
            "fault_code": "invalid_field" if findings else None,
            "res_model": record._name if record else None,
            "res_id": record.id if record else None,
        }

    @api.model
    def _get_published_key(self, record, canonical):
        """Our own documents change: each wording of a document is told once."""
        about = [record._name, record.id] if record else None
        return hashlib.sha256(canonical_json([about, canonical])).hexdigest()

    @api.model
    def _get_correlation(self, record):
        """The id that led to the document, else a new one."""
        known = record and "correlation_id" in record and record.correlation_id
        return known or correlation.new_id()

    def _insert_published(self, rows):
        """The new events; what was published word for word before is left out.

        ``rows`` are dicts as of :meth:`_prepare_published`.
        """
        if not rows:
            return self.browse()
        found = self.env.execute_query(
            SQL(
                """INSERT INTO logistics_sync_event (%(columns)s, steps, next_step)
                   SELECT %(columns)s, '[]', 0
                     FROM json_populate_recordset(NULL::logistics_sync_event, %(rows)s)
                   ON CONFLICT (company_id, content_key) WHERE connector_id IS NULL
                   DO NOTHING RETURNING id""",
                columns=SQL(", ").join(map(SQL.identifier, PUBLISHED_COLUMNS)),
                rows=as_json(rows),
            )
        )
        return self.browse([event_id for (event_id,) in found])

    def _tell_published(self):
        """Owe what may be told to whoever subscribed; ask about the rest."""
        done = self.filtered(lambda event: event.state == "done")
        self.env["logistics.sync.subscription"].sudo()._fan_out(done)
        for event in self - done:
            self._ask_about_published(event)

    @api.model
    def _ask_about_published(self, event):
        self.env["logistics.sync.exception"]._raise_for(
            "invalid_field",
            self.env._(
                "Odoo's own document %(reference)s could not be published: %(problem)s",
                reference=event.reference or event.event_type_id.name,
                problem=event.error,
            ),
            event=event,
        )

    # ------------------------------------------------------------- fan-out
    def _close(self, results, log, documents):
        """Whoever subscribed to what is done now is owed it in this transaction."""
        result = super()._close(results, log, documents)
        done = [event_id for event_id in self.ids if results[event_id].is_final]
        self.env["logistics.sync.subscription"].sudo()._fan_out(self.browse(done))
        return result
