# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..edi import interchange_ack
from ..edi.acknowledgement import (
    ACKNOWLEDGEMENT_GROUP,
    find_rejected,
    read_997,
    reply_envelope,
)
from ..edi.errors import X12Error, errors
from ..edi.reader import read
from ..edi.verdict import REJECTED, Verdict, get_verdict
from .decoder_x12 import ACKNOWLEDGEMENTS
from .message_edi import group_key, plain_number

FINAL = ("accepted", "accepted_with_errors", "rejected")


class LogisticsSyncMessage(models.Model):
    """Answers to what we sent: matched by partner and control number, never guessed."""

    _inherit = "logistics.sync.message"

    def _acknowledge_x12(self, interchanges):
        """Answer what asks for an answer, and take up the answers that came."""
        self.ensure_one()
        if self.edi_problem:
            self.edi_problem = False
        profile = self.connector_id._get_edi_profile()
        if any(profile.is_test(interchange) for interchange, __ in interchanges):
            self.is_test_data = True
        result = None
        if self.connector_id.edi_sends_ack:
            result = super()._acknowledge_x12(interchanges)
        for index, (interchange, faults) in enumerate(interchanges):
            self._answer_interchange(index, interchange, faults)
            self._take_acknowledgements(interchange)
            if not profile.is_test(interchange):
                rejected = find_rejected(interchange, faults, profile.policy)
                self._tell_rejected(rejected, faults)
        return result

    def _tell_rejected(self, rejected, faults):
        """Ask a person about documents that we rejected, and did not process.

        ``rejected`` are their (group, transaction) positions.
        """
        if not rejected:
            return
        reasons = [
            fault.message
            for fault in errors(faults)
            if fault.transaction is None or (fault.group, fault.transaction) in rejected
        ]
        self._note_edi_problem(
            "edi_refused",
            self.env._(
                "%(count)s documents of %(connector)s were rejected and not processed: "
                "%(reasons)s",
                count=len(rejected),
                connector=self.connector_id.name,
                reasons=" ".join(dict.fromkeys(reasons[:3])),
            ),
        )

    def _answer_interchange(self, index, interchange, faults):
        """Owe the partner a TA1 when that was agreed; never on an acknowledgement."""
        rule = self.connector_id.edi_ta1
        wanted = rule == "always" or (
            rule == "asked" and interchange_ack.wants_ta1(interchange)
        )
        only_answers = all(
            group.functional_id == ACKNOWLEDGEMENT_GROUP for group in interchange.groups
        )
        key = f"TA1:{self.public_id}:{index}"
        if not wanted or only_answers or self._is_owed(key):
            return
        connector = self.connector_id
        body = interchange_ack.write_ta1(
            reply_envelope(interchange, connector._get_edi_profile().delimiters),
            interchange,
            faults,
            control=connector._next_control_number("interchange"),
            at=fields.Datetime.now(),
        )
        self._owe(body.encode(), key, file_name=f"TA1_{self.public_id[:8]}_{index}.edi")
        self._dispatch(["outbound"])

    # -------------------------------------------------------- what came back
    def _take_acknowledgements(self, interchange):
        for result in interchange_ack.read_ta1(interchange):
            self._take_interchange_result(result)
        for group in interchange.groups:
            for transaction in group.transactions:
                if transaction.set_id in ACKNOWLEDGEMENTS:
                    self._take_group_result(transaction)

    def _take_interchange_result(self, result):
        sent = self._find_sent("edi_interchange", plain_number(result.control))
        if not sent:
            self._note_unknown_answer(self.env._("interchange %s", result.control))
        elif result.is_rejected:
            note = interchange_ack.NOTES.get(result.note, result.note)
            details = (self.env._("envelope: %s", note),)
            sent._take_verdict(Verdict(REJECTED, details, ()), self)
        else:
            # The envelope arrived. Whether the content can be used is still open.
            sent._set_state(sent.state, note=self.env._("Envelope received (TA1)"))

    def _take_group_result(self, transaction):
        try:
            result = read_997(transaction)
        except X12Error as error:
            self._note_edi_problem("edi_ack_unusable", str(error))
            return
        key = group_key(result.functional_id, result.group_control)
        sent = self._find_sent("edi_group", key)
        if not sent:
            self._note_unknown_answer(
                self.env._(
                    "group %(control)s (%(kind)s)",
                    control=result.group_control,
                    kind=result.functional_id,
                )
            )
            return
        verdict = get_verdict(result, sent._get_sent_controls())
        if verdict.unknown:
            self._note_unknown_answer(
                self.env._(
                    "documents %(controls)s of group %(group)s",
                    controls=", ".join(verdict.unknown),
                    group=result.group_control,
                )
            )
            return
        sent._take_verdict(verdict, self)

    def _find_sent(self, field, key):
        """What we sent to this very partner under a number, if it ever left."""
        return self.search(
            [
                ("connector_id", "=", self.connector_id.id),
                ("direction", "=", "out"),
                (field, "=", key),
                ("attempt_count", ">", 0),
            ],
            order="id desc",
            limit=1,
        )

    def _get_sent_controls(self):
        [interchange] = read(self._get_body_bytes())[:1]
        return {
            transaction.control
            for group in interchange.groups
            for transaction in group.transactions
        }

    def _take_verdict(self, verdict, answer):
        """Note what the partner says of this message; ``answer`` is where."""
        self.ensure_one()
        accepts = verdict.state != REJECTED
        before = self.acknowledgement_state
        if before in FINAL and (before != REJECTED) != accepts:
            answer._note_edi_problem(
                "edi_ack_conflict",
                self.env._(
                    "%(connector)s answered %(document)s twice: %(before)s at first, "
                    "now the opposite. Ask which one holds.",
                    connector=self.connector_id.name,
                    document=self._get_edi_label(),
                    before=before.replace("_", " "),
                ),
            )
            return
        note = "\n".join(verdict.details)
        self.write(
            {
                "acknowledgement_state": verdict.state,
                "acknowledged_at": fields.Datetime.now(),
                "acknowledgement_note": note,
                "acknowledgement_message_id": answer.id,
            }
        )
        if not accepts:
            self._ask_person("edi_rejected", self._get_rejection(verdict.details))
            return
        if self.state == "processed":
            self._set_state("acknowledged", note=note or None)
        self._settle_questions()

    def _get_rejection(self, details):
        return self.env._(
            "%(connector)s rejected %(document)s: %(details)s",
            connector=self.connector_id.name,
            document=self._get_edi_label(),
            details="; ".join(details) or self.env._("no reason given"),
        )

    def _get_edi_label(self):
        name = self.file_name or self.public_id[:8]
        return f"{name} ({self.edi_group or self.edi_interchange})"

    def _note_unknown_answer(self, what):
        self._note_edi_problem(
            "edi_ack_unknown",
            self.env._(
                "%(connector)s acknowledges %(what)s, which we never sent to this "
                "partner. It changed nothing.",
                connector=self.connector_id.name,
                what=what,
            ),
        )

    def _note_edi_problem(self, code, sentence):
        """Ask a person about an answer that cannot be used, and keep it open."""
        self.edi_problem = "\n".join(filter(None, [self.edi_problem, sentence]))
        self.env["logistics.sync.exception"]._raise_for(code, sentence, message=self)

    # --------------------------------------------------------------- overdue
    @api.model
    def _cron_watch_acknowledgements(self):
        """Ask a person about each document whose acknowledgement is overdue."""
        late = self.search(
            [
                ("acknowledgement_state", "=", "awaiting"),
                ("acknowledgement_due", "<", fields.Datetime.now()),
            ],
            order="acknowledgement_due",
            limit=1000,
        )
        late.write({"acknowledgement_state": "overdue"})
        for message in late:
            self.env["logistics.sync.exception"]._raise_for(
                "edi_ack_overdue",
                self.env._(
                    "%(connector)s has not acknowledged %(document)s, which left on "
                    "%(date)s. Ask whether it arrived, or send it again.",
                    connector=message.connector_id.name,
                    document=message._get_edi_label(),
                    date=fields.Date.to_string(message.finished_at),
                ),
                message=message,
            )
