# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import SUPERUSER_ID, api, models

from ..event_processing import RUN_CACHE


class LogisticsSyncOnboardingPart(models.AbstractModel):
    """Mixed into what belongs to a connector: its secrets, samples, documents, codes.

    Whoever enters, changes or deletes one of them worked on the onboarding, and cannot
    be its second person. Secrets are stored with ``sudo``: the person counts, not the
    rights it is done with.
    """

    _name = "logistics.sync.onboarding.part"
    _description = "Part of What Is Onboarded"

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._note_hand()
        return parts

    def write(self, vals):
        result = super().write(vals)
        self._note_hand()
        return result

    @api.ondelete(at_uninstall=False)
    def _note_hand(self):
        if self.env.uid == SUPERUSER_ID or RUN_CACHE in self.env.cr.cache:
            return
        self._get_onboarded()._note_onboarding()

    def _get_onboarded(self):
        return self.sudo().connector_id.with_env(self.env)


class LogisticsSyncCredential(models.Model):
    _name = "logistics.sync.credential"
    _inherit = ["logistics.sync.credential", "logistics.sync.onboarding.part"]


class LogisticsSyncConnectorSample(models.Model):
    _name = "logistics.sync.connector.sample"
    _inherit = ["logistics.sync.connector.sample", "logistics.sync.onboarding.part"]


class LogisticsSyncConnectorDocument(models.Model):
    _name = "logistics.sync.connector.document"
    _inherit = ["logistics.sync.connector.document", "logistics.sync.onboarding.part"]


class LogisticsSyncCodeMap(models.Model):
    _name = "logistics.sync.code.map"
    _inherit = ["logistics.sync.code.map", "logistics.sync.onboarding.part"]


class LogisticsSyncReference(models.Model):
    _name = "logistics.sync.reference"
    _inherit = ["logistics.sync.reference", "logistics.sync.onboarding.part"]
