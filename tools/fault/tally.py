# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The count: the partner's own log against what the database says in the end.

Nothing of the product is asked: not its states of success, not its unique indexes. A
fact is (tracking number, milestone). What the partner wrote down is the truth about
what it handed over and what it got.
"""

from collections import defaultdict
from dataclasses import dataclass, field

FINAL = frozenset(("processed", "acknowledged", "duplicate", "ignored"))


@dataclass(frozen=True)
class Message:
    """A message of the database; ``facts`` are those it is about, when it is ours.

    ``is_owned``: somebody is asked about it, or it has a next try ahead.
    """

    public_id: str
    direction: str
    connector: str
    digest: str
    state: str
    is_owned: bool
    facts: tuple = ()


@dataclass
class Snapshot:
    """What the database holds when everything is quiet."""

    messages: list[Message]
    milestones: dict[tuple, int]
    invoices: dict[str, int]
    # Files that still lie in the folder: {digest: whether somebody is asked}
    files: dict[str, bool] = field(default_factory=dict)
    # {(kind, id): state} of other work that nobody goes on with, such as an event.
    abandoned: dict[tuple, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Expectation:
    """What the partners' plan says: who is told what, whose orders are invoiced."""

    # {endpoint: milestones}; the endpoint is the connector's code.
    told: dict[str, frozenset[str]]
    ordered: frozenset[str]
    invoiced_on: str = "delivered"
    # Numbers nobody knows: facts about them can only become questions.
    strangers: frozenset[str] = frozenset()


@dataclass
class Tally:
    """What was found; each finding is one sentence."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unowned: list[str] = field(default_factory=list)
    figures: dict[str, int] = field(default_factory=dict)

    @property
    def is_sound(self) -> bool:
        """Whether nothing at all was found."""
        return not (self.lost or self.doubled or self.unowned)

    def last_line(self) -> str:
        """The line that is read."""
        return (
            f"lost {len(self.lost)} doubled {len(self.doubled)} "
            f"unowned {len(self.unowned)}"
        )


def count(log: list[dict], snapshot: Snapshot, expectation: Expectation) -> Tally:
    """Compare the partner's log with the database."""
    tally = Tally()
    told = _Told(log)
    _count_documents(tally, told, snapshot)
    _count_effects(tally, told, snapshot, expectation)
    _count_invoices(tally, told, snapshot, expectation)
    _count_news(tally, told, snapshot, expectation)
    _count_ownership(tally, snapshot)
    return tally


class _Told:
    """The partner's log, sorted by what it is about."""

    def __init__(self, log):
        self.documents = {}
        self.accepted, self.refused, self.answers = set(), set(), defaultdict(list)
        # {endpoint: {fact: ids under which the partner has it}}
        self.taken = defaultdict(lambda: defaultdict(set))
        self.calls = 0
        for line in log:
            self._sort(line)

    def _sort(self, line):
        what = line["what"]
        if what in ("offered", "placed"):
            self.documents[line["digest"]] = line
        if what == "placed":
            self.accepted.add(line["digest"])
        elif what == "answered":
            self.answers[line["digest"]].append(line["status"])
            if 200 <= line["status"] < 300:
                self.accepted.add(line["digest"])
            elif 400 <= line["status"] < 500 and line["status"] != 429:
                self.refused.add(line["digest"])
        elif what == "called":
            self.calls += 1
        elif what == "taken":
            self.taken[line["endpoint"]][_fact(line["fact"])].add(line["id"])

    def facts(self):
        """{fact: digests of the sound documents that were taken in and hold it}"""
        found = defaultdict(set)
        for digest in self.accepted:
            for fact in self.documents[digest]["facts"]:
                found[_fact(fact)].add(digest)
        return found


def _fact(pair):
    return tuple(pair)


def _count_documents(tally, told, snapshot):
    """Each document that was offered is stored, and a sound one was not refused."""
    stored = {m.digest for m in snapshot.messages if m.direction == "in"}
    for digest, line in told.documents.items():
        if digest in stored or snapshot.files.get(digest):
            if line["is_sound"] and digest in told.refused - told.accepted:
                tally.lost.append(
                    f"{line['key']}: a sound document was refused with "
                    f"{told.answers[digest][-1]}"
                )
            continue
        if line["is_sound"] or digest in told.accepted:
            said = told.answers[digest] or "nothing"
            tally.lost.append(f"{line['key']}: is nowhere, the answer was {said}")
    tally.figures["documents offered"] = len(told.documents)
    tally.figures["messages in"] = sum(m.direction == "in" for m in snapshot.messages)


def _count_effects(tally, told, snapshot, expectation):
    """Each fact told is one milestone, or somebody is asked about its message."""
    owned = {
        m.digest for m in snapshot.messages if m.direction == "in" and m.is_owned
    } | {digest for digest, is_asked in snapshot.files.items() if is_asked}
    facts = told.facts()
    applied = asked = 0
    for fact, digests in facts.items():
        times = snapshot.milestones.get(fact, 0)
        applied += times > 0
        if not times and digests & owned:
            asked += 1
        elif not times:
            tally.lost.append(f"{fact}: was told, has no effect and no owner")
    for fact, times in snapshot.milestones.items():
        if times > 1:
            tally.doubled.append(f"{fact}: {times} milestones")
    tally.figures |= {
        "facts told": len(facts),
        "applied": applied,
        "put to a person": asked,
        "of these about strangers": sum(f[0] in expectation.strangers for f in facts),
    }


def _count_invoices(tally, told, snapshot, expectation):
    """Each delivered order is invoiced once."""
    delivered = {
        number
        for number, milestone in told.facts()
        if milestone == expectation.invoiced_on
        and snapshot.milestones.get((number, milestone))
    }
    for number in sorted(delivered & expectation.ordered):
        if not snapshot.invoices.get(number):
            tally.lost.append(f"{number}: delivered, and not invoiced")
    for number, times in snapshot.invoices.items():
        if times > 1:
            tally.doubled.append(f"{number}: {times} invoices")
    tally.figures["invoices"] = sum(snapshot.invoices.values())


def _count_news(tally, told, snapshot, expectation):
    """Whoever is to be told a fact has it once, or somebody is asked about it."""
    by_fact = defaultdict(list)
    outbound = [message for message in snapshot.messages if message.direction == "out"]
    for message in outbound:
        for fact in message.facts:
            by_fact[message.connector, fact].append(message)
    for endpoint, milestones in expectation.told.items():
        for fact in snapshot.milestones:
            if fact[1] not in milestones or told.taken[endpoint].get(fact):
                continue
            carriers = by_fact[endpoint, fact]
            if not any(message.is_owned for message in carriers):
                states = [message.state for message in carriers] or "no message"
                tally.lost.append(f"{endpoint} was not told {fact}: {states}")
        for fact, ids in told.taken[endpoint].items():
            if len(ids) > 1:
                tally.doubled.append(f"{endpoint} has {fact} under {len(ids)} ids")
    tally.figures |= {
        "messages out": len(outbound),
        "calls the partner saw": told.calls,
        "facts the partner has": sum(map(len, told.taken.values())),
    }


def _count_ownership(tally, snapshot):
    """What is not finished has somebody, or something, to go on with it."""
    for message in snapshot.messages:
        if message.state not in FINAL and not message.is_owned:
            tally.unowned.append(
                f"message {message.public_id} ({message.connector}) is {message.state}"
            )
    for (kind, key), state in snapshot.abandoned.items():
        tally.unowned.append(f"{kind} {key} is {state}")
    states = defaultdict(int)
    for message in snapshot.messages:
        states[f"{message.direction} {message.state}"] += 1
    tally.figures |= dict(sorted(states.items()))
