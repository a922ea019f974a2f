# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Syntax and service reports (CONTRL), written and read.

Codes are those of ISO 9735: action 0083 (4 rejected, 7 acknowledged, 8 received) and
syntax error 0085.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import Fault
from .reader import Interchange
from .structure import Element, Message, value
from .syntax import EdifactError
from .writer import Envelope, OutboundMessage, Party

REJECTED, ACKNOWLEDGED, RECEIVED = "4", "7", "8"
_CODES = {
    "syntax": "2",
    "bad_number": "37",
    "bad_date": "12",
    "bad_time": "12",
    "bad_code": "12",
    "missing": "13",
    "missing_element": "13",
    "missing_segment": "13",
    "missing_unt": "13",
    "missing_unz": "13",
    "missing_une": "13",
    "unexpected_segment": "15",
    "segment_order": "15",
    "segment_name": "15",
    "unh_type": "14",
    "unsupported_set": "14",
    "charset": "21",
    "unknown_sender": "23",
    "test_indicator": "25",
    "duplicate_unh": "26",
    "unt_control": "28",
    "unz_control": "28",
    "une_control": "28",
    "unt_count": "29",
    "unz_count": "29",
    "une_count": "29",
    "no_message": "32",
    "stray_segment": "33",
}
_UNSPECIFIED = "18"
_FATAL = frozenset(("missing_unt", "segment_name", "unh_type", "duplicate_unh"))


@dataclass(frozen=True, slots=True)
class MessageVerdict:
    """One message: action 4 or 7, and (segment position, error code, element)s."""

    message: Message
    action: str
    details: tuple[tuple[int, str, int | None], ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """An interchange: action 4, 7 or 8, the error that rejects it, its messages."""

    action: str
    error: str
    messages: tuple[MessageVerdict, ...]


def judge(
    interchange: Interchange, faults: Sequence[Fault], policy: str = "lenient"
) -> Verdict:
    """Our verdict from the faults of an interchange (envelope and messages).

    ``strict`` rejects whatever has an error. ``lenient`` takes wrong counts and odd
    elements, and rejects what nobody can read for sure. Warnings never count.
    """
    if policy not in ("lenient", "strict"):
        raise EdifactError(
            "policy", f"There is no policy {policy!r}.", "Use lenient or strict."
        )
    serious = [fault for fault in faults if fault.level == "error"]
    around = [fault for fault in serious if fault.transaction is None]
    if around and (policy == "strict" or not interchange.messages):
        return Verdict(REJECTED, _code(around[0]), ())
    verdicts = tuple(
        _judge_message(
            message,
            [
                fault
                for fault in serious
                if (fault.group, fault.transaction)
                == (message.group_index, message.index)
            ],
            policy,
        )
        for message in interchange.messages
    )
    return Verdict(ACKNOWLEDGED, "", verdicts)


def find_rejected(
    interchange: Interchange, faults: Sequence[Fault], policy: str = "lenient"
) -> set[tuple[int | None, int]]:
    """(group, message) positions of what :func:`judge` rejects."""
    verdict = judge(interchange, faults, policy)
    if verdict.action == REJECTED:
        rejected = list(interchange.messages)
    else:
        rejected = [one.message for one in verdict.messages if one.action == REJECTED]
    return {(message.group_index, message.index) for message in rejected}


def _judge_message(
    message: Message, faults: list[Fault], policy: str
) -> MessageVerdict:
    fatal = any(fault.code in _FATAL for fault in faults)
    if not faults or not (fatal or policy == "strict"):
        return MessageVerdict(message, ACKNOWLEDGED, ())
    details = tuple(
        (
            (fault.segment_index or message.start) - message.start + 1,
            _code(fault),
            fault.element,
        )
        for fault in faults
    )
    return MessageVerdict(message, REJECTED, details)


def _code(fault: Fault) -> str:
    return _CODES.get(fault.code, _UNSPECIFIED)


def holds_only_reports(interchange: Interchange) -> bool:
    """Whether it holds nothing but CONTRL messages, which are never acknowledged."""
    messages = interchange.messages
    return bool(messages) and all(m.set_id == "CONTRL" for m in messages)


def report(interchange: Interchange, verdict: Verdict, control: str) -> OutboundMessage:
    """The CONTRL that tells our verdict; ``control`` is its UNH reference."""
    # A UNB that is cut off names nobody.
    parties = [*interchange.unb[2:4], "", ""][:2]
    segments: list[list[Element]] = [
        ["UCI", interchange.control, *parties, verdict.action, verdict.error]
    ]
    for part in verdict.messages:
        head = part.message.segments[0]
        kind = head[2] if len(head) > 2 else ""
        error = part.details[0][1] if part.details else ""
        segments.append(["UCM", part.message.control, kind, part.action, error])
        for position, code, element in part.details[:99]:
            if element is None:
                segments.append(["UCS", str(position), code])
            else:
                segments.append(["UCS", str(position)])
                segments.append(["UCD", code, str(element + 1)])
    return OutboundMessage("CONTRL", control, segments, version="D", release="3")


def reply_envelope(interchange: Interchange) -> Envelope:
    """An envelope back to the sender, in the character set and usage of what came."""
    us, them = interchange.receiver, interchange.sender
    syntax, version = interchange.version[:4], interchange.version[4:5]
    return Envelope(
        Party(us[1], us[0]),
        Party(them[1], them[0]),
        syntax=syntax if syntax.startswith("UNO") else "UNOC",
        syntax_version=version if version in ("1", "2", "3", "4") else "3",
        usage=interchange.usage,
    )


@dataclass(frozen=True, slots=True)
class MessageResult:
    """The partner's verdict on one message of ours."""

    set_id: str
    control: str
    action: str
    error: str
    details: tuple[tuple[str, str], ...]

    @property
    def is_accepted(self) -> bool:
        """Whether the partner took the message."""
        return self.action in (ACKNOWLEDGED, RECEIVED)


@dataclass(frozen=True, slots=True)
class InterchangeResult:
    """The partner's verdict on an interchange; messages not named follow ``action``."""

    control: str
    action: str
    error: str
    messages: tuple[MessageResult, ...]

    @property
    def is_accepted(self) -> bool:
        """Whether the interchange and every message named were taken."""
        taken = self.action in (ACKNOWLEDGED, RECEIVED)
        return taken and all(message.is_accepted for message in self.messages)


def read_report(message: Message) -> InterchangeResult:
    """The result in a CONTRL.

    Raises EdifactError for another message, and when the UCI or its action is missing:
    an answer without verdict is no success.
    """
    header = next((s for s in message.segments if s[0] == "UCI"), None)
    if message.set_id != "CONTRL" or header is None or not value(header, 4):
        raise EdifactError(
            "acknowledgement",
            "The message is no CONTRL with a verdict in its UCI segment.",
            "Ask the partner to send the report again.",
            segment_index=message.start,
            segment="UCI",
        )
    results: list[MessageResult] = []
    position = ""
    for segment in message.segments:
        name = segment[0]
        if name == "UCM":
            found = (value(segment, 2), value(segment, 1), value(segment, 3))
            results.append(MessageResult(*found, value(segment, 4), ()))
        elif name == "UCS" and results:
            position = value(segment, 1)
            results[-1] = _with_detail(results[-1], position, value(segment, 2))
        elif name == "UCD" and results:
            results[-1] = _with_detail(results[-1], position, value(segment, 1))
    return InterchangeResult(
        value(header, 1), value(header, 4), value(header, 5), tuple(results)
    )


def _with_detail(result: MessageResult, position: str, code: str) -> MessageResult:
    if not code:
        return result
    details = (*result.details, (position, code))
    return MessageResult(
        result.set_id, result.control, result.action, result.error, details
    )
