# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The X12 partner's look into its mailbox: is everything acknowledged, and how?"""

from pathlib import Path

from .journal import Journal
from .plan import Plan


def check_mailbox(plan: Plan, journal: Journal) -> None:
    """Compare the 997s that arrived with what was sent and could be read."""
    for partner in plan.partners.values():
        if not partner.mailbox:
            continue
        wanted = _wanted(plan, partner.code)
        found: dict[str, list[str]] = {}
        for path in sorted(Path(partner.mailbox).glob("*.edi")):
            for control, status in read_997(path.read_text(encoding="ascii")):
                found.setdefault(control, []).append(status)
        for control in sorted(wanted.keys() | found.keys(), key=int):
            problem = ""
            if found.get(control, []) != wanted.get(control, []):
                problem = f"expected {wanted.get(control, [])}"
            told = " ".join(found.get(control, ["nothing"]))
            journal.note(
                "     ", partner.name, f"997 for group {control}: {told}", problem
            )


def read_997(text: str) -> list[tuple[str, str]]:
    """(group control number, status) of each acknowledged group of an interchange."""
    separator, terminator = text[3], text[105]
    result, control = [], ""
    for segment in text.split(terminator):
        parts = segment.strip().split(separator)
        if parts[0] == "AK1":
            control = parts[2]
        elif parts[0] == "AK9":
            result.append((control, parts[1]))
    return result


def _wanted(plan: Plan, code: str) -> dict[str, list[str]]:
    return {
        str(action.content["control"]): [action.expect["acknowledged"]]
        for action in plan.actions
        if action.partner == code and (action.expect or {}).get("acknowledged")
    }
