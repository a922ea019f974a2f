# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from ..codec.json_document import as_json
from ..conflicts import expected_conflicts
from .exception import OPEN_STATES

# What takes the place of a question among the open ones.
RESERVED = ("name", "code_id", "team", "company_id", "dedup_key")


@dataclass
class Question:
    """What a person is asked: a code of the catalogue, a sentence, and what about.

    ``amount`` is in ``currency`` or in the company's own, None where nobody knows what
    is at stake.
    """

    code: str
    sentence: str
    company: models.BaseModel | None = None
    connector: models.BaseModel | None = None
    message: models.BaseModel | None = None
    event: models.BaseModel | None = None
    record: models.BaseModel | None = None
    amount: Decimal | None = None
    currency: models.BaseModel | None = None
    external_code: str | None = None
    subject: models.BaseModel | None = None

    def get_subject(self):
        """The one given, else the event, the record, the message or the connector."""
        told = (self.subject, self.event, self.record, self.message, self.connector)
        return next(item for item in told if item)

    def get_key(self):
        """One question is open at a time for each subject and kind."""
        subject = self.get_subject()
        return f"{subject._name}:{subject.id}:{self.code}"


class LogisticsSyncException(models.Model):
    """How questions come up: many at once cost as many statements as one."""

    _inherit = "logistics.sync.exception"

    @api.model
    @api.private
    def _raise_for(self, code, sentence, **about):
        """Open a question, or bump the one already open for this subject and kind.

        ``about`` as the fields of :class:`Question`.
        """
        return self._raise_set([Question(code, sentence, **about)])[0]

    @api.model
    @api.private
    def _raise_set(self, questions):
        """A list of what :meth:`_raise_for` gives for each of the questions."""
        if not questions:
            return []
        keys = [question.get_key() for question in questions]
        domain = [("dedup_key", "in", keys), ("state", "in", OPEN_STATES)]
        known = {one.dedup_key: one for one in self.sudo().search(domain)}
        fresh = {}
        again = []
        for key, question in zip(keys, questions, strict=True):
            if key in known or key in fresh:
                again.append((key, question.sentence))
            else:
                fresh[key] = question
        known |= self._open_set(fresh)
        for key, sentence in again:
            known[key]._bump(sentence)
        return [known[key] for key in keys]

    @api.model
    def _open_set(self, questions):
        """{key: new exception} of {key: question}"""
        if not questions:
            return {}
        codes = self.env["logistics.sync.exception.code"]
        asked = {question.code for question in questions.values()}
        kinds = {code: codes._get_by_code(code) for code in asked}
        by_company = {}
        for key, question in questions.items():
            values = self.sudo()._prepare_question(question, kinds[question.code])
            values["dedup_key"] = key
            by_company.setdefault(values["company_id"], []).append(values)
        self._reserve([one for some in by_company.values() for one in some])
        exceptions = self.sudo()
        for company_id, some in by_company.items():
            company = self.env["res.company"].browse(company_id)
            quiet = self.sudo().with_company(company)
            exceptions |= quiet.with_context(mail_create_nosubscribe=True).create(some)
        exceptions.filtered(lambda one: one._wants_reminder())._alert_owner()
        return {exception.dedup_key: exception for exception in exceptions}

    def _prepare_question(self, question, kind):
        event, record = question.event, question.record
        company = question.company or question.get_subject().company_id
        message = question.message or (event and event.message_id)
        connector = question.connector or (message and message.connector_id)
        document = record or (event and event._get_document())
        values = {
            "name": question.sentence,
            "code_id": kind.id,
            "company_id": company.id,
            "connector_id": connector.id if connector else False,
            "message_id": message.id if message else False,
            "event_id": event.id if event else False,
            "correlation_id": self._pick_correlation(event, message, record),
            "res_model": document._name if document else False,
            "res_id": document.id if document else False,
            "amount": question.amount or 0,
            "is_amount_known": question.amount is not None,
            "currency_id": (question.currency or company.currency_id).id,
            "external_code": question.external_code,
            "sla_deadline": fields.Datetime.now() + timedelta(hours=kind.sla_hours),
        }
        return self._complete(values, kind, connector, event)

    @api.model
    def _complete(self, values, kind, connector, event):
        """What follows from the values of a new question: extended by the parts."""
        return values

    @api.model
    def _pick_correlation(self, *subjects):
        for subject in subjects:
            if (
                subject
                and "correlation_id" in subject._fields
                and subject.correlation_id
            ):
                return subject.correlation_id
        return False

    @api.model
    def _reserve(self, asked):
        """Take the places of questions among the open ones before they are asked.

        Whoever asks the same meanwhile waits. What was asked since our snapshot was
        taken cannot be found in it: then this raises a serialization failure, upon
        which the work begins anew and finds it. The unique index alone would make it
        a failure of the message, which is tried again much later.
        """
        rows = [{name: values[name] for name in RESERVED} for values in asked]
        columns = SQL(", ").join(map(SQL.identifier, RESERVED))
        with expected_conflicts():
            taken = self.env.execute_query(
                SQL(
                    """INSERT INTO logistics_sync_exception (state, %(columns)s)
                       SELECT 'open', %(columns)s
                         FROM json_populate_recordset(
                                NULL::logistics_sync_exception, %(rows)s)
                     -- In one order, or two that ask the same wait for each other.
                     ORDER BY dedup_key
                       ON CONFLICT (dedup_key)
                       WHERE state IN ('open', 'in_progress') DO NOTHING
                       RETURNING id""",
                    columns=columns,
                    rows=as_json(rows),
                )
            )
        # Their entries in the index keep the places until the transaction ends.
        self.env.cr.execute(
            SQL(
                "DELETE FROM logistics_sync_exception WHERE id = ANY(%s)",
                [row_id for (row_id,) in taken],
            )
        )
