# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from . import inbound_cache


class LogisticsSyncConnector(models.Model):
    _name = "logistics.sync.connector"
    _inherit = ["logistics.sync.connector", "logistics.sync.cached.record"]

    @api.model
    def _get_cached_fields(self):
        return inbound_cache.CONNECTOR_FIELDS


class LogisticsSyncCredential(models.Model):
    _name = "logistics.sync.credential"
    _inherit = ["logistics.sync.credential", "logistics.sync.cached.record"]

    @api.model
    def _get_cached_fields(self):
        return inbound_cache.CREDENTIAL_FIELDS


class LogisticsSyncConnectorDocument(models.Model):
    _name = "logistics.sync.connector.document"
    _inherit = ["logistics.sync.connector.document", "logistics.sync.cached.record"]


class LogisticsSyncMapping(models.Model):
    _name = "logistics.sync.mapping"
    _inherit = ["logistics.sync.mapping", "logistics.sync.cached.record"]


class LogisticsSyncWebhookProfile(models.Model):
    _name = "logistics.sync.webhook.profile"
    _inherit = ["logistics.sync.webhook.profile", "logistics.sync.cached.record"]


class LogisticsSyncContractVersion(models.Model):
    _name = "logistics.sync.contract.version"
    _inherit = ["logistics.sync.contract.version", "logistics.sync.cached.record"]
