# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is fed with input nobody foresaw: every reader of the pure core."""

import sys
import types
from functools import partial
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "pure_core"
ARCHIVE_LIMIT = 5_000_000


def _pure():
    # The addon's own __init__ would bring Odoo; the core does not need it.
    if PACKAGE not in sys.modules:
        package = types.ModuleType(PACKAGE)
        package.__path__ = [str(ROOT / "logistics_sync_base")]
        sys.modules[PACKAGE] = package


def load(name):
    """A module of the pure core, such as ``codec.json_document``."""
    _pure()
    return import_module(f"{PACKAGE}.{name}")


def is_named(error):
    """Whether an exception is one of the core's own, which callers know by name."""
    return type(error).__module__.startswith(f"{PACKAGE}.")


def make_targets():
    """{name: function of bytes}"""
    return {
        "json": load("codec.json_document").load,
        "xml": load("codec.xml_document").load,
        "xsd": _xsd(),
        "csv": _rows("csv"),
        "fixed": _rows("fixed_width"),
        "records_csv": _records("csv"),
        "records_fixed": _records("fixed_width"),
        "mapping": _mapping(),
        "x12": _x12,
        "edifact": _edifact,
        "archive_zip": lambda body: load("codec.archive").unpack(
            "a.zip", body, ARCHIVE_LIMIT
        ),
        "archive_gz": lambda body: load("codec.archive").unpack(
            "a.gz", body, ARCHIVE_LIMIT
        ),
        "standard_webhooks": _standard_webhooks,
        "verifiers": _verifiers(),
    }


def _columns():
    column = load("codec.layout").Column
    return column("kind", 1, 1), column("code", 2, 5), column("amount", 7, 6)


def _rows(kind):
    flat_file = load("codec.flat_file")
    layout = load("codec.layout").Layout(kind, _columns(), has_header=False)
    return lambda body: list(flat_file.read_rows(layout, body))


def _records(kind):
    model = load("codec.record_layout")
    layout = load("codec.layout")
    columns = tuple(
        layout.Column(name, *((start, size) if kind == "fixed_width" else ()))
        for name, start, size in (("code", 2, 5), ("amount", 7, 6))
    )
    controls = (
        model.Control("code", "count"),
        model.Control("amount", "total", "amount"),
    )
    records = tuple(
        model.RecordType(role, mark, role, columns, given)
        for role, mark, given in (
            ("header", "H", ()),
            ("detail", "D", ()),
            ("part", "N", ()),
            ("trailer", "T", controls),
        )
    )
    base = layout.Layout(kind, (layout.Column("line", 1, 1),), has_header=False)
    wanted = model.RecordLayout(base, records)
    return partial(load("codec.record_file").read_records, wanted)


def _xsd():
    schema = (
        b'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="a">'
        b'<xs:complexType><xs:sequence><xs:element name="b" type="xs:decimal"/>'
        b"</xs:sequence></xs:complexType></xs:element></xs:schema>"
    )
    checker = load("codec.xsd").XsdChecker(schema)
    xml = load("codec.xml_document")

    def check(body):
        xml.load(body)
        return checker.check(body)

    return check


def _mapping():
    mapping = load("codec.mapping")
    rules = (
        mapping.Rule("references.order", "no"),
        mapping.Rule("occurred_at", "at", transform="datetime"),
        mapping.Rule("items", "lines", transform="items"),
        mapping.Rule("milestone", "code"),
    )
    compiled = mapping.compile_mapping(mapping.Mapping(rules=rules, split="events"))
    reader = load("codec.json_document")
    return lambda body: compiled.apply(reader.load(body), lambda _kind, _code: None)


def _x12(body):
    interchanges = load("edi.reader").read(body)
    envelope = load("edi.envelope")
    for interchange in interchanges:
        faults = envelope.check(interchange)
        for group in interchange.groups:
            for transaction in group.transactions:
                faults += load("edi.transaction_214").parse_214(transaction)[1]
                faults += load("edi.transaction_856").parse_856(transaction)[1]
        load("edi.acknowledgement").judge(interchange, faults)


def _edifact(body):
    for interchange in load("edi.edifact.reader").read(body):
        load("edi.edifact.envelope").check(interchange)
        for group in interchange.groups:
            for message in group.messages:
                load("edi.edifact.iftsta").parse_iftsta(message)
                load("edi.edifact.desadv").parse_desadv(message)


def _standard_webhooks(body):
    text = body.decode("latin-1")
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    parts = (text.split("\n") + ["", "", ""])[:3]
    headers = dict(zip(names, parts, strict=True))
    load("core.signing").verify([b"0" * 24], headers, body, now=1_700_000_000)


def _verifiers():
    verifiers = load("core.verifiers")
    profiles = [
        verifiers.Profile(signature_header="S"),
        verifiers.Profile(
            signature_header="S",
            signature_part="v1",
            timestamp_part="t",
            template="{timestamp}.{body}",
        ),
        verifiers.Profile(method="header_token", signature_header="S"),
        verifiers.Profile(method="basic"),
    ]

    def verify(body):
        text = body.decode("latin-1")
        headers = {"S": text, "Authorization": f"Basic {text}"}
        for profile in profiles:
            request = verifiers.Request(headers, body, 1_700_000_000)
            try:
                verifiers.verify(profile, ["user:a secret of sixteen"], request)
            except ValueError as error:
                if not is_named(error):
                    raise

    return verify
