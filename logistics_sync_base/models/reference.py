# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.suggest import Candidate


class LogisticsSyncReference(models.Model):
    """One code of a partner's master data, and what a person says it means here."""

    _name = "logistics.sync.reference"
    _inherit = "logistics.sync.reference.insert"
    _description = "Partner Reference"
    _order = "list_id, external_code, id"
    _rec_name = "external_code"
    _rec_names_search = ["external_code", "name"]

    list_id = fields.Many2one(
        "logistics.sync.reference.list",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    connector_id = fields.Many2one(related="list_id.connector_id", store=True)
    company_id = fields.Many2one(related="list_id.company_id", store=True)
    kind = fields.Selection(related="list_id.kind", store=True)
    external_code = fields.Char(string="Partner Code", required=True, readonly=True)
    name = fields.Char(string="Partner's Name for It", readonly=True)
    number = fields.Char(string="Barcode or Number", readonly=True)
    state = fields.Selection(
        [("open", "To decide"), ("confirmed", "Known"), ("unused", "Not used here")],
        required=True,
        default="open",
        readonly=True,
        index=True,
    )
    res_model = fields.Char(compute="_compute_res_model")
    res_id = fields.Many2oneReference(
        string="Our Record",
        model_field="res_model",
        help="What the code means here. A suggestion until it is confirmed.",
    )
    record_name = fields.Char(
        compute="_compute_record_name", compute_sudo=True, string="Means Here"
    )
    internal_code = fields.Char(
        string="Our Code", help="What we call it, where Odoo has no record for it."
    )
    reason = fields.Selection(
        [
            ("code", "Same code"),
            ("number", "Same barcode or number"),
            ("spelling", "Same code, written differently"),
            ("name", "Same name"),
            ("similar", "Similar name"),
            ("known", "Known already"),
        ],
        string="Suggested by",
        readonly=True,
    )
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True)
    decided_at = fields.Datetime(readonly=True)

    _code_unique = models.UniqueIndex(
        "(list_id, external_code)", "The list has this code already."
    )

    @api.depends("kind")
    def _compute_res_model(self):
        targets = self._get_target_models()
        for reference in self:
            reference.res_model = targets.get(reference.kind, False)

    @api.depends("res_model", "res_id", "internal_code")
    def _compute_record_name(self):
        for reference in self:
            record = reference._get_record()
            name = record.display_name if record else reference.internal_code
            reference.record_name = name

    def write(self, vals):
        if vals.get("res_id") and not self.env.su:
            # Nobody reads the name of a record through here that is not theirs.
            for model in set(self.mapped("res_model")) - {False}:
                self.env[model].browse(vals["res_id"]).check_access("read")
            # A person chose: no longer a suggestion, nor overruled by the next one.
            vals = {"reason": False, **vals}
        return super().write(vals)

    # ------------------------------------------------------------ for addons
    @api.model
    def _get_target_models(self):
        """{kind: model of our records}; other kinds have a code of ours only."""
        return {"currency": "res.currency"}

    @api.model
    def _get_record_code(self, kind, record):
        """By which code mappings name a record of ours, or an empty text."""
        return record.name or ""

    @api.model
    def _get_referenced_kinds(self):
        """Kinds whose codes point to the record itself, whatever it is called."""
        return ()

    @api.model
    def _get_candidates(self, kind, company):
        """The records of ours that a code of this kind may mean."""
        if kind == "currency":
            return [
                Candidate(one.id, one.full_name or one.name, one.name)
                for one in self.env["res.currency"].search([("active", "=", True)])
            ]
        return []

    # ------------------------------------------------------------- decisions
    def action_confirm(self):
        """What is shown as our record or code is what the partner means."""
        self.check_access("write")
        undecided = self.filtered(lambda one: one.state != "confirmed")
        bare = undecided.filtered(
            lambda one: not one.res_id and not (one.internal_code or "").strip()
        )
        if bare:
            raise UserError(
                self.env._(
                    "Choose first what these mean: %s",
                    ", ".join(bare[:10].mapped("external_code")),
                )
            )
        for reference in undecided:
            reference._teach()
        undecided._decide("confirmed")

    def action_mark_unused(self):
        """We have no such thing and never will: it holds up nothing any more."""
        self.check_access("write")
        self.filtered(lambda one: one.state == "open")._decide("unused")

    def action_reopen(self):
        """Decide again; what was taught stays until another meaning is confirmed."""
        self.check_access("write")
        self._write_decided(
            {"state": "open", "decided_by_id": False, "decided_at": False}
        )

    def _decide(self, state):
        self._write_decided(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )

    def _teach(self):
        """Store the meaning where messages look it up."""
        self.ensure_one()
        # Who decides what codes mean need not see all of our master data.
        record = self.sudo()._get_record()
        if record and self.kind in self._get_referenced_kinds():
            if self._teach_record(record):
                return
        code = (self.internal_code or "").strip()
        if record:
            code = self._get_record_code(self.kind, record)
        if not code:
            raise UserError(
                self.env._(
                    "“%s” has no code of its own in Odoo. Give it one first, then "
                    "confirm.",
                    record.display_name if record else self.external_code,
                )
            )
        self.env["logistics.sync.code.map"]._set_meaning(
            self.connector_id, self.kind, self.external_code, code, "actual"
        )

    def _get_record(self):
        self.ensure_one()
        if not self.res_model or self.res_model not in self.env or not self.res_id:
            return None
        return self.env[self.res_model].browse(self.res_id).exists() or None

    def _teach_record(self, record):
        """Point the code at the record; False where the record has another code."""
        refs = self.env["logistics.sync.external.ref"]
        known = refs.search(
            [
                ("connector_id", "=", self.connector_id.id),
                ("kind", "=", self.kind),
                "|",
                ("external_id", "=", self.external_code),
                "&",
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
            ]
        )
        own = known.filtered(lambda ref: ref.external_id == self.external_code)
        if known - own:
            own.unlink()
            return False
        values = {"res_model": record._name, "res_id": record.id}
        if own:
            own.write(values)
        else:
            refs.create(
                {
                    **values,
                    "connector_id": self.connector_id.id,
                    "kind": self.kind,
                    "external_id": self.external_code,
                }
            )
        return True
