# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import ast
from pathlib import Path

from odoo.modules.module import Manifest
from odoo.tests import tagged

from .common import LogisticsSyncHttpCase

# Every address of ours that answers without a login, and what it asks for instead.
# Whoever adds one adds it here and to docs/security.md.
PUBLIC = {
    "GET /logistics_sync/v1/openapi.json": "nothing: a description",
    "GET /logistics_sync/v1/schemas": "nothing: a description",
    "GET /logistics_sync/v1/schemas/<string:name>/<string:version>": (
        "nothing: a description"
    ),
    "GET /logistics_sync/v1/schemas/<string:name>/<string:version>/examples": (
        "nothing: a description"
    ),
    "GET /logistics_sync/v1/health": "nothing for one word, a token for more",
    "GET /logistics_sync/v1/metrics": "a token for health",
    "POST /logistics_sync/<string:version>/<string:connector_code>/events": (
        "signature or token of the connector"
    ),
    "GET /logistics_sync/v1/<string:connector_code>/outbox": "token of the connector",
    "POST /logistics_sync/v1/<string:connector_code>/outbox/acks": (
        "token of the connector"
    ),
    "GET /logistics_sync/v1/<string:connector_code>/export/<string:dataset>": (
        "token for reading"
    ),
    "POST /logistics_sync/v1/<string:connector_code>/replays": "token for replaying",
    "GET /logistics_sync/v1/<string:connector_code>/replays/<string:replay_id>": (
        "token for replaying"
    ),
    "GET /logistics_sync/v1/status": "token of a connector",
    "ANY /logistics_sync": "nothing: it is not there",
    "ANY /logistics_sync/<path:rest>": "nothing: it is not there",
}
# What switches the check of certificates off in the libraries we use.
UNVERIFIED = (
    "CERT_NONE",
    "CERT_OPTIONAL",
    "_create_unverified_context",
    "AutoAddPolicy",
    "WarningPolicy",
    "disable_warnings",
)


def get_own_routes(env):
    """(path, endpoint) of what the installed addons of ours serve."""
    served = env["ir.http"]._generate_routing_rules(
        sorted(env.registry._init_modules), env["ir.http"]._get_converters()
    )
    for path, endpoint in served:
        if endpoint.func.__module__.startswith("odoo.addons.logistics_sync"):
            yield path, endpoint


def get_names(path, endpoint):
    methods = endpoint.routing.get("methods") or ["ANY"]
    return {f"{method} {path}" for method in methods}


@tagged("post_install", "-at_install")
class TestExposure(LogisticsSyncHttpCase):
    def test_only_listed_routes_are_public(self):
        """M32: every route without a login is listed, and none is left over."""
        found = set()
        for path, endpoint in get_own_routes(self.env):
            if endpoint.routing["auth"] in ("none", "public"):
                found |= get_names(path, endpoint)
        self.assertEqual(found, set(PUBLIC))

    def test_whatever_is_not_public_needs_a_user(self):
        """M32: any other route of ours asks for a login."""
        for path, endpoint in get_own_routes(self.env):
            with self.subTest(route=path):
                self.assertIn(endpoint.routing["auth"], ("none", "public", "user"))

    def test_no_public_route_but_those_serves_without_a_secret(self):
        """M32, C29: asked without any proof, each listed route says 401 or 404."""
        connector = self.make_connector(authentication="bearer_token")
        harmless = {name for name, needs in PUBLIC.items() if needs[:7] == "nothing"}
        values = {
            "version": "v1",
            "connector_code": connector.code,
            "dataset": "events",
            "replay_id": "1",
        }
        for name in sorted(set(PUBLIC) - harmless):
            method, __, path = name.partition(" ")
            for key, value in values.items():
                path = path.replace(f"<string:{key}>", value)
            with self.subTest(route=name):
                answer = self.url_open(
                    path, data=b"{}" if method == "POST" else None, method=method
                )
                self.assertEqual(answer.status_code, 401)

    def test_certificates_are_always_checked(self):
        """M7: no source of ours holds a way to switch the check off."""
        base = Path(Manifest.for_addon("logistics_sync_base").path).resolve()
        sources = [
            path
            for path in base.parent.glob("logistics_sync_*/**/*.py")
            if "tests" not in path.parts
        ]
        self.assertGreater(len(sources), 300)
        for path in sources:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                name = getattr(node, "attr", getattr(node, "id", ""))
                self.assertNotIn(name, UNVERIFIED, path)
                if isinstance(node, ast.keyword) and node.arg in (
                    "verify",
                    "check_hostname",
                    "verify_ssl",
                ):
                    is_off = (
                        isinstance(node.value, ast.Constant) and not node.value.value
                    )
                    self.assertFalse(is_off, path)

    def test_no_setting_switches_the_check_off(self):
        """M7: neither a connector nor a secret has a field that could."""
        for model in ("logistics.sync.connector", "logistics.sync.credential"):
            for name in self.env[model]._fields:
                self.assertNotRegex(name, "verify|insecure|skip_tls|ignore_cert")
