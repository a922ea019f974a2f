# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..codec.json_document import as_json
from .document_names import name_to_show


class LogisticsSyncEvent(models.Model):
    """One canonical business fact, with the log of what followed it."""

    _name = "logistics.sync.event"
    _description = "Event"
    _order = "id desc"
    # Facts come by the thousand and tell themselves when they came and were applied.
    _log_access = False
    _rec_names_search = ["reference", "correlation_id"]

    # What Odoo itself tells comes with neither message nor connector.
    message_id = fields.Many2one(
        "logistics.sync.message",
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    connector_id = fields.Many2one(
        "logistics.sync.connector", readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    event_type_id = fields.Many2one(
        "logistics.sync.event.type", readonly=True, ondelete="restrict"
    )
    position = fields.Integer(readonly=True, help="Its place in the message.")
    content_key = fields.Char(required=True, readonly=True)
    # Whole documents: read only where they are looked at, not with each event.
    canonical = fields.Json(prefetch=False, readonly=True)
    source = fields.Json(prefetch=False, readonly=True, help="How the partner put it.")
    enrichment = fields.Json(
        prefetch=False, readonly=True, help="What Odoo knows about it."
    )
    classifier = fields.Selection(
        [("actual", "Actual"), ("estimated", "Estimated"), ("planned", "Planned")],
        readonly=True,
    )
    reference = fields.Char(readonly=True, index=True)
    external_code = fields.Char(string="Partner Code", readonly=True)
    external_kind = fields.Char(readonly=True, help="What the code is about.")
    occurred_at = fields.Datetime(readonly=True)
    occurred_offset = fields.Integer(string="UTC Offset (minutes)", readonly=True)
    occurred_precision = fields.Selection(
        [
            ("second", "Second"),
            ("minute", "Minute"),
            ("date", "Day"),
            ("none", "Not known"),
        ],
        readonly=True,
    )
    occurred_raw = fields.Char(string="Time as Sent", readonly=True)
    received_at = fields.Datetime(readonly=True)
    processed_at = fields.Datetime(readonly=True)
    correlation_id = fields.Char(readonly=True)
    state = fields.Selection(
        [
            ("pending", "To do"),
            ("done", "Applied"),
            ("waiting", "Waiting"),
            ("exception", "Needs a decision"),
            ("failed", "Failed, retrying"),
            ("dead", "Dead letter"),
            ("ignored", "Ignored"),
            ("duplicate", "Duplicate"),
        ],
        required=True,
        default="pending",
        readonly=True,
    )
    steps = fields.Json(prefetch=False, readonly=True)
    next_step = fields.Integer(readonly=True)
    steps_html = fields.Html(compute="_compute_steps_html", string="What Followed")
    canonical_text = fields.Text(compute="_compute_texts", string="Canonical Document")
    source_text = fields.Text(compute="_compute_texts", string="Partner's Words")
    enrichment_text = fields.Text(compute="_compute_texts", string="Added from Odoo")
    res_model = fields.Char(readonly=True, string="Document Model")
    res_id = fields.Many2oneReference(
        model_field="res_model", readonly=True, string="Document Id"
    )
    document_name = fields.Char(compute="_compute_document_name", string="Document")
    error = fields.Text(readonly=True, string="Problem")
    fault_code = fields.Char(readonly=True)

    # The same fact told twice by one partner is one event, whatever its message.
    _content_unique = models.UniqueIndex(
        "(connector_id, content_key)", "This partner told us this fact already."
    )
    _document_index = models.Index("(res_model, res_id) WHERE res_id IS NOT NULL")
    # Every index is written twice for each fact: only what has to be found. An event
    # that came in a message is found by the number of its message.
    _own_correlation_index = models.Index("(correlation_id) WHERE message_id IS NULL")
    _open_index = models.Index("(state) WHERE state NOT IN ('done', 'duplicate')")
    _occurred_index = models.Index("USING brin (occurred_at)")

    @api.depends("event_type_id", "reference")
    def _compute_display_name(self):
        for event in self:
            name = event.event_type_id.name or self.env._("Unknown event")
            event.display_name = " · ".join(filter(None, (name, event.reference)))

    @api.depends("canonical", "source", "enrichment")
    def _compute_texts(self):
        render = self.env["logistics.sync.mapping"]._render_json
        for event in self:
            event.canonical_text = render(event.canonical)
            event.source_text = render(event.source)
            event.enrichment_text = render(event.enrichment)

    @api.depends("steps")
    def _compute_steps_html(self):
        consequences = self.env["logistics.sync.event.consequence"]
        names = dict(consequences._fields["code"]._description_selection(self.env))
        for event in self:
            event.steps_html = self.env["ir.qweb"]._render(
                "logistics_sync_base.event_steps",
                {
                    "steps": [
                        dict(step, label=names.get(step["consequence"], ""))
                        for step in event.steps or []
                    ]
                },
            )

    @api.depends_context("uid")
    @api.depends("res_model", "res_id")
    def _compute_document_name(self):
        for event in self:
            event.document_name = name_to_show(event._get_document())

    def _get_document(self):
        self.ensure_one()
        if not self.res_model or self.res_model not in self.env or not self.res_id:
            return None
        return self.env[self.res_model].browse(self.res_id).exists() or None

    def _get_fault_sentence(self):
        """What a clerk reads in the exception queue."""
        self.ensure_one()
        if self.fault_code == "unknown_code":
            kinds = self.env["logistics.sync.code.map"]._get_kind_names()
            return self.env._(
                "%(connector)s sent the %(kind)s “%(code)s” for %(reference)s; nobody "
                "has said what it means.",
                connector=self.connector_id.name,
                kind=kinds.get(self.external_kind, self.env._("status")).lower(),
                code=self.external_code,
                reference=self.reference or self.env._("a shipment without number"),
            )
        return self.env._(
            "%(connector)s, item %(position)s (%(reference)s): %(problem)s",
            connector=self.connector_id.name,
            position=self.position + 1,
            reference=self.reference or self.env._("no reference"),
            problem=self.error,
        )

    def _refresh(self, row):
        """Take over what decoding says now; a changed fact begins at its first step."""
        self.ensure_one()
        self.env.cr.execute_values(
            """UPDATE logistics_sync_event e SET content_key = v.content_key,
                 event_type_id = v.event_type_id::int, canonical = v.canonical::jsonb,
                 classifier = v.classifier, reference = v.reference, state = v.state,
                 external_code = v.external_code, error = v.error,
                 fault_code = v.fault_code, external_kind = v.external_kind,
                 occurred_at = v.occurred_at::timestamp,
                 occurred_offset = v.occurred_offset::int,
                 occurred_precision = v.precision, next_step = CASE
                   WHEN e.content_key = v.content_key THEN e.next_step ELSE 0 END
               FROM (VALUES %s) AS v (id, content_key, event_type_id, canonical,
                 classifier, reference, state, external_code, error, fault_code,
                 external_kind, occurred_at, occurred_offset, precision)
               WHERE e.id = v.id""",
            [
                (
                    self.id,
                    row["content_key"],
                    row["event_type_id"],
                    as_json(row["canonical"]),
                    row["classifier"],
                    row["reference"],
                    row["state"],
                    row["external_code"],
                    row["error"],
                    row["fault_code"],
                    row["external_kind"],
                    row["occurred_at"],
                    row["occurred_offset"],
                    row["occurred_precision"],
                )
            ],
        )
        self.invalidate_recordset()

    # ------------------------------------------------------------- actions
    @api.private
    def _reprocess(self):
        """Make the messages behind these events due again; done events stay done."""
        todo = self.filtered(lambda event: event.state not in ("done", "duplicate"))
        todo.filtered(lambda event: event.state in ("dead", "ignored")).write(
            {"state": "failed"}
        )
        # A message somebody holds a lease on is being processed at this moment.
        idle = todo.message_id.filtered(lambda message: not message.lease_token)
        if idle:
            idle._requeue(self.env._("An event is processed again"))

    @api.private
    def _ignore(self, reason):
        todo = self.filtered(lambda event: event.state != "done")
        todo.write({"state": "ignored", "error": reason})
        todo.message_id._refresh_state(reason)

    def action_reprocess(self):
        """Button: process the messages behind these events again."""
        reason = self.env._("An event is processed again")
        self.message_id._note_replay(reason, "event")
        self.sudo()._reprocess()

    def action_open_document(self):
        self.ensure_one()
        document = self._get_document()
        if not document:
            raise UserError(self.env._("This event is not linked to a document yet."))
        return document._get_records_action(context={})
