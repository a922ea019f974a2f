# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

MOST_NOTICES = 6


class LogisticsSyncNotice(models.AbstractModel):
    """What clerks must know while a closing, a peak or an outage lasts."""

    _name = "logistics.sync.notice"
    _description = "Notice About the Work"

    @api.model
    @api.readonly
    def get_notices(self):
        """[{level, title, text, path}] for the companies the user works in.

        ``level`` is a colour of Bootstrap, ``path`` a screen of Odoo the user may open,
        or False. Nothing for whoever does not work with Logistics Sync.
        """
        groups = ("group_logistics_user", "group_logistics_auditor")
        if not any(
            self.env.user.has_group(f"logistics_sync_base.{group}") for group in groups
        ):
            return []
        companies = self.env.companies
        found = [
            *self._tell_quiet_times(companies),
            *self._tell_priorities(companies),
            *self._tell_modes(companies),
            *self._tell_outages(companies),
        ]
        if len(found) > MOST_NOTICES:
            more = self.env._("%s more", len(found) - MOST_NOTICES)
            found[MOST_NOTICES:] = [_notice("warning", more, "", False)]
        return found

    def _tell_quiet_times(self, companies):
        quiet_times = self.env["logistics.sync.quiet.time"].sudo()
        for quiet, end in quiet_times._get_in_force(fields.Datetime.now()):
            if quiet.company_id not in companies.ids:
                continue
            until = self._tell(end)
            if quiet.holds_lane:
                text = self.env._(
                    "Until %s heavy work rests and the batch lane waits.", until
                )
            else:
                text = self.env._("Until %s heavy work rests.", until)
            yield _notice("info", quiet.name, text, "logistics-batch-runs")

    def _tell_priorities(self, companies):
        rules = self.env["logistics.sync.priority.rule"].sudo()._get_in_force()
        for rule in rules.filtered(lambda one: one.company_id in companies):
            text = self.env._(
                "Until %s other documents than usual go first.",
                self._tell(rule.date_end),
            )
            yield _notice("info", rule.name, text, "logistics-priorities")

    def _tell_modes(self, companies):
        health = self.env["logistics.sync.health"].sudo()
        for one in health._measure_degraded(companies):
            path = f"logistics-connectors/{one['connector_id']}"
            yield _notice("warning", one["name"], one["sentence"], path)

    def _tell_outages(self, companies):
        outages = self.env["logistics.sync.outage"].sudo()
        for outage in outages.search(
            [("company_id", "in", companies.ids), ("ended_at", "=", False)],
            order="started_at",
        ):
            text = self.env._(
                "Calls are stopped since %s; what is owed to it waits.",
                self._tell(outage.started_at),
            )
            path = f"logistics-connectors/{outage.connector_id.id}"
            yield _notice("danger", outage.connector_id.name, text, path)

    def _tell(self, moment):
        local = fields.Datetime.context_timestamp(self, moment)
        return f"{local:%Y-%m-%d %H:%M %Z}"


def _notice(level, title, text, path):
    return {"level": level, "title": title, "text": text, "path": path}
