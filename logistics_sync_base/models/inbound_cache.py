# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dataclasses import replace

from odoo import api, models, tools
from odoo.tools import SQL

CONNECTOR_FIELDS = (
    "active",
    "allowed_addresses",
    "authentication",
    "backfill_id",
    "channel",
    "code",
    "code_list",
    "company_id",
    "consume_type_ids",
    "credential_ids",
    "document_ids",
    "document_type_expression",
    "environment",
    "format",
    "gateway_header",
    "gateway_key_required",
    "inbound_limit",
    "mapping_id",
    "max_body_kib",
    "name",
    "order_expression",
    "order_scope",
    "priority",
    "publish_type_ids",
    "schema_version_expression",
    "schema_version_header",
    "state",
    "timezone",
    "transport",
    "version_ids",
    "webhook_jwks",
    "webhook_jwks_fetched_at",
    "webhook_jwks_url",
    "webhook_profile_id",
)
CREDENTIAL_FIELDS = (
    "connector_id",
    "environment",
    "event_type_ids",
    "expires_at",
    "inbound_limit",
    "kind",
    "may_fetch",
    "may_post",
    "may_status",
    "revoked_at",
    "secret_encrypted",
    "source",
    "source_name",
    "token_hash",
    "username",
)


class LogisticsSyncInbound(models.AbstractModel):
    """What the door needs to know of a connector, kept between requests.

    Whatever changes one of these records clears Odoo's cache, which every process
    looks at before each request. For secrets that is not enough, as a request that
    began before could bring back what was revoked: their rows are compared each time.
    """

    _inherit = "logistics.sync.inbound"

    @api.model
    @api.private
    def _find_connector(self, code):
        """The active connector with this code, ready to be read without queries."""
        connector_id, snapshot, secrets = self._get_snapshot(code)
        connector = self.env["logistics.sync.connector"].browse(connector_id)
        if connector and secrets != self._get_secret_rows(connector):
            self.env.registry.clear_cache()
            __, snapshot, __ = self._get_snapshot(code)
        self._fill(snapshot)
        return connector

    @api.model
    @tools.ormcache("code")
    def _get_snapshot(self, code):
        """(connector id, {model: {id: {field: cached value}}}, rows of its secrets)"""
        domain = [("code", "=", code)]
        connector = self.env["logistics.sync.connector"].search(domain)
        secrets = self._get_secret_rows(connector)
        return connector.id, self._take_snapshot(connector), secrets

    def _get_secret_rows(self, connector):
        """The secrets' rows as versions in the database: any change makes others."""
        if not connector:
            return []
        self.env["logistics.sync.credential"].flush_model()
        return self.env.execute_query(
            SQL(
                """SELECT id, xmin::text, ctid::text FROM logistics_sync_credential
                    WHERE connector_id = %s ORDER BY id""",
                connector.id,
            )
        )

    # ------------------------------------------------------------ snapshot
    def _take_snapshot(self, connector):
        return {
            "logistics.sync.connector": self._copy(connector, CONNECTOR_FIELDS),
            "logistics.sync.credential": self._copy(
                connector.credential_ids, CREDENTIAL_FIELDS
            ),
        }

    def _copy(self, records, names):
        """{id: {field: value as the ORM's cache holds it}}"""
        for name in names:
            # Reading brings it into the cache.
            records.mapped(name)
        caches = {name: records._fields[name]._get_cache(self.env) for name in names}
        return {
            record.id: {name: caches[name][record.id] for name in names}
            for record in records
        }

    def _fill(self, snapshot):
        for model, records in snapshot.items():
            fields = self.env[model]._fields
            for record_id, values in records.items():
                for name, value in values.items():
                    fields[name]._get_cache(self.env)[record_id] = value


class LogisticsSyncDecoder(models.AbstractModel):
    _inherit = "logistics.sync.decoder"

    def _get_schema_context(self, connector):
        if self.env.context.get("logistics_schema_fresh"):
            return super()._get_schema_context(connector)
        return replace(
            self._get_kept_context(connector.id),
            used=[],
            schema_version=self.env.context.get("logistics_schema_version"),
        )

    @api.model
    @tools.ormcache("connector_id")
    def _get_kept_context(self, connector_id):
        connector = self.env["logistics.sync.connector"].browse(connector_id)
        fresh = self.with_context(logistics_schema_fresh=True)
        return fresh._get_schema_context(connector)
