# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..core.identity import is_numbered, told


class LogisticsSyncMessage(models.Model):
    """A number that comes twice must come with the same document."""

    _inherit = "logistics.sync.message"

    def _note_duplicates(self, rows, inserted):
        result = super()._note_duplicates(rows, inserted)
        skipped = [
            row
            for row in rows
            if (row["message_id"], row["position"]) not in inserted
            and is_numbered(row["canonical"])
        ]
        known = self._find_by_key(skipped) if skipped else {}
        for row in skipped:
            event = known[row["connector_id"], row["content_key"]]
            if told(event.canonical) != told(row["canonical"]):
                self._ask_about_contradiction(row, event)
        return result

    def _ask_about_contradiction(self, row, event):
        """The first one counts; that the second differs must not go unnoticed."""
        message = self.browse(row["message_id"])
        self.env["logistics.sync.exception"]._raise_for(
            "conflicting_duplicate",
            self.env._(
                "%(connector)s sent %(number)s a second time with another content. "
                "The first one counts; compare both and decide.",
                connector=message.connector_id.name,
                number=event.display_name,
            ),
            message=message,
        )
