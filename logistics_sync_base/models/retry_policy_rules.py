# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core.retry_rules import (
    RetryRuleError,
    parse_delays,
    parse_statuses,
    write_delays,
)

DEFAULT_STATUSES = "408, 425, 429, 5xx"


class LogisticsSyncRetryPolicy(models.Model):
    """Listed delays, and which failures are tried again at all."""

    _inherit = "logistics.sync.retry.policy"

    spacing = fields.Selection(
        [("growing", "Growing delays"), ("listed", "Listed delays")],
        string="Delays Between Tries",
        required=True,
        default="growing",
    )
    delays = fields.Char(
        string="Listed Delays",
        help="How long to wait after the first, the second ... failed try, in minutes, "
        "such as 1, 5, 15; or with units, such as 30s, 5min, 2h. The last one repeats.",
    )
    retried_statuses = fields.Char(
        string="Answers That Are Tried Again",
        default=DEFAULT_STATUSES,
        help="HTTP answer codes of the partner, such as 408, 425, 429, 5xx or 500-504. "
        "Any other refusal is final at the first try.",
    )
    retry_unreachable = fields.Boolean(
        string="Try Again Without an Answer",
        default=True,
        help="When no connection or no answer in time was to be had. Switch it off "
        "only where doing it twice does more harm than not doing it.",
    )
    summary = fields.Char(compute="_compute_summary", string="In Words")

    @api.constrains("spacing", "delays", "retried_statuses")
    def _check_rules(self):
        for policy in self:
            policy._parse("delays", parse_delays)
            policy._parse("retried_statuses", parse_statuses)
            if policy.spacing == "listed" and not (policy.delays or "").strip():
                raise ValidationError(
                    self.env._(
                        "Policy “%s” has no list of delays. Write one, such as 1, 5, "
                        "15 for minutes.",
                        policy.name,
                    )
                )

    def _parse(self, name, parse):
        """The value of a field as its parser reads it; raises ValidationError."""
        self.ensure_one()
        try:
            return parse(self[name])
        except RetryRuleError as error:
            raise ValidationError(
                self.env._(
                    "“%(part)s” in “%(field)s” is not understood. %(help)s",
                    part=error.part,
                    field=self._fields[name]._description_string(self.env),
                    help=self._fields[name]._description_help(self.env),
                )
            ) from error

    @api.depends("spacing", "delays", "max_attempts", "base_delay_seconds")
    def _compute_summary(self):
        for policy in self:
            if policy.spacing == "listed":
                policy.summary = self.env._(
                    "%(count)s tries, after %(delays)s",
                    count=policy.max_attempts,
                    delays=policy._get_delays_in_words(),
                )
            else:
                policy.summary = self.env._(
                    "%(count)s tries, from %(first)s s up to %(last)s s",
                    count=policy.max_attempts,
                    first=policy.base_delay_seconds,
                    last=policy.max_delay_seconds,
                )

    def _get_delays_in_words(self):
        try:
            return write_delays(parse_delays(self.delays)) or "?"
        except RetryRuleError:
            # While it is typed; saving tells what is wrong.
            return "?"

    def _as_core(self):
        core = super()._as_core()
        if self.spacing != "listed":
            return core
        return replace(core, delays=self._parse("delays", parse_delays))

    @api.private
    def _sort_failure(self, delivery):
        """The kind of a failed delivery (adapters.results) by this policy."""
        self.ensure_one()
        status = delivery.status
        if status and status >= 400:
            if status in self._parse("retried_statuses", parse_statuses):
                return "transient"
            return "permanent" if delivery.kind == "transient" else delivery.kind
        # Without a call nothing can have been done twice.
        was_called = delivery.request and not status
        if was_called and delivery.kind == "transient" and not self.retry_unreachable:
            return "permanent"
        return delivery.kind
