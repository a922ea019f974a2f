# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A partner's file of header, scans with notes and trailer, for the tests."""

from ..codec.layout import Column, Layout
from ..codec.record_layout import Control, RecordLayout, RecordType

# (record, column, first character, length); CSV has the columns in this order.
COLUMNS = (
    ("head", "batch", 2, 6),
    ("scan", "tracking", 2, 10),
    ("scan", "status", 12, 3),
    ("scan", "moment", 15, 12),
    ("scan", "amount", 27, 10),
    ("note", "text", 2, 20),
    ("end", "rows", 2, 4),
    ("end", "total", 6, 12),
    ("end", "batch", 18, 6),
)
RECORDS = (
    ("head", "H", "header"),
    ("scan", "D", "detail"),
    ("note", "N", "part"),
    ("end", "T", "trailer"),
)
CONTROLS = (
    ("end", Control("rows", "count")),
    ("end", Control("total", "total", "amount")),
    ("end", Control("batch", "equal")),
)


def record_layout(kind="fixed_width", **values):
    """The layout for the core."""
    fixed = kind == "fixed_width"
    records = tuple(
        RecordType(
            name,
            value,
            role,
            tuple(
                Column(column, *((start, length) if fixed else ()))
                for record, column, start, length in COLUMNS
                if record == name
            ),
            tuple(control for record, control in CONTROLS if record == name),
        )
        for name, value, role in RECORDS
    )
    base = Layout(kind, (Column("line", 1, 1),), has_header=False)
    return RecordLayout(base, records, **values)


def fixed_file(scans, rows=None, total=None, batch="000042", trailer=True):
    """Bytes of (tracking, status, amount) scans, each with one note."""
    lines = ["H000042"]
    for tracking, status, amount in scans:
        lines.append(f"D{tracking:10}{status:3}202611201205{amount:>10}")
        lines.append(f"N{'left at the door':20}")
    if trailer:
        count = len(scans) if rows is None else rows
        amount = sum(float(scan[2]) for scan in scans) if total is None else total
        lines.append(f"T{count:04d}{amount:>12}{batch}")
    return "".join(f"{line}\r\n" for line in lines).encode()


def csv_records(scans, rows, total, batch="42"):
    """The same as CSV."""
    lines = ["H,42"]
    for tracking, status, amount in scans:
        lines.append(f"D,{tracking},{status},202611201205,{amount}")
    lines.append(f"T,{rows},{total},{batch}")
    return "\n".join(lines).encode()
