# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The partner guide, read as what it promises: set-up, commands and their answers.

As a script it sets a database up as the guide says. Argument: the set-up as JSON.
"""

import json
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import odoo_process

GUIDE = Path(os.environ["LOGISTICS_SYNC_ROOT"]) / "docs" / "partner_guide.md"
BLOCK = re.compile(r"^```bash\n(.*?)^```\n(?:```text\n(.*?)^```\n)?", re.DOTALL | re.M)
HEADING = re.compile(r"^## (.*)$", re.MULTILINE)
ROW = re.compile(r"^\| `([a-z-]+)` \| ([^|]+) \| (yes|no) \| ([^|]+) \|$", re.MULTILINE)
SECRET = re.compile(r"([A-Z][A-Za-z ]+) `([^`]+)`")
ANY = "…"


@dataclass(frozen=True)
class Block:
    """Commands that are pasted together, and the lines they answer."""

    heading: str
    commands: str
    answer: tuple[str, ...]

    def fits(self, lines):
        """Whether these lines are what is promised."""
        return len(lines) == len(self.answer) and all(map(_fits, self.answer, lines))


def _fits(promised, line):
    parts = map(re.escape, promised.split(ANY))
    return bool(re.fullmatch(".*".join(parts), line))


def read_blocks():
    """Every block of the guide, in its order."""
    text = GUIDE.read_text()
    headings = [(match.start(), match[1]) for match in HEADING.finditer(text)]
    return [
        Block(
            [name for place, name in headings if place < match.start()][-1],
            match[1],
            tuple((match[2] or "").splitlines()),
        )
        for match in BLOCK.finditer(text)
    ]


def read_setup():
    """[code, proof, whether the gateway is required, [[kind of secret, secret]]]"""
    return [
        (code, proof.strip(), gate == "yes", SECRET.findall(secrets))
        for code, proof, gate, secrets in ROW.findall(GUIDE.read_text())
    ]


def main(setup):
    """Set up the connectors by the words that an administrator reads on the form."""
    with odoo_process.environment() as env:
        for code, proof, gate, secrets in json.loads(setup):
            connector = env["logistics.sync.connector"].create(
                {
                    "name": f"Partner {code}",
                    "code": code,
                    "transport": "webhook",
                    "authentication": _find_value(
                        env["logistics.sync.connector"], "authentication", proof
                    ),
                    "gateway_key_required": gate,
                }
            )
            for kind, secret in secrets:
                credentials = env["logistics.sync.credential"]
                kind = _find_value(credentials, "kind", kind)
                values = {"connector_id": connector.id, "kind": kind}
                credentials.create(values)._set_typed_secret(secret)
            connector.action_go_live()


def _find_value(model, name, label):
    choices = model.fields_get([name])[name]["selection"]
    return {shown: value for value, shown in choices}[label]


if __name__ == "__main__":
    main(sys.argv[1])
