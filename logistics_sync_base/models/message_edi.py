# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..edi.acknowledgement import ACKNOWLEDGEMENT_GROUP
from ..edi.errors import X12Error
from ..edi.reader import read


class LogisticsSyncMessage(models.Model):
    """What we sent as EDI, and whether the partner said that it can use it."""

    _inherit = "logistics.sync.message"

    edi_interchange = fields.Char(
        string="Interchange Number", readonly=True, index="btree_not_null"
    )
    edi_group = fields.Char(
        string="Group Number",
        readonly=True,
        index="btree_not_null",
        help="What an acknowledgement names: kind of document and number.",
    )
    acknowledgement_state = fields.Selection(
        [
            ("awaiting", "Awaiting acknowledgement"),
            ("overdue", "Acknowledgement overdue"),
            ("accepted", "Accepted"),
            ("accepted_with_errors", "Accepted with errors"),
            ("rejected", "Rejected"),
        ],
        string="Partner Says",
        readonly=True,
        index="btree_not_null",
    )
    acknowledgement_due = fields.Datetime(readonly=True, index="btree_not_null")
    acknowledged_at = fields.Datetime(readonly=True, string="Answered")
    acknowledgement_note = fields.Text(readonly=True, string="What the Partner Wrote")
    acknowledgement_message_id = fields.Many2one(
        "logistics.sync.message",
        string="Acknowledgement",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    acknowledgement_hours = fields.Float(
        compute="_compute_acknowledgement_hours",
        string="Hours Until the Answer",
        help="Still counting while there is no answer.",
    )
    # Why an acknowledgement that came could not be used; keeps the message open.
    edi_problem = fields.Text(readonly=True)
    is_test_data = fields.Boolean(readonly=True, string="Test Data")

    @api.depends("acknowledgement_state", "finished_at", "acknowledged_at")
    def _compute_acknowledgement_hours(self):
        now = fields.Datetime.now()
        for message in self:
            waits = message.acknowledgement_state and message.finished_at
            end = message.acknowledged_at or now
            message.acknowledgement_hours = (
                max((end - message.finished_at) / timedelta(hours=1), 0) if waits else 0
            )

    def _prepare_row(self, connector, body, digest, idempotency_key, **values):
        row = super()._prepare_row(connector, body, digest, idempotency_key, **values)
        if row["direction"] == "out":
            # Always all of them: rows may be inserted together.
            row |= {
                "edi_interchange": None,
                "edi_group": None,
                "acknowledgement_state": None,
            }
            prepare = getattr(self, f"_prepare_row_{row['format']}", None)
            row |= prepare(connector, body) if prepare else {}
        return row

    @api.model
    def _prepare_row_x12(self, connector, body):
        """By what numbers the partner will speak of what we send."""
        try:
            interchange = read(body)[0]
        except X12Error:
            # Made elsewhere and no X12: sent as it is, nothing can be matched.
            return {}
        values = {"edi_interchange": plain_number(interchange.control)}
        groups = interchange.groups
        if groups and groups[0].functional_id != ACKNOWLEDGEMENT_GROUP:
            values["edi_group"] = group_key(groups[0].functional_id, groups[0].control)
            if connector.edi_expects_ack:
                values["acknowledgement_state"] = "awaiting"
        return values

    def _close_delivered(self):
        """Handing over is not yet acceptance: the clock for the answer starts now."""
        result = super()._close_delivered()
        if self.acknowledgement_state == "awaiting":
            hours = self.connector_id.edi_ack_hours
            self.acknowledgement_due = fields.Datetime.now() + timedelta(hours=hours)
        elif self.acknowledgement_state in ("accepted", "accepted_with_errors"):
            self._set_state("acknowledged", note=self.acknowledgement_note)
        return result

    # -------------------------------------------------------- retransmission
    def action_send_again(self):
        """Button: send the very same bytes once more, with the same numbers."""
        if any(message.direction != "out" for message in self):
            raise UserError(self.env._("Only what we sent can be sent again."))
        if self.filtered("next_attempt_at"):
            raise UserError(self.env._("It has not left yet; it will be sent anyway."))
        return self._open_replay(include_done=True)

    def _requeue(self, note, mapping="current", stage=None):
        """What is sent again has to be acknowledged again."""
        result = super()._requeue(note, mapping, stage)
        self.filtered("acknowledgement_state").write(
            {
                "acknowledgement_state": "awaiting",
                "acknowledgement_due": False,
                "acknowledged_at": False,
                "acknowledgement_note": False,
                "acknowledgement_message_id": False,
            }
        )
        return result

    # ------------------------------------------------------------- state
    def _get_state_after(self, states):
        if self.edi_problem:
            return "exception"
        if not states and self.is_test_data:
            return "ignored"
        return super()._get_state_after(states)

    def _settle_questions(self):
        return super(
            LogisticsSyncMessage,
            self.filtered(lambda message: not message.edi_problem),
        )._settle_questions()


def plain_number(control):
    """A control number as a key: some partners drop or add zeros in front."""
    return control.strip().lstrip("0") or "0"


def group_key(functional_id, control):
    """What names a group of ours in an acknowledgement, as in ``PO:12``."""
    return f"{functional_id.strip()}:{plain_number(control)}"
