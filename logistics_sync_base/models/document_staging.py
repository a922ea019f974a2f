# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date

from odoo import fields, models

from ..core.identity import object_name, party_key
from ..core.invoice_check import InvoiceFinding, check_invoice
from .exception_raising import Question

# Who the document is from or for, where it is told.
PARTNER_FIELDS = {
    "supplier_invoice": ("supplier",),
    "freight_invoice": ("carrier", "supplier"),
    "customer_invoice": ("customer",),
}
# Documents that agree in these have the same number.
NUMBERED = ("company_id", "kind", "document_type", "partner_key", "number_key")


class LogisticsSyncDocument(models.Model):
    """From an event to a staged document, and the checks it has to pass."""

    _inherit = "logistics.sync.document"

    def _stage(self, events):
        """{event id: document}, made where there is none yet, and checked."""
        known = self.search([("event_id", "in", events.ids)])
        missing = events - known.event_id
        # Thousands come at night: no e-mail, no note for each.
        quiet = self.with_context(
            tracking_disable=True, mail_create_nolog=True, mail_create_nosubscribe=True
        )
        currencies = self._get_currencies(missing)
        fresh = quiet.create(
            [self._prepare_staged(event, currencies) for event in missing]
        )
        documents = (known | fresh).with_env(quiet.env)
        documents.filtered(lambda doc: doc.state in ("staged", "validated"))._validate()
        return {document.event_id.id: document for document in documents}

    def _prepare_staged(self, event, currencies):
        canonical = event.canonical
        kind = object_name(canonical)
        parties = [canonical.get(name) for name in PARTNER_FIELDS[kind]]
        return {
            "kind": kind,
            "document_type": canonical["kind"],
            "number": canonical["number"],
            "partner_name": self._get_party_name(parties),
            "partner_key": next(filter(None, map(party_key, parties)), None),
            "number_key": party_key(canonical["number"]),
            "date": self._get_date(canonical.get("invoice_date")),
            "date_due": self._get_date(canonical.get("due_date")),
            "currency_id": currencies.get(canonical.get("currency"), False),
            "currency_code": canonical.get("currency"),
            "total": canonical["totals"]["total"],
            "canonical": canonical,
            "event_id": event.id,
            "message_id": event.message_id.id,
            "connector_id": event.connector_id.id,
            "company_id": event.company_id.id,
            "correlation_id": event.correlation_id,
        }

    def _get_party_name(self, parties):
        names = [
            party.get("name") or party.get("code") if isinstance(party, dict) else party
            for party in reversed(parties)
        ]
        return next(filter(None, names), None)

    def _get_date(self, text):
        try:
            return date.fromisoformat(text or "")
        except ValueError:
            return False

    def _get_currencies(self, events):
        """{code: currency id} of what these events are in."""
        codes = {event.canonical.get("currency") for event in events}
        # An inactive currency is known, though nothing can be booked in it.
        currencies = self.env["res.currency"].with_context(active_test=False)
        found = currencies.search([("name", "in", list(codes - {None}))])
        return {currency.name: currency.id for currency in found}

    # ---------------------------------------------------------- validation
    def _validate(self):
        """Write what is wrong with each; what has no finding is ready to accept."""
        found = self._find_faults()
        for document in self:
            findings = [finding.to_dict() for finding in found[document.id]]
            state = "staged" if findings else "validated"
            changed = {
                "findings": findings,
                "finding_count": len(findings),
                "validated_at": fields.Datetime.now(),
            }
            if document.state != state:
                changed["state"] = state
            document.write(changed)
        self._ask_about_findings()

    def _find_faults(self):
        """{document id: its findings}; domain addons add their own checks."""
        twins = self._find_twins()
        return {
            document.id: [
                *check_invoice(document.canonical),
                *document._check_currency(),
                *document._check_duplicate(twins.get(document)),
            ]
            for document in self
        }

    def _check_currency(self):
        if self.currency_code and not self.currency_id.active:
            yield InvoiceFinding(
                "unknown_currency",
                "currency",
                self.env._("Odoo does not use the currency %s.", self.currency_code),
                self.env._("Activate the currency, then check again."),
            )

    def _check_duplicate(self, twin):
        if not twin:
            return
        words = {
            name: dict(self._fields[name]._description_selection(self.env))[twin[name]]
            for name in ("kind", "state")
        }
        yield InvoiceFinding(
            "duplicate_number",
            "number",
            self.env._(
                "%(partner)s has sent the number %(number)s before: %(kind)s of "
                "%(date)s over %(total)s (%(state)s).",
                partner=self.partner_name or self.env._("The partner"),
                number=self.number,
                date=twin.date or self.env._("an unknown day"),
                total=f"{twin.total:.2f} {twin.currency_code or ''}".strip(),
                **words,
            ),
            self.env._("Compare both, and reject the one that does not hold."),
        )

    def _find_twins(self):
        """{document: the earlier one with the same number of the same partner}"""
        named = self.filtered("partner_key")
        found = self.search(
            [
                ("company_id", "in", named.company_id.ids),
                ("partner_key", "in", list(set(named.mapped("partner_key")))),
                ("number_key", "in", list(set(named.mapped("number_key")))),
                ("state", "!=", "rejected"),
            ],
            order="id",
        )
        by_number = found.grouped(lambda one: tuple(one[name] for name in NUMBERED))
        twins = {}
        for document in named:
            same = by_number.get(tuple(document[name] for name in NUMBERED), ())
            # The first holds until somebody decides; the second is the question.
            settled = (
                one
                for one in same
                if one.id < document.id
                or (one.state == "accepted" and one.id != document.id)
            )
            if twin := next(settled, None):
                twins[document] = twin
        return twins

    # ------------------------------------------------------------ question
    def _ask_about_findings(self):
        """One open question about each as long as something is wrong with it."""
        faulty = self.filtered("findings")
        (self - faulty)._resolve_question("automatic")
        self.env["logistics.sync.exception"]._raise_set(
            [document._prepare_question() for document in faulty]
        )

    def _prepare_question(self):
        self.ensure_one()
        first = self.findings[0]
        return Question(
            "document_findings",
            self.env._(
                "%(document)s cannot be accepted: %(field)s: %(finding)s",
                document=self.display_name,
                field=first["field"],
                finding=first["message"],
            ),
            record=self,
            connector=self.connector_id,
            amount=self.total,
            currency=self.currency_id,
        )

    def _resolve_question(self, resolution):
        questions = self.env["logistics.sync.exception"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("code_id.code", "=", "document_findings"),
                ("state", "in", ("open", "in_progress")),
            ]
        )
        questions._resolve(resolution)
