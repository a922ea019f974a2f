#!/usr/bin/env python3
# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Check an exported audit trail, without Odoo and without its database.

    python check_trail.py audit_2026-11-01_2026-11-30.jsonl --seal 9f2c...

``--seal`` is the hash of a seal that was written down elsewhere: it has to be in the
file, or the newest part of the trail was taken away. Ends with 1 where something is
wrong, and says what.
"""

import argparse
import importlib
import json
import sys
from pathlib import Path


def main(words=None):
    """Print one line for each finding, or that there is none; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--seal", help="hash of a seal that has to be there")
    given = parser.parse_args(words)
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    chain = importlib.import_module("core.audit_chain")
    lines = given.file.read_text(encoding="utf-8").splitlines()
    try:
        found = [
            f"{one.kind}: seal {one.seal_id}, entry {one.entry_id or '-'}"
            for one in chain.check_export(lines)
        ]
    except ValueError as error:
        found = [f"no export of an audit trail: {error}"]
    else:
        hashes = [json.loads(line).get("hash") for line in lines]
        if given.seal and given.seal not in hashes:
            found.append(f"missing: the seal {given.seal} is not in the file")
    for line in found or ["Nothing was changed or removed."]:
        sys.stdout.write(f"{line}\n")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
