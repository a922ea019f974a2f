# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace

from odoo import api, models

from ..exceptions import BusinessError
from .decoding import Decoding

STANDARDS = ("x12", "edifact")


@dataclass(frozen=True)
class EdiStandard:
    """What the pure core knows of a standard.

    ``get_sets(interchange)``: its transaction sets or messages, in their order.
    ``check(interchange)``: the faults of its envelopes.
    ``find_rejected(interchange, faults, policy)``: (group index, index) of the sets
    that must not be used.
    """

    get_sets: Callable
    check: Callable
    find_rejected: Callable


class LogisticsSyncDecoder(models.AbstractModel):
    """What X12 and EDIFACT have in common: what was agreed, and what is told."""

    _inherit = "logistics.sync.decoder"

    @api.model
    def _get_context(self, connector, mapping=None):
        context = super()._get_context(connector, mapping)
        context.profile = connector._get_edi_profile()
        return context

    @api.model
    def _inspect(self, connector, body, document_format):
        if document_format not in STANDARDS:
            return super()._inspect(connector, body, document_format)
        profile = connector._get_edi_profile()
        for interchange in getattr(self, f"_read_{document_format}")(body):
            self._admit_edi(interchange, profile, connector.name)

    @api.model
    def _decode_edi(self, standard, interchanges, context, read_set):
        """A Decoding of interchanges; ``read_set`` gives items and faults of one set.

        An interchange that is not as agreed is refused before anything is read.
        """
        decoding = Decoding()
        for interchange in interchanges:
            self._admit_edi(interchange, context.profile, context.connector_name)
        place = itertools.count()
        for interchange in interchanges:
            faults = standard.check(interchange)
            found = []
            for one in standard.get_sets(interchange):
                items, more = read_set(interchange, one, context)
                faults.extend(more)
                found.append((one, items))
            rejected = self._find_rejected_edi(standard, interchange, faults, context)
            decoding.items += self._get_usable(found, rejected, place)
            decoding.interchanges.append((interchange, faults))
        return decoding

    @api.model
    def _find_rejected_edi(self, standard, interchange, faults, context):
        """Which sets must not be used: we tell the partner so, or shall not."""
        if self._is_test_data(interchange, context):
            sets = standard.get_sets(interchange)
            return {(one.group_index, one.index) for one in sets}
        policy = context.profile.policy if context.profile else "lenient"
        return standard.find_rejected(interchange, faults, policy)

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
    def _is_test_data(self, interchange, context):
        return bool(context.profile) and context.profile.is_test(interchange)

    # ------------------------------------------------------------ refusals
    def _get_unsupported_edi(self, context, standard, kind):
        """The BusinessError of a document no definition describes."""
        return BusinessError(
            "unsupported_document",
            self.env._(
                "%(connector)s sent an %(standard)s %(document)s, which this connector "
                "cannot read.",
                connector=context.connector_name,
                standard=standard,
                document=kind or "?",
            ),
        )

    def _get_unmapped_edi(self, context, standard, kind, rules):
        """The BusinessError of a document that can be read, but means nothing yet."""
        return BusinessError(
            "no_mapping",
            self.env._(
                "%(connector)s sent an %(standard)s %(document)s (%(name)s), and the "
                "connector has no active mapping for it. Add a line for document "
                "%(document)s on the connector, then replay.",
                connector=context.connector_name,
                standard=standard,
                document=kind,
                name=rules.name.lower(),
            ),
        )

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
