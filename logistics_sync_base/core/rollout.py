# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which of several rollout switches counts for one case."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

FEATURE = "feature"
Value = int | str


@dataclass(frozen=True, slots=True)
class Switch:
    """On or off for all cases that have every one of the named values.

    ``wants`` holds (name, value) pairs, such as ("company", 1); none of them means
    everything, everywhere.
    """

    key: int
    is_on: bool
    wants: frozenset[tuple[str, Value]]

    def fits(self, subject: Mapping[str, Value | None]) -> bool:
        """Whether it speaks of this case; a value nobody knows fits no name."""
        return all(subject.get(name) == value for name, value in self.wants)


def decide(
    switches: Collection[Switch], subject: Mapping[str, Value | None]
) -> Switch | None:
    """The switch that counts: it names most; of equals, one that is off.

    None when no switch speaks of the case: it is on then.
    """
    fitting = [switch for switch in switches if switch.fits(subject)]
    return min(
        fitting,
        key=lambda switch: (-len(switch.wants), switch.is_on, switch.key),
        default=None,
    )


def settle(switches: Collection[Switch], feature: str) -> bool | None:
    """On or off where no case of this feature can differ from another, else None."""
    relevant = [
        switch
        for switch in switches
        if dict(switch.wants).get(FEATURE, feature) == feature
    ]
    # All that can be asked about the feature when nothing else is known.
    everywhere = decide(relevant, {FEATURE: feature})
    answers = {
        switch.is_on
        for switch in relevant
        if not switch.wants <= {(FEATURE, feature)} or switch == everywhere
    }
    if everywhere is None:
        answers.add(True)
    return answers.pop() if len(answers) == 1 else None
