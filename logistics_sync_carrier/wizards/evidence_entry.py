# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..models.invoice_release import OPERATIONS_GROUP
from ..models.manual_evidence import EVIDENCED

# Open questions that say that a partner does not report by itself.
SILENT = ("partner_down", "unreachable", "folder_unreachable", "partner_silent")

PROVABLE = ("delivered", "pod_received")


class LogisticsEvidenceEntry(models.TransientModel):
    """A person vouches, with document and reason, for what a partner cannot tell."""

    _name = "logistics.evidence.entry"
    _description = "Record Manual Evidence"

    shipment_id = fields.Many2one(
        "logistics.shipment", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="shipment_id.company_id")
    connector_id = fields.Many2one(
        "logistics.sync.connector",
        string="Partner That Cannot Report",
        required=True,
        ondelete="cascade",
        domain="[('company_id', '=', company_id)]",
    )
    partner_state = fields.Char(compute="_compute_partner_state", string="Its State")
    type_id = fields.Many2one(
        "logistics.milestone.type",
        string="What Happened",
        required=True,
        ondelete="cascade",
        domain=[("code", "in", EVIDENCED)],
    )
    code = fields.Char(related="type_id.code")
    occurred_at = fields.Datetime(string="Happened On", required=True)
    tolerance_hours = fields.Integer(
        string="Known To Within (hours)",
        default=12,
        help="The partner's own report confirms the evidence when its time differs by "
        "no more than this.",
    )
    is_proof = fields.Boolean(
        string="Is the Proof of Delivery",
        compute="_compute_is_proof",
        store=True,
        readonly=False,
        help="The document is the consignee's signature.",
    )
    signed_by = fields.Char()
    attachment_ids = fields.Many2many(
        "ir.attachment", "logistics_evidence_entry_attachment_rel", string="Documents"
    )
    reason = fields.Text(required=True)

    @api.depends("type_id")
    def _compute_is_proof(self):
        for entry in self:
            entry.is_proof = entry.code in PROVABLE

    @api.depends("connector_id")
    def _compute_partner_state(self):
        for entry in self:
            entry.partner_state = entry._describe_partner()

    def _describe_partner(self):
        """Why the partner's own report cannot be waited for; False when it can."""
        connector = self.connector_id.sudo()
        if not connector:
            return False
        if connector.gate_state in ("open", "half_open"):
            return connector.gate_summary
        if connector.operation_mode != "normal":
            modes = dict(
                connector._fields["operation_mode"]._description_selection(self.env)
            )
            return self.env._("Mode of operation: %s", modes[connector.operation_mode])
        question = self.env["logistics.sync.exception"].sudo()
        domain = [
            ("connector_id", "=", connector.id),
            ("code", "in", SILENT),
            ("state", "in", ("open", "in_progress")),
        ]
        return question.search(domain, limit=1).name

    # ------------------------------------------------------------- recording
    def action_record(self):
        """Button: put it on the timeline, as evidence of the user; once."""
        self.ensure_one()
        self._check_entry()
        # The rest is the work itself: nobody may write timelines by hand.
        return self.sudo()._record(self.env.user)

    def _check_entry(self):
        if not self.env.user.has_group(OPERATIONS_GROUP):
            raise AccessError(
                self.env._("Only operations may vouch for what a partner did not tell.")
            )
        self.shipment_id.check_access("write")
        self._check_subject()
        if not self._describe_partner():
            raise UserError(
                self.env._(
                    "%s works as usual and will report this itself. Evidence is for "
                    "partners that are down; if it is, stop calls to it or change its "
                    "mode of operation first.",
                    self.connector_id.name,
                )
            )
        files = self.attachment_ids.sudo()
        empty = not files or not all(file.file_size for file in files)
        if empty or not (self.reason or "").strip():
            raise ValidationError(
                self.env._("Evidence needs a document and a reason in words.")
            )
        foreign = files.filtered(
            lambda file: (
                file.create_uid != self.env.user
                or (file.res_id and file.res_model != self._name)
            )
        )
        if foreign:
            raise AccessError(
                self.env._("Attach files of your own; these belong to other documents.")
            )
        if self.occurred_at > fields.Datetime.now():
            raise ValidationError(
                self.env._("What you vouch for cannot be in the future.")
            )
        if not 0 <= self.tolerance_hours <= 72:
            raise ValidationError(
                self.env._("A time is known to within 0 to 72 hours.")
            )
        if self._is_told():
            raise UserError(
                self.env._(
                    "“%(fact)s” of %(shipment)s is on the timeline already.",
                    fact=self.type_id.name,
                    shipment=self.shipment_id.name,
                )
            )

    def _check_subject(self):
        """What the form offers is not all that a program could send."""
        if self.code not in EVIDENCED:
            raise ValidationError(
                self.env._("Nobody vouches for “%s” by hand.", self.type_id.name)
            )
        if self.is_proof and self.code not in PROVABLE:
            raise ValidationError(
                self.env._("“%s” has no proof of delivery.", self.type_id.name)
            )
        if self.connector_id.sudo().company_id != self.company_id:
            raise ValidationError(
                self.env._("The partner and the shipment are of different companies.")
            )

    def _is_told(self):
        """Whether the timeline has the fact, for the whole shipment."""
        shipment = self.shipment_id.sudo()
        known = shipment.milestone_ids.filtered(
            lambda one: one.type_id == self.type_id and one.classifier == "actual"
        )
        if not known:
            return False
        as_a_whole = any(not one.package_id for one in known)
        return as_a_whole or not shipment.package_ids - known.package_id

    def _record(self, user):
        shipment = self.shipment_id
        if not shipment._lock_timelines():
            raise UserError(
                self.env._("The shipment is being changed by someone else.")
            )
        evidence = self.env["logistics.manual.evidence"].create(
            self._prepare_evidence(user)
        )
        event = self._publish()
        known = shipment.milestone_ids
        shipment._record_milestones([self._prepare_milestone(event)])
        evidence.milestone_id = shipment.milestone_ids - known
        if self.is_proof:
            shipment.with_context(tracking_disable=True).write(self._prepare_proof())
        shipment._message_log(
            body=self.env._(
                "%(user)s vouched for “%(fact)s”: %(reason)s",
                user=user.name,
                fact=self.type_id.name,
                reason=self.reason,
            ),
            attachment_ids=self.attachment_ids.ids,
        )
        self.env["logistics.invoice.release"]._evaluate_for(shipment)
        return {"type": "ir.actions.act_window_close"}

    def _prepare_evidence(self, user):
        return {
            "shipment_id": self.shipment_id.id,
            "connector_id": self.connector_id.id,
            "type_id": self.type_id.id,
            "occurred_at": self.occurred_at,
            "tolerance_hours": self.tolerance_hours,
            "is_proof": self.is_proof,
            "signed_by": self.signed_by,
            "reason": self.reason,
            "attachment_ids": [fields.Command.set(self._claim_files().ids)],
            "partner_state": self._describe_partner(),
            "user_id": user.id,
            "recorded_at": fields.Datetime.now(),
        }

    def _claim_files(self):
        """The files belong to the shipment from now on: who sees it sees them."""
        self.attachment_ids.write(
            {"res_model": self.shipment_id._name, "res_id": self.shipment_id.id}
        )
        return self.attachment_ids

    def _get_offset(self):
        local = fields.Datetime.context_timestamp(self, self.occurred_at)
        return int(local.utcoffset().total_seconds() // 60)

    def _publish(self):
        """Subscribers learn it like any fact, told by Odoo; empty where they do not."""
        shipment = self.shipment_id
        packages = shipment.package_ids.filtered("tracking_number")
        orders = shipment.sale_order_ids
        numbers = {
            "tracking_number": packages.tracking_number if len(packages) == 1 else None,
            "shipment": shipment.name,
            "order": orders.name if len(orders) == 1 else None,
            "delivery": None,
            "bill_of_lading": shipment.bill_of_lading or None,
            "pro_number": shipment.pro_number or None,
        }
        canonical = {
            "schema": "delivery_event/1.0",
            "milestone": self.code,
            "classifier": "actual",
            "reason": self.env._("Manual evidence"),
            "scope": "shipment",
            "occurred_at": {
                "utc": f"{self.occurred_at.isoformat(timespec='seconds')}Z",
                "offset_minutes": self._get_offset(),
                "precision": "minute",
                "offset_source": "payload",
            },
            "references": numbers,
            "location": None,
            "carrier": shipment.scac or None,
            "items": [],
            "proof_of_delivery": {"signed_by": self.signed_by, "document": None}
            if self.is_proof and self.signed_by
            else None,
            "estimated_delivery": None,
        }
        events = self.env["logistics.sync.event"]
        return events._publish(self.code, canonical, record=shipment)

    def _prepare_milestone(self, event):
        now = fields.Datetime.now()
        return {
            "shipment_id": self.shipment_id.id,
            "company_id": self.company_id.id,
            "package_id": None,
            "leg_id": None,
            "type_id": self.type_id.id,
            "type_code": self.code,
            "classifier": "actual",
            "reason": self.env._("Manual evidence"),
            "scope": "shipment",
            "moved_state": False,
            "occurred_at": self.occurred_at,
            "occurred_offset": self._get_offset(),
            "occurred_precision": "minute",
            "estimated_at": None,
            "received_at": now,
            "processed_at": now,
            "location": None,
            "connector_id": None,
            "event_id": event.id or None,
            "correlation_id": event.correlation_id or self.shipment_id.correlation_id,
        }

    def _prepare_proof(self):
        shipment = self.shipment_id
        return {
            "pod_attachment_ids": [
                fields.Command.link(file.id) for file in self.attachment_ids
            ],
            "pod_at": shipment.pod_at or self.occurred_at,
            "pod_received_at": shipment.pod_received_at or fields.Datetime.now(),
            "pod_signed_by": shipment.pod_signed_by or self.signed_by,
        }
