# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..codec.contracts import SCHEMAS, canonical_schema
from ..core.identity import is_numbered
from ..core.readable import outline

OPEN_STATES = ("staged", "validated")
# What the partner sent, and where it came from.
EVIDENCE = {
    "kind",
    "document_type",
    "number",
    "partner_name",
    "date",
    "date_due",
    "currency_code",
    "total",
    "canonical",
    "event_id",
    "message_id",
    "connector_id",
    "company_id",
    "correlation_id",
}


class LogisticsSyncDocument(models.Model):
    """An invoice a partner sent, kept apart until a person accepts it.

    Nothing of Odoo's books knows it. Accepting marks it here; domain addons make their
    own document of it by extending :meth:`_accept`.
    """

    _name = "logistics.sync.document"
    _description = "Staged Document"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_names_search = ["number", "partner_name"]

    kind = fields.Selection(
        [
            ("supplier_invoice", "Supplier invoice"),
            ("freight_invoice", "Freight invoice"),
            ("customer_invoice", "Customer invoice"),
        ],
        required=True,
        readonly=True,
        index=True,
    )
    document_type = fields.Selection(
        [
            ("invoice", "Invoice"),
            ("credit_note", "Credit note"),
            ("debit_note", "Debit note"),
            ("prepayment", "Prepayment"),
            ("balance_due", "Balance due"),
            ("self_billed", "Self-billed invoice"),
        ],
        string="Type",
        readonly=True,
    )
    number = fields.Char(required=True, readonly=True, index=True)
    partner_name = fields.Char(
        string="Partner",
        readonly=True,
        help="As the document names it: who bills, or who is billed.",
    )
    date = fields.Date(readonly=True)
    date_due = fields.Date(string="Due", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    currency_code = fields.Char(string="Currency as Sent", readonly=True)
    total = fields.Monetary(readonly=True)
    state = fields.Selection(
        [
            ("staged", "To check"),
            ("validated", "Ready to accept"),
            ("accepted", "Accepted"),
            ("rejected", "Rejected"),
        ],
        required=True,
        default="staged",
        readonly=True,
        tracking=True,
        index=True,
    )
    canonical = fields.Json(required=True, readonly=True, prefetch=False)
    canonical_html = fields.Html(
        compute="_compute_canonical_texts", string="What It Says", sanitize=False
    )
    canonical_text = fields.Text(
        compute="_compute_canonical_texts", string="Canonical Document"
    )
    findings = fields.Json(
        readonly=True, help="What is wrong with it: code, field, sentence and remedy."
    )
    finding_count = fields.Integer(string="Open Findings", readonly=True)
    findings_html = fields.Html(compute="_compute_findings_html")
    validated_at = fields.Datetime(string="Checked at", readonly=True)
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True)
    decided_at = fields.Datetime(readonly=True)
    decision_reason = fields.Text(string="Reason", readonly=True, tracking=True)
    event_id = fields.Many2one(
        "logistics.sync.event", required=True, readonly=True, ondelete="restrict"
    )
    message_id = fields.Many2one(
        "logistics.sync.message", required=True, readonly=True, ondelete="restrict"
    )
    connector_id = fields.Many2one(
        "logistics.sync.connector",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    correlation_id = fields.Char(readonly=True, index=True)
    partner_key = fields.Char(readonly=True)
    number_key = fields.Char(readonly=True)

    _event_unique = models.UniqueIndex(
        "(event_id)", "This event has its document already."
    )
    # Whatever two people do at the same moment: one number is accepted once.
    _accepted_unique = models.UniqueIndex(
        "(company_id, kind, document_type, partner_key, number_key) "
        "WHERE state = 'accepted'",
        "A document of this partner with this number has been accepted already.",
    )
    _number_index = models.Index("(company_id, kind, partner_key, number_key)")

    @api.depends("kind", "number", "partner_name")
    def _compute_display_name(self):
        for document in self:
            document.display_name = " · ".join(
                filter(None, (document.number, document.partner_name))
            )

    @api.depends("canonical")
    def _compute_canonical_texts(self):
        render = self.env["logistics.sync.mapping"]._render_json
        for document in self:
            document.canonical_text = render(document.canonical)
            document.canonical_html = self._render_document(document.canonical)

    @api.depends("findings")
    def _compute_findings_html(self):
        for document in self:
            document.findings_html = document.findings and self.env["ir.qweb"]._render(
                "logistics_sync_base.document_findings",
                {"findings": document.findings},
            )

    @api.model
    def _render_document(self, canonical):
        """HTML of a canonical document, readable without knowing JSON."""
        if not canonical:
            return False
        return self.env["ir.qweb"]._render(
            "logistics_sync_base.canonical_document",
            {"block": self._outline_document(canonical)},
        )

    @api.model
    def _outline_document(self, canonical):
        """The Block of a canonical document, in the order of its schema."""
        name = canonical.get("schema")
        schema = canonical_schema(name) if name in SCHEMAS else None
        return outline(canonical, schema)

    # ------------------------------------------------------------- guards
    def write(self, vals):
        """What the partner sent is evidence: it never changes."""
        if EVIDENCE & set(vals):
            raise ValidationError(
                self.env._(
                    "A staged document is kept as it came. Reject it, and ask the "
                    "partner for a corrected one."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Staged documents are kept; reject it instead."))

    def _check_may_decide(self):
        if not self.env.user.has_group("logistics_sync_base.group_logistics_finance"):
            raise AccessError(
                self.env._("Only finance accepts or rejects staged documents.")
            )
        self.check_access("read")

    # ------------------------------------------------------------ actions
    def action_validate(self):
        """Check again, for instance after another document was rejected."""
        self.check_access("read")
        if not self.env.user.has_group("logistics_sync_base.group_logistics_user"):
            raise AccessError(
                self.env._("Documents are checked by who works with them.")
            )
        self.sudo().filtered(lambda doc: doc.state in OPEN_STATES)._validate()

    def action_accept(self):
        """Take these over; each is checked once more at this very moment."""
        self._check_may_decide()
        documents = self.sudo()
        # Whoever decides on the same document at the same time waits for us.
        documents.lock_for_update()
        documents._check_open()
        documents._validate()
        faulty = documents.filtered("finding_count")
        if faulty:
            raise UserError(
                self.env._(
                    "“%(document)s” cannot be accepted: %(finding)s",
                    document=faulty[0].display_name,
                    finding=faulty[0].findings[0]["message"],
                )
            )
        documents._decide("accepted")
        documents._accept()
        return True

    def action_reject(self):
        self._check_may_decide()
        self._check_open()
        wizard = self.env["logistics.sync.document.reject"].create(
            {"document_ids": [(6, 0, self.ids)]}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reject with a Reason"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_open_message(self):
        self.ensure_one()
        return self.message_id._get_records_action(context={})

    @api.private
    def _accept(self):
        """Make what follows an accepted document; here nothing does.

        Called once with documents that were just marked accepted, in the transaction
        of the person who accepted. Domain addons extend it; an error takes the
        acceptance back.
        """

    @api.private
    def _reject(self, reason):
        """Turn documents down, for good and on record."""
        self._check_may_decide()
        documents = self.sudo()
        documents.lock_for_update()
        documents._check_open()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the document is rejected."))
        documents._decide("rejected", reason.strip())

    def _check_open(self):
        closed = self.filtered(lambda document: document.state not in OPEN_STATES)
        if closed:
            raise UserError(
                self.env._("“%s” has been decided already.", closed[0].display_name)
            )

    def _decide(self, state, reason=False):
        self.write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
                "decision_reason": reason,
            }
        )
        self._resolve_question("automatic" if state == "accepted" else "fixed")

    @api.model
    def _is_staged_kind(self, canonical):
        """True for the canonical objects that are staged."""
        name = (canonical.get("schema") or "").partition("/")[0]
        return is_numbered(canonical) and name in dict(self._fields["kind"].selection)
