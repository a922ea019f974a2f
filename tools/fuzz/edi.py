# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""EDI of every kind there is a definition for, from bytes to the answer we owe.

Whatever is a fault and no error of its own must not end in one further on: each
interchange that can be read is checked, taken apart, judged and answered.
"""

from datetime import datetime

from pure import load

AT = datetime(2026, 11, 20, 12, 5)


def _lookup(_kind, _code):
    return None


def _is_refused(error):
    return isinstance(error, load("edi.errors").EdiError)


def _x12(body):
    """Everything the decoder and the gateway do with X12."""
    load("edi.splitting").split(body)
    for interchange in load("edi.reader").read(body):
        faults = load("edi.envelope").check(interchange)
        for group in interchange.groups:
            for transaction in group.transactions:
                faults += _x12_set(interchange, transaction)
        _answer_x12(interchange, faults)


def _x12_set(interchange, transaction):
    statuses, faults = load("edi.transaction_214").parse_214(transaction)
    for source in statuses:
        load("codec.delivery_event").from_214(source, _lookup, timezone="Asia/Tokyo")
    notices, more = load("edi.transaction_856").parse_856(transaction)
    for notice in notices:
        load("codec.shipment_notice").from_856(notice, _lookup, timezone="Asia/Tokyo")
    if transaction.set_id in ("997", "999"):
        _unless_refused(load("edi.results").read_997, transaction)
    place = transaction.start, transaction.group_index, transaction.index
    name = f"x12_{transaction.set_id}"
    _by_definition(name, transaction.segments, place, interchange.delimiters.component)
    return faults + more


def _answer_x12(interchange, faults):
    acks = load("edi.acknowledgement")
    controls = (f"{number:04}" for number in range(1, 1_000_000))
    for policy in ("lenient", "strict"):
        acks.find_rejected(interchange, faults, policy)
    interchange_ack = load("edi.interchange_ack")
    interchange_ack.read_ta1(interchange)
    interchange_ack.judge_interchange(faults)
    transactions = acks.acknowledge(interchange, faults, "strict", controls)
    if transactions:
        load("edi.writer").write_interchange(
            acks.reply_envelope(interchange),
            "FA",
            transactions,
            interchange_control=1,
            group_control=1,
            at=AT,
            on_delimiter="space",
        )


def _edifact(body):
    """Everything the decoder and the gateway do with EDIFACT."""
    load("edi.edifact.splitting").split(body)
    for interchange in load("edi.edifact.reader").read(body):
        faults = load("edi.edifact.envelope").check(interchange)
        for message in interchange.messages:
            faults += _edifact_message(interchange, message)
        control = load("edi.edifact.control")
        for policy in ("lenient", "strict"):
            control.find_rejected(interchange, faults, policy)
        report = control.report(interchange, control.judge(interchange, faults), "1")
        _unless_refused(_answer_edifact, interchange, report)


def _answer_edifact(interchange, report):
    load("edi.edifact.writer").write_interchange(
        load("edi.edifact.control").reply_envelope(interchange),
        [report],
        control="1",
        at=AT,
    )


def _edifact_message(interchange, message):
    statuses, faults = load("edi.edifact.iftsta").parse_iftsta(message)
    for source in statuses:
        load("codec.edifact_status").from_iftsta(source, _lookup, timezone="Asia/Tokyo")
    notices, more = load("edi.edifact.desadv").parse_desadv(message)
    for notice in notices:
        load("codec.shipment_notice").from_856(notice, _lookup, timezone="Asia/Tokyo")
    if message.set_id == "CONTRL":
        _unless_refused(load("edi.edifact.control").read_report, message)
    characters = interchange.characters
    _by_definition(
        f"edifact_{message.set_id.lower()}",
        message.segments,
        (message.start, message.group_index, message.index),
        characters.component,
        characters.decimal,
    )
    return faults + more


def _by_definition(name, segments, place, component, decimal_mark="."):
    """Read what is defined into names and write it again, faults and all."""
    definition = load("edi.definition")
    if not definition.is_defined(name):
        return
    document = load("edi.document")
    rules = definition.load(name)
    content, _faults = document.parse(
        rules,
        segments,
        component=component,
        decimal_mark=decimal_mark,
        place=document.Place(*place),
    )
    _unless_refused(document.build, rules, content)


def _unless_refused(call, *arguments):
    try:
        call(*arguments)
    except ValueError as error:
        if not _is_refused(error):
            raise


def seeds():
    """One interchange of every defined set and message."""
    x12 = load("tests.x12_data")
    documents = load("tests.x12_documents").DOCUMENTS
    interchanges = [
        x12.interchange(name, segments, group=group)
        for name, (group, segments) in documents.items()
    ]
    interchanges += [
        x12.interchange("214", x12.STATUS),
        x12.interchange("856", x12.NOTICE),
        x12.interchange("997", ["AK1*SM*9", "AK2*204*0001", "AK5*R*5", "AK9*R*1*1*0"]),
    ]
    edifact = load("tests.edifact_data")
    bodies = {
        "IFTSTA": edifact.STATUS,
        "DESADV": edifact.ADVICE,
        "ORDERS": edifact.ORDER,
        "INVOIC": edifact.INVOICE,
        "CONTRL": ["UCI+REF1+A:ZZ+B:ZZ+4+2", "UCM+1+IFTSTA:D:96A:UN+4", "UCS+2+12"],
        "IFTMIN": INSTRUCTION,
    }
    return {
        "x12": tuple(text.encode() for text in interchanges),
        "edifact": tuple(
            edifact.edifact(segments, kind=kind) for kind, segments in bodies.items()
        ),
    }


INSTRUCTION = [
    "BGM+610+LOAD-88+9",
    "DTM+137:202611201205:203",
    "TDT+20++30+31+NWFR:172",
    "NAD+CZ+ACME::92++Acme Shipping+5 Dock Lane+Troy+NY+12180+US",
    "GID+1+4:PK",
    "FTX+AAA+++Desks",
    "MEA+WT+G+KGM:420.5",
]
EDI = {"x12": _x12, "edifact": _edifact}
