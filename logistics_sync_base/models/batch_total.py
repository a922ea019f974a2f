# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.masking import mask_error, mask_trace
from ..exceptions import BusinessError

_logger = logging.getLogger(__name__)

# A difference in these holds the run until it is settled.
OPEN_TOTALS = ("differs", "unreadable")
SET_ASIDE = ("ignored", "duplicate")


class LogisticsSyncBatchTotal(models.Model):
    """What a file of a batch says of its content, and what it holds.

    Numbers are exact texts: a file may tell any amount, in a currency or in none.
    """

    _name = "logistics.sync.batch.total"
    _description = "Control Total of a File"
    _order = "run_id, id"
    _rec_name = "file_name"
    _log_access = False

    run_id = fields.Many2one(
        "logistics.sync.batch.run",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="run_id.company_id", store=True)
    connector_id = fields.Many2one(
        "logistics.sync.connector", string="Partner", readonly=True, ondelete="cascade"
    )
    message_id = fields.Many2one(
        "logistics.sync.message",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
    )
    file_name = fields.Char(string="File", readonly=True)
    kind = fields.Selection(
        [
            ("count", "Records"),
            ("amount", "Amount"),
            ("lines", "Line items"),
            ("segments", "Segments"),
            ("messages", "Documents"),
            ("groups", "Groups"),
        ],
        string="What",
        readonly=True,
    )
    place = fields.Char(string="Told In", readonly=True)
    said = fields.Char(string="It Says", readonly=True)
    found = fields.Char(string="It Holds", readonly=True)
    difference = fields.Char(readonly=True)
    state = fields.Selection(
        [
            ("even", "Agrees"),
            ("differs", "Differs"),
            ("silent", "Says nothing"),
            ("unreadable", "Cannot be compared"),
            ("unreachable", "Not fetched"),
            ("settled", "Set aside"),
        ],
        string="Comparison",
        required=True,
        readonly=True,
    )
    reason = fields.Text(readonly=True)
    message_state = fields.Selection(related="message_id.state", string="Document")
    # The state the document was in when it was compared last.
    seen_state = fields.Char(readonly=True)

    @api.model
    @api.private
    def _take_down(self, run, messages):
        """Read anew what these documents say and hold; part of the caller's work."""
        self.search(
            [("run_id", "=", run.id), ("message_id", "in", messages.ids)]
        ).unlink()
        self.create([row for message in messages for row in self._read(run, message)])

    @api.model
    def _read(self, run, message):
        """Values of the rows of one document."""
        shared = {
            "run_id": run.id,
            "connector_id": message.connector_id.id,
            "message_id": message.id,
            "file_name": message.file_name or message.public_id,
            "seen_state": message.state,
        }
        if message.state in SET_ASIDE:
            return [shared | {"state": "settled"}]
        decoder = self.env["logistics.sync.decoder"]
        try:
            told = decoder._read_declared(
                message.connector_id, message._get_body_bytes(), message.format
            )
        # Also one whose archived bytes are damaged: the others are compared.
        except (BusinessError, UserError) as error:
            return [shared | {"state": "unreadable", "reason": str(error)}]
        # Whatever one file does to its reader, it holds up no other.
        except Exception as error:  # pylint: disable=broad-except
            _logger.info("Comparing %s failed\n%s", message.id, mask_trace(error))
            return [shared | {"state": "unreadable", "reason": mask_error(error)}]
        rows = [shared | self._prepare(control) for control in told]
        return rows or [shared | {"state": "silent"}]

    @api.model
    def _prepare(self, control):
        place = " ".join(filter(None, (control.place, control.where)))
        silent = control.said is None
        as_text = _as_amount if control.kind == "amount" else "{:f}".format
        return {
            "kind": control.kind,
            "place": place,
            "said": False if silent else as_text(control.said),
            "found": as_text(control.found),
            "difference": False
            if silent or control.is_even
            else as_text(control.found - control.said),
            "state": "even" if control.is_even else "differs",
        }

    @api.model
    @api.private
    def _note_unreachable(self, run, connector, reason):
        self.create(
            {
                "run_id": run.id,
                "connector_id": connector.id,
                "state": "unreachable",
                "reason": reason,
            }
        )

    def action_open_message(self):
        self.ensure_one()
        return self.message_id._get_records_action()

    def _describe(self):
        """One sentence for a row that does not agree."""
        self.ensure_one()
        if self.state == "unreadable":
            return self.env._(
                "%(file)s cannot be compared: %(reason)s",
                file=self.file_name,
                reason=self.reason,
            )
        labels = dict(self._fields["kind"]._description_selection(self.env))
        return self.env._(
            "%(file)s, %(what)s (%(place)s): it says %(said)s and holds %(found)s",
            file=self.file_name,
            what=labels[self.kind].lower(),
            place=self.place,
            said=self.said or self.env._("nothing"),
            found=self.found,
        )


def _as_amount(value):
    """Money is shown with two decimals at least, and never rounded."""
    whole, __, decimals = f"{value:f}".partition(".")
    needed = decimals.rstrip("0")
    return f"{whole}.{decimals if len(needed) > 2 else needed.ljust(2, '0')}"
