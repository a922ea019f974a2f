# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""X12 documents for the tests, made of segments so that each test can break one."""

from datetime import datetime

from ..codec.codes import CodeMatch
from ..edi.reader import read
from ..edi.transaction_856 import parse_856
from ..edi.transaction_856_writer import build_856
from ..edi.writer import Envelope, OutboundTransaction, Party, write_interchange

ENVELOPE = Envelope(Party("02", "FRST"), Party("ZZ", "SHIPPER", "SHIPPERGS"))
AT = datetime(2026, 11, 20, 12, 5)
CODES = {
    "D1": CodeMatch("delivered", "actual"),
    "AF": CodeMatch("picked_up", "actual"),
    "AG": CodeMatch("eta_updated", "estimated"),
    "AB": CodeMatch("delivery_scheduled", "planned"),
}
STATUS = [
    "B10*PRO-88001*SH-1001*FRST",
    "L11*BOL-55*BM",
    "L11*S00041*PO",
    "N1*CN*Corner Shop*93*77",
    "N3*1 High Street",
    "N4*ALBANY*NY*12207*US",
    "LX*1",
    "AT7*D1*NS***20261120*1205*ET",
    "MS1*ALBANY*NY*US",
    "MS2*FRST*T-9*TL",
    "AT8*G*L*2085*5",
]
NOTICE = [
    "BSN*00*SH-1001*20261120*0900*0001",
    "HL*1**S*1",
    "TD1*CTN25*2****G*30*LB",
    "TD5**2*FRST*********CG",
    "REF*BM*BOL-55",
    "DTM*011*20261120*1000*20",
    "N1*SF*Main Warehouse",
    "N4*TROY*NY*12180*US",
    "HL*2*1*O*1",
    "PRF*S00041",
    "HL*3*2*P*1",
    "PO4******12.50*LB",
    "MAN*GM*00012345678901234560",
    "MAN*CP*TN-1",
    "HL*4*3*I*0",
    "LIN*1*VP*DESK-01*LT*L77",
    "SN1**2*EA",
    "HL*5*2*P*1",
    "MAN*CP*TN-2",
    "HL*6*5*I*0",
    "LIN*2*UP*0123*VP*LAMP-07",
    "SN1**1.50*EA",
    "CTT*6",
]


def lookup(kind, code):
    return CODES.get(code) if kind == "milestone" else None


def interchange(set_id, *bodies, group=None, **settings):
    """Text of one interchange with a transaction per list of segment texts."""
    transactions = [
        OutboundTransaction(
            set_id, f"{number:04d}", [segment.split("*") for segment in body]
        )
        for number, body in enumerate(bodies, start=1)
    ]
    group = group or {"214": "QM", "856": "SH", "997": "FA"}[set_id]
    settings = {"interchange_control": 7, "group_control": 9, "at": AT, **settings}
    return write_interchange(ENVELOPE, group, transactions, **settings)


def transaction(set_id, body):
    """The first transaction of an interchange holding these segment texts."""
    (result,) = read(interchange(set_id, body))
    return result.groups[0].transactions[0]


def without(segments, *names):
    """The segment texts without those of the given names."""
    return [text for text in segments if text.partition("*")[0] not in names]


def reread(notice):
    """The notices and faults a partner reads in the 856 we write of a notice."""
    body = ["*".join(segment) for segment in build_856(notice)]
    (given,) = read(interchange("856", body))
    return parse_856(given.groups[0].transactions[0])
