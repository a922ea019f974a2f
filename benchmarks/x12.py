# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""1 MB of X12 214: reading and checking it, against splitting it by ``str.split``.

The reference takes the same bytes apart into segments and elements and knows nothing
of them. Ours finds the delimiters, groups and transactions, and checks every control
number, count, version and name; the interchange is sound, and a broken copy of it has
to be found out. Both do it in turns in one process, with the search for garbage off;
the best time of each counts. What making the events of all statuses takes on top is
told, not judged.
"""

import gc
import time

import _stage  # noqa: F401  (configures Odoo before its addons are imported)

from odoo.addons.logistics_sync_base.edi import envelope
from odoo.addons.logistics_sync_base.edi.reader import read
from odoo.addons.logistics_sync_base.edi.transaction_214 import parse_214

SIZE = 1_000_000
ROUNDS = 15
GOAL = 3
HEAD = (
    "ISA*00*          *00*          *02*NWFR           *ZZ*SHIPPER        "
    "*261120*1205*U*00401*000000007*0*P*:~\n"
    "GS*QM*NWFR*SHIPPER*20261120*1205*7*X*004010~\n"
)
TAIL = "GE*{count}*7~\nIEA*1*000000007~\n"
STATUS = """\
ST*214*{number:04d}~
B10*PRO{number:07d}*SH{number:07d}*NWFR~
L11*BOL{number}*BM~
L11*PO{number}*PO~
N1*CN*Corner Shop*93*77~
N3*1 High Street~
N4*ALBANY*NY*12207*US~
LX*1~
AT7*{code}*NS***20261120*{time}*ET~
MS1*ALBANY*NY*US~
MS2*NWFR*T-9*TL~
AT8*G*L*2085*5~
SE*13*{number:04d}~
"""


def make():
    """(bytes of the interchange, number of statuses in it)"""
    parts, size, count = [HEAD], 0, 0
    while size < SIZE:
        count += 1
        time_of_day = f"{count % 24:02d}{count % 60:02d}"
        code = ("AF", "X1", "X6", "D1")[count % 4]
        parts.append(STATUS.format(number=count, code=code, time=time_of_day))
        size += len(parts[-1])
    parts.append(TAIL.format(count=count))
    return "".join(parts).encode(), count


def split(data):
    """The reference: segments and elements, nothing more."""
    return [segment.split("*") for segment in data.decode().split("~")]


def read_and_check(data):
    """Ours: the interchange with its structure, and all that is wrong with it."""
    [interchange] = read(data)
    return interchange, envelope.check(interchange)


def make_events(data):
    """Ours, and the events of every status."""
    interchange, __ = read_and_check(data)
    return [
        event
        for group in interchange.groups
        for transaction in group.transactions
        for event in parse_214(transaction)[0]
    ]


def check(data, count):
    """Both did their work: nothing is missing, and damage is found."""
    interchange, faults = read_and_check(data)
    assert not faults, faults
    assert sum(len(group.transactions) for group in interchange.groups) == count
    assert len(interchange.segments) == len(split(data)) - 1
    assert len(make_events(data)) == count
    damaged = data.replace(b"SE*13*0099", b"SE*12*0099").replace(b"~\nGE", b"~\nGX")
    codes = {fault.code for fault in read_and_check(damaged)[1]}
    assert {"se_count", "missing_ge"} <= codes, codes


def seconds(work, data):
    """How long the processor works; what it made is thrown away outside of that."""
    start = time.process_time()
    result = work(data)
    taken = time.process_time() - start
    del result
    return taken


def main():
    """Measure in turns, print; the last line is the ratio."""
    data, count = make()
    check(data, count)
    works = (split, read_and_check, make_events)
    best = dict.fromkeys(works, float("inf"))
    gc.disable()
    for __ in range(ROUNDS):
        for work in works:
            best[work] = min(best[work], seconds(work, data))
    print(f"{len(data)} bytes, {count} statuses in {data.count(b'~')} segments")
    print(f"str.split             {best[split] * 1000:7.1f} ms")
    print(f"read and check        {best[read_and_check] * 1000:7.1f} ms")
    print(f"and make the events   {best[make_events] * 1000:7.1f} ms")
    print(f"ratio {best[read_and_check] / best[split]:.2f} goal {GOAL} at most")


if __name__ == "__main__":
    main()
