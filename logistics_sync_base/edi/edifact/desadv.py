# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Despatch advice (DESADV) to the tree of a ship notice.

The tree is the one of :mod:`..transaction_856`: levels S (shipment), O (order), P
(package) and I (item) with the same keys, so that both standards become canonical by
the same rules. Qualifiers are translated to those of X12 where the tree holds them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..errors import Fault
from .message_reader import MessageReader
from .structure import Message, Segment, value

# 2005: despatched, else departed; never the date of the document (137).
_SHIP_TIMES = ("11", "136", "186")
_DATES = {"102": (8, 8), "203": (8, 12), "204": (8, 14)}
# 7143 of LIN and PIA, as X12 element 235.
_ITEM_IDS = {"SA": "VP", "BP": "BP", "IN": "IN", "EN": "EN", "SRV": "EN", "UP": "UP"}
_ITEM_IDS |= {"MF": "MG", "NB": "LT", "VN": "VN"}
_REFERENCES = {"CN": "CN", "AAM": "CN", "BM": "BM", "ON": "PO", "DQ": "DO", "AAK": "DO"}
_REFERENCES |= {"SRN": "SID", "UCN": "SID", "CU": "SID", "VN": "VN", "BT": "LT"}
_CONTAINERS = frozenset(("BJ", "AW"))
_LOTS = frozenset(("BX", "BT"))
_SHIPPED = frozenset(("12", "46", "1", "113"))
_CANCELLING = "1"
_PLAIN = frozenset(
    "UNH UNT ALI CTA COM TOD HAN FTX IMD CNT MOA TAX QVR PRI SEL EQD EQA".split()
)


@dataclass(slots=True)
class _Package:
    """One CPS: its place in the hierarchy and what stands below it."""

    marks: list[list[str]] = field(default_factory=list)
    packing: dict[str, str] = field(default_factory=dict)
    count: str = ""


def parse_desadv(message: Message) -> tuple[list[dict[str, Any]], list[Fault]]:
    """The notice of one DESADV (a list of one, or empty) and what is wrong with it.

    Never raises for what the message holds.
    """
    parser = _Parser(message)
    parser.take_all()
    return parser.finish()


class _Parser(MessageReader):
    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.notice: dict[str, Any] = {"purpose": "00"}
        self.shipment: dict[str, Any] = {"level": "S", "children": []}
        self.times: dict[str, tuple[str, str]] = {}
        self.order_number = ""
        self.package: _Package | None = None
        self.lines: list[tuple[dict[str, Any], _Package | None]] = []
        self.line: dict[str, Any] | None = None

    def take(self, segment: Segment, place: int) -> None:
        name = str(segment[0])
        method = _METHODS.get(name)
        if method is not None:
            method(self, segment, place)
        elif name not in _PLAIN:
            sentence = f"The segment {name[:3]} is not used."
            self.fault("unused_segment", place, name, None, sentence, "info")

    # ------------------------------------------------------------- heading
    def bgm(self, segment: Segment, place: int) -> None:
        # D.93A has the number as an element, later directories as a component.
        number = value(segment, 2, 1)
        if number:
            self.notice["number"] = number
        else:
            sentence = "The BGM has no document number."
            self.fault("missing_element", place, "BGM", 2, sentence)
        if value(segment, 3) == _CANCELLING:
            self.notice["purpose"] = "01"

    def dtm(self, segment: Segment, place: int) -> None:
        if self.line is None:
            moment = (value(segment, 1, 2), value(segment, 1, 3))
            self.times.setdefault(value(segment, 1, 1), moment)

    def rff(self, segment: Segment, place: int) -> None:
        qualifier, number = value(segment, 1, 1), value(segment, 1, 2)
        if not number:
            return
        if qualifier == "ON" and self.line is not None:
            self.line["order"] = number
        elif qualifier == "ON":
            self.order_number = self.order_number or number
        known = _REFERENCES.get(qualifier, qualifier)
        owner = self.shipment if self.line is None else self.line
        owner.setdefault("references", []).append({"qualifier": known, "value": number})

    def nad(self, segment: Segment, place: int) -> None:
        party = {
            "qualifier": value(segment, 1, 1),
            "code": value(segment, 2, 1),
            "name": value(segment, 4, 1) or value(segment, 3, 1),
        }
        kept = {key: text for key, text in party.items() if text}
        self.shipment.setdefault("parties", []).append(kept)
        if party["qualifier"] == "CA" and "routing" not in self.shipment:
            carrier = party["code"] or party["name"]
            self.shipment["routing"] = [{"carrier": carrier}]

    def tdt(self, segment: Segment, place: int) -> None:
        carrier = value(segment, 5, 1) or value(segment, 5, 4)
        if carrier:
            self.shipment["routing"] = [{"carrier": carrier}]

    # ------------------------------------------------------------ packages
    def cps(self, segment: Segment, place: int) -> None:
        self.package = _Package()
        self.line = None

    def pac(self, segment: Segment, place: int) -> None:
        if self.package is not None and self.line is None:
            self.package.count = value(segment, 1)

    def mea(self, segment: Segment, place: int) -> None:
        if self.package is None or self.line is not None:
            return
        if value(segment, 2, 1) in ("AAB", "AAD", "G", "AAL"):
            weight = {
                "weight_unit": value(segment, 3, 1),
                "weight": value(segment, 3, 2),
            }
            self.package.packing = {key: text for key, text in weight.items() if text}

    def gin(self, segment: Segment, place: int) -> None:
        qualifier = value(segment, 1, 1)
        numbers = [value(segment, n) for n in range(2, len(segment))]
        for number in filter(None, numbers):
            if qualifier in _LOTS and self.line is not None:
                entry = {"qualifier": "LT", "value": number}
                self.line.setdefault("references", []).append(entry)
            elif self.package is not None:
                kind = "GM" if qualifier in _CONTAINERS else "CP"
                self.package.marks.append([kind, number])

    # --------------------------------------------------------------- lines
    def lin(self, segment: Segment, place: int) -> None:
        self.line = {"level": "I", "children": [], "ids": []}
        if value(segment, 1):
            self.line["line"] = value(segment, 1)
        self.lines.append((self.line, self.package))
        self.item_id(segment, 3)

    def pia(self, segment: Segment, place: int) -> None:
        if self.line is not None:
            for number in range(2, len(segment)):
                self.item_id(segment, number)

    def item_id(self, segment: Segment, number: int) -> None:
        text, kind = value(segment, number, 1), value(segment, number, 2)
        if text and self.line is not None:
            self.line["ids"].append([_ITEM_IDS.get(kind, kind), text])

    def qty(self, segment: Segment, place: int) -> None:
        if self.line is None or value(segment, 1, 1) not in _SHIPPED:
            return
        shipped = {"quantity": value(segment, 1, 2), "unit": value(segment, 1, 3)}
        kept = {key: text for key, text in shipped.items() if text}
        self.line.setdefault("shipped", kept)

    # ---------------------------------------------------------------- tree
    def finish(self) -> tuple[list[dict[str, Any]], list[Fault]]:
        if not self.lines:
            start = self.message.start
            sentence = (
                "The DESADV has no LIN segment: it tells nothing that is shipped."
            )
            self.fault("missing_segment", start, "LIN", None, sentence)
            return [], self.faults
        self.ship_time()
        for line, package in self.lines:
            if "shipped" not in line:
                sentence = f"The line {line.get('line', '?')} has no shipped quantity."
                self.fault("missing_segment", self.message.start, "QTY", None, sentence)
            self.place(line, package)
        self.notice["levels"] = [self.shipment]
        return [self.notice], self.faults

    def ship_time(self) -> None:
        for qualifier in _SHIP_TIMES:
            if qualifier not in self.times:
                continue
            text, form = self.times[qualifier]
            cut = _DATES.get(form)
            if cut is None or len(text) != cut[1] or not text.isdigit():
                sentence = (
                    f"The ship time {text[:20]!r} does not follow format {form!r}."
                )
                self.fault("bad_date", self.message.start, "DTM", 1, sentence)
                text = ""
            entry = {"qualifier": "011", "date": text[:8], "time": text[8:]}
            self.shipment["dates"] = [{k: v for k, v in entry.items() if v}]
            return

    def place(self, line: dict[str, Any], package: _Package | None) -> None:
        order = self.order_level(line.pop("order", "") or self.order_number)
        if package is None or not (package.marks or package.packing):
            order["children"].append(line)
            return
        for level in order["children"]:
            if level.get("source") is package:
                level["children"].append(line)
                return
        level = {"level": "P", "children": [line], "source": package}
        if package.marks:
            level["marks"] = package.marks
        if package.packing:
            level["packing"] = package.packing
        order["children"].append(level)

    def order_level(self, number: str) -> dict[str, Any]:
        for level in self.shipment["children"]:
            if level.get("order", {}).get("number", "") == number:
                return level
        level: dict[str, Any] = {"level": "O", "children": []}
        if number:
            level["order"] = {"number": number}
        self.shipment["children"].append(level)
        return level


_METHODS = {
    "BGM": _Parser.bgm,
    "DTM": _Parser.dtm,
    "RFF": _Parser.rff,
    "NAD": _Parser.nad,
    "TDT": _Parser.tdt,
    "CPS": _Parser.cps,
    "PAC": _Parser.pac,
    "MEA": _Parser.mea,
    "PCI": lambda *_ignored: None,
    "GIN": _Parser.gin,
    "LIN": _Parser.lin,
    "PIA": _Parser.pia,
    "QTY": _Parser.qty,
}
