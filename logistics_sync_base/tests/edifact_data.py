# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""EDIFACT documents of simulated partners."""

STATUS = [
    "BGM+44+REPORT-1+9",
    "DTM+137:202611201800:203",
    "NAD+CA+BLUEFREIGHT::87",
    "CNI+1+SHIP-100",
    "STS+1+21::9",
    "RFF+CN:CONS-7",
    "DTM+334:202611201705:203",
    "LOC+7+DEHAM:139:6",
]


def edifact(
    *messages,
    kind="IFTSTA",
    control="REF1",
    unz=None,
    una="UNA:+.? '",
    sender="BLUEFREIGHT:ZZ",
    receiver="SHIPPER:ZZ",
    syntax="UNOC:3",
    version="D:96A:UN",
    test="",
):
    """One interchange of these lists of segments, ended properly unless told."""
    lines = [f"UNB+{syntax}+{sender}+{receiver}+261120:1810+{control}++++++{test}"]
    for number, body in enumerate(messages, start=1):
        lines.append(f"UNH+{number}+{kind}:{version}")
        lines += body
        lines.append(f"UNT+{len(body) + 2}+{number}")
    lines.append(unz or f"UNZ+{len(messages)}+{control}")
    return (una + "'\n".join(line.rstrip("+") for line in lines) + "'\n").encode()
