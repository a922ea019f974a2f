# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class LogisticsSyncMessage(models.Model):
    """What was received and transformed goes on record, set by set."""

    _inherit = "logistics.sync.message"

    def _write_finish(self, rows):
        """One entry a company; what each message held is added by the seal."""
        entries = self.env["logistics.sync.audit.entry"]
        for company, messages in self._group_by_company():
            ids = set(messages._ids)
            lines = [(row["id"], row["state"]) for row in rows if row["id"] in ids]
            if lines:
                entries._note_set("creation", messages, company, lines)
        return super()._write_finish(rows)

    def _group_by_company(self):
        companies = self.company_id
        if len(companies) == 1:
            return [(companies, self)]
        return list(self.grouped("company_id").items())


class LogisticsSyncEvent(models.Model):
    """What followed events goes on record, set by set."""

    _inherit = "logistics.sync.event"

    def _write_close(self, rows):
        """One entry: every set of events is of one company."""
        result = super()._write_close(rows)
        self.env["logistics.sync.audit.entry"]._note_set(
            "posting",
            self,
            self.env.company,
            [
                (row["id"], row["state"], row["res_model"] or "", row["res_id"] or "")
                for row in rows
            ],
        )
        return result
