# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models, tools

TRIGGERED = "logistics_exception_limits_triggered"


class LogisticsSyncExceptionLimit(models.Model):
    _inherit = "logistics.sync.exception.limit"

    @api.model
    @tools.ormcache()
    def _get_counted(self):
        """Ids of the kinds with a limit on their number; None stands for all kinds."""
        limits = self.sudo().search([("most_open", ">", 0)])
        if any(not limit.code_ids for limit in limits):
            return None
        return frozenset(limits.code_ids.ids)


class LogisticsSyncException(models.Model):
    """A new question of a kind with a limit has the limits looked at soon.

    Not by whoever asks it: workers that ask at the same time would wait for each other.
    """

    _inherit = "logistics.sync.exception"

    @api.model_create_multi
    def create(self, vals_list):
        exceptions = super().create(vals_list)
        counted = self.env["logistics.sync.exception.limit"]._get_counted()
        watched = counted is None or bool(counted & set(exceptions.code_id.ids))
        if watched:
            self._trigger_limits()
        return exceptions

    @api.model
    def _trigger_limits(self):
        """Once in a transaction; a savepoint taken back takes the trigger back, too."""
        cache = self.env.cr.cache
        known = self.env["ir.cron.trigger"].sudo().browse(cache.get(TRIGGERED))
        if known.exists():
            return
        cron = self.env.ref("logistics_sync_base.ir_cron_exception_limits", False)
        if cron:
            cache[TRIGGERED] = cron.sudo()._trigger().id
            self.env.cr.postcommit.add(lambda: cache.pop(TRIGGERED, None))
