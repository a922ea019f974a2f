# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is fed with input nobody foresaw: every reader of the pure core."""

from functools import partial

from door import DOOR
from edi import EDI
from pure import load

ARCHIVE_LIMIT = 5_000_000


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
        "archive_zip": lambda body: load("codec.archive").unpack(
            "a.zip", body, ARCHIVE_LIMIT
        ),
        "archive_gz": lambda body: load("codec.archive").unpack(
            "a.gz", body, ARCHIVE_LIMIT
        ),
        **EDI,
        **DOOR,
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
