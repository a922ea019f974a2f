# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

GOOD, OPEN, BAD = "success", "warning", "danger"


class LogisticsSyncEvent(models.Model):
    """What an event did in Odoo, told to whoever may read the records concerned."""

    _inherit = "logistics.sync.event"

    def _get_effects(self):
        """[{text, record, before, after}] of what was made or changed.

        ``record`` is a recordset of one; what the user may not read is named by its
        kind only. Domain addons add the records of theirs.
        """
        self.ensure_one()
        document = self._get_document()
        if not document:
            return []
        return [self._get_effect(self.env._("About"), document)]

    def _get_effect(self, text, record, before="", after=""):
        readable = record.with_env(self.env)
        can_read = bool(readable._filtered_access("read"))
        return {
            "text": text,
            "kind": record._description,
            "name": readable.display_name
            if can_read
            else self.env._("(one you may not see)"),
            "url": f"/odoo/{record._name}/{record.id}" if can_read else None,
            "before": before or "",
            "after": after or "",
        }

    def _get_told_steps(self):
        """[{label, result, tone, note}] of the last run of each step."""
        self.ensure_one()
        consequences = self.env["logistics.sync.event.consequence"]
        names = dict(consequences._fields["code"]._description_selection(self.env))
        results = {
            "done": (self.env._("done"), GOOD),
            "skipped": (self.env._("not needed"), GOOD),
            "waiting": (self.env._("waits"), OPEN),
            "business": (self.env._("needs a decision"), BAD),
            "transient": (self.env._("did not work, is tried again"), OPEN),
            "permanent": (self.env._("failed"), BAD),
        }
        last = {step["consequence"]: step for step in self.steps or []}
        told = []
        for code, step in last.items():
            result, tone = results.get(step["result"], (step["result"], OPEN))
            told.append(
                {
                    "label": names.get(code, code),
                    "result": result,
                    "tone": tone,
                    "note": step.get("note") or "",
                }
            )
        return told
