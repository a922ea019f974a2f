# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..edi.edifact import control
from ..edi.edifact.reader import read
from ..edi.edifact.splitting import split
from ..edi.edifact.syntax import EdifactError
from ..edi.edifact.writer import write_interchange
from ..edi.verdict import ACCEPTED, REJECTED, Verdict
from ..exceptions import BusinessError
from .decoder_edifact import REPORT


class LogisticsSyncMessage(models.Model):
    """Syntax and service reports (CONTRL), owed for what comes, awaited for ours."""

    _inherit = "logistics.sync.message"

    def _acknowledge_edifact(self, interchanges):
        """Answer what asks for an answer, and take up the answers that came."""
        self.ensure_one()
        if self.edi_problem:
            self.edi_problem = False
        profile = self.connector_id._get_edi_profile()
        for index, (interchange, faults) in enumerate(interchanges):
            if profile.is_test(interchange):
                self.is_test_data = True
            self._report_on(index, interchange, faults)
            self._take_reports(interchange)
            if not profile.is_test(interchange) and not control.holds_only_reports(
                interchange
            ):
                rejected = control.find_rejected(interchange, faults, profile.policy)
                self._tell_rejected(rejected, faults)

    def _report_on(self, index, interchange, faults):
        """Owe the partner a CONTRL, once; a report is never reported on."""
        wanted = self.connector_id.edi_sends_ack or interchange.wants_acknowledgement
        key = f"CONTRL:{self.public_id}:{index}"
        if not wanted or control.holds_only_reports(interchange) or self._is_owed(key):
            return
        connector = self.connector_id
        verdict = control.judge(interchange, faults, connector.edi_policy)
        try:
            body = write_interchange(
                control.reply_envelope(interchange),
                [control.report(interchange, verdict, "1")],
                control=str(connector._next_control_number("interchange")),
                at=fields.Datetime.now(),
            )
        except EdifactError as error:
            # What nobody can be told must not keep the rest from being used.
            self._note_edi_problem("edi_ack_unusable", str(error))
            return
        self._owe(
            body,
            key,
            format="edifact",
            content_type="application/edifact",
            file_name=f"CONTRL_{self.public_id[:8]}_{index}.edi",
        )
        self._dispatch(["outbound"])

    # -------------------------------------------------------- what came back
    def _take_reports(self, interchange):
        for message in interchange.messages:
            if message.set_id != REPORT:
                continue
            try:
                result = control.read_report(message)
            except EdifactError as error:
                self._note_edi_problem("edi_ack_unusable", str(error))
                continue
            sent = self._find_sent("edi_interchange", result.control)
            if not sent:
                self._note_unknown_answer(self.env._("interchange %s", result.control))
            elif result.action == control.RECEIVED:
                # It arrived. Whether the content can be used is still open.
                sent._set_state(sent.state, note=self.env._("Received (CONTRL)"))
            else:
                state = ACCEPTED if result.is_accepted else REJECTED
                sent._take_verdict(Verdict(state, self._get_details(result), ()), self)

    @api.model
    def _get_details(self, result):
        lines = []
        if result.error:
            lines.append(self.env._("interchange: error %s", result.error))
        for part in result.messages:
            if part.is_accepted:
                continue
            name = f"{part.set_id} {part.control}"
            lines.append(
                self.env._("%(name)s: error %(code)s", name=name, code=part.error)
            )
            lines += [
                self.env._(
                    "%(name)s: segment %(place)s, error %(code)s",
                    name=name,
                    place=place,
                    code=code,
                )
                for place, code in part.details
            ]
        return tuple(lines)

    # ------------------------------------------------------------- numbers
    @api.model
    def _prepare_row_edifact(self, connector, body):
        """By what reference the partner will speak of what we send."""
        try:
            interchange = read(body)[0]
        except EdifactError:
            # Made elsewhere and no EDIFACT: sent as it is, nothing can be matched.
            return {}
        values = {"edi_interchange": interchange.control}
        if connector.edi_expects_ack and not control.holds_only_reports(interchange):
            values["acknowledgement_state"] = "awaiting"
        return values

    def _split_edifact(self, body):
        """[(bytes, (qualifier, id) of the sender)] of each interchange."""
        try:
            return [(part, found.sender) for part, found in split(body)]
        except EdifactError as error:
            raise BusinessError("unreadable", str(error)) from error
