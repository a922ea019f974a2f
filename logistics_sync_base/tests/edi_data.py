# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A small definition with all the engine can do, and a document of it."""

from ..edi.definition import compile_definition

# As EDIFACT has it: composites, qualifiers that decide, groups within groups.
SOURCE = {
    "code": "TEST",
    "name": "A document of tests",
    "tables": {
        "role": {"BY": "buyer", "SU": "supplier"},
        "moment": {"137": "issued", "2": "delivery"},
    },
    "parts": {
        "DTM": {
            "segment": "DTM",
            "key": "dates",
            "many": True,
            "elements": {"1.1": "kind:@moment", "1.2": "value", "1.3": "format"},
        },
    },
    "segments": [
        {
            "segment": "BGM",
            "key": "heading",
            "required": True,
            "elements": {"1.1": "kind", "2": "number!", "3": "amount:n2"},
        },
        {
            "segment": "DTM",
            "key": "issued",
            "when": {"1.1": ["137"]},
            "elements": {"1.1": "kind:@moment", "1.2": "value"},
        },
        {"use": "DTM", "when": {"1.1": ["2", "63"]}},
        {
            "loop": "parties",
            "segments": [
                {
                    "segment": "NAD",
                    "inline": True,
                    "elements": {"1": "role:@role", "2.1": "code", "2.3": "agency"},
                },
                {
                    "loop": "contacts",
                    "segments": [
                        {
                            "segment": "CTA",
                            "inline": True,
                            "elements": {"1": "function", "2.2": "name"},
                        },
                        {
                            "segment": "COM",
                            "key": "addresses",
                            "many": True,
                            "elements": {"1.1": "address", "1.2": "kind"},
                        },
                    ],
                },
            ],
        },
        {
            "loop": "lines",
            "required": True,
            "segments": [
                {
                    "segment": "LIN",
                    "inline": True,
                    "elements": {"1": "number", "3.1": "item"},
                    "pairs": {"key": "ids", "from": 4, "to": 7},
                },
                {
                    "segment": "QTY",
                    "key": "ordered",
                    "elements": {"1.1": "kind", "1.2": "quantity:decimal"},
                },
                {"use": "DTM"},
                {
                    "segment": "PRI",
                    "key": "price",
                    "elements": {
                        "1": "price:decimal",
                        "2": "valid:date",
                        "3": "at:time",
                    },
                },
            ],
        },
    ],
}
DEFINITION = compile_definition(SOURCE)
TEXTS = [
    "BGM*220*PO-1*1250",
    "DTM*137:20261120:102",
    "DTM*2:20261201:102",
    "NAD*BY*1234::9",
    "CTA*OC*:Ada",
    "COM*ada@example.com:EM",
    "NAD*SU*99",
    "LIN*1**SKU-1*A*one*B*two",
    "QTY*21:5.50",
    "PRI*9.99*20261120*1705",
    "LIN*2**SKU-2",
]


def segments_of(texts):
    return [text.split("*") for text in texts]
