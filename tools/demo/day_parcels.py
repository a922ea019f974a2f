# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The day of the two parcel carriers."""

from .script import Script, facts, parcel_of, refused, turned_away

NEWARK = ("Newark", "NJ", "US", "07114")
BROOKLYN = ("Brooklyn", "NY", "US", "11201")
HAMBURG = ("Hamburg", "", "DE", "22113")
READING = ("Reading", "", "GB", "RG2")


def _scan(key, code, minute, place=NEWARK, **more):
    """One scan; ``outcome`` says what becomes of it when it is not simply applied."""
    return {
        "parcel": parcel_of(key),
        "code": code,
        "minute": minute,
        "place": list(place),
        **more,
    }


def swiftline(script: Script) -> None:
    """Batches of scans, and everything that can be wrong with a request."""

    def post(minute, number, *scans, **more):
        scans = [dict(scan) for scan in scans]
        consequence = more.pop("consequence", None) or facts(scans)
        for scan in scans:
            scan.pop("outcome", None)
        return script.add(
            minute,
            "swiftline",
            "scans",
            {"scans": scans},
            consequence,
            key=f"swl-{number:04d}",
            **more,
        )

    # The 3PL has not told us about this parcel yet; its file comes later.
    post(35, 3, _scan("T7", "PU", 30, outcome="answered"))
    post(40, 1, *(_scan(key, "OFD", 35, BROOKLYN) for key in ("S1", "S2", "S4")))
    # The delivery is told before the scans that led to it.
    lost = post(70, 2, _scan("S6", "DL", 66, BROOKLYN))
    script.again(75, lost)
    post(
        90,
        4,
        _scan("S3", "OFD", 84, BROOKLYN),
        *(_scan(key, "HI", 85) for key in ("S7", "S8", "S9")),
    )
    post(100, 5, _scan("S7", "EDD", 98, promised=1900))
    post(110, 6, _scan("S6", "HI", 20), _scan("S6", "OFD", 45, BROOKLYN))
    attempt = _scan("S3", "NH", 118, BROOKLYN)
    post(
        120,
        7,
        attempt,
        fault="wrong_signature",
        expect={"status": 401},
        consequence=turned_away(),
    )
    post(121, 7, attempt)
    post(
        130,
        8,
        _scan("S9", "DM", 128),
        _scan("S7", "ZX9", 129, outcome="unknown_code"),
    )
    post(140, 9, _scan("SWL999999999", "HI", 138, outcome="unknown_tracking"))
    _unusable(post)
    deliveries = [_scan(key, "DL", 176, BROOKLYN) for key in ("S1", "S2", "S4")]
    post(180, 13, *deliveries, _scan("S5", "OFD", 170, BROOKLYN))
    post(
        185,
        14,
        _scan("S1", "DL", 176, BROOKLYN, outcome="duplicate"),
        _scan("S5", "DL", 183, BROOKLYN),
    )
    post(
        190,
        13,
        _scan("S1", "NH", 188, BROOKLYN),
        expect={"status": 409},
        consequence=refused("conflicting_duplicate"),
    )
    proof = post(
        195, 15, _scan("S4", "POD", 176, BROOKLYN, signed_by="J. Ortega", document=True)
    )
    script.again(200, proof)
    _afternoon(post)


def _unusable(post) -> None:
    """Documents that cannot be read, and one that is too large to be looked at."""
    scan = _scan("S8", "OFD", 148, BROOKLYN)
    unusable = {"status": 422}
    post(
        150,
        10,
        scan,
        fault="broken_json",
        expect=unusable,
        consequence=refused("unreadable"),
    )
    post(
        160,
        11,
        scan,
        fault="schema_break",
        expect=unusable,
        consequence=refused("schema_drift"),
    )
    too_large = {"status": 413}
    post(170, 12, scan, fault="oversize", expect=too_large, consequence=refused())


def _afternoon(post) -> None:
    """Parcels the 3PL handed over this morning."""
    post(
        320,
        16,
        *(_scan(key, "HI", 310) for key in ("T1", "T2", "T5", "T10")),
        *(_scan(key, "OFD", 315, BROOKLYN) for key in ("T3", "T6")),
    )
    post(360, 17, *(_scan(key, "OFD", 355, BROOKLYN) for key in ("T1", "T2")))
    delivered = [_scan(key, "DL", 412, BROOKLYN) for key in ("T1", "T2", "T6")]
    delivered.append(
        _scan("T3", "DL", 414, BROOKLYN, signed_by="Front desk", document=True)
    )
    post(420, 18, *delivered)
    post(430, 19, *(dict(scan, outcome="duplicate") for scan in delivered))
    post(440, 20, _scan("T6b", "HI", 436), _scan("T7", "HI", 437))


def nordpost(script: Script) -> None:
    """The history of one consignment in each request."""

    def post(minute, number, key, *scans, **more):
        entries = [_scan(key, *scan[:2], HAMBURG, **_more(scan)) for scan in scans]
        consequence = more.pop("consequence", None) or facts(entries)
        for entry in entries:
            entry.pop("outcome", None)
        return script.add(
            minute,
            "nordpost",
            "scans",
            {"parcel": parcel_of(key), "scans": entries},
            consequence,
            key=f"np-{number:04d}",
            **more,
        )

    post(50, 1, "N1", ("ON_VEHICLE", 47))
    post(65, 2, "N2", ("SORTED", 60), ("FORECAST", 1500))
    post(85, 3, "N3", ("SORTED", 30), ("CUSTOMS_RELEASED", 80))
    post(105, 4, "N4", ("ON_VEHICLE", 70), ("HANDED_OVER", 101))
    post(125, 5, "N5", ("SORTED", 121))
    signature = ("SIGNATURE", 143, {"signed_by": "P. Clarke"})
    post(145, 6, "N6", ("ON_VEHICLE", 99), ("HANDED_OVER", 141), signature)
    post(155, 7, "N7", ("SORTED", 90), ("RETURN_STARTED", 152))
    # Each request repeats the history so far.
    repeated = ("ON_VEHICLE", 47, {"outcome": "duplicate"})
    lost = post(165, 8, "N1", repeated, ("HANDED_OVER", 160))
    script.again(175, lost)
    post(330, 9, "T4", ("SORTED", 322))
    post(400, 10, "T11", ("SORTED", 300), ("ON_VEHICLE", 350), ("HANDED_OVER", 395))
    post(
        410,
        11,
        "T11",
        ("HANDED_OVER", 395),
        fault="wrong_signature",
        expect={"status": 401},
        consequence=turned_away(),
    )


def _more(scan):
    return scan[2] if len(scan) > 2 else {}
