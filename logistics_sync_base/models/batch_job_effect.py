# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

# Consequences that change no document.
WITHOUT_EFFECT = {"record_only"}


class LogisticsSyncBatchJob(models.Model):
    """A job says what becomes of its facts: none seems to do more than it does."""

    _inherit = "logistics.sync.batch.job"

    effect = fields.Char(compute="_compute_effect", string="What Becomes of Them")

    @api.depends(
        "code",
        "event_type_ids.consequence_ids.code",
        "event_type_ids.consequence_ids.active",
    )
    def _compute_effect(self):
        labels = dict(
            self.env["logistics.sync.event.consequence"]
            ._fields["code"]
            ._description_selection(self.env)
        )
        for job in self:
            job.effect = False
            if job.code != "flows" or not job.event_type_ids:
                continue
            steps = job.event_type_ids.consequence_ids.filtered("active")
            acting = [
                one.code
                for one in steps.sorted("sequence")
                if one.code not in WITHOUT_EFFECT
            ]
            if acting:
                names = dict.fromkeys(labels.get(code, code) for code in acting)
                job.effect = ", ".join(names)
            else:
                job.effect = self.env._(
                    "Kept on file only: no installed app acts on these facts yet."
                )
