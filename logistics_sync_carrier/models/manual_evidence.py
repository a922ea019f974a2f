# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError
from odoo.fields import NO_ACCESS

from .invoice_release import FINANCE_GROUP, OPERATIONS_GROUP

DIFFERS = "manual_evidence_differs"
EVIDENCED = (
    "delivered",
    "pod_received",
    "picked_up",
    "export_cleared",
    "customs_cleared",
)
# In these states the partner's report is compared instead of recorded again.
WATCHED = ("open", "confirmed", "differs", "kept")


class LogisticsManualEvidence(models.Model):
    """A person vouched for a fact while its partner could not report it.

    The timeline and the invoicing rules take it like a report. When the partner's own
    report comes it confirms the evidence, or a person decides which of both counts.
    """

    _name = "logistics.manual.evidence"
    _description = "Manual Evidence"
    _inherit = ["logistics.sync.cached.record"]
    _order = "id desc"

    shipment_id = fields.Many2one(
        "logistics.shipment",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="shipment_id.company_id", store=True)
    connector_id = fields.Many2one(
        "logistics.sync.connector",
        string="Partner That Did Not Report",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    type_id = fields.Many2one(
        "logistics.milestone.type",
        string="Fact",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    code = fields.Char(related="type_id.code")
    occurred_at = fields.Datetime(string="Happened On", required=True, readonly=True)
    tolerance_hours = fields.Integer(
        string="Known To Within (hours)", required=True, readonly=True
    )
    is_proof = fields.Boolean(string="Is the Proof of Delivery", readonly=True)
    # Only the work itself reads it: lists, groups, filters and exports do not.
    signed_by = fields.Char(
        string="Signed By, as Recorded", readonly=True, groups=NO_ACCESS
    )
    reason = fields.Text(required=True, readonly=True)
    attachment_ids = fields.Many2many(
        "ir.attachment",
        "logistics_manual_evidence_attachment_rel",
        string="Documents",
        readonly=True,
    )
    partner_state = fields.Char(
        string="State of the Partner Then",
        readonly=True,
        help="Why its own report could not be waited for.",
    )
    user_id = fields.Many2one(
        "res.users", string="Recorded By", required=True, readonly=True
    )
    recorded_at = fields.Datetime(required=True, readonly=True)
    milestone_id = fields.Many2one(
        "logistics.shipment.milestone", readonly=True, ondelete="set null", index=True
    )
    state = fields.Selection(
        [
            ("open", "Waiting for the partner"),
            ("confirmed", "Confirmed by the partner"),
            ("differs", "The partner says otherwise"),
            ("kept", "Evidence stands"),
            ("overruled", "The partner is right"),
        ],
        required=True,
        readonly=True,
        default="open",
    )
    partner_event_id = fields.Many2one(
        "logistics.sync.event",
        string="Partner's Report",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    difference = fields.Text(readonly=True)
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_at = fields.Datetime(readonly=True)

    # Two people who vouch at the same moment must not have it billed twice.
    _fact_unique = models.UniqueIndex(
        "(shipment_id, type_id) WHERE state <> 'overruled'",
        "Somebody has vouched for this fact already.",
    )

    @api.depends("type_id", "shipment_id")
    def _compute_display_name(self):
        for evidence in self:
            evidence.display_name = self.env._(
                "%(fact)s of %(shipment)s, by hand",
                fact=evidence.type_id.name,
                shipment=evidence.shipment_id.name,
            )

    # --------------------------------------------------------------- lookup
    @api.model
    def _get_cached_fields(self):
        return {"state"}

    @api.model
    @tools.ormcache()
    def _is_used(self):
        """Whether there is any: nothing is asked in sets where there is none."""
        return bool(self.sudo().search_count([("state", "in", WATCHED)], limit=1))

    @api.model
    @api.private
    def _find_watched(self, shipments):
        """{shipment id: evidence the reports about it are compared with}"""
        found = self.search(
            [("shipment_id", "in", shipments.ids), ("state", "in", WATCHED)]
        )
        return {ship.id: some for ship, some in found.grouped("shipment_id").items()}

    # ------------------------------------------------------------- deciding
    def action_keep(self):
        """Button: the evidence stands; nobody decides this about his own."""
        self._check_decider(FINANCE_GROUP)
        if any(one.user_id == self.env.user for one in self):
            raise UserError(
                self.env._("Let somebody else decide about what you recorded.")
            )
        self._decide("kept")
        return True

    def action_accept_partner(self):
        """Button: the partner is right; what was recorded by hand counts no more."""
        self._check_decider(f"{FINANCE_GROUP},{OPERATIONS_GROUP}")
        for evidence in self.sudo():
            evidence._take_back()
        self._decide("overruled")
        return True

    def _check_decider(self, groups):
        self.check_access("read")
        if not self.env.user.has_groups(groups):
            raise AccessError(self.env._("Your role may only look at evidence."))
        if any(one.state != "differs" for one in self):
            raise UserError(self.env._("Nothing is to be decided here."))

    def _decide(self, state):
        evidence = self.sudo()
        evidence.write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )
        labels = dict(self._fields["state"]._description_selection(self.env))
        for one in evidence:
            one.shipment_id._message_log(
                body=self.env._(
                    "%(evidence)s: “%(decision)s”, decided by %(user)s. %(difference)s",
                    evidence=one.display_name,
                    decision=labels[state],
                    user=self.env.user.name,
                    difference=one.difference or "",
                )
            )
        self.env["logistics.invoice.release"]._evaluate_for(evidence.shipment_id)
        evidence._get_disputed_events()._reprocess()

    def _take_back(self):
        """The timeline tells what partners told; the evidence itself stays on file."""
        self.ensure_one()
        shipment = self.shipment_id
        if not shipment._lock_timelines():
            raise UserError(
                self.env._("The shipment is being changed by someone else.")
            )
        self.milestone_id.unlink()
        if self.is_proof:
            values = self._prepare_unproven()
            shipment.with_context(tracking_disable=True).write(values)
        shipment._settle()

    def _prepare_unproven(self):
        """The proof of delivery without this one; what the partner sent stays."""
        shipment = self.shipment_id
        values = {
            "pod_attachment_ids": [
                fields.Command.unlink(file.id) for file in self.attachment_ids
            ]
        }
        if shipment.pod_at == self.occurred_at:
            values["pod_at"] = False
        if shipment.pod_signed_by == self.signed_by:
            values["pod_signed_by"] = False
        if not shipment.pod_attachment_ids - self.attachment_ids:
            values["pod_received_at"] = False
        return values
