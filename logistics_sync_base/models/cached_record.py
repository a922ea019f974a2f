# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class LogisticsSyncCachedRecord(models.AbstractModel):
    """Mixed into records that are looked up in a cache: changes count at once.

    Cleared only now, the cache could be filled again with what others still see.
    """

    _name = "logistics.sync.cached.record"
    _description = "Record Kept in a Cache"

    @api.model
    def _get_cached_fields(self):
        """Names of the fields that are looked up; None when it is any of them."""
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
        names = self._get_cached_fields()
        if names is None or not vals.keys().isdisjoint(names):
            self._forget()
        return super().write(vals)

    def unlink(self):
        self._forget()
        return super().unlink()
