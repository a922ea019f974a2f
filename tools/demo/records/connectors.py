# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The four partners: connector, mapping, meaning of their codes, shared secrets."""

from ..catalogue import CARRIERS
from . import mappings

SWIFTLINE_CODES = {
    "PU": ("picked_up", "actual"),
    "HI": ("arrived_facility", "actual"),
    "OFD": ("out_for_delivery", "actual"),
    "NH": ("delivery_attempted", "actual"),
    "DL": ("delivered", "actual"),
    "DM": ("damaged", "actual"),
    "POD": ("pod_received", "actual"),
    "EDD": ("eta_updated", "estimated"),
}
NORDPOST_CODES = {
    "SORTED": ("arrived_facility", "actual"),
    "CUSTOMS_RELEASED": ("customs_cleared", "actual"),
    "ON_VEHICLE": ("out_for_delivery", "actual"),
    "HANDED_OVER": ("delivered", "actual"),
    "SIGNATURE": ("pod_received", "actual"),
    "FORECAST": ("delivered", "estimated"),
    "RETURN_STARTED": ("return_initiated", "actual"),
}
X12_RECEIVER = "MERIDIAN"


def make(env, folders, basics) -> list[dict]:
    """Create the connectors; returns what each partner has to know."""
    partners = [
        _make_swiftline(env, basics),
        _make_nordpost(env, basics),
        _make_ironbridge(env, basics, folders["mailbox"]),
        _make_depot(env, basics, folders["depot"]),
    ]
    env["logistics.sync.environment"]._declare("demo")
    for connector, _details in partners:
        connector.action_go_live()
    return [
        {
            "code": details.pop("code"),
            "connector": connector.code,
            "connector_id": connector.id,
            "name": connector.name,
            **details,
        }
        for connector, details in partners
    ]


def _make_connector(env, basics, name, code, **values):
    partner = values.pop("partner_id", None)
    if partner is None:
        partner = env["res.partner"].create({"name": name, "is_company": True}).id
    return env["logistics.sync.connector"].create(
        {
            "name": name,
            "code": code,
            "partner_id": partner,
            "environment": "demo",
            "owner_id": basics.users["clerk"].id,
            **values,
        }
    )


def _make_codes(env, connector, codes):
    env["logistics.sync.code.map"].create(
        [
            {
                "connector_id": connector.id,
                "kind": "milestone",
                "external_code": code,
                "internal_code": milestone,
                "classifier": classifier,
            }
            for code, (milestone, classifier) in codes.items()
        ]
    )


def _make_secret(env, connector, kind):
    credential = env["logistics.sync.credential"].create(
        {"name": "Demo", "connector_id": connector.id, "kind": kind}
    )
    return credential._generate()


def _make_swiftline(env, basics):
    connector = _make_connector(
        env,
        basics,
        CARRIERS["swiftline"][1],
        "swiftline",
        kind="carrier",
        timezone="America/New_York",
        max_body_kib=128,
        mapping_id=mappings.make(env, mappings.SWIFTLINE).id,
    )
    _make_codes(env, connector, SWIFTLINE_CODES)
    secret = _make_secret(env, connector, "signing_secret")
    return connector, {"code": "swiftline", "secret": secret}


def _make_nordpost(env, basics):
    connector = _make_connector(
        env,
        basics,
        CARRIERS["nordpost"][1],
        "nordpost",
        kind="carrier",
        timezone="Europe/Berlin",
        mapping_id=mappings.make(env, mappings.NORDPOST).id,
    )
    _make_codes(env, connector, NORDPOST_CODES)
    secret = _make_secret(env, connector, "signing_secret")
    return connector, {"code": "nordpost", "secret": secret}


def _make_ironbridge(env, basics, mailbox):
    connector = _make_connector(
        env,
        basics,
        CARRIERS["ironbridge"][1],
        "ironbridge",
        kind="ltl",
        format="x12",
        authentication="bearer_token",
        timezone="America/New_York",
        code_list="x12.214.AT701,x12.214.AT703",
        outbound_folder_url=mailbox,
    )
    token = _make_secret(env, connector, "access_token")
    return connector, {
        "code": "ironbridge",
        "token": token,
        "mailbox": mailbox,
        "receiver": X12_RECEIVER,
    }


def _make_depot(env, basics, folder):
    connector = _make_connector(
        env,
        basics,
        basics.three_pl.name,
        "depot-west",
        partner_id=basics.three_pl.id,
        kind="3pl",
        format="csv",
        transport="folder",
        timezone="America/Los_Angeles",
        folder_url=folder,
        folder_pattern="*.csv",
        mapping_id=mappings.make(env, mappings.DEPOT).id,
    )
    return connector, {"code": "depot", "folder": folder}
