# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Inputs by chance, the same ones for the same seed, and the named nasty ones."""

import gzip
import io
import json
import random
import zipfile

HUGE = 100_000_000
ISA = (
    b"ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       "
    b"*261120*1205*U*00401*000000001*0*P*:~"
)
EVENT = json.dumps(
    {"events": [{"no": "S1", "at": "2026-11-20T12:05", "code": "delivered"}] * 2}
).encode()
SEEDS = {
    "json": (EVENT, b'{"a":[1,2.5e3,null,true,"\\ud83d\\ude00"]}'),
    "mapping": (EVENT, b'{"events":[{"lines":[{"sku":"A","quantity":"1"}]}]}'),
    "xml": (b'<?xml version="1.0"?><a x="1"><b>2</b><!-- c --><![CDATA[d]]></a>',),
    "xsd": (b"<a><b>1.5</b></a>",),
    "csv": (b'D,code,1.00\r\nD,"two\nlines",2\r\n',),
    "fixed": (b"DABCDE  1.00\r\nDFGHIJ  2.00\r\n",),
    "records_csv": (b"H,1,0\nD,A,1.00\nN,x,0\nD,B,2.00\nT,2,3.00\n",),
    "records_fixed": (b"H1          \nDA      1.00\nT1      1.00\n",),
}
PIECES = (
    *(bytes([code]) for code in b"\x00\x1a\x1c\xff\xfe\xef\"'<>&[]{}()*~:+?,;\n\r\t |"),
    "\ufeff\u2028\U0001f600".encode(),
    b"\xed\xa0\x80",
    b"\\u0000",
    b"\\ud800",
    b"NaN",
    b"1e999",
    b"-0",
    b"9" * 400,
    b"]]>",
    b"<!DOCTYPE x []>",
    b"&x;",
    b"<?xml version='1.0' encoding='utf-16'?>",
    b"ISA*",
    b"IEA*1*1~",
    b"UNB+",
    b"HL*2*2*S~",
    b"D,",
    b"T,",
    b"UNH+1+ORDERS:D:96A:UN'",
    b"ST*850*0001~",
    b"L11*",
    b"NAD+",
    b"DTM+137:2026:203'",
    b"content-type: ",
    b"x-signature: ",
    b"=?utf-8?b?",
    b"--b\n",
)
ENCODINGS = ("utf-16", "utf-32", "utf-16-le", "cp500", "utf-7")


def archives():
    """Small archives to be damaged."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in (("a.csv", b"a,b\n" * 20), ("../b.csv", b"")):
            # A time of its own would make another archive of each run.
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), body)
    return {
        "archive_zip": (target.getvalue(),),
        "archive_gz": (gzip.compress(b"a" * 99, mtime=0),),
    }


def draw(rng: random.Random, seeds) -> bytes:
    """One input: noise, a soup of pieces, or a good document that was damaged."""
    kind = rng.random()
    if kind < 0.15:
        return rng.randbytes(rng.randrange(200))
    if kind < 0.3:
        return b"".join(rng.choice(PIECES) for _ in range(rng.randrange(40)))
    body = bytearray(rng.choice(seeds))
    for _change in range(rng.randrange(1, 6)):
        place = rng.randrange(len(body) + 1)
        action = rng.randrange(6)
        if action == 0:
            body[place : place + rng.randrange(8)] = b""
        elif action == 1:
            body[place:place] = rng.choice(PIECES)
        elif action == 2 and body:
            body[place % len(body)] = rng.randrange(256)
        elif action == 3:
            end = place + rng.randrange(30)
            body[place:place] = body[place:end] * rng.randrange(1, 5)
        elif action == 4:
            del body[place:]
        else:
            other = rng.choice(seeds)
            body[place:place] = other[rng.randrange(len(other)) :]
    if kind > 0.97:
        return bytes(body).decode("latin-1").encode(rng.choice(ENCODINGS), "replace")
    return bytes(body)


def named_cases():
    """{name: function that makes the bytes}; each goes to every target."""
    entities = b"".join(
        b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 10)
    )
    bomb = b'<!DOCTYPE r [<!ENTITY e0 "ha">' + entities + b"]><r>&e9;</r>"
    return {
        "entity bomb": lambda: bomb,
        "entity bomb in utf-16": lambda: bomb.decode().encode("utf-16"),
        "external entity": lambda: (
            b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>'
        ),
        "deep json": lambda: b"[" * 1_000_000,
        "deep json objects": lambda: b'{"a":' * 200_000 + b"1" + b"}" * 200_000,
        "deep xml": lambda: b"<a>" * 500_000,
        "many xml attributes": lambda: (
            b"<a " + b" ".join(b'x%d="1"' % n for n in range(300_000)) + b"/>"
        ),
        "line of 100 MB": lambda: b"D" * HUGE,
        "json text of 100 MB": lambda: b'"' + b"x" * HUGE + b'"',
        "many xml names": lambda: (
            b"<a>" + b"".join(b"<x%d/>" % n for n in range(300_000)) + b"</a>"
        ),
        "xml text of 60 MB": lambda: b"<a>" + b"x" * 60_000_000 + b"</a>",
        "x12 element of 100 MB": lambda: ISA + b"ST*214*" + b"x" * HUGE,
        "a million quotes": lambda: b'"' * 1_000_000,
        "half a million short rows": lambda: b"D,a,1\n" * 500_000,
        "zip bomb": _zip_bomb,
        "gzip bomb": lambda: gzip.compress(b"0" * HUGE),
        "zip of many files": _zip_of_many,
        "only NUL": lambda: b"\x00" * 1_000_000,
        "byte order marks": lambda: b"\xff\xfe\x00\x00" * 10_000,
    }


def _zip_bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("a", "w") as handle:
            for _part in range(100):
                handle.write(b"0" * 1_000_000)
    return target.getvalue()


def _zip_of_many() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number in range(5_000):
            archive.writestr(str(number), b"")
    return target.getvalue()
