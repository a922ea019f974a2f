# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What was agreed with a trading partner about envelopes, for EDI of any kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from .delimiters import Delimiters
from .errors import X12Error
from .reader import Interchange, element
from .structure import Transaction
from .writer import Envelope, Party

# Where a set names the carrier that speaks: (segment, element).
_CARRIER_OF_SET = {"210": ("B3", 11), "214": ("B10", 3), "990": ("B1", 1)}


@dataclass(frozen=True, slots=True)
class Address:
    """An interchange address; ``group`` is the id in the GS. Empty means: any."""

    qualifier: str = ""
    id: str = ""
    group: str = ""

    def is_met(self, qualifier: str, address: str) -> bool:
        """Whether an interchange address is this one."""
        if self.id and self.id != address.strip():
            return False
        return not self.qualifier or self.qualifier == qualifier.strip()


class Refusal(NamedTuple):
    """Why an interchange is not taken: ``code`` names the rule, then both values."""

    code: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Profile:
    """The agreement with one partner.

    ``versions`` are beginnings of accepted GS08; ``test_policy`` is what becomes of a
    test interchange when ``production``: ``refuse``, or ``test`` to read it without
    consequences. ``scac`` is the carrier code the partner speaks for; ``policy`` is the
    one of :func:`.acknowledgement.judge`.
    """

    ours: Address = field(default_factory=Address)
    theirs: Address = field(default_factory=Address)
    version: str = "004010"
    versions: tuple[str, ...] = ()
    delimiters: Delimiters = field(default_factory=Delimiters)
    newline: bool = True
    production: bool = False
    test_policy: str = "refuse"
    scac: str = ""
    policy: str = "lenient"

    def check(self, interchange: Interchange) -> list[Refusal]:
        """Why an interchange must not be processed; empty when all is as agreed."""
        found = list(self._check_addresses(interchange))
        for group in interchange.groups:
            if self.theirs.group and group.sender != self.theirs.group:
                found.append(Refusal("group_sender", self.theirs.group, group.sender))
            if self.versions and not group.version.startswith(self.versions):
                agreed = ", ".join(self.versions)
                found.append(Refusal("version", agreed, group.version))
            for transaction in group.transactions:
                carrier = _carrier_of(transaction)
                if self.scac and carrier and carrier != self.scac:
                    found.append(Refusal("scac", self.scac, carrier))
        if self.is_test(interchange) and self.test_policy == "refuse":
            found.append(Refusal("test_data", "P", interchange.usage))
        return list(dict.fromkeys(found))

    def is_test(self, interchange: Interchange) -> bool:
        """Whether it is no production data though we are in production."""
        return self.production and interchange.usage != "P"

    def envelope(self) -> Envelope:
        """The envelope of what we write; raises X12Error when addresses lack."""
        for address, whose in ((self.ours, "our"), (self.theirs, "the partner's")):
            if not (address.id and address.qualifier):
                raise X12Error(
                    "party",
                    f"The qualifier or the id of {whose} EDI address is not set.",
                    "Fill both in on the connector.",
                )
        return Envelope(
            Party(self.ours.qualifier, self.ours.id, self.ours.group),
            Party(self.theirs.qualifier, self.theirs.id, self.theirs.group),
            self.version,
            "P" if self.production else "T",
            self.delimiters,
            self.newline,
        )

    def _check_addresses(self, interchange: Interchange) -> list[Refusal]:
        found = []
        pairs = (
            ("sender", self.theirs, interchange.sender),
            ("receiver", self.ours, interchange.receiver),
        )
        for code, address, given in pairs:
            if not address.is_met(*given):
                expected = f"{address.qualifier} {address.id}".strip()
                found.append(Refusal(code, expected, " ".join(given).strip()))
        return found


def _carrier_of(transaction: Transaction) -> str:
    name, number = _CARRIER_OF_SET.get(transaction.set_id, ("", 0))
    for segment in transaction.segments[:3]:
        if segment[0] == name:
            return element(segment, number).strip()
    return ""
