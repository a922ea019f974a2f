# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A connector with all that belongs to it, and its way to another company."""

import base64
import json

from odoo.fields import Command

from ..core.setup_bundle import seal_bundle
from .common import TOKEN, delivery_event
from .mapping_case import RULES, SCAN, VersionCase

CANARY = "whsec_" + "Y2FuYXJ5IG9mIGEgc2VjcmV0IG5vYm9keSBleHBvcnRz"


class PromotionCase(VersionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.auditor = cls.make_user("promotion_auditor", "auditor")
        cls.third = cls.make_user("third_manager", "manager")
        cls.mapping = cls.make_proven_mapping()
        cls.connector = cls.make_full_connector(code="nordlicht")

    @classmethod
    def make_proven_mapping(cls):
        mapping = cls.env["logistics.sync.mapping"].create(
            {
                "name": "Nordlicht scans",
                "company_id": cls.env.company.id,
                "rule_ids": [
                    Command.create({"target": target} | rule)
                    for target, rule in RULES.items()
                ],
                "sample_ids": [
                    Command.create({"name": "A scan", "body": json.dumps(SCAN)})
                ],
            }
        )
        mapping.sample_ids.action_accept_result()
        mapping.sudo().action_activate()
        return mapping

    @classmethod
    def make_full_connector(cls, **values):
        policy = cls.env["logistics.sync.retry.policy"].create({"name": "Patiently"})
        connector = cls.make_connector(
            name="Nordlicht",
            mapping_id=cls.mapping.id,
            priority=7,
            timezone="Europe/Berlin",
            outbound_url="https://test.nordlicht.example/in",
            code_map_ids=[
                Command.create({"external_code": "D1", "internal_code": "delivered"})
            ],
            document_ids=[
                Command.create({"document_type": "scan", "mapping_id": cls.mapping.id})
            ],
            retry_rule_ids=[
                Command.create(
                    {"event_type_id": cls.event_type.id, "policy_id": policy.id}
                )
            ],
            flow_override_ids=[
                Command.create({"event_type_id": cls.event_type.id, "sla_minutes": 9})
            ],
            **values,
        )
        cls.env["logistics.sync.connector.sample"].create(
            {
                "connector_id": connector.id,
                "name": "One of ours",
                "body": json.dumps(delivery_event("TN-1")),
            }
        ).action_accept()
        cls.env["logistics.sync.subscription"].create(
            {
                "name": "Tells of scans",
                "connector_id": connector.id,
                "event_type_ids": [Command.set(cls.event_type.ids)],
                "condition_ids": [
                    Command.create({"path": "milestone", "value": "delivered"})
                ],
            }
        )
        cls.env["logistics.sync.data.class"].create(
            {"path": "ship_to.door_code", "connector_id": connector.id}
        )
        cls.add_secret(connector, CANARY)
        cls.add_secret(connector, TOKEN, kind="access_token")
        return connector

    def export(self, connector=None, user=None, **values):
        """The record of an export."""
        connector = connector or self.connector
        return connector.with_user(user or self.author)._export_setup(**values)

    def read_bundle(self, promotion):
        return json.loads(base64.b64decode(promotion.with_context(bin_size=False).file))

    def reseal(self, bundle, **changes):
        """A file somebody wrote by a program of their own, with a fitting hash."""
        left = {
            name: value
            for name, value in (bundle | changes).items()
            if name not in ("kind", "version", "sha256", "signature")
        }
        return seal_bundle(left)

    def upload(self, raw, user=None, company=None):
        user = user or self.author
        return (
            self.env["logistics.sync.promotion.import"]
            .with_user(user)
            .create(
                {
                    "file": base64.b64encode(raw),
                    "company_id": (company or self.env.company).id,
                }
            )
        )

    def bring(self, raw, user=None, company=None):
        """Import a file as a draft; returns its record."""
        action = self.upload(raw, user, company).action_import()
        return self.env["logistics.sync.promotion"].browse(action["res_id"])

    def get_raw(self, promotion):
        return base64.b64decode(promotion.with_context(bin_size=False).file)

    def refused(self, raw, company=None):
        """The sentences that forbid an import."""
        promotions = self.env["logistics.sync.promotion"].sudo()
        __, refused = promotions._make_plan(
            promotions._open(raw), company or self.env.company, self.author
        )
        return [row["text"] for row in refused]
