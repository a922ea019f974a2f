# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

from ..event_audit import MOST_TEXT

# Key of ``cr.precommit.data``: {stage: ids} of what one transaction did.
TOLD = "logistics_sync.outbound_audit"


class LogisticsSyncMessage(models.Model):
    """What leaves goes on record, too: one entry a stage, transaction and company."""

    _inherit = "logistics.sync.message"

    @api.model
    def _insert_owed(self, rows):
        found = super()._insert_owed(rows)
        self.browse(found.values())._note_outbound("owed")
        return found

    def _insert_row(self, row):
        message_id = super()._insert_row(row)
        if message_id and row["direction"] == "out":
            self.browse(message_id)._note_outbound("owed")
        return message_id

    def _close_delivered(self):
        result = super()._close_delivered()
        self._note_outbound("sending")
        return result

    def _take_verdict(self, verdict, answer):
        result = super()._take_verdict(verdict, answer)
        self._note_outbound("answer")
        return result

    def _note_outbound(self, stage):
        if not self:
            return
        data = self.env.cr.precommit.data
        if TOLD not in data:
            data[TOLD] = {}
            self.env.cr.precommit.add(self.browse()._write_outbound_notes)
        data[TOLD].setdefault(stage, []).extend(self._ids)

    def _write_outbound_notes(self):
        """What a savepoint took back is not there any more, and not on record."""
        entries = self.env["logistics.sync.audit.entry"]
        for stage, ids in self.env.cr.precommit.data.pop(TOLD, {}).items():
            self.flush_model(["state", "acknowledgement_state"])
            by_company = {}
            for company_id, *line in self.env.execute_query(
                SQL(
                    """SELECT company_id, id, state,
                              COALESCE(acknowledgement_state, '')
                         FROM logistics_sync_message WHERE id IN %s ORDER BY id""",
                    tuple(ids),
                )
            ):
                by_company.setdefault(company_id, []).append(line)
            for company_id, lines in by_company.items():
                messages = self.browse(line[0] for line in lines)
                company = self.env["res.company"].browse(company_id)
                entries._note_set(stage, messages, company, lines)


class LogisticsSyncEvent(models.Model):
    """The trail of an event goes on to whoever it was told to."""

    _inherit = "logistics.sync.event"

    def _get_audit_trail(self):
        trail = super()._get_audit_trail()
        for message in self.sudo().delivery_ids.message_id:
            trail += self._get_telling(message)
        return trail

    def _get_telling(self, message):
        """What became of one message that tells this event: dicts as the others."""
        told, stages = self._find_entries(message), []
        partner = message.connector_id.name
        states = dict(message._fields["state"]._description_selection(self.env))
        answers = message._fields["acknowledgement_state"]
        answers = dict(answers._description_selection(self.env))
        for entry, words in told:
            if entry.stage == "owed":
                after = self.env._(
                    "Message %(id)s to %(partner)s",
                    id=message.public_id,
                    partner=partner,
                )
                stages.append(self._get_stage("creation", entry, after=after))
            elif entry.stage == "sending":
                text = message.with_env(self.env).body_text or ""
                stages += [
                    self._get_stage(
                        "transformation",
                        entry,
                        before=(self.canonical_text or "")[:MOST_TEXT],
                        after=text[:MOST_TEXT],
                        note=self._tell_writing(message),
                        digest=message.body_sha256,
                    ),
                    self._get_stage(
                        "posting",
                        entry,
                        after=states.get(words[1], words[1]),
                        note=self.env._("Handed over to %s", partner),
                    ),
                ]
            elif entry.stage == "answer":
                after = answers.get(words[2], words[2])
                note = self.env._("%s answered", partner)
                stages.append(self._get_stage("posting", entry, after=after, note=note))
        return stages

    def _tell_writing(self, message):
        mapping = message.mapping_id
        if mapping:
            return self.env._("Written with %s", mapping.display_name)
        return self.env._("In our own format: nothing was transformed")
