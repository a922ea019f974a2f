# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The connectors whose doors are fuzzed; as a script, it makes them in a database.

Argument: ``make``, or ``process`` for what came in by them.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

SIGNING_SECRET = "whsec_ZnV6emVkIHdlYiBkb29ycyBvZiB0aGUgc3lzdGVt"
TOKEN = "token-of-the-fuzzer-0123456789"
USER, PASSWORD = "fuzzer", "a password to be guessed"
SMALL_KIB = 16


@dataclass(frozen=True)
class Door:
    """A connector: how its partner proves itself, and in which form it writes."""

    code: str
    proof: str
    format: str = "json"
    small: bool = False


DOORS = (
    Door("fuzz-signed", "standard_webhooks"),
    Door("fuzz-token", "bearer_token"),
    Door("fuzz-small", "bearer_token", small=True),
    Door("fuzz-hub", "webhook_profile_github"),
    Door("fuzz-post", "webhook_profile_easypost"),
    Door("fuzz-basic", "webhook_profile_http_basic"),
    Door("fuzz-x12", "bearer_token", "x12"),
    Door("fuzz-edifact", "bearer_token", "edifact"),
    Door("fuzz-xml", "bearer_token", "xml"),
    Door("fuzz-csv", "bearer_token", "csv"),
)


# What these formats hold has no meaning without one.
MAPPED = {
    "xml": (("references.tracking_number", "b", "text"),),
    "csv": (
        ("references.tracking_number", "code", "text"),
        ("milestone", "kind", "text"),
        ("occurred_at", "amount", "datetime"),
    ),
}


def token(kind, code):
    """The token of one kind that a connector takes."""
    return f"{TOKEN}-{kind}-{code}"


def make(env):
    """Create the connectors, live, with their secrets."""
    for door in DOORS:
        connector = env["logistics.sync.connector"].create(_prepare(env, door))
        for values, secret in _secrets(door):
            values = {"connector_id": connector.id, **values}
            credential = env["logistics.sync.credential"].create(values)
            credential._set_typed_secret(secret)
        connector.action_go_live()


def process(env):
    """Process all that came in."""
    for lane in ("operational", "financial", "batch"):
        env["logistics.sync.message"]._drain(lane)


def _prepare(env, door):
    values = {"name": door.code, "code": door.code, "format": door.format}
    if door.small:
        values["max_body_kib"] = SMALL_KIB
    if door.format in MAPPED:
        values["mapping_id"] = _make_mapping(env, door.format).id
    if not door.proof.startswith("webhook_profile_"):
        return {**values, "authentication": door.proof}
    profile = env.ref(f"logistics_sync_base.{door.proof}")
    values["webhook_profile_id"] = profile.id
    return {**values, "authentication": "profile"}


def _make_mapping(env, form):
    # Requests are drawn without Odoo.
    from odoo.fields import Command

    columns = ("kind", "code", "amount") if form == "csv" else ()
    mapping = env["logistics.sync.mapping"].create(
        {
            "name": f"Fuzzed {form}",
            "format": form,
            "has_header": False,
            "column_ids": [Command.create({"name": name}) for name in columns],
            "rule_ids": [
                Command.create({"target": target, "expression": path, "transform": how})
                for target, path, how in MAPPED[form]
            ],
        }
    )
    mapping.action_activate()
    return mapping


def _secrets(door):
    if door.proof == "webhook_profile_http_basic":
        yield {"kind": "password", "username": USER}, PASSWORD
    elif door.proof != "bearer_token":
        yield {"kind": "signing_secret"}, SIGNING_SECRET
    # One for each route that asks for a token.
    for kind in ("access_token", "read_token", "replay_token", "health_token"):
        yield {"kind": kind}, token(kind, door.code)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "system"))
    import odoo_process

    with odoo_process.environment() as process_env:
        {"make": make, "process": process}[sys.argv[1]](process_env)
