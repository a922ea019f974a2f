# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib

from odoo import api, fields, models

from ..edi import definition
from ..edi.document_writer import build
from ..edi.edifact.syntax import CHARACTER_SETS
from ..edi.edifact.writer import Envelope, OutboundMessage, Party, write_interchange
from ..edi.errors import EdiError
from ..exceptions import BusinessError


class LogisticsSyncConnector(models.Model):
    """What EDIFACT needs to know of a partner, and writing for it."""

    _inherit = "logistics.sync.connector"

    edifact_syntax = fields.Selection(
        "_selection_edifact_syntax",
        string="Character Set We Send",
        default="UNOC",
        required=True,
        help="UNOC holds the letters of Western Europe, UNOY those of all languages.",
    )
    edifact_directory = fields.Selection(
        [("D96A", "D.96A"), ("D97A", "D.97A"), ("D01B", "D.01B")],
        string="Directory We Send",
        default="D96A",
        required=True,
    )

    @api.model
    def _selection_edifact_syntax(self):
        return [(name, name) for name in CHARACTER_SETS]

    def _get_edifact_envelope(self):
        """The envelope of what we write; raises EdifactError when addresses lack."""
        self.ensure_one()
        return Envelope(
            Party(self.edi_our_id or "", self.edi_our_qualifier or ""),
            Party(self.edi_partner_id or "", self.edi_partner_qualifier or ""),
            syntax=self.edifact_syntax,
            syntax_version="4" if self.edifact_syntax in ("UNOW", "UNOY") else "3",
            usage="P" if self.environment == "production" else "T",
            wants_acknowledgement=self.edi_expects_ack,
            newline=self.edi_new_lines,
        )

    @api.private
    def _write_edifact(self, set_id, documents):
        """Bytes of one interchange with these documents, each one message.

        A document is a dict by the definition of the message, as in ``edifact_orders``.
        Raises BusinessError that names the field that does not fit.
        """
        self.ensure_one()
        return self._write_edifact_in(
            self._get_edifact_envelope,
            set_id,
            documents,
            lambda: str(self._next_control_number("interchange")),
        )

    @api.private
    def _try_edifact(self, set_id, documents):
        """The same in an envelope that is never sent, using up no control number."""
        envelope = Envelope(Party("SENDER", "ZZ"), Party("RECEIVER", "ZZ"), usage="T")
        return self._write_edifact_in(lambda: envelope, set_id, documents, lambda: "1")

    def _write_edifact_in(self, get_envelope, set_id, documents, get_control):
        directory = self.edifact_directory or "D96A"
        try:
            rules = definition.load(f"edifact_{set_id.lower()}")
            messages = [
                OutboundMessage(
                    set_id,
                    str(number),
                    build(rules, content),
                    version=directory[0],
                    release=directory[1:],
                )
                for number, content in enumerate(documents, start=1)
            ]
            return write_interchange(
                get_envelope(),
                messages,
                control=get_control(),
                at=fields.Datetime.now(),
            )
        except EdiError as error:
            raise BusinessError(
                "edi_not_writable",
                self.env._(
                    "An EDIFACT %(set)s for %(connector)s cannot be written: "
                    "%(problem)s %(remedy)s",
                    set=set_id,
                    connector=self.name or self.env._("a partner"),
                    problem=error.message,
                    remedy=error.remedy,
                ),
            ) from error


class LogisticsSyncMessage(models.Model):
    _inherit = "logistics.sync.message"

    @api.model
    @api.private
    def _send_edifact(self, connector, set_id, documents, key, **values):
        """Put an EDIFACT document into the outbox, once per key; returns the message.

        ``values`` as for :meth:`_prepare_row`, such as ``correlation_id``.
        """
        known = self.search(
            [
                ("connector_id", "=", connector.id),
                ("direction", "=", "out"),
                ("idempotency_key", "=", key),
            ],
            limit=1,
        )
        if known:
            return known
        body = connector._write_edifact(set_id, documents)
        row = self._prepare_row(
            connector,
            body,
            hashlib.sha256(body).hexdigest(),
            key,
            **{"direction": "out", "format": "edifact"}
            | {"content_type": "application/edifact"}
            | values,
        )
        message = self.browse(self._insert_row(row))
        self._dispatch_after_commit(["outbound"])
        return message
