# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..codec import edifact_status, shipment_notice
from ..edi import definition, document
from ..edi.edifact import envelope
from ..edi.edifact.control import find_rejected
from ..edi.edifact.desadv import parse_desadv
from ..edi.edifact.iftsta import parse_iftsta
from ..edi.edifact.reader import read
from ..edi.edifact.syntax import EdifactError
from ..exceptions import BusinessError
from .decoder_edi import EdiStandard

REPORT = "CONTRL"


def _get_sets(interchange):
    return interchange.messages


STANDARD = EdiStandard(_get_sets, envelope.check, find_rejected)


class LogisticsSyncDecoder(models.AbstractModel):
    """EDIFACT interchanges: checked by what was agreed, then read message by message.

    IFTSTA and DESADV become canonical by themselves; with a mapping of the connector
    for them, and for all other messages, the mapping decides.
    """

    _inherit = "logistics.sync.decoder"

    def _decode_edifact(self, body, context):
        return self._decode_edi(
            STANDARD, self._read_edifact(body), context, self._read_edifact_message
        )

    def _read_edifact_message(self, interchange, message, context):
        """Items and faults of one message."""
        kind = message.set_id
        if kind == REPORT:
            return [], []
        # Where a mapping is tried out, it is the mapping that shall be seen.
        has_own = kind in context.by_type or not context.connector_id
        if kind == "IFTSTA" and not has_own:
            sources, faults = parse_iftsta(message)
            return [
                edifact_status.from_iftsta(
                    source, context.lookup, timezone=context.timezone, position=position
                )
                for position, source in enumerate(sources)
            ], faults
        if kind == "DESADV" and not has_own:
            notices, faults = parse_desadv(message)
            items = []
            for notice in notices:
                items += shipment_notice.from_856(
                    notice, context.lookup, timezone=context.timezone
                )
            return items, faults
        return self._map_edifact_message(interchange, message, context)

    def _map_edifact_message(self, interchange, message, context):
        """Items of a message read by its definition and the partner's mapping."""
        kind = message.set_id
        name = f"edifact_{kind.lower()}"
        if not definition.is_defined(name):
            raise self._get_unsupported_edi(context, "EDIFACT", kind)
        rules = definition.load(name)
        own = self._for_document(context, kind)
        if not own.mapping:
            raise self._get_unmapped_edi(context, "EDIFACT", kind, rules)
        content, faults = document.parse(
            rules,
            message.segments,
            component=interchange.characters.component,
            decimal_mark=interchange.characters.decimal,
            place=document.Place(message.start, message.group_index, message.index),
        )
        content["envelope"] = self._get_edifact_envelope(interchange, message)
        return self._apply_mapping(content, own), faults

    @api.model
    def _get_edifact_envelope(self, interchange, message):
        """What the envelopes tell, for mappings that need it."""
        return {
            "document": message.set_id,
            "control": message.control,
            "interchange_control": interchange.control,
            "version": message.version,
            "association": message.association,
            "sender": interchange.sender[1],
            "receiver": interchange.receiver[1],
            "usage": interchange.usage,
        }

    def _read_edifact(self, body):
        try:
            return read(body)
        except EdifactError as error:
            raise BusinessError("unreadable", str(error)) from error
