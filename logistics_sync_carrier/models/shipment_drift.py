# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .milestone_type import SHIPMENT_STATUS

OPEN_ACTIONS = ("none", "asked")
OPERATIONS_GROUP = "logistics_sync_base.group_logistics_operations"


class LogisticsShipmentDrift(models.Model):
    """A partner says another state of a shipment than Odoo, and what came of it."""

    _name = "logistics.shipment.drift"
    _description = "Status Difference"
    _order = "found_at desc, id desc"
    _rec_name = "shipment_id"

    shipment_id = fields.Many2one(
        "logistics.shipment",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    package_id = fields.Many2one(
        "logistics.shipment.package", readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    connector_id = fields.Many2one(
        "logistics.sync.connector",
        string="Partner System",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    source = fields.Selection(
        [("pull", "Asking the partner"), ("list", "Status list")],
        string="Found By",
        required=True,
        readonly=True,
    )
    direction = fields.Selection(
        [("ahead", "Partner is further"), ("behind", "Partner is behind")],
        string="Difference",
        required=True,
        readonly=True,
    )
    our_type_id = fields.Many2one(
        "logistics.milestone.type",
        string="Our Milestone",
        readonly=True,
        ondelete="restrict",
    )
    our_status = fields.Selection(SHIPMENT_STATUS, string="In Odoo", readonly=True)
    their_type_id = fields.Many2one(
        "logistics.milestone.type",
        string="Partner's Milestone",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    their_status = fields.Selection(
        SHIPMENT_STATUS, string="At the Partner", readonly=True
    )
    partner_code = fields.Char(readonly=True, help="How the partner calls it.")
    occurred_at = fields.Datetime(
        string="Happened", readonly=True, help="As the partner tells it."
    )
    occurred_offset = fields.Integer(string="Offset (minutes)", readonly=True)
    found_at = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )
    last_seen_at = fields.Datetime(readonly=True, default=fields.Datetime.now)
    times_seen = fields.Integer(readonly=True, default=1)
    action = fields.Selection(
        [
            ("none", "Open"),
            ("asked", "Person asked"),
            ("applied", "Event made"),
            ("ignored", "Ignored"),
            ("settled", "Settled"),
        ],
        string="What Was Done",
        required=True,
        readonly=True,
        default="none",
        index=True,
    )
    action_at = fields.Datetime(string="Done On", readonly=True)
    action_by_id = fields.Many2one("res.users", string="Done By", readonly=True)
    to_apply = fields.Boolean(readonly=True)
    canonical = fields.Json(prefetch=False, readonly=True)
    content_key = fields.Char(required=True, readonly=True)
    message_id = fields.Many2one(
        "logistics.sync.message",
        string="Told In",
        readonly=True,
        ondelete="set null",
    )
    healing_message_id = fields.Many2one(
        "logistics.sync.message",
        string="Made Message",
        readonly=True,
        ondelete="set null",
    )
    healing_event_id = fields.Many2one(
        "logistics.sync.event", string="Event", readonly=True, ondelete="set null"
    )
    in_step = fields.Boolean(
        compute="_compute_in_step",
        help="Whether Odoo and the partner agree by now.",
    )
    sentence = fields.Char(compute="_compute_sentence", string="In Words")

    _content_unique = models.UniqueIndex(
        "(connector_id, content_key)", "This difference is listed already."
    )
    _to_apply_idx = models.Index("(id) WHERE to_apply")

    @api.depends("shipment_id.milestone_type_id", "package_id.milestone_type_id")
    def _compute_in_step(self):
        for drift in self:
            kind = drift._get_our_kind()
            theirs = drift.their_type_id.sudo()._as_kind()
            if drift.direction == "ahead":
                drift.in_step = kind is not None and kind.key >= theirs.key
            else:
                drift.in_step = kind is not None and kind.status == theirs.status

    def _get_our_kind(self):
        self.ensure_one()
        subject = self.package_id or self.shipment_id
        kind = subject.sudo().milestone_type_id
        return kind._as_kind() if kind else None

    @api.depends("connector_id", "their_type_id", "our_status")
    def _compute_sentence(self):
        states = dict(self._fields["our_status"]._description_selection(self.env))
        for drift in self:
            drift.sentence = self.env._(
                "%(partner)s says “%(theirs)s” for %(subject)s; Odoo has “%(ours)s”.",
                partner=drift.sudo().connector_id.name,
                theirs=drift.their_type_id.name,
                subject=drift._get_subject_name(),
                ours=drift.our_type_id.name or states.get(drift.our_status, ""),
            )

    def _get_subject_name(self):
        self.ensure_one()
        number = self.package_id.tracking_number
        shipment = self.shipment_id.name
        return f"{number} ({shipment})" if number else shipment

    # ------------------------------------------------------------- actions
    def _check_operations(self):
        if not self.env.user.has_group(OPERATIONS_GROUP):
            raise AccessError(
                self.env._("Only operations may decide about status differences.")
            )
        self.check_access("read")

    def action_apply(self):
        """Make the event the partner never sent."""
        self._check_operations()
        if any(drift.action not in OPEN_ACTIONS for drift in self):
            raise UserError(self.env._("Something was done about it already."))
        behind = self.filtered(lambda drift: drift.direction != "ahead")
        if behind:
            raise UserError(
                self.env._(
                    "%s is behind: its state would change nothing here. Ignore it, or "
                    "correct the shipment.",
                    behind[0].sudo().connector_id.name,
                )
            )
        self.sudo()._apply()
        return True

    def action_ignore(self):
        """Leave both pictures as they are; who decided so stays on record."""
        self._check_operations()
        if any(drift.action not in OPEN_ACTIONS for drift in self):
            raise UserError(self.env._("Something was done about it already."))
        self.sudo()._note_action("ignored")
        return True

    @api.private
    def _note_action(self, action, **values):
        self.write(
            {
                "action": action,
                "action_at": fields.Datetime.now(),
                "action_by_id": self.env.uid,
                "to_apply": False,
                **values,
            }
        )
        self.env["logistics.sync.exception"].sudo().search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("state", "in", ("open", "in_progress")),
            ]
        )._resolve("automatic" if action == "settled" else "fixed")
