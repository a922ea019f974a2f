# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the partner will do, drawn by chance from a seed: documents and their faults.

The first half of the facts is told while queue_job's runner works, the second half
while the embedded scheduler does. The parcels of the halves are not the same.
"""

import hashlib
import json
import random
from dataclasses import asdict, dataclass

import carrier

STEPS = len(carrier.MILESTONES)
ATTEMPTED = "delivery_attempted"
# Whole parcels whose facts come by file; shares of facts that are told otherwise.
IN_FILES, ATTEMPTS, STRANGERS = 0.15, 0.01, 0.01
# (fault, share of the documents on the web it befalls)
WEB_FAULTS = (
    ("repeated", 0.05),
    ("told_twice", 0.04),
    ("cut_off", 0.03),
    ("unread", 0.03),
    ("spoiled", 0.01),
    ("conflicting", 0.01),
)
FILE_FAULTS = (("cut_off", 0.2), ("told_twice", 0.15), ("spoiled", 0.1))
# How far a document may come before or after its turn, as a share of all.
DISORDER = 0.25


@dataclass(frozen=True)
class Document:
    """One document as the partner hands it over.

    ``facts`` are [tracking number, milestone] pairs it tells; ``fault`` is what
    happens on its way. A document that is not sound may be refused. ``then`` is sent
    under the same key once the document itself was answered.
    """

    key: str
    way: str
    facts: tuple
    body: str
    fault: str = ""
    is_sound: bool = True
    then: str = ""

    @property
    def digest(self) -> str:
        """The SHA-256 of its bytes, by which the database knows it as well."""
        return hashlib.sha256(self.body.encode()).hexdigest()


@dataclass(frozen=True)
class Script:
    """All documents, half by half, in the order in which they leave the partner."""

    seed: int
    parcels: int
    orders: int
    halves: tuple[tuple[Document, ...], ...]
    strangers: tuple[str, ...]

    def to_json(self) -> str:
        """As the partner's process reads it."""
        return json.dumps(
            {
                "seed": self.seed,
                "halves": [[asdict(one) for one in half] for half in self.halves],
            }
        )


def load(text: str) -> tuple[int, list[list[Document]]]:
    """(seed, documents of each half) from what ``to_json`` made."""
    raw = json.loads(text)
    return raw["seed"], [[Document(**one) for one in half] for half in raw["halves"]]


def write(messages: int, seed: int) -> Script:
    """A script in which about so many documents come in; the same for the same seed."""
    rng = random.Random(seed)
    parcels = max(messages // STEPS, 20)
    middle = parcels // 2
    halves = (range(middle), range(middle, parcels))
    strangers = [parcels + n for n in range(max(round(messages * STRANGERS), 2))]
    return Script(
        seed,
        parcels,
        min(max(parcels // 10, 4), 100),
        tuple(
            tuple(_write_half(rng, numbers, strangers[turn::2]))
            for turn, numbers in enumerate(halves)
        ),
        tuple(map(carrier.tracking_number, strangers)),
    )


def _write_half(rng, parcels, strangers):
    in_files = set(rng.sample(parcels, max(round(len(parcels) * IN_FILES), 3)))
    documents = []
    for parcel in parcels:
        events = [carrier.event(parcel, step) for step in range(STEPS)]
        if rng.random() < ATTEMPTS * STEPS:
            events.append(_attempt(parcel))
        if parcel in in_files:
            documents.append((STEPS * rng.random(), _document("file", parcel, events)))
        else:
            documents += [
                (step, _document("web", f"{parcel}-{step}", [event]))
                for step, event in enumerate(events)
            ]
    for parcel in strangers:
        event = carrier.event(parcel, 0)
        documents.append((STEPS * rng.random(), _document("web", parcel, [event])))
    documents = _befall(rng, documents)
    # Disorder: each moves from its turn, so that a delivery may precede its pick-up.
    spread = STEPS * DISORDER * 2
    documents.sort(key=lambda pair: (pair[0] + spread * rng.random(), pair[1].key))
    return [document for _turn, document in documents]


def _attempt(parcel):
    event = carrier.event(parcel, STEPS - 2)
    at = event["occurred_at"]["utc"].replace(":00Z", ":30Z")
    return event | {
        "event_type": ATTEMPTED,
        "milestone": ATTEMPTED,
        "occurred_at": event["occurred_at"] | {"utc": at},
    }


def _document(way, name, events, **more):
    facts = tuple(
        (event["references"]["tracking_number"], event["milestone"]) for event in events
    )
    body = json.dumps(events if way == "file" else events[0])
    return Document(f"{way}-{name}", way, facts, body, **more)


def _befall(rng, documents):
    """The documents with their faults, and those that come because of them."""
    found = []
    for way, faults in (("web", WEB_FAULTS), ("file", FILE_FAULTS)):
        mine = [pair for pair in documents if pair[1].way == way]
        rng.shuffle(mine)
        for fault, share in faults:
            for _number in range(max(round(len(mine) * share), 1)):
                turn, document = mine.pop()
                found += [(turn, one) for one in _spoil(document, fault)]
        found += mine
    return found


def _spoil(document, fault):
    """What the partner sends instead of a document when a fault befalls it."""
    values = asdict(document) | {"fault": fault}
    if fault == "told_twice":
        # The same fact in other words: no comparison of bytes finds it.
        again = values | {"key": f"{document.key}-again", "body": document.body + "\n"}
        return [document, Document(**again)]
    if fault == "spoiled":
        half = document.body[: len(document.body) // 2] + "\x00]]"
        broken = {"key": f"{document.key}-broken", "facts": (), "is_sound": False}
        return [Document(**values | broken | {"body": half}), document]
    if fault == "conflicting":
        # Another document under a key that was used before.
        other = json.loads(document.body)
        other["references"]["order"] = "SO-CONFLICT"
        return [Document(**values | {"then": json.dumps(other)})]
    if fault == "repeated":
        return [Document(**values | {"then": document.body})]
    return [Document(**values)]
