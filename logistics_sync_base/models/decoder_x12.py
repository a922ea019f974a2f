# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..codec import delivery_event, shipment_notice
from ..edi import definition, document, envelope
from ..edi.acknowledgement import find_rejected
from ..edi.errors import X12Error
from ..edi.reader import read
from ..edi.transaction_214 import parse_214
from ..edi.transaction_856 import parse_856
from ..exceptions import BusinessError
from .decoder_edi import EdiStandard

ACKNOWLEDGEMENTS = ("997", "999")


def _get_sets(interchange):
    return [one for group in interchange.groups for one in group.transactions]


STANDARD = EdiStandard(_get_sets, envelope.check, find_rejected)


class LogisticsSyncDecoder(models.AbstractModel):
    """X12 interchanges: checked by what was agreed, then read set by set."""

    _inherit = "logistics.sync.decoder"

    def _decode_x12(self, body, context):
        return self._decode_edi(
            STANDARD, self._read_x12(body), context, self._read_transaction
        )

    def _read_transaction(self, interchange, transaction, context):
        """Items and faults of one transaction set; a set we do not know is a fault."""
        set_id = transaction.set_id
        if set_id in ACKNOWLEDGEMENTS:
            return [], []
        # Where a mapping is tried out, it is the mapping that shall be seen.
        has_own = set_id in context.by_type or not context.connector_id
        if set_id == "214" and not has_own:
            sources, faults = parse_214(transaction)
            return [
                delivery_event.from_214(
                    source, context.lookup, timezone=context.timezone, position=position
                )
                for position, source in enumerate(sources)
            ], faults
        if set_id == "856":
            notices, faults = parse_856(transaction)
            items = []
            for notice in notices:
                items += shipment_notice.from_856(
                    notice, context.lookup, timezone=context.timezone
                )
            return items, faults
        if not definition.is_defined(f"x12_{set_id}"):
            raise self._get_unsupported_edi(context, "X12", set_id)
        return self._map_transaction(interchange, transaction, context)

    def _map_transaction(self, interchange, transaction, context):
        """Items of a set that is read by its definition and the partner's mapping."""
        rules = definition.load(f"x12_{transaction.set_id}")
        own = self._for_document(context, transaction.set_id)
        if not own.mapping:
            raise self._get_unmapped_edi(context, "X12", transaction.set_id, rules)
        content, faults = document.parse(
            rules,
            transaction.segments,
            component=interchange.delimiters.component,
            place=document.Place(
                transaction.start, transaction.group_index, transaction.index
            ),
        )
        content["envelope"] = self._get_x12_envelope(interchange, transaction)
        return self._apply_mapping(content, own), faults

    @api.model
    def _get_x12_envelope(self, interchange, transaction):
        """What the envelopes tell, for mappings that need it."""
        group = interchange.groups[transaction.group_index]
        return {
            "document": transaction.set_id,
            "control": transaction.control,
            "group_control": group.control,
            "interchange_control": interchange.control,
            "version": group.version,
            "sender": interchange.sender[1],
            "receiver": interchange.receiver[1],
            "group_sender": group.sender,
            "group_receiver": group.receiver,
            "usage": interchange.usage,
        }

    def _read_x12(self, body):
        try:
            return read(body)
        except X12Error as error:
            raise BusinessError("unreadable", str(error)) from error
