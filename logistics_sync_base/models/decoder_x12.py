# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import itertools
from dataclasses import replace

from odoo import api, models

from ..codec import delivery_event, shipment_notice
from ..edi import definition, document, envelope
from ..edi.acknowledgement import find_rejected
from ..edi.errors import X12Error
from ..edi.reader import read
from ..edi.transaction_214 import parse_214
from ..edi.transaction_856 import parse_856
from ..exceptions import BusinessError
from .decoding import Decoding

ACKNOWLEDGEMENTS = ("997", "999")


class LogisticsSyncDecoder(models.AbstractModel):
    """X12 interchanges: checked by what was agreed, then read set by set."""

    _inherit = "logistics.sync.decoder"

    @api.model
    def _get_context(self, connector, mapping=None):
        context = super()._get_context(connector, mapping)
        context.profile = connector._get_edi_profile()
        return context

    def _decode_x12(self, body, context):
        decoding = Decoding()
        interchanges = self._read_x12(body)
        for interchange in interchanges:
            self._admit_edi(interchange, context.profile, context.connector_name)
        place = itertools.count()
        for interchange in interchanges:
            faults = envelope.check(interchange)
            found = []
            for group in interchange.groups:
                for transaction in group.transactions:
                    items, more = self._read_transaction(
                        interchange, transaction, context
                    )
                    faults.extend(more)
                    found.append((transaction, items))
            decoding.items += self._get_usable(
                found, self._find_rejected_x12(interchange, faults, context), place
            )
            decoding.interchanges.append((interchange, faults))
        return decoding

    @api.model
    def _get_usable(self, found, rejected, place):
        """The items of (transaction, items) that were not rejected, numbered.

        Positions are counted whether or not an item is used, so that a replay under
        other rules finds each of them at its place.
        """
        usable = []
        for transaction, items in found:
            numbered = [replace(item, position=next(place)) for item in items]
            if (transaction.group_index, transaction.index) not in rejected:
                usable += numbered
        return usable

    @api.model
    def _find_rejected_x12(self, interchange, faults, context):
        """Which transactions must not be used: we tell the partner so, or shall not."""
        if self._is_test_data(interchange, context):
            return {
                (transaction.group_index, transaction.index)
                for group in interchange.groups
                for transaction in group.transactions
            }
        policy = context.profile.policy if context.profile else "lenient"
        return find_rejected(interchange, faults, policy)

    @api.model
    def _is_test_data(self, interchange, context):
        return bool(context.profile) and context.profile.is_test(interchange)

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
            raise BusinessError(
                "unsupported_document",
                self.env._(
                    "%(connector)s sent an X12 %(set)s, which this connector cannot "
                    "read.",
                    connector=context.connector_name,
                    set=set_id,
                ),
            )
        return self._map_transaction(interchange, transaction, context)

    def _map_transaction(self, interchange, transaction, context):
        """Items of a set that is read by its definition and the partner's mapping."""
        rules = definition.load(f"x12_{transaction.set_id}")
        own = self._for_document(context, transaction.set_id)
        if not own.mapping:
            raise BusinessError(
                "no_mapping",
                self.env._(
                    "%(connector)s sent an X12 %(set)s (%(name)s), and the connector "
                    "has no active mapping for it. Add a line for document %(set)s on "
                    "the connector, then replay.",
                    connector=context.connector_name,
                    set=transaction.set_id,
                    name=rules.name.lower(),
                ),
            )
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

    # ------------------------------------------------------------- look-in
    @api.model
    def _inspect(self, connector, body, document_format):
        if document_format != "x12":
            return super()._inspect(connector, body, document_format)
        profile = connector._get_edi_profile()
        for interchange in self._read_x12(body):
            self._admit_edi(interchange, profile, connector.name)

    def _read_x12(self, body):
        try:
            return read(body)
        except X12Error as error:
            raise BusinessError("unreadable", str(error)) from error

    @api.model
    def _admit_edi(self, interchange, profile, name):
        """Refuse by name what is not as agreed with the partner."""
        refusals = profile.check(interchange) if profile else []
        if refusals:
            raise self._get_edi_refusal(refusals[0], name)

    @api.model
    def _get_edi_refusal(self, refusal, name):
        """The BusinessError of one :class:`~..edi.profile.Refusal`."""
        values = {
            "connector": name,
            "expected": refusal.expected,
            "found": refusal.found or self.env._("nothing"),
        }
        if refusal.code == "test_data":
            return BusinessError(
                "edi_test_data",
                self.env._(
                    "%(connector)s sent test data (marked %(found)s) to a connector "
                    "in production. Nothing was processed.",
                    **values,
                ),
            )
        if refusal.code == "version":
            return BusinessError(
                "edi_version",
                self.env._(
                    "%(connector)s sent a document in version %(found)s; agreed are: "
                    "%(expected)s.",
                    **values,
                ),
            )
        sentences = {
            "sender": self.env._("says that its sender is %(found)s", **values),
            "group_sender": self.env._("names %(found)s as its sender (GS)", **values),
            "scac": self.env._("speaks for the carrier %(found)s", **values),
            "receiver": self.env._("is addressed to %(found)s", **values),
        }
        return BusinessError(
            "edi_wrong_partner",
            self.env._(
                "A document that came over %(connector)s %(what)s; the connector is "
                "set up for %(expected)s. It was not processed.",
                what=sentences[refusal.code],
                **values,
            ),
        )
