# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

STATES = [
    ("received", "Received"),
    ("validated", "Validated"),
    ("transformed", "Transformed"),
    ("queued", "Queued"),
    ("processed", "Processed"),
    ("acknowledged", "Acknowledged"),
    ("failed", "Failed, retrying"),
    ("exception", "Needs a decision"),
    ("dead", "Dead letter"),
    ("ignored", "Ignored"),
    ("duplicate", "Duplicate"),
]


class LogisticsSyncMessage(models.Model):
    """One document as it crossed the wire; the only truth about work to do.

    A message is due when ``next_attempt_at`` has come and nobody holds a lease on it.
    """

    _name = "logistics.sync.message"
    _description = "Message"
    _order = "id desc"
    _rec_name = "public_id"
    _rec_names_search = ["public_id", "correlation_id", "idempotency_key"]

    public_id = fields.Char(string="Message ID", required=True, readonly=True)
    correlation_id = fields.Char(required=True, readonly=True, index=True)
    connector_id = fields.Many2one(
        "logistics.sync.connector",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    direction = fields.Selection(
        [("in", "Received"), ("out", "Sent")], required=True, readonly=True
    )
    format = fields.Selection(
        [
            ("json", "JSON"),
            ("xml", "XML"),
            ("x12", "EDI X12"),
            ("edifact", "EDIFACT"),
            ("soap", "Reply of a SOAP service"),
            ("csv", "CSV file"),
            ("fixed_width", "Fixed-width file"),
        ],
        required=True,
        readonly=True,
    )
    content_type = fields.Char(readonly=True)
    file_name = fields.Char(readonly=True)
    body = fields.Binary(
        string="Raw Document",
        attachment=False,
        required=True,
        readonly=True,
        help="The bytes as they crossed the wire, unchanged.",
    )
    body_size = fields.Integer(string="Size (bytes)", readonly=True)
    body_sha256 = fields.Char(string="SHA-256", readonly=True)
    body_text = fields.Text(compute="_compute_body_text", string="Document")
    idempotency_key = fields.Char(required=True, readonly=True)
    channel = fields.Selection(
        [
            ("operational", "Operational"),
            ("financial", "Financial"),
            ("outbound", "Outbound"),
            ("batch", "Batch"),
        ],
        string="Lane",
        required=True,
        default="operational",
        readonly=True,
    )
    priority = fields.Integer(default=10, readonly=True)
    state = fields.Selection(STATES, required=True, default="received", readonly=True)
    received_at = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )
    finished_at = fields.Datetime(readonly=True)
    next_attempt_at = fields.Datetime(readonly=True, string="Next Try")
    attempt_count = fields.Integer(readonly=True, string="Tries")
    lease_until = fields.Datetime(readonly=True)
    lease_token = fields.Char(readonly=True)
    # Read only where they are looked at, not with each of a thousand messages.
    answer = fields.Json(
        prefetch=False,
        readonly=True,
        help="What we answered the sender.",
    )
    error = fields.Text(readonly=True, string="Last Problem")
    history = fields.Json(prefetch=False, readonly=True)
    history_html = fields.Html(compute="_compute_history_html", string="States")
    replay_count = fields.Integer(readonly=True, string="Replays")
    mapping_id = fields.Many2one(
        "logistics.sync.mapping", readonly=True, ondelete="restrict"
    )
    mapping_version = fields.Integer(related="mapping_id.version")
    origin_message_id = fields.Many2one(
        "logistics.sync.message",
        string="Caused by",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    consequent_message_ids = fields.One2many(
        "logistics.sync.message", "origin_message_id", string="Answers"
    )
    event_ids = fields.One2many("logistics.sync.event", "message_id", readonly=True)
    attempt_ids = fields.One2many("logistics.sync.attempt", "message_id", readonly=True)
    exception_ids = fields.One2many("logistics.sync.exception", "message_id")
    event_count = fields.Integer(readonly=True, string="Events")
    done_count = fields.Integer(readonly=True, string="Applied")
    duplicate_count = fields.Integer(readonly=True, string="Duplicates")
    exception_count = fields.Integer(readonly=True, string="Events Not Applied")
    duplicates = fields.Json(
        prefetch=False, readonly=True, string="What Was Known Already"
    )

    _key_unique = models.UniqueIndex(
        "(connector_id, direction, idempotency_key)",
        "A message with this key was received already.",
    )
    _public_id_unique = models.UniqueIndex("(public_id)", "Message IDs are unique.")
    # The work list: only what is due some day is in it, so that it stays small.
    _due_index = models.Index(
        "(channel, connector_id, priority, next_attempt_at, id)"
        " WHERE next_attempt_at IS NOT NULL"
    )
    _open_index = models.Index("(state) WHERE state NOT IN ('processed', 'duplicate')")
    _received_index = models.Index("USING brin (received_at)")

    def init(self):
        # Each row is changed twice soon after it came: room in its page saves the
        # claim from writing every index anew. The table only grows while the work
        # list in it stays short, so that a share of all rows would be far too many
        # dead ones to wait for.
        self.env.cr.execute(
            """ALTER TABLE logistics_sync_message
                 SET (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02,
                      autovacuum_analyze_scale_factor = 0.02)"""
        )

    @api.depends("body")
    def _compute_body_text(self):
        for message in self.with_context(bin_size=False):
            raw = message._get_shown_bytes()
            # Long enough to read, short enough for a browser; the file is complete.
            text = raw[:200_000].decode("utf-8", errors="replace")
            if message.format == "x12":
                text = text.replace("~", "~\n").replace("\n\n", "\n")
            message.body_text = text

    @api.depends("history")
    def _compute_history_html(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for message in self:
            message.history_html = self.env["ir.qweb"]._render(
                "logistics_sync_base.message_history",
                {
                    "steps": [
                        message._tell_step(step, labels)
                        for step in message.history or []
                    ]
                },
            )

    def _tell_step(self, step, labels):
        at = self._tell_moment(fields.Datetime.to_datetime(step["at"]))
        return dict(step, at=at, label=labels.get(step["state"], step["state"]))

    def _get_shown_bytes(self):
        """The document as whoever looks may see it."""
        return self._get_body_bytes()

    def _get_body_bytes(self):
        self.ensure_one()
        value = self.with_context(bin_size=False).body
        return self._decode_body(value)

    @api.depends("public_id", "connector_id")
    def _compute_display_name(self):
        for message in self:
            message.display_name = (
                f"{message.connector_id.name} {message.public_id[:8]}"
                if message.public_id
                else ""
            )
