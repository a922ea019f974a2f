# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncMessage(models.Model):
    """Why a message does not move, in words a clerk understands.

    Whatever holds messages back names its reason here and adds it with
    ``selection_add``. The state of the message is another matter: a message that
    waits is neither failed nor done.
    """

    _inherit = "logistics.sync.message"

    waiting_for = fields.Selection(
        [
            ("prerequisite", "Another event"),
            ("contribution", "Other systems' parts"),
            ("rate_limit", "The partner's limit"),
            ("breaker", "The partner to recover"),
            ("calendar", "Working hours"),
            ("batch", "The next batch run"),
            ("degraded", "Normal operation"),
            ("approval", "Approval"),
        ],
        readonly=True,
        help="What has to happen before this message goes on.",
    )
    waiting_note = fields.Char(
        string="Waiting, in Detail",
        readonly=True,
        help="What exactly is missing, since when and until when it is waited for.",
    )

    def _set_state(self, state, note=None, **values):
        """A message that goes on waits no more, unless it is said to."""
        values.setdefault("waiting_for", False)
        values.setdefault("waiting_note", False)
        return super()._set_state(state, note=note, **values)

    def _note_waiting(self, reason, note, until=None):
        """Keep messages out of the work list, for a reason people can read.

        ``until`` is when they are looked at again without anybody's doing; without it
        somebody else has to make them due. The state stays what it is.
        """
        self.write(
            {
                "waiting_for": reason,
                "waiting_note": note,
                "next_attempt_at": until or False,
                "lease_until": False,
                "lease_token": False,
            }
        )

    def _get_waiting_values(self):
        """{id: (reason, note, until)} of messages that finish without being done.

        Asked once for those messages of a set that have waiting events.
        """
        return {}

    def _prepare_finish(self, state, states, now):
        row = super()._prepare_finish(state, states, now)
        if states.get("waiting"):
            row["waits"] = True
        return row

    def _write_finish(self, rows):
        result = super()._write_finish(rows)
        held = self.browse([row["id"] for row in rows if "waits" in row])
        if held:
            for message_id, (reason, note, until) in held._get_waiting_values().items():
                self.browse(message_id)._note_waiting(reason, note, until)
        return result
