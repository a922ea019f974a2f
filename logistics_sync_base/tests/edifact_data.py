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

ADVICE = [
    "BGM+351+ASN-9+9",
    "DTM+137:202611201600:203",
    "DTM+11:202611201530:203",
    "RFF+ON:S00042",
    "NAD+ST+++Harbour Store",
    "TDT+20++30+31+BLUEFREIGHT",
    "CPS+1++1",
    "PAC+1++CT",
    "MEA+PD+AAB+KGM:12.5",
    "PCI+33E",
    "GIN+BJ+003401234567890123",
    "LIN+1++BOLT-8:SA",
    "QTY+12:40:PCE",
    "RFF+BT:L-77",
    "CPS+2++1",
    "PAC+1++CT",
    "PCI+33E",
    "GIN+BJ+003401234567890130",
    "LIN+2++4012345000016:EN",
    "PIA+1+NUT-8:SA",
    "QTY+12:15:PCE",
]
ORDER = [
    "BGM+220+PO-77+9",
    "DTM+137:20261120:102",
    "NAD+BY+4012345000009::9",
    "NAD+SU+++Bolt Works",
    "CUX+2:EUR:9",
    "LIN+1++BOLT-8:SA",
    "QTY+21:12",
    "PRI+AAA:3.25",
    "UNS+S",
    "CNT+2:1",
]
INVOICE = [
    "BGM+380+INV-5+9",
    "DTM+137:20261120:102",
    "NAD+SE+++Bolt Works",
    "CUX+2:EUR:4",
    "LIN+1++BOLT-8:SA",
    "QTY+47:10:PCE",
    "MOA+203:100.00",
    "PRI+AAA:10.00",
    "UNS+S",
    "MOA+77:119.00",
    "TAX+7+VAT+++:::19",
    "MOA+124:19.00",
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
