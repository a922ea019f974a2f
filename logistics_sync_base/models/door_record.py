# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from . import inbound_cache


class LogisticsSyncDoorRecord(models.AbstractModel):
    """Mixed into what the door keeps: a change is seen by the next request."""

    _name = "logistics.sync.door.record"
    _description = "Record Kept at the Web Door"

    @api.model
    def _get_door_fields(self):
        """Names of the fields the door looks at; None when it is any of them."""
        return None

    def _forget(self):
        """Clear the cache now, and again when others can see what was changed."""
        self.env.registry.clear_cache()
        self.env.cr.postcommit.add(self.env.registry.clear_cache)

    @api.model_create_multi
    def create(self, vals_list):
        self._forget()
        return super().create(vals_list)

    def write(self, vals):
        names = self._get_door_fields()
        if names is None or not vals.keys().isdisjoint(names):
            self._forget()
        return super().write(vals)

    def unlink(self):
        self._forget()
        return super().unlink()


class LogisticsSyncConnector(models.Model):
    _name = "logistics.sync.connector"
    _inherit = ["logistics.sync.connector", "logistics.sync.door.record"]

    @api.model
    def _get_door_fields(self):
        return inbound_cache.CONNECTOR_FIELDS


class LogisticsSyncCredential(models.Model):
    _name = "logistics.sync.credential"
    _inherit = ["logistics.sync.credential", "logistics.sync.door.record"]

    @api.model
    def _get_door_fields(self):
        return inbound_cache.CREDENTIAL_FIELDS


class LogisticsSyncConnectorDocument(models.Model):
    _name = "logistics.sync.connector.document"
    _inherit = ["logistics.sync.connector.document", "logistics.sync.door.record"]


class LogisticsSyncMapping(models.Model):
    _name = "logistics.sync.mapping"
    _inherit = ["logistics.sync.mapping", "logistics.sync.door.record"]


class LogisticsSyncWebhookProfile(models.Model):
    _name = "logistics.sync.webhook.profile"
    _inherit = ["logistics.sync.webhook.profile", "logistics.sync.door.record"]


class LogisticsSyncContractVersion(models.Model):
    _name = "logistics.sync.contract.version"
    _inherit = ["logistics.sync.contract.version", "logistics.sync.door.record"]
