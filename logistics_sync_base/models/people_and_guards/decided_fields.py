# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models, tools
from odoo.exceptions import AccessError
from odoo.models import MAGIC_COLUMNS

from ..event_processing import RUN_CACHE

# A key of the context that no caller from outside can hold: compared by identity.
COPYING, COPYING_ALLOWED = "logistics_sync_copying", object()


class LogisticsSyncDecidedFields(models.AbstractModel):
    """Mixed into records that people edit, but for what work and buttons decide.

    The fields a form shows and never lets anybody type into (states, times, who
    decided) are refused when they come by remote call or from an imported file, too.
    The work on events and whatever a button does with ``sudo`` may write them.
    """

    _name = "logistics.sync.decided.fields"
    _description = "Record with Fields Decided by Work and Buttons"

    @api.model
    @tools.ormcache("self._name")
    def _get_decided_fields(self):
        """Names of the stored fields nobody types in."""
        return frozenset(
            name
            for name, field in self._fields.items()
            if field.store
            and field.readonly
            and not field.compute
            and name not in MAGIC_COLUMNS
        )

    @api.model_create_multi
    def create(self, vals_list):
        if not self._is_decided_by_work():
            for vals in vals_list:
                told = self._get_decided_fields().intersection(filter(vals.get, vals))
                begin = self._get_undecided(told)
                self._check_decided(
                    name for name in told if vals[name] != begin.get(name)
                )
        return super().create(vals_list)

    @api.model
    def default_get(self, fields):
        """They begin as the model says.

        Neither a default that somebody set for himself nor one in the context of a
        remote call decides about them.
        """
        if self._is_decided_by_work():
            return super().default_get(fields)
        decided = self._get_decided_fields().intersection(fields)
        typed = [name for name in fields if name not in decided]
        return super().default_get(typed) | self._get_undecided(decided)

    @api.model
    def _get_undecided(self, names):
        """{field: the model's own default} of those of the fields that have one"""
        return {
            name: field.convert_to_write(field.default(self), self)
            for name in names
            if (field := self._fields[name]).default
        }

    def write(self, vals):
        if not self._is_decided_by_work():
            self._check_decided(vals)
        return super().write(vals)

    def copy(self, default=None):
        if not self._is_decided_by_work():
            self._check_decided(default or ())
        return super(
            LogisticsSyncDecidedFields, self.with_context(**{COPYING: COPYING_ALLOWED})
        ).copy(default)

    def _is_decided_by_work(self):
        return (
            self.env.su
            or RUN_CACHE in self.env.cr.cache
            or self.env.context.get(COPYING) is COPYING_ALLOWED
        )

    def _write_decided(self, vals):
        """What a button decides, for somebody who may write such records."""
        self.check_access("write")
        return self.sudo().write(vals)

    @api.model
    def _check_decided(self, names):
        """Raise AccessError for the first of these fields nobody types in."""
        for name in self._get_decided_fields().intersection(names):
            raise AccessError(
                self.env._(
                    "“%(field)s” of %(model)s is set by the work itself or by a "
                    "button, never by hand.",
                    field=self._fields[name]._description_string(self.env),
                    model=self._description,
                )
            )


class LogisticsSyncConnector(models.Model):
    _name = "logistics.sync.connector"
    _inherit = ["logistics.sync.connector", "logistics.sync.decided.fields"]


class LogisticsSyncCredential(models.Model):
    _name = "logistics.sync.credential"
    _inherit = ["logistics.sync.credential", "logistics.sync.decided.fields"]


class LogisticsSyncExport(models.Model):
    _name = "logistics.sync.export"
    _inherit = ["logistics.sync.export", "logistics.sync.decided.fields"]


class LogisticsSyncBackfill(models.Model):
    _name = "logistics.sync.backfill"
    _inherit = ["logistics.sync.backfill", "logistics.sync.decided.fields"]


class LogisticsSyncBatchJob(models.Model):
    _name = "logistics.sync.batch.job"
    _inherit = ["logistics.sync.batch.job", "logistics.sync.decided.fields"]


class LogisticsSyncRolloutRule(models.Model):
    _name = "logistics.sync.rollout.rule"
    _inherit = ["logistics.sync.rollout.rule", "logistics.sync.decided.fields"]


class LogisticsSyncReference(models.Model):
    _name = "logistics.sync.reference"
    _inherit = ["logistics.sync.reference", "logistics.sync.decided.fields"]

    @api.model
    def _get_decided_fields(self):
        """Lists are fed by people, too; that somebody decided is no free text."""
        return frozenset(("state", "reason", "decided_by_id", "decided_at"))
