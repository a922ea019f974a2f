# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What tests of this addon and of those above it share: partners and their wires."""

import json
import os
import tempfile
import time
import uuid
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from odoo.fields import Command
from odoo.orm.model_classes import add_to_registry
from odoo.tests import HttpCase, TransactionCase

from ..core import signing

SECRET = "whsec_" + "dGhpcyBzZWNyZXQgaXMgb25seSBmb3IgdGVzdHM="
TOKEN = "token-of-a-simulated-partner-0001"
EVENT_TYPE = "test_fact"
MOMENT = {
    "utc": "2026-11-20T17:05:00Z",
    "offset_minutes": -300,
    "precision": "minute",
    "offset_source": "payload",
}
NO_REFERENCES = dict.fromkeys(
    ("tracking_number", "shipment", "order", "delivery", "bill_of_lading", "pro_number")
)


def delivery_event(tracking_number, **values):
    """A canonical document as a partner may send it."""
    event = {
        "schema": "delivery_event/1.0",
        "event_type": EVENT_TYPE,
        "milestone": "delivered",
        "classifier": "actual",
        "reason": None,
        "scope": "package",
        "occurred_at": MOMENT,
        "references": dict(NO_REFERENCES, tracking_number=tracking_number),
        "location": None,
        "carrier": None,
        "items": [],
        "proof_of_delivery": None,
        "estimated_delivery": None,
    }
    return event | values


class LogisticsSyncCommon:
    """Mixed into a TransactionCase or HttpCase."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.owner = cls.make_user("logistics_sync_owner")
        cls.event_type = cls.env["logistics.sync.event.type"].create(
            {
                "name": "Test fact",
                "code": EVENT_TYPE,
                "owner_id": cls.owner.id,
                "sla_minutes": 15,
            }
        )
        cls.set_plan(EVENT_TYPE, "record_only")

    # ------------------------------------------------------------ fixtures
    @classmethod
    def make_user(cls, login, *groups, companies=None):
        companies = companies or cls.env.company
        names = [f"logistics_sync_base.group_logistics_{name}" for name in groups]
        # Nobody is invited by mail, which is a fifth of what a user costs.
        users = cls.env["res.users"].with_context(no_reset_password=True)
        return users.create(
            {
                "name": login.replace("_", " ").title(),
                "login": login,
                "email": f"{login}@example.com",
                "company_id": companies[0].id,
                "company_ids": [Command.set(companies.ids)],
                "group_ids": [
                    Command.set(
                        [cls.env.ref(name).id for name in ["base.group_user", *names]]
                    )
                ],
            }
        ).with_env(cls.env)

    @classmethod
    def set_plan(cls, event_type_code, *consequences):
        """Make exactly these consequences follow an event type, in order."""
        event_type = cls.env["logistics.sync.event.type"].search(
            [("code", "=", event_type_code)]
        )
        event_type.consequence_ids = [
            Command.clear(),
            *(
                Command.create({"sequence": 10 * (place + 1), "code": code})
                for place, code in enumerate(consequences)
            ),
        ]
        return event_type

    @classmethod
    def make_connector(cls, **values):
        code = values.get("code") or f"partner-{uuid.uuid4().hex[:8]}"
        state = values.pop("state", "live")
        connector = cls.env["logistics.sync.connector"].create(
            {
                "name": f"Carrier {code}",
                "code": code,
                "environment": "test",
                "owner_id": cls.owner.id,
            }
            | values
        )
        # Whether it is ready to go live is the matter of its own tests.
        connector.sudo().state = state
        return connector

    @classmethod
    def add_secret(cls, connector, text=SECRET, kind="signing_secret", **values):
        credential = cls.env["logistics.sync.credential"].create(
            {"connector_id": connector.id, "kind": kind} | values
        )
        credential._set_secret(text)
        return credential

    @classmethod
    def make_mapping(cls, rules, columns=(), **values):
        """An active mapping; rules as {target: expression or dict of values}."""
        rows = [
            {"target": target}
            | (rule if isinstance(rule, dict) else {"expression": rule})
            for target, rule in rules.items()
        ]
        mapping = cls.env["logistics.sync.mapping"].create(
            {
                "name": f"Mapping {uuid.uuid4().hex[:8]}",
                "rule_ids": [Command.create(row) for row in rows],
                "column_ids": [Command.create(dict(column)) for column in columns],
            }
            | values
        )
        # Whoever a test acts as: approving by a second person is tested where it is.
        mapping.sudo().action_activate()
        return mapping

    @classmethod
    def extend_models(cls, *definitions):
        """Extend models for this class of tests, the way an addon would."""
        names = [definition._name for definition in definitions]
        for name in dict.fromkeys(names):
            cls.addClassCleanup(cls.registry._setup_models__, cls.env.cr, [name])
            model_class = cls.registry[name]
            cls.addClassCleanup(
                setattr, model_class, "_base_classes__", model_class._base_classes__
            )
        for definition in definitions:
            add_to_registry(cls.registry, definition)
        cls.registry._setup_models__(cls.env.cr, names)

    # ---------------------------------------------------------------- wires
    @classmethod
    def ingest(cls, connector, document, key=None, **values):
        """Store what a partner sent; returns the message."""
        body = (
            document if isinstance(document, bytes) else json.dumps(document).encode()
        )
        message, __ = cls.env["logistics.sync.message"]._ingest(
            connector, body, key or uuid.uuid4().hex, **values
        )
        return message

    def post_signed(self, connector, body, key=None, secret=SECRET, **headers):
        """POST bytes or a document to a connector, signed as its partner would."""
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        signed = signing.signature_headers(
            [secret], key or uuid.uuid4().hex, int(time.time()), body
        )
        content = {"Content-Type": "application/json"}
        return self.post(connector, body, content | signed | headers)

    def post(self, connector, body, headers):
        code = connector if isinstance(connector, str) else connector.code
        return self.url_open(
            f"/logistics_sync/v1/{code}/events", data=body, headers=headers
        )

    def drain(self, channel="operational"):
        """Let the worker of a channel do what is due, in transactions of its own."""
        self.trigger_cron(f"logistics_sync_base.ir_cron_drain_{channel}")

    def trigger_cron(self, xmlid):
        cron = self.env.ref(xmlid)
        if isinstance(self, HttpCase):
            cron.method_direct_trigger()
            self.env.invalidate_all()
            return
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def confirm_replay(self, action, reason="The cause is mended", **values):
        """Fill in the dialog a replay button opened, and start it."""
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard = wizard.with_user(wizard.create_uid)
        wizard.write({"reason": reason, **values})
        replay = wizard.action_start()
        return self.env[replay["res_model"]].browse(replay["res_id"])

    def make_due(self, messages):
        """Let the waiting time before the next try pass."""
        messages.write({"next_attempt_at": "2026-01-01 00:00:00"})

    def get_exceptions(self, code=None, **domain):
        wanted = [("state", "in", ("open", "in_progress"))]
        wanted += [(name, "=", value) for name, value in domain.items()]
        if code:
            wanted.append(("code_id.code", "=", code))
        return self.env["logistics.sync.exception"].search(wanted)

    @contextmanager
    def allow_folders(self, *roots):
        """Let the server's configuration name these folders."""
        allowed = {"LOGISTICS_SYNC_FOLDER_ROOTS": ",".join(map(str, roots))}
        with patch.dict(os.environ, allowed):
            yield

    def make_folder(self):
        """The path of an empty folder that files may be read from and written to."""
        folder = tempfile.TemporaryDirectory(prefix="logistics-sync-")
        self.addCleanup(folder.cleanup)
        self.enterContext(self.allow_folders(folder.name))
        return Path(folder.name)


class LogisticsSyncCase(LogisticsSyncCommon, TransactionCase):
    """Tests in one transaction."""


class LogisticsSyncHttpCase(LogisticsSyncCommon, HttpCase):
    """Tests over real HTTP."""
