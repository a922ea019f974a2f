# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date

from odoo import fields, models

from ..core.identity import object_name, party_key
from ..core.invoice_check import InvoiceFinding, check_invoice

# Who the document is from or for, where it is told.
PARTNER_FIELDS = {
    "supplier_invoice": ("supplier",),
    "freight_invoice": ("carrier", "supplier"),
    "customer_invoice": ("customer",),
}


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
        fresh = quiet.create([self._prepare_staged(event) for event in missing])
        documents = (known | fresh).with_env(quiet.env)
        documents.filtered(lambda doc: doc.state in ("staged", "validated"))._validate()
        return {document.event_id.id: document for document in documents}

    def _prepare_staged(self, event):
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
            "currency_id": self._get_currency(canonical.get("currency")).id,
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

    def _get_currency(self, code):
        # An inactive currency is known, though nothing can be booked in it.
        currencies = self.env["res.currency"].with_context(active_test=False)
        return currencies.search([("name", "=", code)], limit=1) if code else currencies

    # ---------------------------------------------------------- validation
    def _validate(self):
        """Write what is wrong with each; what has no finding is ready to accept."""
        for document in self:
            findings = [finding.to_dict() for finding in document._find_faults()]
            state = "staged" if findings else "validated"
            changed = {
                "findings": findings,
                "finding_count": len(findings),
                "validated_at": fields.Datetime.now(),
            }
            if document.state != state:
                changed["state"] = state
            document.write(changed)
            document._ask_about_findings()

    def _find_faults(self):
        """All findings of one document; domain addons add their own checks."""
        self.ensure_one()
        return [
            *check_invoice(self.canonical),
            *self._check_currency(),
            *self._check_duplicate(),
        ]

    def _check_currency(self):
        if self.currency_code and not self.currency_id.active:
            yield InvoiceFinding(
                "unknown_currency",
                "currency",
                self.env._("Odoo does not use the currency %s.", self.currency_code),
                self.env._("Activate the currency, then check again."),
            )

    def _check_duplicate(self):
        twin = self._find_twin()
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

    def _find_twin(self):
        """The earlier document with the same number of the same partner."""
        if not self.partner_key:
            return self.browse()
        twins = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("kind", "=", self.kind),
                ("document_type", "=", self.document_type),
                ("partner_key", "=", self.partner_key),
                ("number_key", "=", self.number_key),
                ("state", "!=", "rejected"),
                ("id", "!=", self.id),
            ],
            order="id",
        )
        # The first holds until somebody decides; the second is the question.
        settled = twins.filtered(
            lambda doc: doc.state == "accepted" or doc.id < self.id
        )
        return settled[:1]

    # ------------------------------------------------------------ question
    def _ask_about_findings(self):
        """One open question as long as something is wrong."""
        self.ensure_one()
        if not self.findings:
            self._resolve_question("automatic")
            return
        first = self.findings[0]
        self.env["logistics.sync.exception"]._raise_for(
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
